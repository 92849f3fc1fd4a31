"""What may happen next to a record: which actions are legal, and who may take each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ubah.core.guards import StepContext
from ubah.core.model import Entry, Progress, Record
from ubah.core.office.offices import who_may
from ubah.core.office.settings import Authority
from ubah.core.sop import ANY, Action


def open_actions(
    record: Record, progress: Progress, authority: Authority, now: datetime
) -> Iterator[tuple[Action, tuple[str, ...]]]:
    """Yield what is legal for a record now, each with who may do it; corrections left out."""
    for action in authority.sop.legal_actions(progress.state):
        if ANY not in action.sources:
            yield action, able(record, progress, action, authority, now)


def able(
    record: Record, progress: Progress, action: Action, authority: Authority, now: datetime
) -> tuple[str, ...]:
    """Return who may take ``action`` on a record now."""
    step = StepContext(
        record=record,
        entry=Entry(len(progress.entries) + 1, action.name, "", now, {}),
        progress=progress,
        effective=now,
        office=authority.office,
        sop=authority.sop,
    )
    return who_may(step, authority.roles, authority.office.day(now))
