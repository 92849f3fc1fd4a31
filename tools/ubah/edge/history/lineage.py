"""Where commits stand in a history: what a landing brings, and what that descends from (rule 7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ubah.core.model import Commit
from ubah.edge.history.landings import Ancestry, LandingReader
from ubah.edge.history.main_chain import MainChain

MOST_GROWN = 64
"""How many commits a landing may bring for git not to be asked which they are."""


def first_parent_chain(reader: LandingReader, tip: str) -> list[str]:
    """Return the first-parent chain from ``tip`` down to its end, newest first.

    Raises:
        MissingObject: if the history is cut off.
    """
    return reader.store.first_parents(tip)


def default_root(reader: LandingReader, chain: list[str]) -> str:
    """Return the oldest commit of a chain (newest first) that is an office's own, or ""."""
    return next((oid for oid in reversed(chain) if reader.is_office(reader.commit(oid).tree)), "")


def _nowhere(_oid: str) -> None:
    return None


def grown_on(
    reader: LandingReader,
    base: str,
    tip: str,
    place: Callable[[str], int | None] = _nowhere,
) -> list[str]:
    """Return what ``tip`` brings beyond ``base``, parents first, if all of it descends from ``base``.

    What descends from ``base`` cannot be reachable from it, so git need not be asked. Where a way leads
    elsewhere, or there is much, nothing is returned. ``place`` tells where on main a commit is, if that
    is known: a branch off there may have landed before.
    """
    astray: list[str] = []

    def ends(oid: str) -> bool:
        if oid not in (base, tip) and place(oid) is not None:
            astray.append(oid)
        return oid == base or oid in astray

    order = _parents_first(reader, [tip], ends, most=MOST_GROWN)
    rooted = all(reader.commit(oid).parents for oid in order)
    return order if rooted and not astray else []


def brought_by(reader: LandingReader, tip: str, base: str) -> tuple[str, ...]:
    """Return the commits reachable from ``tip`` but not from ``base``, parents first.

    Raises:
        MissingObject: if the history is cut off.
    """
    return tuple(grown_on(reader, base, tip)) or reader.store.reachable(tip, base)


def merged_tree(reader: LandingReader, base: str, head: str) -> tuple[str, tuple[str, ...]]:
    """Return the tree that merging ``head`` into ``base`` makes, and the paths in conflict.

    Where ``head`` has grown on ``base``, that is its own tree: git need not merge.

    Raises:
        MissingObject: if the two cannot be merged at all.
    """
    if grown_on(reader, base, head):
        return reader.commit(head).tree, ()
    return reader.store.merged_tree(base, head)


def _parents_first(
    reader: LandingReader, tips: list[str], ends: Callable[[str], bool], most: int = 0
) -> list[str]:
    """Return the commits reachable from ``tips``, up to those where a way ends, parents first.

    Nothing at all if there are more than ``most``, unless that is 0.
    """
    order: list[str] = []
    stack = [(tip, False) for tip in tips]
    entered: set[str] = set()
    while stack:
        oid, done = stack.pop()
        if done:
            order.append(oid)
        elif oid not in entered and not ends(oid):
            entered.add(oid)
            if most and len(entered) > most:
                return []
            stack.append((oid, True))
            stack += [(parent, False) for parent in reader.commit(oid).parents]
    return order


class Lineage:
    """Knows of commits the newest landing that they descend from; None: not from the root."""

    def __init__(self, reader: LandingReader, root: str, chain: MainChain | None = None):
        """Begin at the trust root; or on top of a ``chain`` whose commits are placed when asked for.

        ``root`` "" is the oldest commit of the chain that is an office's own.
        """
        self.reader = reader
        self.root = root
        self._chain = chain
        self._landed: set[str] = {root}
        self._newest: dict[str, datetime | None] = {}
        if chain is None:
            self._pass_over([root], landed=None)
            self._newest[root] = reader.commit(root).committed

    def __len__(self) -> int:
        """Return how many commits have been placed, the root's ancestors left out."""
        return sum(1 for date in self._newest.values() if date is not None)

    def descends(self, oid: str) -> bool:
        """Whether a commit that was placed descends from the trust root, or is it."""
        return self._newest[oid] is not None

    def is_main(self, oid: str) -> bool:
        """Whether a commit is on main's first-parent chain, as far as the history goes."""
        return oid in self._landed or (self._chain is not None and oid in self._chain)

    def mark_landing(self, oid: str) -> None:
        """Place a commit of the first-parent chain itself; the one before it has been placed.

        It counts as no older than the one before it, so that allowances for clocks don't add up.
        """
        self._landed.add(oid)
        commit = self.reader.commit(oid)
        before = self.newest_landing(commit.parents[0]) if commit.parents else commit.committed
        self._newest[oid] = max(commit.committed, before)

    def newest_landing(self, oid: str) -> datetime:
        """Return the newest date among a landing and those before it."""
        newest = self._newest[oid] if self.knows(oid) else None
        return newest or self.reader.commit(oid).committed

    def knows(self, oid: str) -> bool:
        """Whether a commit has been placed; one of the chain is placed now, if it was not."""
        if oid not in self._newest and self._chain is not None and oid in self._chain:
            rooted = self._is_rooted(oid)
            self._newest[oid] = self._chain.newest_landing(oid, self.root) if rooted else None
        return oid in self._newest

    def _is_rooted(self, oid: str) -> bool:
        """Whether a commit of the chain is the trust root, or comes after it."""
        assert self._chain is not None  # noqa: S101 - whoever asks has looked
        chain, reader = self._chain, self.reader
        place, root = chain.place(oid), chain.known_place(self.root)
        if root is not None and place is not None and place > root:
            return False
        return reader.is_office(reader.commit(oid).tree) or chain.is_rooted(oid)

    def newest_before(self, oid: str) -> datetime | None:
        """Return the date of the newest landing that a commit of main's history is or descends from."""
        if not self.knows(oid):
            self._pass_over([oid], landed=None)
        return self._newest[oid]

    def brought(self, tip: str, base: str, *, all_placed: bool) -> list[tuple[Commit, Ancestry]]:
        """Return what ``tip`` brings beyond ``base``, parents first.

        ``all_placed`` says that everything reachable from ``base`` has been placed, as in a walk
        from the root; otherwise git is asked what is new, unless all of it has grown on ``base``.
        """
        if all_placed:
            order = self._unplaced([tip])
        else:
            chain = self._chain
            grown = grown_on(self.reader, base, tip, chain.known_place if chain else _nowhere)
            order = grown or list(self.reader.store.reachable(tip, base))
        new = set(order)
        follows: dict[str, bool] = {}
        found = []
        for oid in order:
            commit = self.reader.commit(oid)
            self._pass_over([parent for parent in commit.parents if parent not in new], landed=None)
            dates = [date for parent in commit.parents if (date := self._newest[parent])]
            newest = max(dates, default=None)
            self._newest[oid] = newest
            follows[oid] = any(
                parent == base or follows.get(parent, False) for parent in commit.parents
            )
            found.append((commit, Ancestry(newest, follows[oid])))
        return found

    def _pass_over(self, tips: list[str], landed: datetime | None) -> None:
        for oid in self._unplaced(tips):
            parents = self.reader.commit(oid).parents
            dates = [
                date for parent in parents if self.knows(parent) and (date := self._newest[parent])
            ]
            self._newest[oid] = max(dates, default=landed)

    def _unplaced(self, tips: list[str]) -> list[str]:
        """Return the commits reachable from ``tips`` that are not placed yet, parents first."""
        return _parents_first(self.reader, tips, self.knows)
