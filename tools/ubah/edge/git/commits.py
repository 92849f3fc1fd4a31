"""A commit object: its headers, what was signed, by whom; refused where git would read it otherwise."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ubah.core.diagnostics import msg
from ubah.core.model import Commit, Signature
from ubah.edge.git.common import MissingObject, is_sound
from ubah.edge.git.signatures import SEVERAL, verify

LATEST = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp())
MAX_COMMIT_BYTES = 1024 * 1024
"""Far beyond any honest message; a commit made to exhaust the judge is not read."""

_HEADER = re.compile(rb"([a-z][a-z0-9-]*) (.*)\Z", re.DOTALL)
# Git signs a commit without either: the second is for repositories with two kinds of hashes.
_SIGNATURES = ("gpgsig", "gpgsig-sha256")
_WHEN = re.compile(rb"> (\d{1,20}) [+-]\d{4}\Z")


def read_commit(oid: str, data: bytes) -> Commit:
    """Return the commit whose content is ``data``, with what its signature comes to.

    Raises:
        MissingObject: if git and the judge might read it differently.
    """
    if len(data) > MAX_COMMIT_BYTES:
        raise MissingObject(oid, msg("it is too large for a commit"))
    headers, payload, armored, message = _split_commit(data)
    when = _WHEN.search(headers.get("committer", [b""])[0])
    if not is_sound(data) or when is None:
        raise MissingObject(oid, msg("it is no sound commit"))
    return Commit(
        oid=oid,
        parents=tuple(parent.decode("ascii") for parent in headers.get("parent", [])),
        tree=headers["tree"][0].decode("ascii"),
        committed=_moment(int(when[1])),
        message=message.decode("utf-8", "replace"),
        signature=verify(payload, armored) if armored else Signature(),
    )


def _split_commit(data: bytes) -> tuple[dict[str, list[bytes]], bytes, str, bytes]:
    """Return a commit's headers, what was signed, the signature, the message.

    The signed payload is the object without its gpgsig headers and their continuation lines (git's
    signature-format documentation); a line that is neither belongs to what was signed.
    """
    head, _, message = data.partition(b"\n\n")
    parts: dict[str, list[list[bytes]]] = {}
    kept: list[bytes] = []
    name = ""
    for line in head.split(b"\n"):
        if line.startswith(b" ") and name:
            parts[name][-1].append(line[1:])
        elif found := _HEADER.match(line):
            name = found[1].decode("ascii")
            parts.setdefault(name, []).append([found[2]])
        else:
            name = ""
        if name not in _SIGNATURES:
            kept.append(line)
    headers = {key: [b"\n".join(lines) for lines in values] for key, values in parts.items()}
    signatures = headers.get("gpgsig", [])
    armored = signatures[0].decode("ascii", "replace") if len(signatures) == 1 else ""
    if len(signatures) > 1:
        armored = SEVERAL
    return headers, b"\n".join(kept) + b"\n\n" + message, armored, message


def _moment(seconds: int) -> datetime:
    """Return a moment; whatever lies beyond the calendar counts as its far end, so: the future."""
    return datetime.fromtimestamp(min(seconds, LATEST), UTC)
