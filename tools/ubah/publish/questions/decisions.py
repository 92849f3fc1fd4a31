"""Questions 1 to 9: the procedure, the requests, and who decided what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ubah.core.meanings import Meaning
from ubah.core.model import Entry
from ubah.core.office.offices import ACTING
from ubah.core.register.assurance import people_proved
from ubah.core.register.classification import EMERGENCY, NORMAL, kind_of_change
from ubah.core.register.numbering import numbering
from ubah.core.register.participants import PARTS, Party, parts_of
from ubah.core.register.views import RecordView
from ubah.core.rules.offices import FOUR_EYES
from ubah.core.rules.seen import APPROVER_IMPLEMENTS
from ubah.core.sop import Action
from ubah.publish.gathered.context import Context
from ubah.publish.questions.common import Answer, Item, entries, items, log, told_of, with_rules
from ubah.publish.words.participants import part_words

TOLD = frozenset({"notified_at", "notified_via"})
"""The evidence of a rejection that says how the requester was told."""


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
    after = ctx.register.authority.sop.states_after
    rejected, withdrawn = after(Meaning.REJECTS), after(Meaning.WITHDRAWS)
    gaps = [gap for year in numbering(ctx.records) for gap in year.gaps]
    text = _("{count} requests, {rejected} of them rejected and {withdrawn} withdrawn.").format(
        count=len(states),
        rejected=sum(state in rejected for state in states),
        withdrawn=sum(state in withdrawn for state in states),
    )
    text += " " + (
        _("Numbers that no request has: {gaps}.").format(gaps=", ".join(gaps))
        if gaps
        else _("The numbers have no gap.")
    )
    question = _("Which requests were there, and is there a gap in the numbers?")
    links = (
        log(ctx, _("Change log")),
        *(
            log(
                ctx,
                ctx.words.label(ctx.register.authority.sop.states[name].label),
                f"status={name}",
            )
            for name in sorted({*rejected, *withdrawn} & set(states))
        ),
    )
    return Answer(number, question, text, links=links)


def who(number: int, ctx: Context) -> Answer:
    """Answer question 3."""
    _ = ctx.words.translate
    people: dict[str, dict[str, Party]] = {part: {} for part in PARTS}
    for view in ctx.register.records:
        for part, parties in ctx.people(view).items():
            people[part].update({party.key: party for party in parties})
    text = _who_told({part: len(found) for part, found in people.items()}, ctx)
    outside = sorted(
        party.key
        for part in ("requester", "implementer")
        for party in people[part].values()
        if not party.person
    )
    if outside:
        told = _("From outside the office: {names}.")
        text += " " + told.format(names="; ".join(dict.fromkeys(outside)))
    links = (log(ctx, _("Change log")), Item(_("Officers"), "pejabat/index.html"))
    question = _("Who requested, evaluated, approved, implemented, examined?")
    return Answer(number, question, text, links=links)


def _who_told(counts: Mapping[str, int], ctx: Context) -> str:
    _ = ctx.words.translate
    if parts_of(ctx.register.authority.sop) == tuple(PARTS):
        return _(
            "Every journal names them, step by step. So far: requesters {requester}, evaluators "
            "{evaluator}, approvers {approver}, refusers {refuser}, implementers {implementer}, testers {tester}, examiners "
            "{examiner}; whoever recorded the work or its tests: {recorder}. The change log can be "
            "filtered by person and part."
        ).format(**counts)
    words = part_words(ctx.register.authority.sop, ctx.words)
    told = ", ".join(f"{words[part]} {counts[part]}" for part in words)
    return _(
        "Every journal names them, step by step. So far: {parts}. The change log can be filtered "
        "by person and part."
    ).format(parts=told)


def incompatible(number: int, ctx: Context) -> Answer:
    """Answer question 4."""
    _ = ctx.words.translate
    rows = with_rules(ctx, (FOUR_EYES, APPROVER_IMPLEMENTS))
    substitutes = [
        (view, f"{_label(entry, ctx)}: {ctx.person(entry.by)}")
        for view in ctx.register.records
        for entry in view.record.journal
        if entry.capacity == "substitute"
    ]
    told = (
        _("Cases: {count}.").format(count=len(rows))
        if rows
        else told_of(people_proved(ctx.register.audit), _("Nobody did."), ctx)
    )
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
    for view, entry in entries(ctx, Meaning.ESCALATES):
        note = criteria.get(entry.evidence.get("criterion", ""), "")
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
        times=len(entries(ctx, Meaning.ESCALATES)),
        stayed=sum(kind_of_change(view) == EMERGENCY for view in ctx.register.records),
    )
    links = (log(ctx, _("Emergencies in the change log"), "kind=emergency"),)
    question = _("Which were emergencies, by which criterion and incident?")
    return Answer(number, question, text, listed, more, links)


def absence(number: int, ctx: Context) -> Answer:
    """Answer question 7."""
    _ = ctx.words.translate
    told = _("{action} on {time} by {person}, letter {letter}")
    rows = [
        (
            view,
            told.format(
                action=_label(entry, ctx),
                time=ctx.words.time(view.progress.told_time(entry)),
                person=ctx.person(entry.by),
                letter=entry.appointment,
            ),
        )
        for view in ctx.register.records
        for entry in view.record.journal
        if entry.capacity in ACTING
    ]
    text = _("Decisions taken by an acting head, each under a letter: {count}.").format(
        count=len(rows)
    )
    listed, more = items(rows)
    links = (
        log(ctx, _("Requests with acting decisions"), "figure=acting&counted=yes"),
        Item(_("Officers"), "pejabat/index.html"),
    )
    question = _("Who decided while the head was away, and by which letter?")
    return Answer(number, question, text, listed, more, links)


def reclassified(number: int, ctx: Context) -> Answer:
    """Answer question 8."""
    _ = ctx.words.translate
    refused = [view for view in ctx.register.records if view.progress.refusals]
    normal = [view for view in refused if kind_of_change(view) == NORMAL]
    rows = [(view, _after_refusal(view, ctx)) for view in refused]
    text = _(
        "Requests refused by the head: {refused}; later classified as normal changes: {count}."
    )
    listed, more = items(rows)
    question = _("Which refused requests were later reclassified as normal?")
    return Answer(
        number, question, text.format(refused=len(refused), count=len(normal)), listed, more
    )


def _after_refusal(view: RecordView, ctx: Context) -> str:
    """Say what the head refused and when, how it was classified then, and what came of it."""
    _ = ctx.words.translate
    refusals = list(view.progress.those_that(Meaning.REFUSES))
    told = [
        _("refused {time}: {reason}").format(
            time=ctx.words.time(view.progress.told_time(entry)),
            reason=str(entry.evidence.get("reason", "–")).strip().rstrip("."),
        )
        for entry in refusals
    ]
    later = view.progress.last_that(Meaning.CLASSIFIES_NORMAL, Meaning.ESCALATES)
    if later is not None and later.number > refusals[-1].number:
        told.append(
            _("classified as normal {time}").format(
                time=ctx.words.time(view.progress.told_time(later))
            )
            if view.progress.means(later, Meaning.CLASSIFIES_NORMAL)
            else _("put to the head again {time}").format(
                time=ctx.words.time(view.progress.told_time(later))
            )
        )
    told.append(
        _("now: {state}").format(state=ctx.words.label(ctx.standings[view.record.id].label))
    )
    return "; ".join(told)


def rejections(number: int, ctx: Context) -> Answer:
    """Answer question 9."""
    _ = ctx.words.translate
    rows = [(view, _rejection(entry, ctx)) for view, entry in entries(ctx, Meaning.REJECTS)]
    notified = all(action.evidence.keys() >= TOLD for action in _rejecting(ctx))
    text = (
        _("Requests rejected, each with a reason and with notice to the requester: {count}.")
        if notified
        else _("Requests rejected: {count}.")
    )
    listed, more = items(rows)
    states = sorted(ctx.register.authority.sop.states_after(Meaning.REJECTS))
    links = tuple(log(ctx, _("Rejected requests"), f"status={state}") for state in states)
    question = _("What was rejected, why, and was the requester told?")
    return Answer(number, question, text.format(count=len(rows)), listed, more, links)


def _rejecting(ctx: Context) -> tuple[Action, ...]:
    return ctx.register.authority.sop.taking(Meaning.REJECTS)


def _rejection(entry: Entry, ctx: Context) -> str:
    """Say why a request was rejected and, where the process records it, how that was told."""
    _ = ctx.words.translate
    reason = str(entry.evidence.get("reason", "–")).strip().rstrip(".")
    if not entry.evidence.keys() >= TOLD:
        return reason
    return _("{reason}; told {time}, {channel}").format(
        reason=reason,
        time=ctx.words.moment(entry.evidence["notified_at"]),
        channel=entry.evidence["notified_via"],
    )
