"""How many requests were open, and how many of them late, at any moment: told from the journals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ubah.core.office.settings import Authority
from ubah.core.register.views import RecordView
from ubah.core.sop import SAME


@dataclass(frozen=True)
class Backlog:
    """So many requests open at a moment, so many of them beyond the office's limit."""

    open: int
    late: int


def backlog_at(records: Iterable[RecordView], authority: Authority, moment: datetime) -> Backlog:
    """Return what was open at ``moment``, by the times that the journals tell and today's limits."""
    running = late = 0
    for view in records:
        state, since = _standing_at(view, authority, moment)
        if not state or authority.sop.states[state].final:
            continue
        running += 1
        limit = authority.office.limits_days.get(state)
        late += limit is not None and moment - since > timedelta(days=limit)
    return Backlog(running, late)


def _standing_at(view: RecordView, authority: Authority, moment: datetime) -> tuple[str, datetime]:
    """Return the state that a record had, "" before it was submitted, and since when."""
    state, since = "", moment
    for entry in view.progress.entries:
        told = view.progress.told_time(entry)
        if told > moment:
            break
        action = authority.sop.actions[entry.action]
        if action.target != SAME:
            state, since = action.leads_to(state), told
    return state, since
