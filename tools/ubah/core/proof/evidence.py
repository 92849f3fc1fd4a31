"""What proofs are made of: digests, trailers, and what was found and discarded (rules 4 and 5)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ubah.core.blobs import Blob
from ubah.core.model import Change, Discarded, Proof

ASSENT = "Ubah-Assent"
_TRAILER = re.compile(r"([A-Za-z][A-Za-z0-9-]*): (\S.*)\Z")


@dataclass(frozen=True)
class Evidence:
    """What was found for one step or path: proofs, oldest first, and what was discarded."""

    proofs: tuple[Proof, ...]
    discarded: tuple[Discarded, ...]

    @property
    def unverifiable(self) -> bool:
        """Whether a discarded proof might be good where it can be verified (rule 10)."""
        return any(item.unverifiable for item in self.discarded)


def landing_digest(changes: Iterable[Change]) -> str:
    """Return the digest of a landing: every changed path, mode and blob before and after."""

    def side(blob: Blob | None) -> str:
        return f"{blob.mode} {blob.oid}" if blob else "absent"

    digest = hashlib.sha256()
    for change in sorted(
        changes, key=lambda change: change.path.encode("utf-8", "surrogateescape")
    ):
        line = f"{side(change.before)}\0{side(change.after)}\0{change.path}\0"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return f"sha256:{digest.hexdigest()}"


def trailers(message: str) -> tuple[tuple[str, str], ...]:
    """Return the trailers of a commit message: its last paragraph, if each line of it is one."""
    paragraphs = re.split(r"\n[ \t]*\n", message.strip("\n"))
    # Stricter than git, which takes a paragraph for trailers if a quarter of its lines are.
    found = [_TRAILER.match(line) for line in paragraphs[-1].split("\n")]
    if len(paragraphs) < 2 or not all(found):
        return ()
    return tuple((match[1], match[2]) for match in found if match)
