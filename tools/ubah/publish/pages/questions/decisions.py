"""Questions 1 to 9: the procedure, the requests, and who decided what."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from ubah.core.model import Entry
from ubah.core.reading.journal import began_unauthorised
from ubah.publish.context import Context
from ubah.publish.figures.numbering import numbering
from ubah.publish.figures.people import PARTS, people_of
from ubah.publish.pages.questions.common import (
    Answer,
    Item,
    entries,
    items,
    log,
    with_rules,
)
from ubah.publish.show.standing import EMERGENCY, NORMAL, kind_of_change


def _label(entry: Entry, ctx: Context) -> str:
    return ctx.words.label(ctx.register.authority.sop.actions[entry.action].done)


def edition(number: int, ctx: Context) -> Answer:
    """Answer question 1."""
    _ = ctx.words.translate
    edition = ctx.register.authority.sop.edition
    since = edition.get("in_force_since")
    text = _("SOP number {number}, in force since {day}.").format(
        number=edition["number"], day=ctx.words.day(date.fromisoformat(since)) if since else "–"
    )
    links = (Item(_("The SOP"), "sop/index.html"),)
    return Answer(
        number, _("Which edition of the SOP is in force, and since when?"), text, links=links
    )


def all_requests(number: int, ctx: Context) -> Answer:
    """Answer question 2."""
    _ = ctx.words.translate
    states = [standing.state.name for standing in ctx.standings.values()]
    gaps = [gap for year in numbering(ctx.records) for gap in year.gaps]
    text = _("{count} requests, {rejected} of them rejected and {withdrawn} withdrawn.").format(
        count=len(states), rejected=states.count("rejected"), withdrawn=states.count("withdrawn")
    )
    text += " " + (
        _("Numbers that no request has: {gaps}.").format(gaps=", ".join(gaps))
        if gaps
        else _("The numbers have no gap.")
    )
    question = _("Which requests were there, and is there a gap in the numbers?")
    return Answer(number, question, text, links=(log(ctx, _("Change log")),))


def who(number: int, ctx: Context) -> Answer:
    """Answer question 3."""
    _ = ctx.words.translate
    people: dict[str, set[str]] = {}
    for view in ctx.register.records:
        for part, names in people_of(view).items():
            people.setdefault(part, set()).update(names)
    counts = {part: len(people.get(part, ())) for part in PARTS}
    text = _(
        "Every journal names them, step by step. So far: requesters {requester}, evaluators "
        "{evaluator}, approvers {approver}, implementers {implementer}, examiners {examiner}. The "
        "change log can be filtered by person and part."
    ).format(**counts)
    links = (log(ctx, _("Change log")), Item(_("Officers"), "pejabat/index.html"))
    question = _("Who requested, evaluated, approved, implemented, examined?")
    return Answer(number, question, text, links=links)


def incompatible(number: int, ctx: Context) -> Answer:
    """Answer question 4."""
    _ = ctx.words.translate
    rows = with_rules(ctx, ("UB503", "UB903"))
    substitutes = [
        (view, f"{_label(entry, ctx)}: {ctx.person(entry.by)}")
        for view in ctx.register.records
        for entry in view.record.journal
        if entry.capacity == "substitute"
    ]
    told = _("Cases: {count}.").format(count=len(rows)) if rows else _("Nobody did.")
    text = _(
        "{told} Steps that a substitute took in the place of somebody who was barred: {count}."
    ).format(told=told, count=len(substitutes))
    listed, more = items([*rows, *substitutes])
    return Answer(number, _("Did anyone act in two incompatible roles?"), text, listed, more)


def emergencies(number: int, ctx: Context) -> Answer:
    """Answer question 5."""
    _ = ctx.words.translate
    criteria = {
        "major_incident": _("major incident"),
        "security": _("security"),
        "other": _("other"),
    }
    rows = {}
    for view, entry in entries(ctx, "escalate"):
        note = criteria.get(entry.evidence["criterion"], "")
        incident = entry.evidence.get("incident")
        told = f"{note}, {incident}" if incident else note
        if kind_of_change(view) == NORMAL:
            told += ", " + _("now a normal change")
        rows[view.record.id, told] = (view, told)
    listed, more = items(rows.values())
    text = _(
        "Requests put to the head as emergencies: {count} (declarations of an emergency: {times}); "
        "of them emergency changes to this day: {stayed}."
    ).format(
        count=len({number for number, _note in rows}),
        times=len(entries(ctx, "escalate")),
        stayed=sum(kind_of_change(view) == EMERGENCY for view in ctx.register.records),
    )
    links = (log(ctx, _("Emergencies in the change log"), "kind=emergency"),)
    question = _("Which were emergencies, by which criterion and incident?")
    return Answer(number, question, text, listed, more, links)


def approved_before(number: int, ctx: Context) -> Answer:
    """Answer question 6."""
    _ = ctx.words.translate
    rows, early = [], []
    carried_out: Counter[str] = Counter()
    for view in ctx.register.records:
        approval = view.progress.last("approve", "classify_normal")
        work = view.progress.last("implement")
        if approval is None or work is None:
            continue
        kind = kind_of_change(view)
        carried_out[kind] += 1
        started = datetime.fromisoformat(work.evidence["started_at"])
        note = _("approved {approved}, begun {begun}").format(
            approved=ctx.words.time(view.progress.told_time(approval)),
            begun=ctx.words.time(started),
        )
        if began_unauthorised(view.progress, started):
            early.append((view, _("{times}: before its approval").format(times=note)))
        elif kind == EMERGENCY:
            rows.append((view, note))
    text = _(
        "Carried out: emergency changes, which the head approves: {emergency}; normal changes, which "
        "the change manager authorises: {normal}. Begun before that: {early}."
    ).format(
        emergency=carried_out[EMERGENCY],
        normal=carried_out[NORMAL],
        early=len(early) or _("none"),
    )
    listed, more = items([*rows, *early])
    return Answer(number, _("Was approval given before the work began?"), text, listed, more)


def absence(number: int, ctx: Context) -> Answer:
    """Answer question 7."""
    _ = ctx.words.translate
    rows = [
        (view, f"{ctx.person(entry.by)}, {entry.appointment}")
        for view in ctx.register.records
        for entry in view.record.journal
        if entry.capacity in ("plh", "plt")
    ]
    text = _("Decisions taken by an acting head, each under a letter: {count}.").format(
        count=len(rows)
    )
    listed, more = items(rows)
    links = (Item(_("Officers"), "pejabat/index.html"),)
    question = _("Who decided while the head was away, and by which letter?")
    return Answer(number, question, text, listed, more, links)


def reclassified(number: int, ctx: Context) -> Answer:
    """Answer question 8."""
    _ = ctx.words.translate
    refused = [view for view in ctx.register.records if view.progress.refusals]
    normal = [view for view in refused if kind_of_change(view) == NORMAL]
    rows = [
        (
            view,
            _("now a normal change")
            if view in normal
            else ctx.words.label(ctx.standings[view.record.id].label),
        )
        for view in refused
    ]
    text = _(
        "Requests refused by the head: {refused}; later classified as normal changes: {count}."
    )
    listed, more = items(rows)
    question = _("Which refused requests were later reclassified as normal?")
    return Answer(
        number, question, text.format(refused=len(refused), count=len(normal)), listed, more
    )


def rejections(number: int, ctx: Context) -> Answer:
    """Answer question 9."""
    _ = ctx.words.translate
    rows = [
        (view, _("told {time}").format(time=ctx.words.moment(entry.evidence["notified_at"])))
        for view, entry in entries(ctx, "reject")
    ]
    text = _("Requests rejected, each with a reason and with notice to the requester: {count}.")
    listed, more = items(rows)
    links = (log(ctx, _("Rejected requests"), "status=rejected"),)
    question = _("What was rejected, why, and was the requester told?")
    return Answer(number, question, text.format(count=len(rows)), listed, more, links)
