"""Guards of what has no step of its own: revise, withdraw, correct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ubah.core.diagnostics import msg
from ubah.core.guards.context import Complaint, StepContext, guard, hidden_request, moment
from ubah.core.json_schema.validator import unchecked_validator_for
from ubah.core.meanings import Meaning
from ubah.core.model import Entry
from ubah.core.reading.journal import value_now
from ubah.core.rules.guards_amendment import (
    CORRECTION_OF_WORDS,
    REVISION_REVISES,
    WITHDRAWAL_BEFORE_WORK,
    WITHDRAWAL_NOTIFIED,
)

REQUEST = "request."
"""What the name of a field begins with that stands in the request, not in an entry's evidence."""


@guard(
    REVISION_REVISES,
    demands=msg("the request changes; but never requester, date or retrospective part"),
)
def request_changes_only_by_revision(step: StepContext) -> Iterator[Complaint]:
    """A revision that revises nothing is none."""
    if step.request is None and step.lands:
        yield hidden_request()
    elif step.request is not None and step.earlier_request == step.request:
        yield (
            msg("the entry says revise, but the request is the same as before"),
            msg("change the request, or leave out the entry"),
        )


@guard(
    WITHDRAWAL_NOTIFIED,
    demands=msg("a change manager who withdraws tells the requester"),
    reads=("notified_at?", "notified_via?"),
)
def withdrawal_notified(step: StepContext) -> Iterator[Complaint]:
    """A change manager who withdraws somebody's request tells them, and has told them by then."""
    notified = step.evidence.get("notified_at")
    if notified and moment(notified) > step.entry.at:
        yield (
            msg("evidence.notified_at lies after the entry itself"),
            msg("tell the requester first, then record the withdrawal"),
        )
    if step.entry.by in step.progress.barred(["requester"]):
        return
    if "notified_at" not in step.evidence or "notified_via" not in step.evidence:
        yield (
            msg("a change manager who withdraws a request tells the requester"),
            msg(
                "add evidence.notified_at and evidence.notified_via; at a command: --set notified_at='2026-02-23 09:00' --set notified_via=…"
            ),
        )


@guard(
    WITHDRAWAL_BEFORE_WORK,
    demands=msg(
        "once authorised only if work has not started, or a retrospective request records it"
    ),
    reads=("not_started?", "retrospective_rfc?"),
)
def authorised_work_not_started(step: StepContext) -> Iterator[Complaint]:
    """Work that has begun cannot be made unhappen by withdrawing its request."""
    work = step.sop.taking(Meaning.CARRIES_OUT)
    if not any(step.progress.state in action.sources for action in work):
        return
    if not step.evidence.get("not_started") and "retrospective_rfc" not in step.evidence:
        yield (
            msg("an authorised change can be withdrawn only if work has not started"),
            msg(
                "add evidence.not_started: true, or retrospective_rfc with the RFC that records the work; at a command: --set not_started=true"
            ),
        )


@guard(
    CORRECTION_OF_WORDS,
    demands=msg("never a decision, an actor, a time or an outcome; the original stays visible"),
    reads=("entry", "field", "was", "is"),
)
def correction_touches_no_decision(step: StepContext) -> Iterator[Complaint]:
    """A correction (ralat) mends words, never a decision, actor, time or outcome."""
    number, field = step.evidence["entry"], step.evidence["field"]
    if number >= step.entry.number:
        yield (
            msg("entry {number} does not stand before this one", number=number),
            msg("evidence.entry counts the journal's entries from 1, as ubah show does"),
        )
        return
    target = step.progress.entries[number - 1]
    known = _correctable_fields(step, target)
    if field not in known:
        yield (
            msg("{field} of entry {number} cannot be corrected", field=field, number=number),
            msg("possible here: {known}", known=", ".join(known) or "–"),
        )
        return
    schema = {**_field_schema(step, target, field), "$defs": step.change_schema.get("$defs", {})}
    if not unchecked_validator_for(schema).is_valid(step.evidence["is"]):
        yield (
            msg("evidence.is is not the kind of value that belongs in {field}", field=field),
            msg("write it as {field} is written, with a value of the same kind", field=field),
        )
    if field.startswith(REQUEST) and step.request is None:
        if step.lands:
            yield hidden_request()
        return
    yield from _changes_what_stands(step, target, field)


def _changes_what_stands(step: StepContext, target: Entry, field: str) -> Iterator[Complaint]:
    original = _original(step, target, field)
    current = value_now(target, field, step.progress, original)
    if step.evidence["was"] != current:
        yield (
            msg("evidence.was is not what stands in {field}", field=field),
            msg("write evidence.was: {value}", value=str(current)),
        )
    if step.evidence["is"] == current:
        yield msg("evidence.is changes nothing"), msg("leave out the entry")


def _field_schema(step: StepContext, target: Entry, field: str) -> Mapping[str, Any]:
    if field.startswith(REQUEST):
        request: Mapping[str, Any] = step.change_schema["$defs"]["request"]["properties"]
        schema: Mapping[str, Any] = request[field.removeprefix(REQUEST)]
        return schema
    return step.sop.actions[target.action].evidence[field].schema


def _correctable_fields(step: StepContext, target: Entry) -> list[str]:
    if step.sop.means(target.action, Meaning.CORRECTS):
        return []
    fields = step.sop.actions[target.action].evidence.values()
    names = [field.name for field in fields if not field.decisive and field.name in target.evidence]
    if step.sop.means(target.action, Meaning.SUBMITS):
        properties = step.change_schema["$defs"]["request"]["properties"]
        there = properties if step.request is None else step.request
        decisive = step.sop.decisive_request
        names += [f"{REQUEST}{key}" for key in there if key in properties and key not in decisive]
    return names


def _original(step: StepContext, target: Entry, field: str) -> object:
    if field.startswith(REQUEST):
        return (step.request or {}).get(field.removeprefix(REQUEST))
    return target.evidence[field]
