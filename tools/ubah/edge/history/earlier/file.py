"""Where what was verified is kept between audits: below the account's own folder, never in a repository.

Whoever goes on from a file trusts it as much as an audit of his own. So it bears a code (HMAC, RFC
2104) made with a key that only this account has, and names the tool that judged: a file that somebody
else made, or another version of the judge, is not gone on from.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Collection
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

import ubah
from ubah.core.diagnostics import CannotRun, msg
from ubah.edge.history.earlier.data import plain, verified_of
from ubah.edge.history.earlier.verified import Verified
from ubah.edge.system import disk

KEY_BYTES = 32
OLDEST_OFFICE = "oldest_office"


class VerifiedFiles:
    """The files of one account, one for each trust root and version of the judge."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_state_path("ubah") / "verified"

    def read(self, trust_root: str) -> Verified | None:
        """Return what was verified of a history, None if nothing was.

        Raises:
            CannotRun: if the file is not this account's own, was changed, or cannot be read.
        """
        path = self._path(trust_root)
        if not disk.is_there(path):
            return None
        value = self._value(path)
        if value["judge"] != _judge() or value["trust_root"] != trust_root:
            raise CannotRun(
                msg("{path} is about another history, or by another judge", path=str(path)),
                msg("remove it, and audit the whole history: ubah audit --since-verified"),
                indeterminate=True,
            )
        return verified_of(value)

    def of_the_oldest_office(self, tips: Collection[str]) -> Verified | None:
        """Return what was verified up to one of ``tips`` from the oldest office's own commit on.

        A history that leads to one of them leads back to that commit, so nobody has to look for it.
        What cannot be gone on from is passed over here: `read` says why, once the commit is known.
        """
        for path in self._folder.glob(f"*-{_judge()[:16]}.json"):
            with suppress(CannotRun):
                value = self._value(path)
                root, oldest = value["trust_root"], value[OLDEST_OFFICE]
                if oldest and value["tip"] in tips and path == self._path(root):
                    return self.read(root)
        return None

    def _value(self, path: Path) -> dict[str, Any]:
        """Return what a file holds.

        Raises:
            CannotRun: if it is not this account's own, was changed, or cannot be read.
        """
        code, _, body = disk.read(path).partition(b"\n")
        if not hmac.compare_digest(code, self._code(body)):
            raise CannotRun(
                msg("{path} was not written by this account's own audit", path=str(path)),
                msg("remove it, and audit the whole history: ubah audit --since-verified"),
                indeterminate=True,
            )
        value: dict[str, Any] = json.loads(body)
        return value

    def write(self, verified: Verified, *, oldest_office: bool) -> None:
        """Keep what was verified, in place of what was kept of the same history.

        ``oldest_office``: its trust root is known to be the oldest commit that is an office's own.

        Raises:
            CannotRun: if it cannot be written.
        """
        value = {"judge": _judge(), OLDEST_OFFICE: oldest_office, **plain(verified)}
        body = json.dumps(value, separators=(",", ":")).encode()
        disk.write_atomically(self._path(verified.trust_root), b"%s\n%s" % (self._code(body), body))

    def _path(self, trust_root: str) -> Path:
        return self._folder / f"{trust_root}-{_judge()[:16]}.json"

    def _code(self, body: bytes) -> bytes:
        return hmac.digest(self._key(), body, "sha256").hex().encode()

    def _key(self) -> bytes:
        path = self._folder / "key"
        if not disk.is_there(path):
            disk.write_secret(path, secrets.token_bytes(KEY_BYTES))
        key = disk.read(path)
        if len(key) != KEY_BYTES:
            raise CannotRun(
                msg("{path} is no key of this tool's", path=str(path)),
                msg("remove it, and try again"),
            )
        return key


@cache
def _judge() -> str:
    """Return the digest of everything that judges: the tool's own modules."""
    package = Path(ubah.__file__).parent
    digest = hashlib.sha256(ubah.__version__.encode())
    for path in sorted(package.glob("core/**/*.py")) + sorted(package.glob("edge/**/*.py")):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
