"""Judging an update of main on top of what stands there: the pre-receive hook, and the recorder's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ubah.core.diagnostics import Finding, Place, Severity, error, msg
from ubah.core.model import SKEW
from ubah.core.office.authority import Authority
from ubah.core.proof.evidence import trailers
from ubah.core.proof.vouchers import attested_landing
from ubah.core.rules.history import UPDATE_REFUSED
from ubah.core.rules.proofs import STEP_UNPROVED
from ubah.core.rules.times import DATED_IN_THE_FUTURE
from ubah.edge.git import MissingObject
from ubah.edge.history.audit import (
    AuditWalk,
    HistoryResult,
    begin_walk,
    judge_next,
)
from ubah.edge.history.clone_findings import missing_finding
from ubah.edge.history.cutting import cut_by
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.main_chain import MainChain
from ubah.edge.history.proposals import stand_on
from ubah.edge.history.release_windows import know_windows


def judge_push(
    reader: LandingReader, old: str, new: str, now: datetime, root: str = ""
) -> HistoryResult:
    """Judge an update of main from ``old`` to ``new``, landing by landing (the hook).

    ``old`` "" is a first push, whose root must be ``root``.
    """
    try:
        return _judge_push(reader, old, new, now, root)
    except MissingObject as missing:
        return HistoryResult((missing_finding(missing),), tip=new)


def _judge_push(
    reader: LandingReader, old: str, new: str, now: datetime, root: str
) -> HistoryResult:
    chain = MainChain(reader, new)
    start = old or root
    if start not in chain:
        message = msg("main must go on from {commit} on its first-parent chain", commit=start[:12])
        hint = msg(
            "never push with --force, nor merge with git pull; type git fetch, then land once more: "
            "ubah land BRANCH"
        )
        if not old:
            message = msg(
                "the first push does not hold the trust root {commit} that is pinned here",
                commit=start[:12],
            )
            hint = msg(
                "push the history of this office, or pin another root: git config ubah.root COMMIT"
            )
        return HistoryResult((error(UPDATE_REFUSED, Place(commit=new), message, hint),), tip=new)
    if old:
        walk, touched, findings = stand_before(reader, chain, old, root)
        know_windows(walk, reader.commit(old), reader.commit(new).tree, touched)
        if reader.in_force(old, root) is None:
            return HistoryResult(findings, tip=new)
    else:
        walk, authority = begin_walk(reader, start)
        if authority is None:
            return HistoryResult(tuple(walk.findings), tip=new)
    steps = chain.before(start)[::-1]
    already = len(walk.steps)
    for oid in steps:
        before = reader.in_force(reader.commit(oid).parents[0], walk.lineage.root)
        judgement = judge_next(walk, oid)
        walk.findings += [_strict(f) for f in judgement.findings if f.under == STEP_UNPROVED]
        if before is not None:
            walk.findings += _clock_findings(walk, oid, now, before)
        walk.findings += cut_by(reader, oid)
    return HistoryResult(
        tuple(dict.fromkeys(walk.findings)), tuple(walk.steps)[already:], start, new, len(steps)
    )


def stand_before(
    reader: LandingReader, chain: MainChain, old: str, root: str, *, keep_steps: bool = False
) -> tuple[AuditWalk, list[str], tuple[Finding, ...]]:
    """Stand on ``old``, so that the landings of ``chain`` after it can be judged one by one.

    Returns the walk, the paths for whose sake earlier landings were judged again, and why the
    authority at ``old`` cannot be used, if so.
    """
    known = chain.from_(old)
    trees = reader.commit(old).tree, reader.commit(chain.tip).tree
    touched = [change.path for change in reader.store.changes(*trees)]
    attested = _attested(reader, chain.before(old), known)
    for oid in attested:
        touched += _changed_by(reader, oid)
    walk, findings = stand_on(reader, known, root, touched, keep_steps=keep_steps, also=attested)
    return walk, touched, findings


def _attested(reader: LandingReader, new: list[str], known: MainChain) -> frozenset[str]:
    """Return the landings on main that commits being pushed attest (rule 8)."""
    named = {attested_landing(trailers(reader.commit(oid).message)) for oid in new}
    return frozenset(oid for oid in named if oid and oid in known and reader.commit(oid).parents)


def _changed_by(reader: LandingReader, oid: str) -> list[str]:
    commit = reader.commit(oid)
    base = reader.commit(commit.parents[0])
    return [change.path for change in reader.store.changes(base.tree, commit.tree)]


def _strict(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.ERROR)


def _clock_findings(
    walk: AuditWalk, oid: str, now: datetime, authority: Authority
) -> Iterator[Finding]:
    committed = walk.reader.commit(oid).committed
    late = authority.office.late_entry
    if committed > now + SKEW or committed < now - late - SKEW:
        message = msg(
            "the landing is dated {time}, but the server's clock says {now}",
            time=committed.astimezone(authority.office.zone).isoformat(),
            now=now.astimezone(authority.office.zone).isoformat(),
        )
        yield error(
            DATED_IN_THE_FUTURE,
            Place(commit=oid),
            message,
            msg("set the clock, and land again: ubah land"),
        )
