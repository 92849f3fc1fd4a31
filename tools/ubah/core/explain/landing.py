"""Why a landing was judged as it was: every need, what was found, who could still act, and how.

The judge has spoken by then; nothing here changes a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from ubah.core.diagnostics import Basis, Finding, Message, Trait, Verdict, msg, verdict_of
from ubah.core.judge.authority_change import Requirement
from ubah.core.judge.landing import Bench, left_behind
from ubah.core.judge.ownership import authority_requirements, path_need
from ubah.core.judge.tree_rules import kind
from ubah.core.model import (
    Change,
    Discarded,
    JudgedStep,
    Judgement,
    Landing,
    Progress,
    Proof,
    Record,
)
from ubah.core.office.authority import Authority
from ubah.core.paths import PathKind, record_id, record_path
from ubah.core.people.roles import Roles
from ubah.core.proof.proofs import path_evidence
from ubah.core.proof.voucher_proofs import own_vouchers
from ubah.core.reading.journal import begin
from ubah.core.reading.records import landed_record, read_file
from ubah.core.register.needs import (
    Need,
    describe_proof,
    other_needs,
    step_needs,
)
from ubah.core.register.outlook import Outlook
from ubah.core.rules.offices import FOUR_EYES
from ubah.core.rules.proofs import AUTHORITY_UP_TO_DATE, PROOF_UNVERIFIABLE


@dataclass(frozen=True)
class Remedy:
    """What could still be done, by any of ``people`` (nobody: by nobody that roles.yaml knows)."""

    people: tuple[str, ...]
    command: str = ""
    note: Message | None = None


@dataclass(frozen=True)
class StepReasons:
    """A step that landed, and why its verdict is what it is."""

    path: str
    step: JudgedStep
    needs: tuple[Need, ...]
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True)
class PathReasons:
    """A changed path that needs a proof of its own, and what was found for it."""

    path: str
    kind: PathKind
    needs: tuple[Need, ...]
    proofs: tuple[Proof, ...]
    discarded: tuple[Discarded, ...]
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True)
class Explanation:
    """One landing with all its reasons.

    ``onward`` is what may happen next, by record; ``roles`` say whose name an id is.
    """

    landing: Landing
    verdict: Verdict
    steps: tuple[StepReasons, ...]
    paths: tuple[PathReasons, ...]
    others: tuple[Need, ...]
    onward: tuple[tuple[str, tuple[Remedy, ...]], ...]
    roles: Roles


@dataclass(frozen=True)
class Circumstances:
    """From where the landing is looked at: the time, main's authority now, the branch's name.

    ``moved_on`` are the records that have gone on since; nothing is left to do for them here.
    """

    now: datetime
    authority: Authority
    branch: str = ""
    moved_on: frozenset[str] = frozenset()
    extra: tuple[Finding, ...] = ()

    @property
    def today(self) -> date:
        """The day in office time."""
        return self.authority.office.day(self.now)

    def holders(self, *offices: str) -> tuple[str, ...]:
        """Return who holds any of ``offices`` today."""
        roles = self.authority.roles
        return tuple(
            dict.fromkeys(p for office in offices for p in roles.holders(office, self.today))
        )


def explain_landing(
    landing: Landing,
    bench: Bench,
    judgement: Judgement,
    standing: Circumstances,
) -> Explanation:
    """Explain a landing that has been judged as ``judgement`` says."""
    vouchers, _ = own_vouchers(landing, bench.authority)
    bench = replace(bench, vouchers=(*bench.vouchers, *vouchers))
    stories = {
        change.path: _Story(change.path, change.after.oid, landing, bench, judgement)
        for change in landing.changed
        if kind(change) is PathKind.RECORD and change.after
    }
    steps = tuple(
        _step_reasons(step, stories[record_path(step.record)], landing, bench, standing)
        for step in judgement.steps
        if record_path(step.record) in stories
    )
    paths = tuple(_path_reasons(landing, bench, judgement, standing))
    findings = (*judgement.findings, *standing.extra)
    told = {finding for reasons in steps for finding in reasons.step.findings}
    told |= {finding for reasons in paths for need in reasons.needs for finding in need.findings}
    others = tuple(other_needs(f for f in findings if f not in told))
    return Explanation(
        landing=landing,
        verdict=verdict_of(findings),
        steps=steps,
        paths=paths,
        others=others,
        onward=tuple(_onward(stories, landing, standing, verdict_of(findings))),
        roles=standing.authority.roles,
    )


class _Story:
    """A record of the landing, and its progress at each of its entries."""

    def __init__(self, path: str, oid: str, landing: Landing, bench: Bench, judgement: Judgement):
        self.path = path
        data = landing.contents.get(oid, b"")
        self.record: Record | None = landed_record(read_file(data, path))
        steps = [step for step in judgement.steps if record_path(step.record) == path]
        self.after = {step.entry.number: step.progress for step in steps}
        self.start = bench.progress.get(path)

    def progress(self, entries: int) -> Progress:
        """Return the progress after that many entries."""
        if self.record is None:
            return Progress()
        return self.after.get(entries) or self.start or begin(self.record)


def _step_reasons(
    step: JudgedStep,
    story: _Story,
    landing: Landing,
    bench: Bench,
    standing: Circumstances,
) -> StepReasons:
    needs = step_needs(step)
    broken = {f.under for need in needs for f in need.findings if need.verdict is not Verdict.PASS}
    remedies: list[Remedy] = []
    if any(Trait.PROOF in rule.traits for rule in broken):
        remedies.append(_prove_remedy((step.entry.by,), landing, bench, standing))
    if (
        any(Trait.OFFICE in rule.traits or rule == FOUR_EYES for rule in broken)
        and story.record
        and step.action
    ):
        before = story.progress(step.entry.number - 1)
        outlook = Outlook(story.record, before, standing.authority, standing.now)
        people = outlook.people(step.action.name)
        command = f"ubah advance {step.record} {step.action.name}" if landing.proposed else ""
        remedies.append(Remedy(people, command))
    return StepReasons(story.path, step, needs, tuple(remedies))


def _prove_remedy(
    people: tuple[str, ...], landing: Landing, bench: Bench, standing: Circumstances
) -> Remedy:
    if landing.proposed:
        return Remedy(people, f"ubah assent {standing.branch}")
    if bench.authority.office.forge:
        return Remedy(people, f"ubah forge attest {landing.commit.oid}")
    note = msg(
        "it has landed, so no proof can come any more; the way out is a new trust root that names "
        "the finding"
    )
    return Remedy((), "", note)


def _path_reasons(
    landing: Landing,
    bench: Bench,
    judgement: Judgement,
    standing: Circumstances,
) -> Iterator[PathReasons]:
    for change in landing.changed:
        need = path_need(change, bench.authority.sop)
        if need is None:
            continue
        evidence = path_evidence(landing, bench.authority, bench.vouchers, change)
        own = tuple(f for f in judgement.findings if f.place.path == change.path)
        found = tuple(describe_proof(proof) for proof in evidence.proofs) or msg("none")
        main = Need(
            need.rule,
            Basis.LOCAL,
            msg("a proof by {who}", who=need.needed),
            found,
            tuple(
                f for f in own if f.under in (need.rule, PROOF_UNVERIFIABLE, AUTHORITY_UP_TO_DATE)
            ),
        )
        more = _requirements(change, landing, bench, own)
        told = {f for each in (main, *(need for need, _ in more)) for f in each.findings}
        rest = other_needs(f for f in own if f not in told)
        remedies = []
        if main.verdict is not Verdict.PASS:
            people = standing.holders(*need.offices)
            remedies.append(_prove_remedy(people, landing, bench, standing))
        for each, requirement in more:
            if each.verdict is not Verdict.PASS:
                people = _called_for(requirement, standing)
                remedies.append(_prove_remedy(people, landing, bench, standing))
        needs = (main, *(each for each, _ in more), *rest)
        kept = tuple(dict.fromkeys(remedies))
        yield PathReasons(
            change.path, kind(change), needs, evidence.proofs, evidence.discarded, kept
        )


def _requirements(
    change: Change, landing: Landing, bench: Bench, findings: tuple[Finding, ...]
) -> tuple[tuple[Need, Requirement], ...]:
    after, _ = left_behind(landing, bench)
    if after is None:
        return ()
    needed = authority_requirements(change, landing, bench.authority, after, bench.vouchers)
    return tuple(
        (Need(item.rule, Basis.LOCAL, item.what, "", _about(item, findings)), item)
        for item in dict.fromkeys(needed)
    )


def _called_for(requirement: Requirement, standing: Circumstances) -> tuple[str, ...]:
    if requirement.person:
        return tuple(dict.fromkeys((requirement.person, *standing.holders("superior"))))
    return standing.holders(*sorted(frozenset().union(*requirement.offices)))


def _about(requirement: Requirement, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that say that this requirement is not met."""
    return tuple(
        f
        for f in findings
        if f.under == requirement.rule and ("what", requirement.what) in f.message.values
    )


def _onward(
    stories: Mapping[str, _Story], landing: Landing, standing: Circumstances, verdict: Verdict
) -> Iterator[tuple[str, tuple[Remedy, ...]]]:
    if verdict is not Verdict.PASS:
        return
    if landing.proposed:
        officers = standing.holders(*standing.authority.sop.officers())
        yield "", (Remedy(officers, f"ubah land {standing.branch}"),)
        return
    for path, story in stories.items():
        number = record_id(path)
        if story.record is None or number in standing.moved_on:
            continue
        progress = story.progress(len(story.record.journal))
        outlook = Outlook(story.record, progress, standing.authority, standing.now)
        yield (
            number,
            tuple(
                Remedy(one.people, f"ubah advance {number} {one.action.name}")
                for one in outlook.next_steps()
            ),
        )
