"""What a record waits for, and whom: the legal next steps with those who may take them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ubah.core.diagnostics import Label
from ubah.core.guards import StepContext
from ubah.core.model import Record
from ubah.core.office.offices import who_may
from ubah.core.office.settings import Authority
from ubah.core.reading.journal import replay, state_label
from ubah.core.reading.records import entry_of, landed_record, read_file
from ubah.core.reading.writing import entry_data
from ubah.core.sop import SAME


@dataclass(frozen=True)
class NextStep:
    """A step that may come next, and the people who may take it."""

    record: str
    action: Label
    people: tuple[str, ...]


def next_steps(
    data: bytes, path: str, authority: Authority, now: datetime
) -> tuple[Label | None, tuple[NextStep, ...]]:
    """Return a record's state and what may come next; nothing for one that cannot be read.

    Steps that leave the record where it is (corrections) are left out.
    """
    record = landed_record(read_file(data, path))
    if record is None:
        return None, ()
    progress = replay(record, [entry.at for entry in record.journal], authority.sop)
    found = tuple(
        NextStep(record.id, action.label, _people(record, action.name, authority, now))
        for action in authority.sop.legal_actions(progress.state)
        if action.target not in (SAME, progress.state)
    )
    return state_label(progress, authority.sop.states[progress.state]), found


def _people(record: Record, action: str, authority: Authority, now: datetime) -> tuple[str, ...]:
    progress = replay(record, [entry.at for entry in record.journal], authority.sop)
    entry = entry_of(len(record.journal) + 1, entry_data(action, "", now, {}))
    step = StepContext(record, entry, progress, now, authority.office, authority.sop)
    return who_may(step, authority.roles, authority.office.day(now))
