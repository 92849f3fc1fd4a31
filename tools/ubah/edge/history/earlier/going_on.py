"""Going on from an earlier audit: only what has landed since is judged."""

from __future__ import annotations

from dataclasses import replace

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.paths import record_id
from ubah.core.rules.contents import JUDGE_FAILED
from ubah.core.rules.history import INCOMPLETE_CLONE
from ubah.edge.git import MissingObject
from ubah.edge.history.audit import (
    AuditWalk,
    HistoryResult,
    OnProgress,
    audit,
    concluded,
    gone,
    judge_next,
)
from ubah.edge.history.clone_findings import missing_finding, of_the_clone, seen_findings
from ubah.edge.history.earlier.verified import LandingOrder, Verified
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.main_chain import MainChain
from ubah.edge.history.pushes import stand_before
from ubah.edge.history.spent_issues import SpentIssues


def audit_since(
    reader: LandingReader,
    tip: str,
    verified: Verified,
    seen: str = "",
    progress: OnProgress = lambda _done, _all: None,
) -> HistoryResult:
    """Judge what has landed since ``verified``, and return what an audit of the whole would.

    Its commits before ``verified.tip`` are not looked at again, but for the landings that touched
    the same records.

    Raises:
        CannotRun: if main does not go on from what was verified.
    """
    try:
        return _audit_since(reader, tip, verified, seen, progress)
    except MissingObject as missing:
        return HistoryResult((missing_finding(missing),), tip=tip)


def lasts(result: HistoryResult) -> bool:
    """Whether a result depends on the history alone, so that a later audit may go on from it.

    What a clone lacks may be there tomorrow, and a tool that failed may be mended.
    """
    passing = (INCOMPLETE_CLONE, JUDGE_FAILED)
    return all(finding.under not in passing for finding in result.findings)


def _audit_since(
    reader: LandingReader, tip: str, verified: Verified, seen: str, progress: OnProgress
) -> HistoryResult:
    chain = MainChain(reader, tip)
    if verified.tip not in chain:
        raise CannotRun(
            msg(
                "{commit}, up to which this history was audited, is not on the first-parent chain of "
                "what is to be audited: that is older, or somebody rewrote main",
                commit=verified.tip[:12],
            ),
            msg("type: ubah audit --seen {commit}", commit=verified.tip),
            indeterminate=True,
        )
    findings = [*of_the_clone(reader), *seen_findings(reader, chain, seen)]
    walk, _, _ = stand_before(reader, chain, verified.tip, verified.trust_root, keep_steps=True)
    already, before = len(walk.steps), walk.commits
    windows = {booking.record: booking for booking in verified.bookings}
    walk.ledger = replace(walk.ledger, bookings=windows)
    walk.spent = SpentIssues(reader, known=verified.spent)
    known = {replace(each.finding, carried_on=0): each for each in verified.carried}
    walk.findings = [replace(each.finding, carried_on=0) for each in verified.carried]
    landings = chain.before(verified.tip)[::-1]
    for number, oid in enumerate(landings, 1):
        judge_next(walk, oid)
        progress(number, len(landings))
    if not verified.removed.isdisjoint(walk.touched):
        # A record that comes back goes on from where it was judged to be, however long ago that was.
        return audit(reader, tip, verified.trust_root, seen, progress)
    order = LandingOrder(_numbers(walk, chain, landings), len(landings), walk.touched, known)
    now = Verified(
        trust_root=verified.trust_root,
        tip=tip,
        landings=verified.landings + len(landings),
        commits=verified.commits + walk.commits - before,
        steps=verified.steps + len(walk.steps) - already,
        at_root=verified.at_root,
        carried=tuple(order.carried_on(walk.findings)),
        bookings=tuple(walk.ledger.bookings.values()),
        spent=walk.spent.known,
        removed=verified.removed | gone(reader, tip, filter(record_id, walk.touched)),
    )
    return concluded(reader, findings, now, tuple(walk.steps)[already:])


def _numbers(walk: AuditWalk, chain: MainChain, landings: list[str]) -> dict[str, int]:
    """Number what has landed since from 0 on, and earlier landings that were judged again below 0."""
    numbers = {oid: number for number, oid in enumerate(landings)}
    for oid in (oid for touching in walk.touched.values() for oid in touching):
        place = chain.place(oid)
        if oid not in numbers and place is not None:
            numbers[oid] = len(landings) - 1 - place
    return numbers
