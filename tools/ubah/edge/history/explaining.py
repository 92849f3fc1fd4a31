"""Finding the landing that a revision means, and having it judged with its reasons kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ubah.core.diagnostics import CannotRun, Finding, msg
from ubah.core.explain.landing import Circumstances, Explanation, explain_landing
from ubah.core.judge.landing import Bench
from ubah.core.model import Judgement, Landing
from ubah.core.paths import record_id
from ubah.core.proof.evidence import trailers
from ubah.core.proof.voucher_proofs import recorded_vouchers
from ubah.core.proof.vouchers import attested_landing
from ubah.core.voucher import Voucher
from ubah.edge.history.audit import AuditWalk, judge_in
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.main_chain import MainChain
from ubah.edge.history.proposals import propose, stand_on
from ubah.edge.history.vouched_commits import with_vouched


@dataclass(frozen=True)
class FoundLanding:
    """A landing on main, the commits after it (newest first), and whether it was named itself."""

    oid: str
    later: tuple[str, ...]
    named: bool


def explain_revision(
    reader: LandingReader,
    main: str,
    commit: str,
    branch: str,
    now: datetime,
) -> Explanation:
    """Explain the landing that ``commit`` is or came with, or the one that merging it would be.

    Raises:
        CannotRun: if there is nothing to explain: the trust root itself, or a conflict.
    """
    chain = MainChain(reader, main)
    root = chain.default_root()
    if not root:
        raise CannotRun(
            msg("there is no trust root here, so nothing has been judged"),
            msg("for an office with keys and history, type: ubah demo DIR"),
        )
    found = _landing_of(reader, chain, root, commit)
    if found:
        return _landed(reader, chain, found, now)
    return _proposed(reader, main, commit, branch, now)


def _landing_of(
    reader: LandingReader, chain: MainChain, root: str, commit: str
) -> FoundLanding | None:
    judged = chain.before(root)
    if commit in judged:
        return FoundLanding(commit, tuple(judged[: judged.index(commit)]), named=True)
    if commit in chain:
        raise CannotRun(
            msg(
                "{commit} is the trust root or lies before it; what it holds is the baseline",
                commit=commit[:12],
            ),
            msg("type: ubah audit --trust-root COMMIT, to choose another"),
        )
    for index, oid in enumerate(reversed(judged)):
        base = reader.commit(oid).parents[0]
        if commit in reader.store.reachable(oid, base):
            later = judged[: len(judged) - index - 1]
            return FoundLanding(oid, tuple(later), named=False)
    return None


def _landed(
    reader: LandingReader,
    chain: MainChain,
    found: FoundLanding,
    now: datetime,
) -> Explanation:
    commit = reader.commit(found.oid)
    base = reader.commit(commit.parents[0])
    touched = [change.path for change in reader.store.changes(base.tree, commit.tree)]
    walk, _ = stand_on(reader, chain.from_(base.oid), "", touched)
    brought = walk.lineage.brought(found.oid, base.oid, all_placed=False)
    lineage = walk.lineage
    landing = reader.landing(
        commit, brought, lineage.newest_landing(base.oid), is_main=lineage.is_main
    )
    landing = with_vouched(reader, lineage, landing, reader.in_force(base.oid, lineage.root))
    bench, judgement = judge_in(walk, landing, base)
    if bench and bench.authority.office.forge:
        attests, landing = _attested(reader, walk, landing, bench, found)
        bench, judgement = judge_in(walk, landing, base, attests)
    newest, _ = reader.authority(reader.commit(chain.tip).tree)
    usable = _usable(bench, judgement)
    standing = Circumstances(
        now, newest or usable.authority, moved_on=_moved_on(reader, found, touched)
    )
    return explain_landing(landing, usable, judgement, standing)


def _attested(
    reader: LandingReader, walk: AuditWalk, landing: Landing, bench: Bench, found: FoundLanding
) -> tuple[tuple[Voucher, ...], Landing]:
    """Return the proofs that the recorder added before the landing's records went on (rule 8).

    The landing comes back with the commits that the attestations brought and name.
    """
    vouchers: tuple[Voucher, ...] = ()
    records = [change.path for change in landing.changed if record_id(change.path)]
    lookup = reader.store.lookup
    for oid in reversed(found.later):
        commit = reader.commit(oid)
        if any(lookup(commit.tree, p) != lookup(landing.commit.tree, p) for p in records):
            break
        if attested_landing(trailers(commit.message)) == found.oid:
            more = walk.lineage.brought(oid, commit.parents[0], all_placed=False)
            landing = reader.with_brought(landing, more)
            landing = with_vouched(reader, walk.lineage, landing, bench.authority, vouchers, commit)
            vouchers += recorded_vouchers(commit, landing, bench.authority)[0]
    return vouchers, landing


def _moved_on(reader: LandingReader, found: FoundLanding, touched: list[str]) -> frozenset[str]:
    """Return the records that later landings took further."""
    if not found.later:
        return frozenset()
    then, now = reader.commit(found.oid).tree, reader.commit(found.later[0]).tree
    lookup = reader.store.lookup
    return frozenset(
        record_id(path)
        for path in touched
        if record_id(path) and lookup(then, path) != lookup(now, path)
    )


def _proposed(
    reader: LandingReader,
    main: str,
    commit: str,
    branch: str,
    now: datetime,
) -> Explanation:
    proposal = propose(reader, main, commit, now)
    if proposal.landing is None:
        first: Finding | None = next(iter(proposal.findings), None)
        raise CannotRun(
            first.message if first else msg("it brings nothing that main does not have"),
            first.hint if first else msg("type git log main..BRANCH, to see what it would bring"),
        )
    bench = _usable(proposal.bench, proposal.judgement)
    judgement = proposal.judgement
    standing = Circumstances(now, bench.authority, branch=branch, extra=proposal.extra)
    return explain_landing(proposal.landing, bench, judgement, standing)


def _usable(bench: Bench | None, judgement: Judgement) -> Bench:
    if bench is not None:
        return bench
    first = judgement.findings[0]
    raise CannotRun(first.message, first.hint)
