"""From git objects to `Landing` values: the reading half of judging a history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from ubah.core.blobs import REGULAR_FILE, Blob
from ubah.core.diagnostics import Finding, Severity
from ubah.core.model import Brought, Change, Commit, Landing
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import OFFICE, READ_AS_AUTHORITY, ROLES, PathKind, is_read, kind_of, record_id
from ubah.core.strict_yaml.source import parse
from ubah.edge.git import ObjectStore
from ubah.edge.git.commit_pool import WORTH_STARTING, CommitPool, cores_to_spare
from ubah.edge.git.commits import read_commit
from ubah.edge.history.tree_files import TreePaths, attachments_added

COMMITS_KEPT = 20_000
AUTHORITIES_KEPT = 32
"""Each holds everybody who was ever in office: all of a long history's would take more than the rest."""
IN_FORCE_KEPT = 1000
AHEAD = 200
"""How many commits of a walk are read at once."""


@dataclass(frozen=True)
class Ancestry:
    """What is known of a commit's place in history."""

    newest_landing: datetime | None
    follows_base: bool


class LandingReader:
    """Builds landings out of an object store, and caches what neighbours share."""

    def __init__(self, store: ObjectStore, pool: CommitPool | None = None):
        self.store = store
        self.commit = lru_cache(maxsize=COMMITS_KEPT)(self._commit)
        self.authority = lru_cache(maxsize=AHEAD)(self._authority)
        self._built = lru_cache(maxsize=AUTHORITIES_KEPT)(self._build)
        self._order: list[str] = []  # what a walk asks for after that, the next to be read last
        self._next: frozenset[str] = frozenset()
        self._pool = pool
        self._own: dict[str, bool] = {}
        self._in_force: dict[tuple[str, str], Authority | None] = {}
        self._has_office: dict[str, bool] = {}

    @contextmanager
    def walk_in_order(self, oids: Sequence[str]) -> Iterator[None]:
        """Say which commits a walk is about to ask for, in what order.

        They are read many at once and, where it pays, on other cores. At the end of the walk the
        processes there end.
        """
        cores = cores_to_spare() if len(oids) >= WORTH_STARTING else 0
        own = CommitPool(cores) if cores and self._pool is None else None
        self._pool = self._pool or own
        self._order = [*reversed(oids)]
        self._expect()
        try:
            yield
        finally:
            if own is not None:
                own.close()
                self._pool = None

    def _expect(self) -> None:
        self._next = frozenset(self._order[-AHEAD:])

    def _read_ahead(self) -> None:
        """Read the next commits of a walk with all they hold, and have those after them verified."""
        self.store.read_ahead_commits(self._order[: -AHEAD - 1 : -1])
        del self._order[-AHEAD:]
        self._expect()
        if self._pool is not None:
            after = self._order[: -AHEAD - 1 : -1]
            self.store.read_ahead(after)
            self._pool.read(
                {oid: data for oid in after if (data := self.store.ahead(oid, "commit"))}
            )

    def _commit(self, oid: str) -> Commit:
        if oid in self._next:
            self._read_ahead()
        read = self._pool.take(oid) if self._pool else None
        return read or read_commit(oid, self.store.read(oid, "commit"))

    def _authority(self, tree: str) -> tuple[Authority | None, tuple[Finding, ...]]:
        """Return the authority that a tree holds, or why it cannot be used."""
        found = ((path, self.store.lookup(tree, path)) for path in READ_AS_AUTHORITY)
        return self._built(
            tuple((path, blob.oid) for path, blob in found if blob and blob.mode == REGULAR_FILE)
        )

    def _build(
        self, files: tuple[tuple[str, str], ...]
    ) -> tuple[Authority | None, tuple[Finding, ...]]:
        return build_authority({path: self.store.read(oid, "blob") for path, oid in files})

    def in_force(self, oid: str, root: str = "") -> Authority | None:
        """Return the authority in force at a landing, "" for ``root``: the oldest office's own commit.

        That is what the landing holds. What cannot be used takes no effect: then it is that of the
        landing before, back to the trust root (rule 1). What only this tool cannot use, such as an
        edition of the rules to come, takes effect all the same: then nobody here knows (rule 13).
        """
        passed: list[tuple[str, str]] = []
        authority = None
        while (oid, root) not in self._in_force:
            passed.append((oid, root))
            commit = self.commit(oid)
            own, problems = self.authority(commit.tree)
            authority = own if root or self.has_office(oid) else None
            if authority is not None or oid == root or not commit.parents:
                break
            if own is None and all(f.severity is Severity.INDETERMINATE for f in problems):
                break
            oid = commit.parents[0]
        else:
            authority = self._in_force[oid, root]
        self._in_force.update(dict.fromkeys(reversed(passed), authority))
        while len(self._in_force) > IN_FORCE_KEPT:  # it is found out again where it is asked for
            del self._in_force[next(iter(self._in_force))]
        return authority

    def has_office(self, oid: str) -> bool:
        """Whether a commit is an office's own, or one before it on its first-parent chain.

        `sample: true` that got onto main later, or files that cannot be read, make no sample of it.

        Raises:
            MissingObject: if the history is cut off before that is known.
        """
        passed: list[str] = []
        found = False
        while oid not in self._has_office:
            passed.append(oid)
            commit = self.commit(oid)
            found = self.is_office(commit.tree)
            if found or not commit.parents:
                break
            oid = commit.parents[0]
        else:
            found = self._has_office[oid]
        self._has_office.update(dict.fromkeys(passed, found))
        return found

    def is_office(self, tree: str) -> bool:
        """Whether a tree is an office's own: roles.yaml, and office.yaml without sample: true."""
        office = self.store.lookup(tree, OFFICE)
        if self.store.lookup(tree, ROLES) is None or office is None:
            return False
        if office.oid not in self._own:
            document, _ = parse(self.store.read(office.oid, "blob"), OFFICE)
            value = document.value if document else None
            self._own[office.oid] = isinstance(value, dict) and value.get("sample") is not True
        return self._own[office.oid]

    def landing(
        self,
        commit: Commit,
        brought: Iterable[tuple[Commit, Ancestry]],
        previous: datetime,
        *,
        is_main: Callable[[str], bool] = lambda _oid: False,
        proposed: bool = False,
    ) -> Landing:
        """Build the landing of ``commit``; its parents' objects are read here, all at once.

        ``is_main`` tells the commits of main's first-parent chain.
        """
        parents = [self.commit(parent) for parent in commit.parents]
        changes = tuple(tuple(self.store.changes(parent.tree, commit.tree)) for parent in parents)
        touched = [change.path for change in changes[0]]
        come = list(brought)
        items = tuple(self._brought(each, ancestry, touched, commit) for each, ancestry in come)
        known = {each.oid: each for each, _ in come}
        inherited = self._inherited(commit, changes, known, is_main)
        return Landing(
            commit=commit,
            changes=changes,
            brought=items,
            previous=previous,
            paths=TreePaths(self.store, parents[0].tree),
            contents=self._contents(changes, items, inherited),
            inherited=inherited,
            proposed=proposed,
            kept=attachments_added(self.store, changes[0]),
        )

    def with_brought(self, landing: Landing, more: Iterable[tuple[Commit, Ancestry]]) -> Landing:
        """Return ``landing`` as if ``more`` had come along with it (an attested landing)."""
        touched = [change.path for change in landing.changed]
        items = tuple(
            self._brought(each, ancestry, touched, landing.commit) for each, ancestry in more
        )
        contents = {**landing.contents, **self._contents((), items)}
        return replace(landing, brought=(*landing.brought, *items), contents=contents)

    def _brought(
        self, commit: Commit, ancestry: Ancestry, touched: list[str], landed: Commit
    ) -> Brought:
        parents = [self.commit(parent) for parent in commit.parents]
        about_authority = any(kind_of(path) is PathKind.AUTHORITY for path in touched)
        return Brought(
            commit=commit,
            holds=self._holdings(commit.tree, touched),
            parents_hold=tuple(self._holdings(parent.tree, touched) for parent in parents),
            empty=len(parents) == 1 and parents[0].tree == commit.tree,
            follows_base=ancestry.follows_base,
            newest_landing=ancestry.newest_landing,
            authority_as_landed=not about_authority or self._same_authority(commit, landed),
        )

    def _inherited(
        self,
        commit: Commit,
        changes: tuple[tuple[Change, ...], ...],
        brought: Mapping[str, Commit],
        is_main: Callable[[str], bool],
    ) -> frozenset[str]:
        """Return the paths in which only main has gone on since the branch left it.

        What the branch left must have been main itself: a draft that has landed with another one on
        top of it may hold what main never did, such as a refusal that somebody took out again.
        """
        touched = {change.path for change in changes[0]}
        found = set()
        for parent, per_parent in zip(commit.parents[1:], changes[1:], strict=True):
            others = [change for change in per_parent if change.path not in touched]
            left_at = self.left_main(parent, commit.parents[0], brought) if others else ()
            trees = [self.commit(oid).tree for oid in left_at if is_main(oid)]
            for change in others:
                if any(self.store.lookup(tree, change.path) == change.before for tree in trees):
                    found.add(change.path)
        return frozenset(found) if len(commit.parents) == 2 else frozenset()

    def left_main(self, oid: str, main: str, brought: Mapping[str, Commit]) -> tuple[str, ...]:
        """Return where a commit left main: its newest common ancestors with ``main``.

        ``brought`` are commits that are not in main's history. What a branch that never merged main
        stands on is known from them, without asking git.

        Raises:
            MissingObject: if a history is cut off.
        """
        outside: set[str] = set()
        seen: set[str] = set()
        stack = [oid] if oid in brought else []
        while stack:
            each = stack.pop()
            if each not in brought:
                outside.add(each)
            elif each not in seen:
                seen.add(each)
                stack += brought[each].parents
        return tuple(outside) if len(outside) == 1 else self.store.merge_bases(main, oid)

    def _same_authority(self, commit: Commit, landed: Commit) -> bool:
        different = self.store.changes(commit.tree, landed.tree)
        return all(kind_of(c.path, c.before, c.after) is not PathKind.AUTHORITY for c in different)

    def _holdings(self, tree: str, paths: list[str]) -> Mapping[str, Blob]:
        found = {path: self.store.lookup(tree, path) for path in paths}
        return {path: blob for path, blob in found.items() if blob}

    def _contents(
        self,
        changes: tuple[tuple[Change, ...], ...],
        brought: tuple[Brought, ...],
        inherited: Set[str] = frozenset(),
    ) -> Mapping[str, bytes]:
        wanted: dict[str, None] = {}
        for per_parent in changes:
            for change in per_parent:
                if change.path in inherited:
                    continue
                if is_read(change.path):
                    _want(wanted, change.before, change.after)
        for item in brought:
            for holds in (item.holds, *item.parents_hold):
                for path, blob in holds.items():
                    if record_id(path):
                        _want(wanted, blob)
        return {oid: self.store.read(oid, "blob") for oid in wanted}

    def register_files(self, tree: str, only: Set[str] | None = None) -> dict[str, bytes]:
        """Return the records and assets that a tree holds (or those among ``only``), by path."""
        files = {}
        found = self.store.files(tree)
        if only is not None:
            found = ((path, blob) for path in only if (blob := self.store.lookup(tree, path)))
        for path, blob in found:
            if (
                kind_of(path, blob) in (PathKind.RECORD, PathKind.ASSET)
                and blob.mode == REGULAR_FILE
            ):
                files[path] = self.store.read(blob.oid, "blob")
        return files


def _want(wanted: dict[str, None], *blobs: Blob | None) -> None:
    for blob in blobs:
        if blob and blob.mode != "160000":  # a submodule's commit lies in another repository
            wanted[blob.oid] = None
