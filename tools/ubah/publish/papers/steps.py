"""The steps of a record as sections of a paper: who, when, in which capacity, with what evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ubah.core.register.views import RecordView
from ubah.core.sop import Action
from ubah.publish.gathered.context import Context
from ubah.publish.papers.paper import PaperRow, PaperSection, aside, plain_value, rows_of, text
from ubah.publish.show.fields import DisplayedField, fields_of
from ubah.publish.show.timeline import (
    Correction,
    StepView,
    request_corrections,
    timeline_of,
)


def request_section(view: RecordView, ctx: Context) -> PaperSection:
    """Return what was asked for, as it stands now, with its corrections."""
    _ = ctx.words.translate
    defs = ctx.register.authority.change_schema["$defs"]
    corrections = request_corrections(view, ctx)
    rows: list[PaperRow] = []
    for field in fields_of(view.record.request, defs["request"], defs, ctx):
        rows += _field(field, corrections.get(field.name, ()), ctx)
    return PaperSection(_("Request"), rows=tuple(rows))


def step_sections(
    view: RecordView, shown: Callable[[Action], bool], ctx: Context
) -> tuple[PaperSection, ...]:
    """Return the steps whose action is one to be ``shown``, oldest first.

    A correction stands with the field that it corrects, wherever that is shown.
    """
    return tuple(_section(step, ctx) for step in timeline_of(view, ctx) if shown(step.action))


def _section(step: StepView, ctx: Context) -> PaperSection:
    _ = ctx.words.translate
    numbers = ", ".join(str(number) for number in step.action.steps)
    beside = _("SOP step {steps}").format(steps=numbers)
    if not numbers:
        beside = _("Additional rule (outside the SOP)")
    rows = [*_who(step, ctx)]
    for shown in step.fields:
        rows += _field(shown.field, shown.corrections, ctx)
    for finding in step.findings:
        severity, said = ctx.words.severity(finding.severity), ctx.words.message(finding.message)
        rows.append(PaperRow(severity, text(f"{said} ({finding.rule})")))
    rows.append(PaperRow(_("Proof of identity"), aside(_proof(step, ctx))))
    heading = f"{step.entry.number}. {ctx.words.label(step.action.done)}"
    return PaperSection(heading, beside, tuple(rows))


def _who(step: StepView, ctx: Context) -> Iterator[PaperRow]:
    _ = ctx.words.translate
    actor = step.actor
    title = f", {actor.title}" if actor.title else ""
    yield PaperRow(actor.part or _("By"), text(f"{actor.name}{title}"))
    if actor.capacity is not None:
        yield PaperRow(_("Capacity"), text(ctx.words.label(actor.capacity)))
    if actor.letter:
        note = f" ({actor.letter_note})" if actor.letter_note else ""
        yield PaperRow(_("Letter of appointment"), text(f"{actor.letter}{note}"))
    yield PaperRow(_("Time"), text(ctx.words.time(step.entry.at)))
    if step.effective is not None:
        yield PaperRow(_("Counts from"), text(ctx.words.time(step.effective)))


def _field(
    field: DisplayedField, corrections: tuple[Correction, ...], ctx: Context
) -> Iterator[PaperRow]:
    _ = ctx.words.translate
    yield from rows_of((field,))
    for made in corrections:
        label = _("Corrected by entry {number}").format(number=made.number)
        yield PaperRow(label, plain_value(made.now), under=True)
        told = _("{reason} ({person}, {time})")
        why = told.format(reason=made.reason, person=made.by, time=ctx.words.time(made.at))
        yield PaperRow(_("Reason"), text(why), under=True)


def _proof(step: StepView, ctx: Context) -> str:
    """Return in a line how a step was proved, or why it is not."""
    _ = ctx.words.translate
    proof = step.proof
    if not proof.kind:
        return proof.note
    parts = [proof.kind, proof.evidence, proof.time and ctx.words.time(proof.time)]
    if proof.commit:
        parts.append(_("commit {commit}").format(commit=proof.commit[:12]))
    parts.append(proof.account)
    return ", ".join(str(part) for part in parts if part)
