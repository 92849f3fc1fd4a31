"""How many requests were open, and how many of them late, at any moment: told from the journals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from ubah.core.office.authority import Authority
from ubah.core.register.views import RecordView
from ubah.core.sop import SAME


class Wait(NamedTuple):
    """A time in which a request waited in one state; ``end`` None while it still does.

    ``late`` is the moment from which the office's limit was passed, None where it sets none.
    """

    start: datetime
    end: datetime | None
    late: datetime | None


@dataclass(frozen=True)
class Backlog:
    """So many requests open at a moment, so many of them beyond the office's limit."""

    open: int
    late: int


def waits_of(records: Iterable[RecordView], authority: Authority) -> tuple[Wait, ...]:
    """Return all times of waiting, by what the journals tell and by today's limits."""
    return tuple(wait for view in records for wait in _waits(view, authority))


def backlog_at(waits: Iterable[Wait], moment: datetime) -> Backlog:
    """Return what was open at ``moment``, and what of it was late."""
    running = [w for w in waits if w.start <= moment and (w.end is None or moment < w.end)]
    return Backlog(len(running), sum(w.late is not None and w.late < moment for w in running))


def _waits(view: RecordView, authority: Authority) -> Iterator[Wait]:
    state, since = "", None
    for entry in view.progress.entries:
        action = authority.sop.actions[entry.action]
        if action.target == SAME:
            continue
        told = view.progress.told_time(entry)
        if since is not None:
            yield _wait(state, since, told, authority)
        state, since = action.leads_to(state), told
    if since is not None and not authority.sop.states[state].final:
        yield _wait(state, since, None, authority)


def _wait(state: str, start: datetime, end: datetime | None, authority: Authority) -> Wait:
    limit = authority.office.limits_days.get(state)
    return Wait(start, end, None if limit is None else start + timedelta(days=limit))
