"""Seals: links by mail and the pages that a decision answers, which nobody can make without the secret.

The secret lies in a file outside the repository, a line each; the first line seals, the others still
open what they sealed, so that a secret can be exchanged while links are on their way.
"""

from __future__ import annotations

import hashlib
import secrets
import stat
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer

from ubah.core.desk.ticket import Ticket, read_ticket, ticket_values
from ubah.core.diagnostics import CannotRun, msg

SHORTEST = 32
LONGEST_TOKEN = 1024
PAGE_LIVES = timedelta(hours=12)
"""How long a page may lie open before it is answered."""


@dataclass(frozen=True)
class SealedPage:
    """What a page was made for, and from: who, which form, the record's blob, the text shown.

    ``made`` is when, in seconds; ``number`` tells it from any other, where it may be answered once only.
    """

    person: str
    known: str
    form: str
    before: str
    shown: str
    made: int
    number: str

    @property
    def until(self) -> int:
        """When it can be answered no more."""
        return self.made + int(PAGE_LIVES.total_seconds())


class Seals:
    """Seals with the first of ``keys``, and opens what any of them sealed."""

    def __init__(self, keys: Sequence[str]) -> None:
        newest_last = list(reversed(keys))
        settings = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        self._links = URLSafeSerializer(newest_last, salt="ubah.desk.link", signer_kwargs=settings)
        self._pages = URLSafeSerializer(newest_last, salt="ubah.desk.page", signer_kwargs=settings)

    def link(self, ticket: Ticket) -> str:
        """Return a link's secret part."""
        return str(self._links.dumps(ticket_values(ticket)))

    def opened(self, token: str) -> Ticket | None:
        """Return what a link says, None for one that was not sealed here."""
        if len(token) > LONGEST_TOKEN:
            return None
        try:
            return read_ticket(self._links.loads(token))
        except BadData:
            return None

    def page(self, page: SealedPage) -> str:
        """Return what a page's form bears, so that it can be answered by nobody else."""
        return str(self._pages.dumps(list(astuple(page))))

    def answered(self, seal: str, now: datetime) -> SealedPage | None:
        """Return the page that is answered, None for one that is none of ours or has lain too long."""
        if len(seal) > LONGEST_TOKEN:
            return None
        try:
            values = self._pages.loads(seal)
        except BadData:
            return None
        match values:
            case [str(), str(), str(), str(), str(), int(), str()]:
                page = SealedPage(*values)
                return page if page.made - 1 <= now.timestamp() < page.until else None
        return None


def new_ticket(person: str, record: str, before: str, now: datetime, lives: timedelta) -> Ticket:
    """Return a new link for a person and a record as it stands."""
    expires = now.replace(microsecond=0) + lives
    return Ticket(person, record, before, expires, secrets.token_hex(16))


def read_secrets(path: Path) -> tuple[str, ...]:
    """Return the secrets in a file.

    Raises:
        CannotRun: if others may read it, or one is too short to be a secret.
    """
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise CannotRun(
            msg("{path} can be read by others than its owner", path=str(path)),
            msg("type: chmod 600 {path}", path=str(path)),
        )
    lines = tuple(line.strip() for line in path.read_text("utf-8").splitlines() if line.strip())
    if not lines or min(map(len, lines)) < SHORTEST:
        raise CannotRun(
            msg("{path} holds no secret of {count} characters", path=str(path), count=SHORTEST),
            msg("make one: openssl rand -hex 32 > {path}", path=str(path)),
        )
    return lines
