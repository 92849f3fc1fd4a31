"""What may be done next with a record, by whom, and how long it has waited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from ubah.core.register.onward import open_actions
from ubah.core.register.views import RecordView, Register
from ubah.core.sop import SAME, Action


def choices(
    register: Register, view: RecordView, now: datetime
) -> Iterator[tuple[Action, tuple[str, ...]]]:
    """Yield what is legal for a record now, each with who may do it; corrections left out."""
    return open_actions(view.record, view.progress, register.authority, now)


def waiting_since(register: Register, view: RecordView) -> datetime:
    """Return when the record came into its state; a correction or a new date doesn't count."""
    sop = register.authority.sop
    for entry in reversed(view.progress.entries):
        if sop.actions[entry.action].target != SAME:
            return view.progress.told_time(entry)
    return view.record.journal[-1].at


def limit_of(register: Register, view: RecordView) -> timedelta | None:
    """Return how long office.yaml lets a record stand in its state, None for without limit."""
    days = register.authority.office.limits_days.get(view.progress.state)
    return None if days is None else timedelta(days=days)


def overdue(register: Register, view: RecordView, now: datetime) -> bool:
    """Whether a record has stood in its state for longer than office.yaml allows."""
    limit = limit_of(register, view)
    return limit is not None and now - waiting_since(register, view) > limit
