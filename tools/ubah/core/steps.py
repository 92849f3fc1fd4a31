"""Judging the steps that a landing adds to one record (rules 3, 4, 7, 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ubah.core.deviations import deviations
from ubah.core.diagnostics import (
    Basis,
    Finding,
    Message,
    Place,
    Severity,
    deviation,
    error,
    indeterminate,
    msg,
)
from ubah.core.guards import GUARDS, StepContext
from ubah.core.journal import Progress, advance, declared_assets, replay
from ubah.core.model import SKEW, Brought, Entry, JudgedStep, Landing, Proof, Record, Voucher
from ubah.core.offices import office_complaints, who_may
from ubah.core.paths import asset_path
from ubah.core.proofs import Evidence, entry_evidence, proof_complaints
from ubah.core.records import RecordFile, break_in_continuity
from ubah.core.settings import Authority
from ubah.core.sop import Action


@dataclass(frozen=True)
class RecordLanding:
    """One record's part of a landing."""

    path: str
    record: Record
    file: RecordFile
    before: RecordFile | None
    earlier: tuple[datetime, ...]  # effective times of the entries that had landed before
    asset_changes: Mapping[str, str] | None

    @property
    def known(self) -> int:
        """How many entries the first parent held already."""
        return len(self.before.entries) if self.before else 0


@dataclass(frozen=True)
class Judging:
    """What every step of a landing is judged by. Without a landing only content is judged."""

    authority: Authority
    landing: Landing | None = None
    vouchers: tuple[Voucher, ...] = ()
    unproved: Severity = Severity.ERROR
    read: Callable[[str, str], RecordFile | None] = lambda _path, _oid: None


def judge_steps(part: RecordLanding, judging: Judging) -> Iterator[JudgedStep]:
    """Judge each new entry in journal order, each on its own, each from the state before it."""
    authority = judging.authority
    progress = replay(part.record, part.earlier[: part.known], authority.sop)
    revised = any(entry.action == "revise" for entry in part.record.journal[part.known :])
    earlier_request = part.before.request if part.before and revised else None
    for entry in part.record.journal[part.known :]:
        step = StepContext(
            record=part.record,
            entry=entry,
            progress=progress,
            effective=entry.at,
            office=authority.office,
            sop=authority.sop,
            change_schema=authority.change_schema,
            earlier_request=earlier_request,
            asset_changes=part.asset_changes,
        )
        judged = _judge_step(part, step, judging)
        progress = advance(progress, entry, judged.effective, authority.sop)
        yield replace(judged, state=progress.state)


def _judge_step(part: RecordLanding, step: StepContext, judging: Judging) -> JudgedStep:
    place = _place(part, step.entry, judging)
    proof, proving = _prove(part, step, judging, place)
    step = replace(step, effective=proof.time if proof else step.entry.at)
    findings = [*proving, *_content_findings(step, judging, place)]
    if proof:
        findings += _late_landing(proof, judging, place)
    return JudgedStep(
        record=part.record.id,
        entry=step.entry,
        state="",
        landing=judging.landing.commit.oid if judging.landing else "",
        effective=step.effective,
        proof=proof,
        findings=tuple(findings),
    )


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
        yield _illegal(step, action, judging, place)
    else:
        for guard in action.guards:
            rule = GUARDS[guard.name]
            for message, hint in rule.check(step):
                yield error(rule.rule, place, message, hint, guard.basis)
    if step.progress.entries and step.entry.at < step.progress.entries[-1].at:
        yield error("UB722", place, msg("at lies before the previous entry's"), basis=Basis.READING)
    yield from deviations(step, place)


def _illegal(step: StepContext, action: Action, judging: Judging, place: Place) -> Finding:
    state = step.progress.state
    day = judging.authority.office.day(step.effective)
    if not state:
        message = msg("{action} cannot open a journal", action=action.label)
        return error("UB401", place, message, msg("the first entry is: submit"), action.basis)
    choices = []
    for legal in step.sop.legal_actions(state):
        context = replace(step, entry=replace(step.entry, action=legal.name))
        people = ", ".join(who_may(context, judging.authority.roles, day)) or "–"
        choices.append(f"{legal.name} ({people})")
    message = msg(
        "{action} is not legal in the state {state}",
        action=action.label,
        state=step.sop.states[state].label,
    )
    hint = msg(
        "legal now: {choices}; type: ubah advance {record} ACTION",
        choices=", ".join(choices),
        record=step.record.id,
    )
    return error("UB401", place, message, hint, action.basis)


# --- proof ---------------------------------------------------------------------------------------


def _prove(
    part: RecordLanding, step: StepContext, judging: Judging, place: Place
) -> tuple[Proof | None, tuple[Finding, ...]]:
    """Return the proof that serves best, and what is still wrong with it."""
    if judging.landing is None:
        return None, tuple(_authority_findings(step, None, judging, place))
    evidence = entry_evidence(
        judging.landing,
        judging.authority,
        judging.vouchers,
        step.entry.by,
        lambda brought: _introduced(brought, part, step, judging),
    )
    best: tuple[Proof, tuple[Finding, ...]] | None = None
    for proof in evidence.proofs:
        findings = tuple(_authority_findings(step, proof, judging, place))
        if best is None or len(findings) < len(best[1]):
            best = proof, findings
    if best is not None:
        return best
    return None, (_unproved(step, evidence, judging, place),)


def _introduced(
    brought: Brought, part: RecordLanding, step: StepContext, judging: Judging
) -> Message | bool:
    index, wanted = step.entry.number - 1, part.file.entries[step.entry.number - 1]

    def version(holds: Mapping[str, Any]) -> RecordFile | None:
        blob = holds.get(part.path)
        return judging.read(part.path, blob.oid) if blob else None

    own = version(brought.holds)
    if own is None or own.entries[index : index + 1] != (wanted,):
        return False
    for holds in brought.parents_hold:
        parent = version(holds)
        if parent is not None and parent.entries[index : index + 1] == (wanted,):
            return False
    broken = break_in_continuity(own, part.file)
    if broken:
        return msg(
            "the record that it signed does not go on to the one that lands: {reason}",
            reason=broken[1],
        )
    if step.entry.action == "update_assets":
        for asset in declared_assets(step.progress):
            landed = _landed_blob(judging.landing, asset_path(asset))
            if brought.holds.get(asset_path(asset)) != landed:
                return msg(
                    "the asset {asset} that it signed is not the one that lands", asset=asset
                )
    return True


def _landed_blob(landing: Landing | None, path: str) -> object:
    changes = landing.changed if landing else ()
    return next((change.after for change in changes if change.path == path), None)


def _unproved(step: StepContext, evidence: Evidence, judging: Judging, place: Place) -> Finding:
    reasons = tuple(
        msg("{commit}: {reason}", commit=item.commit[:12], reason=item.reason)
        for item in evidence.discarded
    )
    message = msg(
        "nothing proves that {by} took this step ({action})",
        by=step.entry.by,
        action=step.sop.actions[step.entry.action].label,
    )
    if reasons:
        message = msg("{message}; discarded: {reasons}", message=message, reasons=reasons)
    hint = msg(
        "{by} signs it: in a commit of their own with ubah advance, or, for what lies there already, with ubah assent",
        by=step.entry.by,
    )
    if evidence.unverifiable:
        return indeterminate("UB507", place, message, hint)
    return replace(error("UB501", place, message, hint), severity=judging.unproved)


def _authority_findings(
    step: StepContext, proof: Proof | None, judging: Judging, place: Place
) -> Iterator[Finding]:
    """Office, key and time, for one proof of the step (rule 7); without a proof, by ``at``."""
    authority, landing = judging.authority, judging.landing
    office = authority.office
    effective = proof.time if proof else step.entry.at
    step = replace(step, effective=effective)
    days = [office.day(effective)]
    seen = set()
    if proof and landing and not proof.by_recorder:
        days.append(office.day(landing.commit.committed))
    for day in dict.fromkeys(days):
        for rule, message, hint, basis in office_complaints(step, authority.roles, day):
            if rule not in seen:
                seen.add(rule)
                yield error(rule, place, _on_landing_day(message, day, days), hint, basis)
    if proof is None or landing is None:
        return
    for rule, message in proof_complaints(proof, landing, authority):
        yield error(
            rule,
            place,
            msg("the proof {commit}: {reason}", commit=proof.commit[:12], reason=message),
        )
    yield from _time_findings(step, proof, judging, place)


def _on_landing_day(message: Message, day: object, days: list[Any]) -> Message:
    if day == days[0]:
        return message
    return msg("{message} — on the day of the landing", message=message)


def _time_findings(
    step: StepContext, proof: Proof, judging: Judging, place: Place
) -> Iterator[Finding]:
    office, at = judging.authority.office, step.entry.at
    shown = proof.time.astimezone(office.zone).isoformat()
    if at > proof.time + SKEW:
        message = msg("at lies after the time of its proof, {time}", time=shown)
        yield error("UB721", place, message, msg("at is when the step is taken and signed"))
    if at < proof.time - office.late_entry - SKEW:
        hours = int(office.late_entry.total_seconds() // 3600)
        message = msg(
            "at lies more than {hours} hours before its proof, {time}", hours=hours, time=shown
        )
        hint = msg("set at to the time of recording, and tell earlier work in the evidence")
        yield error("UB723", place, message, hint)
    if step.progress.effective and proof.time < max(step.progress.effective) - SKEW:
        before = max(step.progress.effective).astimezone(office.zone).isoformat()
        message = msg(
            "its proof, {time}, is older than that of the previous step, {before}",
            time=shown,
            before=before,
        )
        yield error("UB726", place, message, msg("take the steps in order; sign this one again"))


def _late_landing(proof: Proof, judging: Judging, place: Place) -> Iterator[Finding]:
    landing, office = judging.landing, judging.authority.office
    if (
        landing
        and not landing.proposed
        and proof.time < landing.commit.committed - office.late_entry - SKEW
    ):
        hours = int((landing.commit.committed - proof.time).total_seconds() // 3600)
        yield deviation(
            "UB906", place, msg("it landed {hours} hours after it was proved", hours=hours)
        )


def progress_after(part: RecordLanding, steps: list[JudgedStep], authority: Authority) -> Progress:
    """Return the record's progress once ``steps`` have been taken."""
    times = (*part.earlier[: part.known], *(step.effective for step in steps))
    return replay(part.record, times, authority.sop)
