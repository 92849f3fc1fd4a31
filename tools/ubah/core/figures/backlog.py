"""How many requests were open, and how many of them late, at any moment: told from the journals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from ubah.core.figures.counted_requests import CountedRequest
from ubah.core.office.authority import Authority
from ubah.core.register.views import RecordView
from ubah.core.sop import SAME


class Wait(NamedTuple):
    """A time in which a request waited in one state; ``end`` None while it still does.

    ``late`` is the moment from which the office's limit was passed, None where it sets none.
    """

    record: str
    start: datetime
    end: datetime | None
    late: datetime | None


@dataclass(frozen=True)
class Backlog:
    """What was open at ``moment``: of the figure ``name``, counted is what was beyond its limit."""

    moment: datetime
    day: date
    cases: tuple[CountedRequest, ...]

    @property
    def name(self) -> str:
        """The figure's name."""
        return f"open.{self.moment.isoformat(timespec='minutes')}"

    @property
    def open(self) -> int:
        """How many requests were open."""
        return len(self.cases)

    @property
    def late(self) -> int:
        """How many of them were beyond the office's limit."""
        return sum(case.counted for case in self.cases)


def waits_of(records: Iterable[RecordView], authority: Authority) -> tuple[Wait, ...]:
    """Return all times of waiting, by what the journals tell and by today's limits."""
    return tuple(wait for view in records for wait in _waits(view, authority))


def backlog_at(waits: Iterable[Wait], moment: datetime, day: date) -> Backlog:
    """Return what was open at ``moment``, which is on ``day`` in office time."""
    return Backlog(
        moment,
        day,
        tuple(
            CountedRequest(wait.record, day, wait.late is not None and wait.late < moment)
            for wait in waits
            if wait.start <= moment and (wait.end is None or moment < wait.end)
        ),
    )


def _waits(view: RecordView, authority: Authority) -> Iterator[Wait]:
    state, since = "", None
    for entry in view.progress.entries:
        action = authority.sop.actions[entry.action]
        if action.target == SAME:
            continue
        told = view.progress.told_time(entry)
        if since is not None:
            yield _wait(view.record.id, state, since, told, authority)
        state, since = action.leads_to(state), told
    if since is not None and not authority.sop.states[state].final:
        yield _wait(view.record.id, state, since, None, authority)


def _wait(
    record: str, state: str, start: datetime, end: datetime | None, authority: Authority
) -> Wait:
    limit = authority.office.limits_days.get(state)
    return Wait(record, start, end, None if limit is None else start + timedelta(days=limit))
