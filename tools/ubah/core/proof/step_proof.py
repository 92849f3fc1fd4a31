"""Who stands behind a step, in what office and by what time: rules 3, 4, 7."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ubah.core.diagnostics import Finding, Message, Place, error, indeterminate, msg
from ubah.core.guards import StepContext
from ubah.core.meanings import Meaning
from ubah.core.model import (
    SKEW,
    Brought,
    Discarded,
    Entry,
    Landing,
    Proof,
)
from ubah.core.office.offices import office_complaints
from ubah.core.paths import asset_path
from ubah.core.proof.decision import decided_steps, says_as_decided
from ubah.core.proof.desk import desk_complaint
from ubah.core.proof.evidence import Evidence
from ubah.core.proof.issue import issue_complaint
from ubah.core.proof.judging import Judging, RecordLanding
from ubah.core.proof.proofs import entry_evidence, proof_complaints
from ubah.core.proof.vouchers import text_digest
from ubah.core.reading.continuity import break_in_continuity
from ubah.core.reading.journal import declared_assets
from ubah.core.reading.records import RecordFile
from ubah.core.rules.proofs import PROOF_UNVERIFIABLE, STEP_UNPROVED
from ubah.core.rules.times import AT_AFTER_PROOF, LATE_ENTRY, PROOFS_IN_ORDER
from ubah.core.voucher import AT_DESK, Voucher, VoucherKind


@dataclass(frozen=True)
class Proving:
    """The proof that serves a step best, what is still wrong with it, and what is no proof."""

    proof: Proof | None
    findings: tuple[Finding, ...]
    discarded: tuple[Discarded, ...] = ()


def prove(part: RecordLanding, step: StepContext, judging: Judging, place: Place) -> Proving:
    """Find the proof that serves the step best."""
    if judging.landing is None:
        return Proving(None, tuple(authority_findings(step, None, judging, place)))
    evidence = entry_evidence(
        judging.landing,
        judging.authority,
        judging.vouchers,
        step.entry.by,
        lambda brought: _introduced(brought, part, step, judging),
        lambda voucher: _unfit(voucher, part, step, judging.landing),
    )
    best: Proving | None = None
    for proof in evidence.proofs:
        findings = tuple(authority_findings(step, proof, judging, place))
        if best is None or len(findings) < len(best.findings):
            best = Proving(proof, findings, evidence.discarded)
    if best is not None:
        return best
    return Proving(None, (_unproved(step, evidence, judging, place),), evidence.discarded)


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
    broken = break_in_continuity(own, part.file, step.sop.names(Meaning.REVISES))
    if broken:
        return msg(
            "the record that it signed does not go on to the one that lands: {reason}",
            reason=broken[1],
        )
    if step.sop.means(step.entry.action, Meaning.UPDATES_ASSETS):
        for asset in declared_assets(step.progress):
            landed = _landed_blob(judging.landing, asset_path(asset))
            if brought.holds.get(asset_path(asset)) != landed:
                return msg(
                    "the asset {asset} that it signed is not the one that lands", asset=asset
                )
    return True


def request_signed(
    part: RecordLanding, entry: Entry, proof: Proof | None, judging: Judging
) -> Mapping[str, Any] | None:
    """Return the request as it stood where ``entry`` was proved, or None where that cannot be told."""
    brought = judging.landing.brought if judging.landing and proof else ()
    holds = next((b.holds for b in brought if proof and b.commit.oid == proof.commit), {})
    blob = holds.get(part.path)
    version = judging.read(part.path, blob.oid) if blob else None
    if version is None or version.entries[: entry.number] != part.file.entries[: entry.number]:
        return None
    later = version.entries[entry.number :]
    revising = judging.authority.sop.names(Meaning.REVISES)
    if any(isinstance(other, dict) and other.get("action") in revising for other in later):
        return None
    return version.request


def _unfit(
    voucher: Voucher, part: RecordLanding, step: StepContext, landing: Landing | None
) -> Message | None:
    """Return why a voucher does not stand for this step, None if it does (rules 4b and 5)."""
    if voucher.kind is VoucherKind.ISSUE:
        return issue_complaint(voucher, part, step, landing)
    if voucher.kind in AT_DESK:
        return desk_complaint(voucher, part, step, landing)
    if voucher.kind is not VoucherKind.DECISION:
        return None
    alone = landing is not None and len(landing.changed) == 1 and len(landing.commit.parents) == 1
    before = landing.changed[0].before if landing and alone else None
    if before is None or before.oid != voucher.before or part.known + 1 != len(part.file.entries):
        return msg("the decision is for the record as it stood, and lands alone")
    decided = decided_steps(step.sop, step.progress.state).get(voucher.state)
    if decided is None or decided.action != step.entry.action:
        return msg("the decision says something else than this step")
    text = step.evidence.get(decided.field, "")
    said = isinstance(text, str) and text_digest(text) == voucher.text
    if not said or not says_as_decided(decided, text, dict(step.evidence), step.office.rules):
        return msg("the step does not say exactly what the decision says")
    if step.entry.at != voucher.time:
        return msg("the step is not dated as the decision is")
    return None


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
        return indeterminate(PROOF_UNVERIFIABLE, place, message, hint)
    return replace(error(STEP_UNPROVED, place, message, hint), severity=judging.unproved)


def authority_findings(
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
    for rule, reason, hint in proof_complaints(proof, landing, authority):
        message = msg("the proof {commit}: {reason}", commit=proof.commit[:12], reason=reason)
        yield error(rule, place, message, hint)
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
        yield error(AT_AFTER_PROOF, place, message, msg("at is when the step is taken and signed"))
    if at < proof.time - office.late_entry - SKEW:
        hours = int(office.late_entry.total_seconds() // 3600)
        message = msg(
            "at lies more than {hours} hours before its proof, {time}", hours=hours, time=shown
        )
        hint = msg("set at to the time of recording, and tell earlier work in the evidence")
        yield error(LATE_ENTRY, place, message, hint)
    if step.progress.effective and proof.time < max(step.progress.effective) - SKEW:
        before = max(step.progress.effective).astimezone(office.zone).isoformat()
        message = msg(
            "its proof, {time}, is older than that of the previous step, {before}",
            time=shown,
            before=before,
        )
        yield error(
            PROOFS_IN_ORDER, place, message, msg("take the steps in order; sign this one again")
        )
