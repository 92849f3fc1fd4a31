"""What the history at hand has of the commits that vouchers name (rule 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from ubah.core.blobs import Blob
from ubah.core.model import Change, Commit, Landing, VouchedCommit
from ubah.core.office.authority import Authority
from ubah.core.paths import under_number
from ubah.core.proof.binding import is_recorders
from ubah.core.proof.evidence import trailers
from ubah.core.proof.vouchers import BrokenVoucher, read_vouchers, renumbering
from ubah.core.voucher import Voucher
from ubah.edge.git import MissingObject
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.lineage import Lineage
from ubah.edge.history.spent_issues import SpentIssues


def with_vouched(
    reader: LandingReader,
    lineage: Lineage,
    landing: Landing,
    authority: Authority | None,
    vouchers: Iterable[Voucher] = (),
    attested_in: Commit | None = None,
    spent: SpentIssues | None = None,
) -> Landing:
    """Return ``landing`` with what is known of the commits and issues that its vouchers name.

    They stand in its own message and in that of the commit that attests it, if the recorder signed
    these by ``authority``, or are yet to be written (``vouchers``). ``spent`` knows which issues main
    vouches for already; without it that is looked for as far back as the issues are old.
    """
    known = list(vouchers)
    for commit in (landing.commit, attested_in):
        if commit is None or authority is None or not is_recorders(commit, authority):
            continue
        read = read_vouchers(trailers(commit.message))
        known += [item[0] for item in read if not isinstance(item, BrokenVoucher)]
    if not known:
        return landing
    looking = _Looking(reader, lineage, landing)
    named = sorted({(voucher.commit, voucher.base) for voucher in known})
    before = (attested_in or landing.commit).parents[0]
    said_in = (landing.commit.oid, attested_in.oid if attested_in else "")
    issues = spent or SpentIssues(reader, whole=False)
    return replace(
        landing,
        vouched={pair: looking.at(*pair) for pair in named},
        spent=issues.before(before, known, tuple(oid for oid in said_in if oid)),
    )


class _Looking:
    """Looks commits up for one landing."""

    def __init__(self, reader: LandingReader, lineage: Lineage, landing: Landing) -> None:
        self._reader = reader
        self._lineage = lineage
        self._main = landing.commit.parents[0]
        self._brought = {item.commit.oid: item for item in landing.brought}
        self._commits = {oid: item.commit for oid, item in self._brought.items()}
        own_number = renumbering(trailers(landing.commit.message))
        self._paths = [change.path for change in landing.changed]
        if own_number:
            self._paths += [under_number(path, own_number[0]) for path in self._paths]

    def at(self, oid: str, base: str) -> VouchedCommit:
        """Return what is known of a commit; one that is not there whole counts as gone."""
        commit, left_at, own_changes = self._commit(oid)
        holds, base_landing, stood = None, None, self._lineage.is_main(base)
        if base in left_at or self._is_main(base):
            holds, base_landing = self._holdings(base), self._lineage.newest_before(base)
        if commit is None:
            return VouchedCommit(
                here=False, base_holds=holds, base_landing=base_landing, base_is_main=stood
            )
        brought = self._brought.get(oid)
        return VouchedCommit(
            here=True,
            base_holds=holds,
            base_landing=base_landing,
            own_changes=own_changes,
            committed=commit.committed,
            newest_landing=brought.newest_landing if brought else self._newest(left_at),
            base_is_main=stood,
        )

    def _holdings(self, base: str) -> Mapping[str, Blob]:
        tree = self._reader.commit(base).tree
        found = {path: self._reader.store.lookup(tree, path) for path in self._paths}
        return {path: blob for path, blob in found.items() if blob}

    def _changes(self, left_at: str, commit: Commit) -> tuple[Change, ...]:
        before = self._reader.commit(left_at).tree
        return tuple(self._reader.store.changes(before, commit.tree))

    def _commit(
        self, oid: str
    ) -> tuple[Commit | None, tuple[str, ...], Mapping[str, tuple[Change, ...]]]:
        """Return a commit, where it left main, and what it changes there; None if not all is here."""
        try:
            commit = self._reader.commit(oid)
            left_at = self._reader.left_main(oid, self._main, self._commits)
            return commit, left_at, {left: self._changes(left, commit) for left in left_at}
        except MissingObject:
            return None, (), {}

    def _is_main(self, base: str) -> bool:
        if self._lineage.knows(base) and base not in self._brought:
            return True
        try:
            return base == self._main or base in self._reader.store.merge_bases(self._main, base)
        except MissingObject:
            return False

    def _newest(self, left_at: tuple[str, ...]) -> datetime | None:
        dates = [date for base in left_at if (date := self._lineage.newest_before(base))]
        return max(dates, default=None)
