"""The conformance report in text and as JSON: what an auditor files beside the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ubah.core.diagnostics import Label, Message, Value, Verdict, msg
from ubah.core.explain.conformance import (
    ProofSort,
    RecordConformance,
    StepConformance,
    StepVerdict,
    proof_counts,
)
from ubah.core.names import BASES, VERDICTS
from ubah.core.people.roles import Roles
from ubah.core.reading.journal import state_label
from ubah.core.register.needs import PROOF_KINDS, Need, describe_proof, weaknesses
from ubah.core.voucher import VoucherKind
from ubah.report.escape import line, visible
from ubah.report.model import SHORT
from ubah.report.parts import InWords, discarded_value, proof_value

STEP_VERDICTS: Mapping[StepVerdict, Message] = MappingProxyType(
    {
        StepVerdict.PASS: VERDICTS[Verdict.PASS],
        StepVerdict.FAIL: VERDICTS[Verdict.FAIL],
        StepVerdict.INDETERMINATE: VERDICTS[Verdict.INDETERMINATE],
        StepVerdict.BASELINE: msg("baseline of the trust root, not judged"),
        StepVerdict.UNREAD: msg("could not be judged when it landed; see the findings"),
    }
)

VOUCHERS: Mapping[VoucherKind, Message] = MappingProxyType(
    {
        VoucherKind.REVIEW: msg("review of a pull request"),
        VoucherKind.AUTHORSHIP: msg("written in the forge's editor"),
        VoucherKind.ISSUE: msg("form"),
        VoucherKind.DECISION: msg("review of a decision"),
        VoucherKind.DESK: msg("step"),
        VoucherKind.DESK_REVIEW: msg("approval of a branch"),
    }
)
"""What people call what the recorder vouches for."""
KNOWN: Mapping[str, Message] = MappingProxyType(
    {"proxy": msg("known by the log-in"), "link": msg("known by a link by mail")}
)


def lines(records: tuple[RecordConformance, ...], words: InWords) -> Iterator[str]:
    """Yield the report for people: a block for each record, its steps in order."""
    yield line(words(msg("Conformance, record by record")))
    for record in records:
        yield ""
        verdict = words(VERDICTS[record.verdict])
        if record.view is None:
            unreadable = words(msg("its newest version cannot be read"))
            yield line(f"{record.number} — {verdict} — {unreadable}")
            continue
        state, title = words(_state(record)), visible(record.view.record.title)
        yield line(f"{record.number} {title} — {state} — {verdict}")
        for step in record.steps:
            yield from _step_lines(step, record.roles, words)
    yield ""
    counts = proof_counts(records)
    if counts:
        yield line(words(msg("Steps by how they are proved")))
        for sort, count in counts:
            yield f"  {words(_sort_words(sort))}: {count}"
        yield ""


def _sort_words(sort: ProofSort) -> Value:
    shown: Value = PROOF_KINDS[sort.kind]
    if sort.voucher:
        shown = msg("{kind}, {evidence}", kind=shown, evidence=VOUCHERS[sort.voucher])
    known = [KNOWN[sort.known]] if sort.known in KNOWN else []
    for weakness in (*known, *weaknesses(sort.binding, sort.untouched)):
        shown = msg("{proof}; {weakness}", proof=shown, weakness=weakness)
    return shown


def _state(record: RecordConformance) -> Label:
    view = record.view
    state = view.progress.state if view else ""
    steps = view.steps if view else ()
    sop = steps[-1].sop if steps else None
    known = sop.states.get(state) if sop else None
    return state_label(view.progress, known) if view and known else Label(state, state)


def _step_lines(conforming: StepConformance, roles: Roles, words: InWords) -> Iterator[str]:
    step, entry = conforming.step, conforming.entry
    verdict = words(STEP_VERDICTS[conforming.verdict])
    action = step.action if step else None
    who = roles.named(entry.by)
    if step is None or action is None:
        yield f"  {entry.number}. {visible(entry.action)} — {visible(who)} — {verdict}"
        return
    number = "/".join(str(each) for each in action.steps) or "–"
    capacity = " ".join(part for part in (entry.capacity, entry.appointment) if part)
    who = f"{who} ({capacity})" if capacity else who
    what = f"[{number}] {words(action.done)} ({words(BASES[action.basis])})"
    yield f"  {entry.number}. {what} — {visible(who)} — {verdict}"
    effective = step.effective.astimezone(entry.at.tzinfo).isoformat()
    proof = words(describe_proof(step.proof)) if step.proof else words(msg("none"))
    parts = (
        msg("effective {time}", time=effective),
        msg("landing {commit}", commit=step.landing[:SHORT]),
        msg("proof: {proof}", proof=proof),
    )
    yield f"     {'; '.join(words(part) for part in parts)}"
    rules = ", ".join(f"{need.rule.id} ({words(BASES[need.basis])})" for need in conforming.needs)
    if rules:
        said = msg("rules: {rules}", rules=rules)
        yield f"     {words(said)}"
    for finding in [f for need in conforming.needs for f in need.findings]:
        yield f"     {finding.rule}: {words(finding.message)}"
    for finding in conforming.deviations:
        said = msg(
            "deviation {rule} ({basis}): {message}",
            rule=finding.rule,
            basis=BASES[finding.basis],
            message=finding.message,
        )
        yield f"     {words(said)}"


def values(records: tuple[RecordConformance, ...], words: InWords) -> list[dict[str, Any]]:
    """Return the report as JSON has it (schemas/report.schema.json)."""
    return [
        {
            "record": record.number,
            "title": words(Label(*(record.view.record.title,) * 2)) if record.view else None,
            "requester": (record.view.record.requester or None) if record.view else None,
            "state": record.view.progress.state if record.view else None,
            "verdict": record.verdict.value,
            "rules": list(dict.fromkeys(finding.rule for finding in record.findings)),
            "steps": [_step_value(step, words) for step in record.steps],
        }
        for record in records
    ]


def count_values(records: tuple[RecordConformance, ...]) -> list[dict[str, Any]]:
    """Return how many steps rest on each sort of proof, as JSON has it."""
    return [
        {
            "kind": sort.kind.value,
            "voucher": sort.voucher.value if sort.voucher else None,
            "known": sort.known or None,
            "binding": sort.binding.value,
            "untouched": sort.untouched.value,
            "steps": count,
        }
        for sort, count in proof_counts(records)
    ]


def _step_value(conforming: StepConformance, words: InWords) -> dict[str, Any]:
    step, entry = conforming.step, conforming.entry
    action = step.action if step else None
    return {
        "number": entry.number,
        "action": entry.action,
        "sop_steps": list(action.steps) if action else [],
        "basis": action.basis.value if action else None,
        "from": (step.before or None) if step else None,
        "to": step.state if step else None,
        "by": entry.by,
        "capacity": entry.capacity or None,
        "appointment": entry.appointment or None,
        "at": entry.at.isoformat(),
        "effective": step.effective.astimezone(entry.at.tzinfo).isoformat() if step else None,
        "landing": (step.landing or None) if step else None,
        "proof": proof_value(step.proof) if step else None,
        "discarded": [discarded_value(item, words) for item in step.discarded] if step else [],
        "verdict": conforming.verdict.value,
        "rules": [_rule_value(need) for need in conforming.needs],
        "deviations": [
            {
                "rule": finding.rule,
                "basis": finding.basis.value,
                "message": words(finding.message),
            }
            for finding in conforming.deviations
        ],
    }


def _rule_value(need: Need) -> dict[str, Any]:
    met = {Verdict.PASS: True, Verdict.FAIL: False}.get(need.verdict)
    return {"rule": need.rule.id, "basis": need.basis.value, "met": met}
