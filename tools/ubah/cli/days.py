"""A day as it is typed after ``--on``, and the moment that the site speaks of on that day."""

from __future__ import annotations

from datetime import date, datetime, time

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.register.views import Register

LAST_SECOND = time(23, 59, 59)


def typed_day(text: str) -> date | None:
    """Return the day that was typed, None for nothing.

    Raises:
        CannotRun: if it is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CannotRun(msg("{day} is no day", day=text), msg("write it like 2026-02-02")) from None


def moment_on(day: date, register: Register, now: datetime) -> datetime:
    """Return the end of a day in office time, or ``now`` on the day itself.

    Raises:
        CannotRun: for a day to come, or one after which the register has steps: their ages would
            not be what they were.
    """
    office = register.authority.office
    newest = newest_day(register)
    if day > office.day(now):
        raise CannotRun(
            msg("{day} is yet to come", day=day.isoformat()),
            msg("leave --on out: the site then speaks as of now"),
        )
    if newest is not None and day < newest:
        raise CannotRun(
            msg(
                "the register has steps of {newest}, after {day}",
                newest=newest.isoformat(),
                day=day.isoformat(),
            ),
            msg("type: ubah site --on {newest}, or a later day", newest=newest.isoformat()),
        )
    return min(now, datetime.combine(day, LAST_SECOND, office.zone))


def newest_day(register: Register) -> date | None:
    """Return the day of the newest step, None where there is none."""
    office = register.authority.office
    entries = (entry for view in register.records for entry in view.record.journal)
    return max((office.day(entry.at) for entry in entries), default=None)
