"""Question 6: whether work was authorised before it began, and by whom."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from ubah.core.meanings import Meaning
from ubah.core.model import Entry
from ubah.core.reading.journal import began_unauthorised
from ubah.core.register.classification import EMERGENCY, NORMAL, kind_of_change
from ubah.core.register.retrospective import LABELS, RetrospectiveClass
from ubah.core.register.views import RecordView
from ubah.publish.gathered.context import Context
from ubah.publish.questions.common import Answer, items, log, untold


def approved_before(number: int, ctx: Context) -> Answer:
    """Answer question 6."""
    _ = ctx.words.translate
    rows, early = [], []
    carried_out: Counter[str] = Counter()
    for view in ctx.register.records:
        approval = view.progress.last_that(Meaning.AUTHORISES)
        work = view.progress.last_that(Meaning.CARRIES_OUT)
        if approval is None or work is None:
            continue
        kind = kind_of_change(view)
        carried_out[kind] += 1
        began = work.evidence.get("started_at")
        started = datetime.fromisoformat(began) if began else work.at
        note = _authorised(view, approval, started, ctx)
        if began_unauthorised(view.progress, started):
            early.append((view, f"{note}; {_early(view, approval, ctx)}"))
        elif kind == EMERGENCY:
            rows.append((view, note))
    text = _(
        "Carried out: emergency changes, which the head approves: {emergency}; normal changes, which "
        "the change manager classifies as such: {normal}. Begun before that: {early}."
    ).format(
        emergency=carried_out[EMERGENCY],
        normal=carried_out[NORMAL],
        early=_none_or(len(early), ctx),
    )
    classes = Counter(
        told.kind for s in ctx.standings.values() if (told := s.retrospective) is not None
    )
    if classes:
        text += " " + _(
            "Requests filed after their work: {late} approved orally by the head before it "
            "(late documentation), {without} without (nonconformity)."
        ).format(
            late=classes[RetrospectiveClass.LATE_DOCUMENTATION],
            without=classes[RetrospectiveClass.NONCONFORMITY],
        )
    listed, more = items([*rows, *early])
    links = tuple(
        log(ctx, ctx.words.label(LABELS[kind]), f"retrospective={kind.value}")
        for kind in LABELS
        if classes[kind]
    )
    question = _("Was approval given before the work began?")
    return Answer(number, question, text, listed, more, links)


def _authorised(view: RecordView, entry: Entry, started: datetime, ctx: Context) -> str:
    """Say who approved or classified the change, when, and when its work began."""
    _ = ctx.words.translate
    told = (
        _("approved {authorised} by {person}, begun {begun}")
        if view.progress.means(entry, Meaning.APPROVES)
        else _("classified as normal {authorised} by {person}, begun {begun}")
    )
    return told.format(
        authorised=ctx.words.time(view.progress.told_time(entry)),
        person=ctx.person(entry.by),
        begun=ctx.words.time(started),
    )


def _early(view: RecordView, authorisation: Entry, ctx: Context) -> str:
    """Say of work that began before it was authorised on record what it had to go on."""
    _ = ctx.words.translate
    told = ctx.standings[view.record.id].retrospective
    if told is not None and told.kind is RetrospectiveClass.LATE_DOCUMENTATION and told.oral:
        return _("late documentation: approved orally {time} by {person} ({channel})").format(
            time=ctx.words.time(told.oral.at),
            person=ctx.person(told.oral.by),
            channel=told.oral.channel,
        )
    if view.progress.means(authorisation, Meaning.APPROVES):
        return _("before its approval")
    return _("before its classification, and approved by nobody")


def _none_or(count: int, ctx: Context) -> int | str:
    """Return a count; of none only where the history was judged, by whose times it was counted."""
    _ = ctx.words.translate
    return count or (_("none") if ctx.register.audit.whole else untold(ctx).lower())
