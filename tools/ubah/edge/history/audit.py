"""Walking a history from its trust root and having each landing judged: the audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from ubah.core.diagnostics import Finding, Place, Severity, Trait, error, indeterminate, msg
from ubah.core.judge.contents import judge_contents
from ubah.core.judge.landing import Bench, judge_landing
from ubah.core.judge.ledger import Ledger
from ubah.core.model import Commit, JudgedStep, Judgement, Landing
from ubah.core.office.authority import Authority
from ubah.core.paths import PathKind, kind_of, record_id, split_register
from ubah.core.proof.binding import is_recorders
from ubah.core.proof.evidence import trailers
from ubah.core.proof.voucher_proofs import recorded_vouchers
from ubah.core.proof.vouchers import attested_landing
from ubah.core.reading.versions import RecordVersions
from ubah.core.rules.history import NO_TRUST_ROOT, OUTSIDE_ROOT_HISTORY
from ubah.core.rules.proofs import VOUCHER_NOT_VERIFIED
from ubah.core.voucher import Voucher
from ubah.edge.git import READ_HERE, MissingObject
from ubah.edge.history.baseline_files import files_of_baseline
from ubah.edge.history.clone_findings import (
    foreign_finding,
    missing_finding,
    of_the_clone,
    seen_findings,
)
from ubah.edge.history.earlier.verified import LandingOrder, Verified
from ubah.edge.history.landings import Ancestry, LandingReader
from ubah.edge.history.lineage import Lineage, default_root, first_parent_chain
from ubah.edge.history.spent_issues import SpentIssues
from ubah.edge.history.taken_steps import TakenSteps
from ubah.edge.history.tree_files import attachments_in_tree
from ubah.edge.history.vouched_commits import with_vouched

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class HistoryResult:
    """What walking a history came to."""

    findings: tuple[Finding, ...]
    steps: tuple[JudgedStep, ...] = ()
    trust_root: str = ""
    tip: str = ""
    landings: int = 0
    commits: int = 0
    authority: Authority | None = None
    verified: Verified | None = None
    """What an audit that came to its end can go on from."""


@dataclass(frozen=True)
class Waiting:
    """A landing whose proofs may still be attested, with all that judging it again needs."""

    landing: Landing
    bench: Bench
    judgement: Judgement


@dataclass
class AuditWalk:
    """State of one walk along the first-parent chain: the only mutable thing here."""

    reader: LandingReader
    lineage: Lineage
    ledger: Ledger = field(default_factory=Ledger)
    versions: RecordVersions = field(default_factory=RecordVersions)
    findings: list[Finding] = field(default_factory=list)
    steps: TakenSteps = field(default_factory=TakenSteps)
    whole: bool = True  # everything before the next landing has been placed in the lineage
    waiting: dict[str, Waiting] = field(default_factory=dict)
    touched: dict[str, list[str]] = field(default_factory=dict)  # path → landings
    commits: int = 0  # how many the landings brought that descend from the root

    def __post_init__(self) -> None:
        """Begin to remember the issues that main vouches for."""
        self.spent = SpentIssues(self.reader, whole=self.whole)


def audit(
    reader: LandingReader,
    tip: str,
    trust_root: str = "",
    seen: str = "",
    progress: OnProgress = lambda _done, _all: None,
    *,
    keep_steps: bool = True,
) -> HistoryResult:
    """Judge the whole history from the trust root to ``tip``; no clock is looked at (rule 7).

    Without ``keep_steps`` the steps are only counted, in `HistoryResult.verified`.
    """
    try:
        chain = first_parent_chain(reader, tip)
        return _audit(reader, chain, trust_root, seen, progress, keep_steps=keep_steps)
    except MissingObject as missing:
        return HistoryResult((missing_finding(missing),), tip=tip)


def _audit(
    reader: LandingReader,
    chain: list[str],
    trust_root: str,
    seen: str,
    progress: OnProgress,
    *,
    keep_steps: bool,
) -> HistoryResult:
    tip = chain[0]
    findings = [*of_the_clone(reader)]
    root = trust_root or default_root(reader, chain)
    if not root:
        message = msg(
            "there is no trust root: no commit holds roles.yaml and an office.yaml without sample: true"
        )
        hint = msg("this is the sample office; for one with keys and history type: ubah demo DIR")
        return HistoryResult(
            (*findings, indeterminate(NO_TRUST_ROOT, Place(), message, hint)), tip=tip
        )
    if root not in chain:
        message = msg("the trust root is not on the first-parent chain of what is audited")
        hint = msg("name a commit that git log --first-parent shows, or leave out --trust-root")
        findings.append(error(OUTSIDE_ROOT_HISTORY, Place(commit=root), message, hint))
        return HistoryResult(tuple(findings), trust_root=root, tip=tip)
    findings += seen_findings(reader, chain, seen)
    walk, authority = begin_walk(reader, root, TakenSteps(kept=keep_steps))
    at_root = tuple(walk.findings)
    walk.findings.clear()
    if authority is None:
        return HistoryResult((*findings, *at_root), trust_root=root, tip=tip)
    landings = chain[: chain.index(root)][::-1]
    # What a short history holds is read when it is asked for: git need not list it before.
    order = reader.store.reachable(tip, root) if len(landings) > READ_HERE else ()
    with reader.walk_in_order(order):
        for number, oid in enumerate(landings, 1):
            judge_next(walk, oid)
            progress(number, len(landings))
    numbered = LandingOrder(
        {oid: number for number, oid in enumerate(landings)}, len(landings), walk.touched
    )
    verified = Verified(
        trust_root=root,
        tip=tip,
        landings=len(landings),
        commits=len(walk.lineage),
        steps=len(walk.steps),
        at_root=at_root,
        carried=tuple(numbered.carried_on(walk.findings)),
        bookings=tuple(walk.ledger.bookings.values()),
        removed=gone(reader, tip, walk.ledger.progress),
        spent=walk.spent.known,
    )
    return concluded(reader, findings, verified, walk.steps)


def gone(reader: LandingReader, tip: str, records: Iterable[str]) -> frozenset[str]:
    """Return those of the paths at which ``tip`` holds nothing."""
    tree = reader.commit(tip).tree
    return frozenset(path for path in records if reader.store.lookup(tree, path) is None)


def concluded(
    reader: LandingReader,
    findings: Iterable[Finding],
    verified: Verified,
    steps: Iterable[JudgedStep],
) -> HistoryResult:
    """Return the result of an audit that came to its end; ``findings`` are those on the clone."""
    newest, _ = reader.authority(reader.commit(verified.tip).tree)
    return HistoryResult(
        findings=(*findings, *verified.at_root, *(each.finding for each in verified.carried)),
        steps=tuple(steps),
        trust_root=verified.trust_root,
        tip=verified.tip,
        landings=verified.landings,
        commits=verified.commits,
        authority=newest,
        verified=verified,
    )


def begin_walk(
    reader: LandingReader, root: str, steps: TakenSteps | None = None
) -> tuple[AuditWalk, Authority | None]:
    """Start a walk at the trust root; its content is the baseline (rule 11)."""
    commit = reader.commit(root)
    walk = AuditWalk(reader, Lineage(reader, root), steps=TakenSteps() if steps is None else steps)
    authority, findings = reader.authority(commit.tree)
    walk.findings += [in_commit(finding, root) for finding in findings]
    if authority is not None:
        judge_baseline(walk, commit, authority)
    return walk, authority


def in_commit(finding: Finding, commit: str) -> Finding:
    """Return a finding with its commit filled in."""
    return replace(finding, place=replace(finding.place, commit=finding.place.commit or commit))


def judge_baseline(
    walk: AuditWalk, commit: Commit, authority: Authority, only: set[str] | None = None
) -> None:
    """Take a commit's records (or those among ``only``) as the walk's baseline (rule 11)."""
    files = walk.reader.register_files(commit.tree, only)
    kept = attachments_in_tree(walk.reader.store, commit.tree) if only is None else None
    judged = judge_contents(*split_register(files), authority, attachments=kept, baseline=True)
    walk.findings += [in_commit(finding, commit.oid) for finding in judged.findings]
    steps = tuple(replace(step, landing=commit.oid, findings=()) for step in judged.steps)
    walk.steps.add(commit.oid, steps)
    walk.ledger = walk.ledger.after(Judgement(steps=steps))
    if only is None:
        found = files_of_baseline(
            walk.reader.store, commit.tree, authority, authority.office.day(commit.committed)
        )
        walk.findings += [in_commit(finding, commit.oid) for finding in found]


def judge_next(walk: AuditWalk, oid: str) -> Judgement:
    """Judge the landing ``oid``, which follows the last one of the walk."""
    reader = walk.reader
    commit = reader.commit(oid)
    base = reader.commit(commit.parents[0])
    brought = walk.lineage.brought(oid, base.oid, all_placed=walk.whole)
    lineage = walk.lineage
    landing = reader.landing(
        commit, brought, lineage.newest_landing(base.oid), is_main=lineage.is_main
    )
    authority = reader.in_force(base.oid, lineage.root)
    landing = with_vouched(reader, lineage, landing, authority, spent=walk.spent)
    walk.spent.note(commit, authority)
    bench, judgement = judge_in(walk, landing, base)
    for each, _ in brought:
        if walk.lineage.descends(each.oid):
            walk.commits += 1
        else:
            walk.findings.append(foreign_finding(each.oid))
    walk.lineage.mark_landing(oid)
    walk.findings += judgement.findings
    walk.steps.add(oid, judgement.steps)
    walk.ledger = walk.ledger.after(judgement)
    for change in landing.changed:
        walk.touched.setdefault(change.path, []).append(oid)
    if bench is not None and bench.authority.office.forge:
        _attest(walk, commit, bench.authority, brought)
        _wait(walk, Waiting(landing, bench, judgement))
    return judgement


def _wait(walk: AuditWalk, new: Waiting) -> None:
    """Remember a landing that may still be attested; forget those that went on unproved (rule 8)."""
    touched = {change.path for change in new.landing.changed if record_id(change.path)}
    for oid, old in list(walk.waiting.items()):
        if touched & {change.path for change in old.landing.changed}:
            del walk.waiting[oid]
    kinds = {kind_of(change.path) for change in new.landing.changed}
    if PathKind.AUTHORITY not in kinds and any(
        Trait.ATTESTABLE in f.under.traits for f in new.judgement.findings
    ):
        walk.waiting[new.landing.commit.oid] = new


def _attest(
    walk: AuditWalk, commit: Commit, authority: Authority, brought: list[tuple[Commit, Ancestry]]
) -> None:
    """Judge a landing again with the proofs that the recorder adds in ``commit`` (rules 8 and 10)."""
    target = attested_landing(trailers(commit.message))
    if not target or not is_recorders(commit, authority):
        return
    waiting = walk.waiting.pop(target, None)
    if waiting is None:
        message = msg("it attests {landing}, which waits for no proof", landing=target[:12])
        hint = msg("an attestation comes before the record's next step; see ubah explain UB519")
        walk.findings.append(error(VOUCHER_NOT_VERIFIED, Place(commit=commit.oid), message, hint))
        return
    old, bench = waiting.judgement, waiting.bench
    landing = walk.reader.with_brought(waiting.landing, brought)
    landing = with_vouched(
        walk.reader, walk.lineage, landing, bench.authority, bench.vouchers, commit, walk.spent
    )
    vouchers, broken = recorded_vouchers(commit, landing, bench.authority)
    bench = replace(bench, vouchers=(*bench.vouchers, *vouchers))
    new = judge_landing(landing, bench)
    walk.findings = [f for f in walk.findings if f not in old.findings]
    walk.findings += (*new.findings, *broken)
    walk.steps.judged_again(target, old.steps, new.steps)
    walk.ledger = walk.ledger.after(new)
    _wait(walk, Waiting(landing, bench, new))


def judge_in(
    walk: AuditWalk, landing: Landing, base: Commit, vouchers: tuple[Voucher, ...] = ()
) -> tuple[Bench | None, Judgement]:
    """Have a landing judged with the authority in force at its first parent and the walk's ledger.

    Returns what it was judged by (None where that authority cannot be used), and the judgement.
    What has not landed yet is rejected where it is unproved, forge or not (rule 10).
    """
    authority = walk.reader.in_force(base.oid, walk.lineage.root)
    if authority is None:
        _, findings = walk.reader.authority(base.tree)
        located = tuple(in_commit(finding, landing.commit.oid) for finding in findings)
        return None, Judgement(located)
    may_come = authority.office.forge and not landing.proposed
    bench = Bench(
        authority=authority,
        after=lambda: walk.reader.authority(landing.commit.tree),
        progress=walk.ledger.progress,
        pending=walk.ledger.pending,
        bookings=walk.ledger.bookings,
        vouchers=vouchers,
        unproved=Severity.INDETERMINATE if may_come else Severity.ERROR,
        versions=walk.versions,
    )
    return bench, judge_landing(landing, bench)
