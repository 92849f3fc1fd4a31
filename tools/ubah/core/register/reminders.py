"""Who has to be reminded of what: steps beyond the office's limits, and authority about to end.

The limits are the office's own (office.yaml, limits_days); nothing here approves by time-out, and
no verdict hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ubah.core.diagnostics import Label, Message, msg
from ubah.core.office.offices import office_label
from ubah.core.people.roles import Period, Roles
from ubah.core.register.outlook import Outlook
from ubah.core.register.views import RecordView, Register
from ubah.core.sop import Sop

NOTICE = timedelta(days=14)
"""How long before its end an appointment, a key or an account is spoken of."""


@dataclass(frozen=True)
class Overdue:
    """A record that has waited too long, for ``people``: those who may take the SOP's next step."""

    record: str
    title: str
    state: Label
    days: int
    limit: float
    actions: tuple[Label, ...]
    people: tuple[str, ...]

    @property
    def message(self) -> Message:
        """What to tell them; the record's number and title stand before it."""
        told = msg(
            "{days} days in the state {state}, at most {limit} are allowed; next: {actions}",
            days=self.days,
            state=self.state,
            limit=f"{self.limit:g}",
            actions=self.actions,
        )
        if self.people:
            return told
        return msg("{told}; nobody in office may do it: appoint somebody", told=told)


@dataclass(frozen=True)
class EndingReminder:
    """Something of ``person``'s that ends soon, with what to do about it."""

    person: str
    until: date
    message: Message


@dataclass(frozen=True)
class WaitingRecord:
    """A record that is not done, ``since`` when it stands so, and who may take the next steps.

    ``offices``: which office takes each.
    """

    record: str
    title: str
    state: Label
    since: date
    overdue: bool
    actions: tuple[Label, ...]
    people: tuple[str, ...]
    offices: tuple[Label, ...]


def waiting_record(outlook: Outlook) -> WaitingRecord | None:
    """Return what a record waits for, None where it is done.

    That is the SOP's next step; where the SOP has none, as after a refusal, or only one that ends it since
    the others are refused as things stand, whatever leads on.
    """
    authority = outlook.authority
    if authority.sop.states[outlook.progress.state].final:
        return None
    steps = list(outlook.onward_steps())
    steps = [one for one in steps if one.action.steps and not _only_ends(outlook)] or steps
    return WaitingRecord(
        record=outlook.record.id,
        title=outlook.record.title,
        state=outlook.label,
        since=authority.office.day(outlook.waiting_since()),
        overdue=outlook.overdue,
        actions=tuple(one.action.label for one in steps),
        people=tuple(dict.fromkeys(person for one in steps for person in one.people)),
        offices=tuple(
            dict.fromkeys(office_label(authority.sop, one.action.by[0]) for one in steps)
        ),
    )


def _only_ends(outlook: Outlook) -> bool:
    """Whether the SOP's own steps that are not refused as things stand all end the record."""
    states = outlook.authority.sop.states
    own = [action for action in outlook.legal() if action.steps]
    left = [action for action in own if not outlook.is_refused(action)]
    ends = (states[action.leads_to(outlook.progress.state)].final for action in left)
    return len(left) < len(own) and all(ends)


def overdue_records(register: Register, now: datetime) -> tuple[Overdue, ...]:
    """Return what has waited too long, longest first."""
    late = [
        _overdue(register, view, now)
        for view in register.records
        if register.outlook(view, now).overdue
    ]
    return tuple(sorted(late, key=lambda one: (-one.days, one.record)))


def _overdue(register: Register, view: RecordView, now: datetime) -> Overdue:
    outlook = register.outlook(view, now)
    limit = outlook.limit or timedelta()
    steps = [one for one in outlook.next_steps() if one.action.steps]
    return Overdue(
        record=view.record.id,
        title=view.record.title,
        state=outlook.label,
        days=(now - outlook.waiting_since()).days,
        limit=limit / timedelta(days=1),
        actions=tuple(one.action.label for one in steps),
        people=tuple(dict.fromkeys(person for one in steps for person in one.people)),
    )


def endings(
    roles: Roles, sop: Sop, day: date, notice: timedelta = NOTICE
) -> tuple[EndingReminder, ...]:
    """Return which holdings, keys and accounts end within ``notice``, soonest first.

    What is followed at once by another of the same kind is left out.
    """
    found = [*_ending_holdings(roles, sop, day, notice), *_ending_proofs(roles, day, notice)]
    return tuple(sorted(found, key=lambda one: (one.until, one.person, one.message.text)))


def _ending_holdings(
    roles: Roles, sop: Sop, day: date, notice: timedelta
) -> Iterator[EndingReminder]:
    for holding in roles.holdings:
        until = holding.period.until
        if until is None or not _soon(holding.period, day, notice):
            continue
        if roles.holders(holding.role, until + timedelta(days=1)):
            continue
        message = msg(
            "{role} ends on {until} and nobody follows; appoint somebody before: ubah appoint",
            role=sop.roles[holding.role],
            until=until.isoformat(),
        )
        yield EndingReminder(holding.person, until, message)


def _ending_proofs(roles: Roles, day: date, notice: timedelta) -> Iterator[EndingReminder]:
    for person in roles.persons.values():
        credentials = [
            *(key.period for key in person.keys),
            *(own.period for own in person.accounts),
        ]
        for period in credentials:
            until = period.until
            if until is None or not _soon(period, day, notice):
                continue
            after = until + timedelta(days=1)
            if any(other.covers(after) for other in credentials) or not roles.offices_of(
                person.id, after
            ):
                continue
            message = msg(
                "the last key or account ends on {until}; add a new one before, proved with the old one: ubah key add, or ubah account add",
                until=until.isoformat(),
            )
            yield EndingReminder(person.id, until, message)


def _soon(period: Period, day: date, notice: timedelta) -> bool:
    return period.until is not None and period.covers(day) and period.until - day <= notice
