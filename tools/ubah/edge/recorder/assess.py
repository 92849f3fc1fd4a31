"""A pull request assessed as the recorder would land it: evidence, vouchers, the judge's verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ubah.core.diagnostics import Finding, Severity, Trait, Verdict, msg, verdict_of
from ubah.core.forge.evidence import Content, DiscardedApproval, Gathered, Target, gather
from ubah.core.forge.model import DECISIVE, PullEvidence, PullRequest
from ubah.core.judge.tree_rules import kind
from ubah.core.model import Change, JudgedStep, SignatureState
from ubah.core.office.authority import Authority
from ubah.core.paths import PathKind, attachment_of, record_id, record_path
from ubah.core.proof.evidence import landing_digest
from ubah.core.voucher import Binding, Voucher
from ubah.edge.clone.free_numbers import free_number
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.git import MissingObject
from ubah.edge.history.lineage import brought_by, merged_tree
from ubah.edge.history.proposals import judge_proposed
from ubah.edge.recorder.recorder import PULL, Recorder
from ubah.edge.recorder.request import vouch_for_issue

DECISIONS_IN = "decision/"
"""Branches of decision pull requests; they are landed as steps, never merged."""
COPIES_IN = "review/"
"""Branches of the recorder's copies of pull requests, each named by its original and that one's head."""
_COPY = re.compile(r"review/([1-9][0-9]{0,8})-[0-9a-f]{12}\Z")


def is_decision(branch: str, same_repository: bool) -> bool:
    """Whether a branch of the office's own repository is one for the head's decisions."""
    return same_repository and branch.startswith(DECISIONS_IN)


def original_of(pull: PullRequest) -> int:
    """Return of which pull request one is the recorder's copy (`ubah.edge.recorder.copies`), 0 of none."""
    found = _COPY.match(pull.head_branch) if pull.same_repository else None
    return int(found[1]) if found else 0


@dataclass(frozen=True)
class Assessment:
    """What a pull request would land on ``base``, and whether it may.

    ``landed`` is the landing that has brought it already, "" if none has; ``renumber`` the old and
    the new number of a record whose number is taken; ``binding`` what would tie an approval to it;
    ``filed`` why the form that it was made of proves nothing, None where it does or there is none.
    """

    pull: PullRequest
    base: str
    authority: Authority
    gathered: Gathered
    findings: tuple[Finding, ...]
    steps: tuple[JudgedStep, ...]
    changes: tuple[Change, ...]
    landed: str = ""
    renumber: tuple[str, str] | None = None
    binding: Binding = Binding.COMMIT
    filed: DiscardedApproval | None = None

    @property
    def vouchers(self) -> tuple[Voucher, ...]:
        """What the recorder vouches for."""
        return self.gathered.vouchers

    @property
    def verdict(self) -> Verdict:
        """The judge's verdict."""
        return verdict_of(self.findings)

    @property
    def may_land(self) -> bool:
        """Whether the recorder lands it: ready, accepted, and something at all."""
        ready = self.pull.is_open and not self.pull.is_draft and not self.landed
        return ready and bool(self.changes) and self.verdict is Verdict.PASS


def doubtful(findings: Iterable[Finding], gathered: Gathered) -> tuple[Finding, ...]:
    """Return the findings; what the forge did not tell in full is not held against anybody (rule 10).

    It is not passed either: what is unproved for want of it becomes indeterminate.
    """
    if not gathered.unverifiable:
        return tuple(findings)
    return tuple(
        replace(f, severity=Severity.INDETERMINATE)
        if f.severity is Severity.ERROR and Trait.WANT_OF_PROOF in f.under.traits
        else f
        for f in findings
    )


def assess(recorder: Recorder, number: int, listed: PullRequest | None = None) -> Assessment:
    """Read a pull request from the forge, fetch it as data, and have it judged.

    ``listed``: how it stood in a list that was read just now; one that has moved since is read again.

    Raises:
        ForgeUnreachable: if the forge does not tell all that is needed.
        CannotRun: if main is not an office that can be judged.
    """
    pull = listed or recorder.forge.pull(number)
    base, head = recorder.fetch_main_and(recorder.forge.pull_refspec(number))
    authority = recorder.authority(base)
    if listed and head != pull.head:
        pull = recorder.forge.pull(number)
    if head != pull.head:
        raise ForgeUnreachable(msg("the pull request changed while it was being read"))
    evidence = recorder.forge.evidence(pull)
    landed = landing_of(recorder, base, pull, authority)
    if landed:
        return Assessment(evidence.pull, base, authority, Gathered((), ()), (), (), (), landed)
    tree, conflicts = merged_tree(recorder.reader, base, pull.head)
    brought = content_of(recorder, base, pull.head)
    renumber = _renumbering(recorder, base, pull.head, conflicts)
    if conflicts:
        digest, changes = brought.digest, _changes(recorder, brought.base, pull.head)
    else:
        changes = tuple(recorder.reader.store.changes(recorder.reader.commit(base).tree, tree))
        digest = landing_digest(changes)
    gathered = gather(
        evidence,
        Target(recorder.forge.host, digest),
        authority.roles,
        contents_of(recorder, base, evidence),
    )
    target = Content(brought.base, digest)
    filed = vouch_for_issue(recorder, authority, pull, changes, target, base)
    gathered = gathered.and_filed(filed)
    onto = brought.base if renumber else base
    result = judge_proposed(recorder.reader, onto, pull.head, recorder.clock(), gathered.vouchers)
    return Assessment(
        evidence.pull,
        base,
        authority,
        gathered,
        doubtful(result.findings, gathered),
        result.steps,
        changes,
        renumber=renumber,
        binding=evidence.binding,
        filed=filed if isinstance(filed, DiscardedApproval) else None,
    )


def contents_of(recorder: Recorder, base: str, evidence: PullEvidence) -> dict[str, Content]:
    """Return what each commit that was reviewed or written in the editor would bring to ``base``."""
    wanted = [r.commit for r in evidence.reviews if r.commit and r.state in DECISIVE]
    wanted += [commit.oid for commit in evidence.commits if commit.by_editor]
    found: dict[str, Content] = {}
    for oid in dict.fromkeys(wanted):
        if recorder.exchange.has(oid) or recorder.exchange.fetch(oid) == oid:
            content = content_of(recorder, base, oid)
            if content.base:
                found[oid] = content
    return found


def content_of(recorder: Recorder, base: str, oid: str) -> Content:
    """Return what a reader of the pull request saw: ``oid`` against where it left main."""
    merge_base = recorder.repository.merge_base(base, oid)
    if not merge_base:
        return Content("", "")
    return Content(merge_base, landing_digest(_changes(recorder, merge_base, oid)))


def brings_authority(recorder: Recorder, base: str, oid: str) -> bool:
    """Whether ``oid`` changes authority files against where it left main."""
    since = recorder.repository.merge_base(base, oid)
    return any(kind(change) is PathKind.AUTHORITY for change in _changes(recorder, since, oid))


def _changes(recorder: Recorder, before: str, after: str) -> tuple[Change, ...]:
    reader = recorder.reader
    if not before:
        return ()
    return tuple(reader.store.changes(reader.commit(before).tree, reader.commit(after).tree))


def mark_of(pull: PullRequest) -> tuple[str, str]:
    """Return the trailer that names the pull request that lands: people's own, where this is its copy."""
    return PULL, f"{original_of(pull) or pull.number} {pull.head}"


def landing_of(recorder: Recorder, base: str, pull: PullRequest, authority: Authority) -> str:
    """Return the landing that has brought a pull request, as a merge or as the recorder's commit."""
    bases = recorder.repository.merge_base(base, pull.head)
    mark = mark_of(pull)
    for oid in _since(recorder, base, bases):
        if pull.head in recorder.reader.commit(oid).parents[1:]:
            return oid
        if mark in recorder.own_trailers(oid, authority):
            return oid
    return bases if bases == pull.head and pull.merge_commit else ""


def _since(recorder: Recorder, tip: str, base: str) -> Iterable[str]:
    """Yield main's commits from its tip down to ``base``, along the first parents.

    A merge base may lie in a branch that landed; then the landing of that branch ends the walk.
    """
    old = set(brought_by(recorder.reader, tip, base)) if base else None
    oid = tip
    while oid != base and (old is None or oid in old):
        yield oid
        parents = recorder.reader.commit(oid).parents
        if not parents:
            return
        oid = parents[0]


def _renumbering(
    recorder: Recorder, base: str, head: str, conflicts: tuple[str, ...]
) -> tuple[str, str] | None:
    """Return old and new number of a new record whose number is taken and that nobody signed.

    A record that somebody signed with a key keeps its number until they sign it anew.
    """
    reader = recorder.reader
    merge_base = recorder.repository.merge_base(base, head)
    changes = _changes(recorder, merge_base, head)
    old = _new_record(changes)
    if not old or record_path(old) not in conflicts:
        return None
    if reader.store.lookup(reader.commit(base).tree, record_path(old)) is None:
        return None
    try:
        signed = [reader.commit(o).signature.state for o in brought_by(reader, head, base)]
    except MissingObject:
        return None
    if SignatureState.VALID in signed:
        return None
    return old, free_number(reader, base, old[4:8])


def _new_record(changes: tuple[Change, ...]) -> str:
    """Return the number of the new record that changes make, with its attachments; else ""."""
    records = [number for change in changes if (number := record_id(change.path))]
    numbers = {record_id(change.path) or attachment_of(change.path)[0] for change in changes}
    added = all(change.before is None and change.after for change in changes)
    return records[0] if added and len(records) == 1 and numbers == set(records) else ""
