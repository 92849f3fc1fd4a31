"""Judging on top of a history that is taken as judged: what a branch would land.

Only landings that touched the same records are judged again, for their effective times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from ubah.core.diagnostics import Finding, Place, Severity, error, msg
from ubah.core.judge.landing import Bench
from ubah.core.model import (
    SKEW,
    Commit,
    Judgement,
    Landing,
)
from ubah.core.office.authority import Authority
from ubah.core.paths import record_id
from ubah.core.proof.evidence import trailers
from ubah.core.proof.vouchers import attested_landing
from ubah.core.rules.history import MERGE_CONFLICT
from ubah.core.rules.references import NUMBER_TAKEN
from ubah.core.rules.times import DATED_IN_THE_FUTURE
from ubah.core.voucher import Voucher
from ubah.edge.git import MissingObject
from ubah.edge.history.audit import (
    AuditWalk,
    HistoryResult,
    judge_baseline,
    judge_in,
    judge_next,
)
from ubah.edge.history.clone_findings import foreign_finding, missing_finding
from ubah.edge.history.cutting import cut_in
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.lineage import Lineage, merged_tree
from ubah.edge.history.main_chain import MainChain
from ubah.edge.history.release_windows import know_windows
from ubah.edge.history.taken_steps import TakenSteps
from ubah.edge.history.vouched_commits import with_vouched


def judge_proposed(
    reader: LandingReader,
    base: str,
    head: str,
    now: datetime,
    vouchers: tuple[Voucher, ...] = (),
) -> HistoryResult:
    """Judge the landing that a merge of ``head`` into ``base`` would be (``check --base --head``).

    ``vouchers`` are what the recorder would write into it.
    """
    try:
        return _judge_proposed(reader, base, head, now, vouchers)
    except MissingObject as missing:
        return HistoryResult((missing_finding(missing),), tip=head)


@dataclass(frozen=True)
class Proposal:
    """A landing that has not been made, as it was judged; None and ``findings`` where it cannot be.

    ``extra`` are findings on the commits of the branch.
    """

    findings: tuple[Finding, ...] = ()
    landing: Landing | None = None
    bench: Bench | None = None
    judgement: Judgement = field(default_factory=Judgement)
    extra: tuple[Finding, ...] = ()
    authority: Authority | None = None


def _judge_proposed(
    reader: LandingReader, base: str, head: str, now: datetime, vouchers: tuple[Voucher, ...]
) -> HistoryResult:
    proposal = propose(reader, base, head, now, vouchers)
    if proposal.landing is None:
        return HistoryResult(proposal.findings, tip=head, authority=proposal.authority)
    judged = proposal.judgement
    findings = (*judged.findings, *proposal.extra)
    return HistoryResult(findings, judged.steps, tip=head, landings=1, authority=proposal.authority)


def propose(
    reader: LandingReader,
    base: str,
    head: str,
    now: datetime,
    vouchers: tuple[Voucher, ...] = (),
) -> Proposal:
    """Build and judge the landing that a merge of ``head`` into ``base`` would be.

    Raises:
        MissingObject: if the history is not all here.
    """
    base_commit, head_commit = reader.commit(base), reader.commit(head)
    tree, conflicts = merged_tree(reader, base, head)
    if conflicts:
        return Proposal(tuple(_conflict_findings(reader, base_commit, head_commit, conflicts)))
    touched = [change.path for change in reader.store.changes(base_commit.tree, tree)]
    walk, findings = stand_on(reader, MainChain(reader, base), "", touched)
    know_windows(walk, base_commit, tree, touched)
    authority = reader.in_force(base)
    if authority is None:
        return Proposal(findings)
    brought = walk.lineage.brought(head, base, all_placed=False)
    if not brought:
        return Proposal(authority=authority)
    merge = Commit(oid="", parents=(base, head), tree=tree, committed=now, message="")
    landing = reader.landing(
        merge,
        brought,
        walk.lineage.newest_landing(base),
        is_main=walk.lineage.is_main,
        proposed=True,
    )
    landing = with_vouched(reader, walk.lineage, landing, authority, vouchers, spent=walk.spent)
    bench, judgement = judge_in(walk, landing, base_commit, vouchers)
    extra = []
    for commit, _ in brought:
        place = Place(commit=commit.oid)
        if commit.committed > now + SKEW:
            message = msg("the commit is dated in the future")
            extra.append(
                error(DATED_IN_THE_FUTURE, place, message, msg("set the clock of that computer"))
            )
        if not walk.lineage.descends(commit.oid):
            extra.append(foreign_finding(commit.oid))
    extra += cut_in(reader, base_commit.tree, tree)
    return Proposal((), landing, bench, judgement, tuple(extra), authority)


def stand_on(
    reader: LandingReader,
    chain: MainChain,
    root: str,
    touched: Iterable[str],
    *,
    keep_steps: bool = False,
    also: frozenset[str] = frozenset(),
) -> tuple[AuditWalk, tuple[Finding, ...]]:
    """Stand on the newest commit of ``chain`` as if the history below had been walked.

    ``root`` is the trust root, "" the oldest commit that is an office's own.

    Only landings that touched the records among ``touched``, and those in ``also``, are judged
    again, for how far their records are; what was wrong with them is the audit's business.
    """
    base = reader.commit(chain.tip)
    lineage = Lineage(reader, root, chain)
    walk = AuditWalk(reader, lineage, whole=False)
    records = {path for path in touched if record_id(path) and reader.store.lookup(base.tree, path)}
    start, landings = _landings_of(reader, chain, root, records, also)
    if landings or records:
        authority, _ = reader.authority(reader.commit(start).tree)
        if authority is not None:
            judge_baseline(walk, reader.commit(start), authority, records)
        for oid in landings:
            judge_next(walk, oid)
    walk.findings, walk.steps = [], walk.steps if keep_steps else TakenSteps()
    _, findings = reader.authority(base.tree)
    return walk, findings


def _landings_of(
    reader: LandingReader, chain: MainChain, root: str, records: set[str], also: frozenset[str]
) -> tuple[str, list[str]]:
    """Return where to start, and the landings after it that are to be judged, oldest first."""
    found: list[str] = []
    missing = set(also)
    attests: dict[str, list[str]] = {}  # landing → the commits that attest it
    oid = chain.tip
    for oid, parent in pairwise(chain):
        if oid == root:
            return root, _with_attests(chain, found, attests)
        attests.setdefault(attested_landing(trailers(reader.commit(oid).message)), []).append(oid)
        trees = reader.commit(oid).tree, reader.commit(parent).tree
        versions = [
            (reader.store.lookup(trees[0], p), reader.store.lookup(trees[1], p)) for p in records
        ]
        if oid in also or any(after != before for after, before in versions):
            found.append(oid)
        missing.discard(oid)
        if not missing and all(before is None for _, before in versions):
            return parent, _with_attests(chain, found, attests)
        oid = parent
    return oid, _with_attests(chain, found, attests)


def _with_attests(chain: MainChain, found: list[str], attests: dict[str, list[str]]) -> list[str]:
    """Return landings, oldest first, with the commits that attest any of them."""
    wanted = {*found, *(attest for oid in found for attest in attests.get(oid, ()))}
    return sorted(wanted, key=lambda oid: -(chain.place(oid) or 0))


def _conflict_findings(
    reader: LandingReader, base: Commit, head: Commit, conflicts: tuple[str, ...]
) -> Iterator[Finding]:
    for path in conflicts:
        place = Place(path, record=record_id(path))
        if record_id(path) and _both_new(reader, base, head, path):
            message = msg("the number {record} is already taken on main", record=record_id(path))
            hint = msg("type: ubah renumber {record}", record=record_id(path))
            yield error(NUMBER_TAKEN, place, message, hint)
        else:
            message = msg("the branch does not merge: main has changed this file as well")
            yield error(
                MERGE_CONFLICT, place, message, msg("bring the branch up to date: git merge main")
            )


def _both_new(reader: LandingReader, base: Commit, head: Commit, path: str) -> bool:
    """Whether the two records at ``path`` are different ones: their first bytes of journal differ."""
    store = reader.store
    blobs = [store.lookup(commit.tree, path) for commit in (base, head)]
    if not all(blobs):
        return False
    first = [store.read(blob.oid, "blob") for blob in blobs if blob]
    heads = [data.split(b"\nrequest:", 1)[-1].split(b"\n  - action: ", 2)[:2] for data in first]
    return heads[0] != heads[1]


def errors_of(result: HistoryResult | None, record: str = "") -> tuple[Finding, ...]:
    """Return the findings that keep a landing out: errors and what cannot be verified."""
    findings = result.findings if result else ()
    grave = (Severity.ERROR, Severity.INDETERMINATE)
    return tuple(
        f
        for f in findings
        if f.severity in grave and (not record or f.place.record in (record, ""))
    )
