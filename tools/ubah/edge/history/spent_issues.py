"""Which issues the recorder has vouched for already: each proves once (rule 4b).

An audit remembers all of them. The hook and `check` read little of a history: they know those of the
landings that they judge again, which are all of the records at hand, and look for others no farther
back than when the issue was filed, since nothing can have been vouched for before that. So what was
edited by its author after it had landed, and is vouched for once more in another record, is seen by
the recorder, which looks through all of main, and by an audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from ubah.core.model import SKEW, Commit
from ubah.core.office.authority import Authority
from ubah.core.proof.binding import is_recorders
from ubah.core.proof.evidence import trailers
from ubah.core.proof.vouchers import BrokenVoucher, read_vouchers
from ubah.core.voucher import Voucher, VoucherKind
from ubah.edge.history.landings import AHEAD, LandingReader

_MARK = f"{VoucherKind.ISSUE.value} forge=".encode()
"""In every voucher for an issue (core/proof/vouchers.py): what lacks it need not be read."""

IssueKey = tuple[str, str]
"""A forge's host, and the issue's id there."""

Spent = tuple[str, str, str]
"""A forge's host, an issue's id there, and a landing on main that vouches for it."""


def issues_of(commit: Commit, authority: Authority | None) -> tuple[Voucher, ...]:
    """Return the vouchers for issues that the recorder in office signed ``commit`` with."""
    read = read_vouchers(trailers(commit.message))
    found = (item[0] for item in read if not isinstance(item, BrokenVoucher))
    issues = tuple(voucher for voucher in found if voucher.kind is VoucherKind.ISSUE)
    return issues if issues and authority and is_recorders(commit, authority) else ()


class SpentIssues:
    """What one walk along main has seen; ``whole``: it has seen all since the trust root."""

    def __init__(
        self, reader: LandingReader, *, whole: bool = True, known: Iterable[Spent] = ()
    ) -> None:
        self._reader = reader
        self._whole = whole
        self._seen: dict[IssueKey, list[str]] = {}
        for host, number, oid in known:
            self._seen.setdefault((host, number), []).append(oid)

    @property
    def known(self) -> tuple[Spent, ...]:
        """All that it has seen, an issue's landings in their order."""
        return tuple((*issue, oid) for issue, oids in self._seen.items() for oid in oids)

    def note(self, commit: Commit, authority: Authority | None) -> None:
        """Remember what a commit on main vouches for."""
        for voucher in issues_of(commit, authority):
            self._seen.setdefault((voucher.forge, voucher.evidence_id), []).append(commit.oid)

    def before(
        self, tip: str, vouchers: Iterable[Voucher], but: tuple[str, ...] = ()
    ) -> Mapping[IssueKey, str]:
        """Return which of the issues in ``vouchers`` main vouches for up to ``tip``, and where.

        ``but``: the commits that ``vouchers`` stand in, which do not count.
        """
        wanted = {(v.forge, v.evidence_id): v for v in vouchers if v.kind is VoucherKind.ISSUE}
        if not wanted:
            return {}
        found = {
            issue: oid
            for issue in wanted
            for oid in reversed(self._seen.get(issue, []))
            if oid not in but
        }
        if not self._whole:
            since = min(voucher.time for voucher in wanted.values())
            for oid, issue in issues_since(self._reader, tip, since):
                if issue in wanted and oid not in but:
                    found.setdefault(issue, oid)
        return found


def landing_that_spent(reader: LandingReader, tip: str, issue: IssueKey) -> str:
    """Return the newest landing up to ``tip`` that vouches for an issue, "" where none ever did.

    No date ends the search: where a register moved to another repository of its host, a new issue bears
    a number that was spent long before it was opened. Main is gone through once for all that are asked for.
    """
    return _spent_up_to(reader, tip).get(issue, "")


@lru_cache(maxsize=2)
def _spent_up_to(reader: LandingReader, tip: str) -> Mapping[IssueKey, str]:
    found: dict[IssueKey, str] = {}
    chain = reader.store.first_parents(tip)
    for start in range(0, len(chain), AHEAD):
        batch = chain[start : start + AHEAD]
        reader.store.read_ahead(batch)
        for oid in batch:
            if _MARK not in reader.store.read(oid, "commit"):
                continue
            commit = reader.commit(oid)
            for parent in commit.parents[:1]:
                for one in issues_of(commit, reader.in_force(parent)):
                    found.setdefault((one.forge, one.evidence_id), oid)
    return found


def issues_since(
    reader: LandingReader, tip: str, since: datetime
) -> Iterable[tuple[str, IssueKey]]:
    """Yield, newest first, each landing that vouches for an issue, back to those before ``since``.

    A landing's date and an issue's come from two clocks, and a landing may be dated five minutes before
    the one it follows (rule 7), so ten minutes more are looked at.
    """
    commit = reader.commit(tip)
    while commit.parents and commit.committed >= since - 2 * SKEW:
        before = reader.commit(commit.parents[0])
        for voucher in issues_of(commit, reader.in_force(before.oid)):
            yield commit.oid, (voucher.forge, voucher.evidence_id)
        commit = before
