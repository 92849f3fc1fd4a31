"""May this person take this step? Office, capacity, letter, substitution, four eyes.

Source: the "by" column of the action table, "Substitution" and "Alternative activity" of the SOP's
reading, rule 7.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ubah.core.diagnostics import Basis, Label, Message, Rule, msg
from ubah.core.guards import StepContext
from ubah.core.meanings import OfficeMeaning
from ubah.core.names import role_label
from ubah.core.people.roles import HEADS, Roles
from ubah.core.rules.offices import (
    ACTING_HEAD_LETTER,
    FOUR_EYES,
    OFFICE_NOT_HELD,
    SUBSTITUTE_NOT_CALLED_FOR,
)
from ubah.core.sop import Action, Sop

OfficeComplaint = tuple[Rule, Message, Message, Basis]
ACTING = ("plh", "plt")
SUBSTITUTE = "substitute"


def office_complaints(step: StepContext, roles: Roles, day: date) -> Iterator[OfficeComplaint]:
    """Yield why ``step``'s person may not take it on ``day``: rule, message, hint, basis.

    Whoever lacks the office is told of four eyes in the same finding: it is one wrong person.
    """
    action = step.sop.actions[step.entry.action]
    if step.entry.by not in roles.persons:
        message = msg("{by} is not in roles.yaml", by=step.entry.by)
        yield (
            OFFICE_NOT_HELD,
            message,
            msg("possible here: {known}", known=_names(roles, who_may(step, roles, day))),
            action.basis,
        )
        return
    barred = _barred_as(step, action)
    four_eyes = msg(
        "{by} may not take {action}: four eyes, since {by} is {groups} of this change",
        by=step.entry.by,
        action=action.label,
        groups=barred,
    )
    for rule, message, hint, basis in _in_capacity(step, roles, day, action):
        if barred and rule is OFFICE_NOT_HELD:
            both = msg("{problem}; besides, {note}", problem=message, note=four_eyes)
            yield rule, both, hint, basis
            return
        yield rule, message, hint, basis
    if barred:
        yield FOUR_EYES, four_eyes, _who_hint(step, roles, day), action.barred_basis


def _in_capacity(
    step: StepContext, roles: Roles, day: date, action: Action
) -> Iterator[OfficeComplaint]:
    match step.entry.capacity:
        case "":
            yield from _in_own_office(step, roles, day, action)
        case "substitute":
            yield from _as_substitute(step, roles, day, action)
        case _:
            yield from _as_acting_head(step, roles, day, action)


def _barred_as(step: StepContext, action: Action) -> tuple[Label, ...]:
    return tuple(
        step.sop.four_eyes[group].label
        for group in action.barred
        if step.entry.by in step.progress.groups.get(group, frozenset())
    )


def _in_own_office(
    step: StepContext, roles: Roles, day: date, action: Action
) -> Iterator[OfficeComplaint]:
    if any(_meets(step, roles, day, office) for office in action.by if office != "acting_head"):
        if step.entry.appointment:
            message = msg("an appointment is named, but no capacity")
            yield (
                ACTING_HEAD_LETTER,
                message,
                msg("add capacity: plh or plt, or leave out the appointment"),
                ACTING_HEAD_LETTER.basis,
            )
        return
    if "acting_head" in action.by and roles.holds(step.entry.by, "acting_head", day):
        hint = msg("add capacity: plh (or plt) and appointment: the letter's number")
        yield (
            ACTING_HEAD_LETTER,
            msg("{by} acts for the head without saying so", by=step.entry.by),
            hint,
            ACTING_HEAD_LETTER.basis,
        )
        return
    offices = tuple(office_label(step.sop, office) for office in action.by)
    message = msg(
        "{by} did not hold the office that {action} needs on {day} ({offices})",
        by=step.entry.by,
        action=action.label,
        day=day.isoformat(),
        offices=offices,
    )
    yield OFFICE_NOT_HELD, message, _who_hint(step, roles, day), action.basis


def _meets(step: StepContext, roles: Roles, day: date, office: str) -> bool:
    by = step.entry.by
    match office:
        case "own_requester":
            own = by in step.progress.groups.get("requester", frozenset())
            return own and any(
                roles.holds(by, role, day) for role in step.sop.offices(*OfficeMeaning)
            )
        case "change_manager_for_outsider":
            managers = step.sop.offices(OfficeMeaning.MANAGES)
            return not step.record.requester and any(roles.holds(by, m, day) for m in managers)
        case "entry_author":
            number = step.evidence.get("entry", 0)
            known = step.progress.entries
            author = known[number - 1].by if 0 < number <= len(known) else ""
            return by == author and bool(roles.offices_of(by, day))
        case _:
            return roles.holds(by, office, day)


def _as_acting_head(
    step: StepContext, roles: Roles, day: date, action: Action
) -> Iterator[OfficeComplaint]:
    entry = step.entry
    if "acting_head" not in action.by:
        message = msg("{action} is not taken on behalf of the head", action=action.label)
        yield (
            ACTING_HEAD_LETTER,
            message,
            msg("leave out capacity and appointment"),
            ACTING_HEAD_LETTER.basis,
        )
        return
    letters = [
        holding
        for holding in roles.holdings
        if holding.role == "acting_head" and holding.person == entry.by
    ]
    named = [
        holding
        for holding in letters
        if holding.letter == entry.appointment and holding.kind == entry.capacity
    ]
    if not entry.appointment or not named:
        message = msg(
            "{by} has no letter {letter} as {capacity} in roles.yaml",
            by=entry.by,
            letter=entry.appointment or "–",
            capacity=step.sop.capacities[entry.capacity],
        )
        known = ", ".join(f"{holding.kind} {holding.letter}" for holding in letters) or "–"
        yield (
            ACTING_HEAD_LETTER,
            message,
            msg("possible here: {known}", known=known),
            ACTING_HEAD_LETTER.basis,
        )
    elif not any(holding.period.covers(day) for holding in named):
        period = named[0].period
        message = msg(
            "the letter {letter} covers {start} to {until}, not {day}",
            letter=entry.appointment,
            start=period.start.isoformat(),
            until=period.until.isoformat() if period.until else "–",
            day=day.isoformat(),
        )
        yield ACTING_HEAD_LETTER, message, _who_hint(step, roles, day), ACTING_HEAD_LETTER.basis


def _as_substitute(
    step: StepContext, roles: Roles, day: date, action: Action
) -> Iterator[OfficeComplaint]:
    sub = step.sop.substitution_for(action.name)
    if sub is None:
        yield (
            SUBSTITUTE_NOT_CALLED_FOR,
            msg("{action} has no substitute", action=action.label),
            msg("leave out the capacity"),
            SUBSTITUTE_NOT_CALLED_FOR.basis,
        )
        return
    if step.entry.appointment:
        yield (
            SUBSTITUTE_NOT_CALLED_FOR,
            msg("a substitute acts without a letter"),
            msg("leave out the appointment"),
            SUBSTITUTE_NOT_CALLED_FOR.basis,
        )
    if not roles.holds(step.entry.by, sub.by, day):
        message = msg(
            "{by} is not {office} and cannot substitute",
            by=step.entry.by,
            office=office_label(step.sop, sub.by),
        )
        yield (
            SUBSTITUTE_NOT_CALLED_FOR,
            message,
            _who_hint(step, roles, day),
            SUBSTITUTE_NOT_CALLED_FOR.basis,
        )
    officers = _officers(roles, sub.office, day)
    free = [person for person in officers if person not in step.progress.barred(action.barred)]
    if free or not officers:
        message = msg(
            "no substitute is called for: {officers} may take this step",
            officers=_names(roles, free),
        )
        if not officers:
            message = msg(
                "nobody holds the office on {day}, so the change waits for an appointment",
                day=day.isoformat(),
            )
        yield (
            SUBSTITUTE_NOT_CALLED_FOR,
            message,
            _who_hint(step, roles, day),
            SUBSTITUTE_NOT_CALLED_FOR.basis,
        )


def _officers(roles: Roles, office: str, day: date) -> tuple[str, ...]:
    offices = HEADS if office == "head" else (office,)
    return tuple(dict.fromkeys(person for name in offices for person in roles.holders(name, day)))


def who_may(step: StepContext, roles: Roles, day: date) -> tuple[str, ...]:
    """Return who may take the step's action on ``day``, substitutes where they are called for."""
    action = step.sop.actions[step.entry.action]
    barred = step.progress.barred(action.barred)
    able: dict[str, None] = {}
    for office in action.by:
        able |= dict.fromkeys(_holders(step, roles, day, office))
    free = tuple(person for person in able if person not in barred)
    sub = step.sop.substitution_for(action.name)
    if not free and sub and able:
        return tuple(person for person in roles.holders(sub.by, day) if person not in barred)
    return free


def _holders(step: StepContext, roles: Roles, day: date, office: str) -> tuple[str, ...]:
    match office:
        case "own_requester":
            return tuple(sorted(step.progress.groups.get("requester", frozenset())))
        case "change_manager_for_outsider":
            managers = step.sop.offices(OfficeMeaning.MANAGES)
            holders = (person for m in managers for person in roles.holders(m, day))
            return () if step.record.requester else tuple(dict.fromkeys(holders))
        case "entry_author":
            return ()
        case _:
            return roles.holders(office, day)


def office_label(sop: Sop, office: str) -> Label:
    """Return the label of an office, or of one of the action table's special ones."""
    special = {
        "own_requester": Label("Pemohon permintaan ini", "this request's requester"),
        "change_manager_for_outsider": Label(
            "Pengelola Perubahan (untuk pihak luar)", "change manager (for an outsider)"
        ),
        "entry_author": Label("penulis butir itu", "the entry's author"),
    }
    return special.get(office) or role_label(sop.roles, office)


def _who_hint(step: StepContext, roles: Roles, day: date) -> Message:
    able = who_may(step, roles, day)
    if not able:
        return msg(
            "nobody may take this step on that day; it waits for an appointment in roles.yaml"
        )
    return msg("who may take it: {people}", people=_names(roles, able))


def _names(roles: Roles, people: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"{person} ({roles.name(person)})" for person in people) or "–"
