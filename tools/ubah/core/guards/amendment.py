"""Guards of what has no step of its own: revise, withdraw, correct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ubah.core.diagnostics import msg
from ubah.core.guards.context import Complaint, StepContext, guard
from ubah.core.journal import value_now
from ubah.core.model import Entry
from ubah.core.schema import unchecked_validator_for


@guard("UB431")
def request_changes_only_by_revision(step: StepContext) -> Iterator[Complaint]:
    """A revision that revises nothing is none."""
    if step.earlier_request is not None and step.earlier_request == step.record.request:
        yield msg("the entry says revise, but the request is the same as before"), None


@guard("UB432")
def withdrawal_notified(step: StepContext) -> Iterator[Complaint]:
    """A change manager who withdraws somebody's request tells them."""
    if step.entry.by in step.progress.barred(["requester"]):
        return
    if "notified_at" not in step.evidence or "notified_via" not in step.evidence:
        yield (
            msg("a change manager who withdraws a request tells the requester"),
            msg("add evidence.notified_at and evidence.notified_via"),
        )


@guard("UB433")
def authorised_work_not_started(step: StepContext) -> Iterator[Complaint]:
    """Work that has begun cannot be made unhappen by withdrawing its request."""
    if step.progress.state != "authorised":
        return
    if not step.evidence.get("not_started") and "retrospective_rfc" not in step.evidence:
        yield (
            msg("an authorised change can be withdrawn only if work has not started"),
            msg(
                "add evidence.not_started: true, or retrospective_rfc with the RFC that records the work"
            ),
        )


@guard("UB434")
def correction_touches_no_decision(step: StepContext) -> Iterator[Complaint]:
    """A correction (ralat) mends words, never a decision, actor, time or outcome."""
    number, field = step.evidence["entry"], step.evidence["field"]
    if number >= step.entry.number:
        yield msg("entry {number} does not stand before this one", number=number), None
        return
    target = step.progress.entries[number - 1]
    original = _correctable(step, target, field)
    if original is None:
        yield (
            msg("{field} of entry {number} cannot be corrected", field=field, number=number),
            msg(
                "possible here: {known}", known=", ".join(_correctable_fields(step, target)) or "–"
            ),
        )
        return
    current = value_now(target, field, step.progress, original)
    if step.evidence["was"] != current:
        yield msg("evidence.was is not what stands in {field}", field=field), None
    if step.evidence["is"] == current:
        yield msg("evidence.is changes nothing"), None
    schema = {**_field_schema(step, target, field), "$defs": step.change_schema.get("$defs", {})}
    if not unchecked_validator_for(schema).is_valid(step.evidence["is"]):
        yield msg("evidence.is is not the kind of value that belongs in {field}", field=field), None


def _field_schema(step: StepContext, target: Entry, field: str) -> Mapping[str, Any]:
    if field.startswith("request."):
        request: Mapping[str, Any] = step.change_schema["$defs"]["request"]["properties"]
        schema: Mapping[str, Any] = request[field.removeprefix("request.")]
        return schema
    return step.sop.actions[target.action].evidence[field].schema


def _correctable_fields(step: StepContext, target: Entry) -> list[str]:
    if target.action == "correct":
        return []
    fields = step.sop.actions[target.action].evidence.values()
    names = [field.name for field in fields if not field.decisive and field.name in target.evidence]
    if target.action == "submit":
        decisive = step.sop.decisive_request
        names += [f"request.{key}" for key in step.record.request if key not in decisive]
    return names


def _correctable(step: StepContext, target: Entry, field: str) -> object:
    if field not in _correctable_fields(step, target):
        return None
    if field.startswith("request."):
        value: object = step.record.request[field.removeprefix("request.")]
        return value
    return target.evidence[field]
