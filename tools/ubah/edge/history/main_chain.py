"""Main's first-parent chain, looked at only as far back as somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ubah.core.model import SKEW
from ubah.edge.history.landings import LandingReader

FIRST_BLOCK = 32


class MainChain:
    """The first-parent chain below ``tip``, newest first, as git lists it; read in growing blocks.

    What lies below ``tip`` is taken as judged: each landing there is dated no earlier than the ones
    before it, but for what clocks may disagree on (UB711).
    """

    def __init__(self, reader: LandingReader, tip: str):
        self.tip = tip
        self._reader = reader
        self._oids: list[str] = []
        self._places: dict[str, int] = {}
        self._whole = False

    def __iter__(self) -> Iterator[str]:
        at = 0
        while self._reaches(at):
            yield self._oids[at]
            at += 1

    def __contains__(self, oid: object) -> bool:
        return isinstance(oid, str) and self.place(oid) is not None

    def place(self, oid: str) -> int | None:
        """Return how many landings came after ``oid``; None if it is not on the chain."""
        while oid not in self._places and not self._whole:
            self._read_on()
        return self._places.get(oid)

    def before(self, oid: str) -> list[str]:
        """Return the landings after ``oid``, which is on the chain, newest first."""
        return self._oids[: self.place(oid)]

    def from_(self, oid: str) -> MainChain:
        """Return the chain below ``oid``, which is on this one; what is known of it is kept."""
        found = MainChain(self._reader, oid)
        found._oids = self._oids[self.place(oid) :]
        found._places = {each: at for at, each in enumerate(found._oids)}
        found._whole = self._whole
        return found

    def known_place(self, oid: str) -> int | None:
        """Return the place of ``oid`` if the chain has been read so far, else None."""
        return self._places.get(oid)

    def is_rooted(self, oid: str) -> bool:
        """Whether ``oid``, which is on the chain, is its default root or comes after it."""
        root = self._places.get(self.default_root())
        return root is not None and self._places[oid] <= root

    def default_root(self) -> str:
        """Return the oldest commit that is an office's own, or ""."""
        while not self._whole:
            self._read_on()
        reader = self._reader
        offices = (oid for oid in reversed(self._oids) if reader.is_office(reader.commit(oid).tree))
        return next(offices, "")

    def newest_landing(self, oid: str, root: str = "") -> datetime:
        """Return the newest date among ``oid``, which is on the chain, and the landings before it.

        Nothing before a landing is dated later than it, but for `SKEW`; so it suffices to go back
        to one that is older than the newest so far by that much, or to the trust root.
        """
        at = self.place(oid)
        assert at is not None  # noqa: S101 - see above
        newest = self._reader.commit(oid).committed
        while self._reaches(at):
            commit = self._reader.commit(self._oids[at])
            newest = max(newest, commit.committed)
            if commit.committed + SKEW < newest or self._oids[at] == root:
                break
            at += 1
        return newest

    def _reaches(self, at: int) -> bool:
        while at >= len(self._oids) and not self._whole:
            self._read_on()
        return at < len(self._oids)

    def _read_on(self) -> None:
        """Read as much again as is known, so that reading all of it takes a few calls of git."""
        more = max(FIRST_BLOCK, len(self._oids))
        start = self._oids[-1] if self._oids else self.tip
        listed = self._reader.store.first_parents(start, more + 1)
        self._whole = len(listed) <= more
        for oid in listed[1:] if self._oids else listed:
            self._places[oid] = len(self._oids)
            self._oids.append(oid)
