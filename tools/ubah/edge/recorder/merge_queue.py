"""A merge queue's group judged as the landings that it would be, each with its own proofs.

GitHub makes the merges of a group itself, on a branch of its own, and would move main there. The
recorder has no part in them: once landed they stand like a landing by the merge button, until they
are attested.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ubah.core.diagnostics import Finding, Place, Verdict, error, msg, verdict_of
from ubah.core.forge.evidence import Gathered, Target, gather
from ubah.core.forge.model import PullRequest
from ubah.core.model import JudgedStep
from ubah.core.proof.evidence import landing_digest
from ubah.core.rules.history import UPDATE_REFUSED
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.history.lineage import first_parent_chain
from ubah.edge.history.proposals import judge_proposed
from ubah.edge.recorder.assess import content_of, contents_of, doubtful
from ubah.edge.recorder.recorder import Recorder
from ubah.edge.recorder.request import vouch_for_issue


@dataclass(frozen=True)
class GroupedLanding:
    """One merge of a group: the pull request that it would land (None: none), and the judgement."""

    commit: str
    pull: PullRequest | None
    gathered: Gathered
    findings: tuple[Finding, ...]
    steps: tuple[JudgedStep, ...]

    @property
    def verdict(self) -> Verdict:
        """The judge's verdict."""
        return verdict_of(self.findings)


def judge_group(recorder: Recorder, head: str, base: str) -> tuple[GroupedLanding, ...]:
    """Judge what moving main from ``base`` to ``head`` would land, merge by merge, oldest first.

    Raises:
        ForgeUnreachable: if the forge does not give all that is needed.
        CannotRun: if ``base`` is no office that can be judged.
    """
    for oid in (base, head):
        if not recorder.exchange.has(oid) and recorder.exchange.fetch(oid) != oid:
            raise ForgeUnreachable(msg("the commit {commit} cannot be fetched", commit=oid[:12]))
    recorder.authority(base)
    chain = first_parent_chain(recorder.reader, head)
    if base not in chain:
        place = Place(commit=head)
        message = msg("the group does not go on from {commit}", commit=base[:12])
        hint = msg("take the pull requests out of the queue, and put them in again")
        finding = error(UPDATE_REFUSED, place, message, hint)
        return (GroupedLanding(head, None, Gathered((), ()), (finding,), ()),)
    return tuple(_judge(recorder, oid) for oid in reversed(chain[: chain.index(base)]))


def _judge(recorder: Recorder, oid: str) -> GroupedLanding:
    reader = recorder.reader
    made = reader.commit(oid)
    before = reader.commit(made.parents[0])
    brings = made.parents[1] if len(made.parents) == 2 else oid
    pull = _pull_of(recorder, brings)
    gathered = Gathered((), ())
    if pull is not None:
        evidence = recorder.forge.evidence(pull)
        authority = recorder.authority(before.oid)
        changes = tuple(reader.store.changes(before.tree, made.tree))
        digest = landing_digest(changes)
        gathered = gather(
            evidence,
            Target(recorder.forge.host, digest),
            authority.roles,
            contents_of(recorder, before.oid, evidence),
        )
        target = replace(content_of(recorder, before.oid, pull.head), digest=digest)
        filed = vouch_for_issue(recorder, authority, pull, changes, target, before.oid)
        gathered = gathered.and_filed(filed)
    result = judge_proposed(reader, before.oid, brings, recorder.clock(), gathered.vouchers)
    findings = doubtful(result.findings, gathered)
    if reader.store.merged_tree(before.oid, brings) != (made.tree, ()):
        place = Place(commit=oid)
        message = msg("the group's commit holds something else than merging its branch gives")
        hint = msg("take the pull request out of the queue; the recorder lands it without one")
        findings = (*findings, error(UPDATE_REFUSED, place, message, hint))
    return GroupedLanding(oid, pull, gathered, findings, result.steps)


def _pull_of(recorder: Recorder, head: str) -> PullRequest | None:
    found = recorder.forge.pulls_of_commit(head)
    mine = [p for p in found if p.head == head and p.base_branch == recorder.main and p.is_open]
    return mine[0] if mine else None
