"""What an inspector asks of a request first: who requested, evaluated, approved, did, examined it.

One line each, of what happened last; of what has not happened, who is awaited or why nobody is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ubah.core.meanings import Meaning
from ubah.core.model import Entry
from ubah.core.register.classification import NORMAL
from ubah.core.register.participants import EVALUATING
from ubah.core.register.standing import Standing
from ubah.core.register.views import RecordView
from ubah.publish.gathered.context import Context

TIMES = ("started_at", "ended_at")
Meanings = tuple[Meaning, ...]
APPROVE: Meanings = (Meaning.APPROVES, Meaning.REFUSES)
CARRY_OUT: Meanings = (Meaning.CARRIES_OUT,)
EXAMINE: Meanings = (Meaning.EXAMINES, Meaning.RETURNS_REPORT)


@dataclass(frozen=True)
class Milestone:
    """One line: ``who`` and ``when``, with the step that it tells of; or ``note`` alone.

    ``capacity`` and ``letter`` are those of an acting head or a substitute; ``awaited`` whether it
    is this line's turn.
    """

    label: str
    who: str = ""
    capacity: str = ""
    letter: str = ""
    when: str = ""
    note: str = ""
    step: int = 0
    awaited: bool = False


def milestones(view: RecordView, ctx: Context) -> tuple[Milestone, ...]:
    """Return the five lines of a record, without those that its process has no step for."""
    _, sop = ctx.words.translate, ctx.register.authority.sop
    lines: tuple[tuple[Meanings, Callable[[], Milestone]], ...] = (
        (EVALUATING, lambda: _step(_("Evaluated"), EVALUATING, view, ctx)),
        (APPROVE, lambda: _approved(view, ctx)),
        (CARRY_OUT, lambda: _carried_out(view, ctx)),
        (EXAMINE, lambda: _step(_("Examined"), EXAMINE, view, ctx)),
    )
    return (_requested(view, ctx), *(line() for means, line in lines if sop.taking(*means)))


def _requested(view: RecordView, ctx: Context) -> Milestone:
    _ = ctx.words.translate
    first = view.record.journal[0]
    filed = ""
    if view.record.requester != first.by:
        filed = _("filed by {person}").format(person=ctx.person(first.by))
    when = ctx.words.time(view.progress.told_time(first))
    return Milestone(_("Requested"), ctx.requester(view), when=when, note=filed, step=first.number)


def _step(label: str, meanings: Meanings, view: RecordView, ctx: Context) -> Milestone:
    """A line whose last step says all."""
    entry = view.progress.last_that(*meanings)
    if entry is None:
        return _pending(label, meanings, ctx.standings[view.record.id], ctx)
    capacity = ctx.register.authority.sop.capacities.get(entry.capacity)
    return Milestone(
        label,
        ctx.person(entry.by),
        capacity=ctx.words.label(capacity) if capacity else "",
        letter=entry.appointment,
        when=ctx.words.time(view.progress.told_time(entry)),
        note=_done(entry, ctx),
        step=entry.number,
    )


def _approved(view: RecordView, ctx: Context) -> Milestone:
    """The head's decision, which a normal change needs none of."""
    _ = ctx.words.translate
    standing, label = ctx.standings[view.record.id], _("Approved")
    if standing.kind != NORMAL:
        line = _step(label, APPROVE, view, ctx)
        late = standing.retrospective
        if late is None or late.oral is None or late.confirmed is None:
            return line
        oral = _("by word of mouth on {time}").format(time=ctx.words.time(late.oral.at))
        return replace(line, note=f"{line.note}; {oral}")
    note = _("not needed: a normal change")
    refused = view.progress.last_that(Meaning.REFUSES)
    if refused is not None:
        told = _("{note}; the head had refused it as an emergency on {time}")
        time = ctx.words.time(view.progress.told_time(refused))
        return Milestone(label, note=told.format(note=note, time=time), step=refused.number)
    return Milestone(label, note=note)


def _carried_out(view: RecordView, ctx: Context) -> Milestone:
    """Who did the work and when; whoever wrote it down stands beside, if it was another."""
    _ = ctx.words.translate
    label, work = _("Carried out"), view.progress.last_that(*CARRY_OUT)
    if work is None:
        return _pending(label, CARRY_OUT, ctx.standings[view.record.id], ctx)
    told = [datetime.fromisoformat(work.evidence[k]) for k in TIMES if k in work.evidence]
    when = ctx.words.time(view.progress.told_time(work))
    named = list(work.evidence.get("implementers", ()))
    notes = []
    if work.by not in named:
        notes.append(_("recorded by {person}").format(person=ctx.person(work.by)))
    back = view.progress.last_that(Meaning.ROLLS_BACK)
    if back is not None and back.number > work.number:
        time = ctx.words.time(view.progress.told_time(back))
        notes.append(_("rolled back on {time}").format(time=time))
    return Milestone(
        label,
        ", ".join(_names(named, ctx)) or ctx.person(work.by),
        when=ctx.words.between(*told) if len(told) == len(TIMES) else when,
        note="; ".join(notes),
        step=work.number,
    )


def _names(named: Iterable[Any], ctx: Context) -> Iterable[str]:
    for one in named:
        yield ctx.person(one) if isinstance(one, str) else f"{one['name']} ({one['organisation']})"


def _pending(label: str, meanings: Meanings, standing: Standing, ctx: Context) -> Milestone:
    _ = ctx.words.translate
    if not standing.open:
        told = _("not done: the request ended as “{state}”")
        return Milestone(label, note=told.format(state=ctx.words.label(standing.label)))
    awaited = [c for c in standing.choices if not c.action.means.isdisjoint(meanings)]
    if not awaited:
        return Milestone(label, note=_("not yet"))
    people = dict.fromkeys(person for choice in awaited for person in choice.people)
    names = ", ".join(ctx.person(person) for person in people)
    note = (
        _("awaited from {people}").format(people=names)
        if names
        else _("awaited; nobody in office may do it now")
    )
    return Milestone(label, note=note, awaited=True)


def _done(entry: Entry, ctx: Context) -> str:
    label: Callable[..., str] = ctx.words.label
    return label(ctx.register.authority.sop.actions[entry.action].done)
