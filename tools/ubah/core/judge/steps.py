"""Judging the steps that a landing adds to one record (rules 3, 4, 7, 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ubah.core.diagnostics import Finding, Place, error, msg
from ubah.core.guards import GUARDS, StepContext
from ubah.core.judge.calendar import booking_of, clash_findings, freeze_findings, plans
from ubah.core.judge.deviations import deviations
from ubah.core.meanings import Meaning
from ubah.core.model import Entry, JudgedStep, Progress, Proof
from ubah.core.proof.judging import Judging, RecordLanding
from ubah.core.proof.proofs import late_proof
from ubah.core.proof.step_proof import Proving, prove, request_signed
from ubah.core.reading.failing import unasked
from ubah.core.reading.journal import advance
from ubah.core.register.outlook import Outlook
from ubah.core.rules.proofs import BUILT_ON_UNPROVED
from ubah.core.rules.times import AT_IN_ORDER


def judge_steps(part: RecordLanding, judging: Judging) -> Iterator[JudgedStep]:
    """Judge each new entry in journal order, each on its own, each from the state before it."""
    authority = judging.authority
    progress = part.progress
    request: Mapping[str, Any] | None = part.before.request if part.before else None
    proved = True
    for entry in part.record.journal[part.known :]:
        place = _place(part, entry, judging)
        step = Outlook(part.record, progress, authority, entry.at).step(
            entry,
            change_schema=authority.change_schema,
            earlier_request=request,
            asset_changes=part.asset_changes,
            lands=judging.landing is not None,
        )
        proving = prove(part, step, judging, place)
        proof = proving.proof
        request = _request_after(part, step, proof, judging)
        step = replace(step, effective=proof.time if proof else entry.at, request=request)
        findings = [*proving.findings, *_content_findings(step, judging, place)]
        if not proved:
            findings.append(unproved_before(place))
        if proof and judging.landing:
            findings += late_proof(proof, place, judging.landing, authority.office)
        proved = proof is not None or judging.landing is None
        progress = advance(progress, entry, step.effective, authority.sop)
        booking = booking_of(part.record, progress)
        if booking and plans(authority.sop.actions[entry.action]):
            findings += clash_findings(booking, place, judging.bookings)
        yield _judged(step, progress, proving, findings, judging)


def _judged(
    step: StepContext,
    progress: Progress,
    proving: Proving,
    findings: list[Finding],
    judging: Judging,
) -> JudgedStep:
    return JudgedStep(
        record=step.record.id,
        entry=step.entry,
        state=progress.state,
        progress=progress,
        landing=judging.landing.commit.oid if judging.landing else "",
        effective=step.effective,
        proof=proving.proof,
        findings=tuple(findings),
        booking=booking_of(step.record, progress),
        before=step.progress.state,
        sop=step.sop,
        discarded=proving.discarded,
    )


def unproved_before(place: Place) -> Finding:
    """Return the finding on a step that goes on from an unproved one (rule 8)."""
    hint = msg(
        "prove the earlier step first, in this landing or before it; once a later step has landed, "
        "only a new trust root is a way out"
    )
    return error(
        BUILT_ON_UNPROVED, place, msg("this goes on from a step that was never proved"), hint
    )


def _request_after(
    part: RecordLanding, step: StepContext, proof: Proof | None, judging: Judging
) -> Mapping[str, Any] | None:
    """Return the request as it stood after the step; None where a later revision hides it."""
    later = part.record.journal[step.entry.number :]
    if not any(step.sop.means(entry.action, Meaning.REVISES) for entry in later):
        return part.record.request
    revises = step.sop.means(step.entry.action, Meaning.REVISES)
    if not revises and step.earlier_request is not None:
        return step.earlier_request
    return request_signed(part, step.entry, proof, judging)


def _place(part: RecordLanding, entry: Entry, judging: Judging) -> Place:
    document = part.file.document
    pointer = ("journal", entry.number - 1)
    position = document.position(pointer) if document else Place().position
    commit = judging.landing.commit.oid if judging.landing else ""
    return Place(part.path, position, part.record.id, commit)


def _content_findings(step: StepContext, judging: Judging, place: Place) -> Iterator[Finding]:
    """Transition, guards and order of time: what needs no proof."""
    action, state = step.sop.actions[step.entry.action], step.progress.state
    if not action.leads_from(state):
        outlook = Outlook(step.record, step.progress, judging.authority, step.effective)
        yield outlook.illegal(step, place)
    else:
        for guard in action.guards:
            rule = GUARDS[guard.name]
            lacking = ", ".join(rule.lacking(step))
            if lacking:
                yield unasked(place, lacking)
                continue
            for message, hint in rule.check(step):
                yield error(rule.rule, place, message, hint, guard.basis)
    if step.progress.entries and step.entry.at < step.progress.entries[-1].at:
        yield error(
            AT_IN_ORDER,
            place,
            msg("at lies before the previous entry's"),
            msg("at is the time of recording; tell earlier work in the evidence"),
        )
    yield from deviations(step, place)
    yield from freeze_findings(action, step.evidence, step.office, place)


def progress_after(part: RecordLanding, steps: list[JudgedStep]) -> Progress:
    """Return the record's progress once ``steps`` have been taken."""
    return steps[-1].progress if steps else part.progress
