"""The file of a record with one more step: whose, in which capacity, leading where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ubah.core.diagnostics import CannotRun, Label, msg, told_at
from ubah.core.meanings import Meaning
from ubah.core.office.authority import Authority
from ubah.core.reading.records import build_record, entry_of, landed_record, read_file
from ubah.core.reading.writing import append_entry, entry_data
from ubah.core.register.outlook import outlook_of
from ubah.core.sop import SAME, Sop


def append_step(
    data: bytes,
    path: str,
    action: str,
    person: str,
    at: datetime,
    evidence: Mapping[str, Any],
    authority: Authority,
    revised: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the record with a step appended that ``person`` takes at ``at``.

    The capacity is the one in which the person may act; whether the step is legal is for the judge
    to say. ``revised`` is the request part that a revision puts in place.

    Raises:
        CannotRun: if the record cannot be read, or the action is unknown.
    """
    sop = authority.sop
    require_action(action, sop)
    file = read_file(data, path)
    record = landed_record(file)
    if record is None:
        _, findings = build_record(file, authority.records)
        first = findings[0]
        raise CannotRun(
            told_at(replace(first.place, path=path), first.message),
            msg("type: ubah check {path}", path=path),
        )
    local = at.astimezone(authority.office.zone)
    outlook = outlook_of(record, authority, at)
    taken = entry_of(len(record.journal) + 1, entry_data(action, person, local, evidence))
    capacity, appointment = outlook.capacity(outlook.step(taken))
    entry = entry_data(action, person, local, evidence, capacity, appointment)
    target = sop.actions[action].target
    status = outlook.progress.state if target == SAME else target
    return append_entry(
        data, path, entry, status, revised if sop.means(action, Meaning.REVISES) else None
    )


def require_action(action: str, sop: Sop) -> None:
    """Make sure that the SOP has an action.

    Raises:
        CannotRun: if it has none of that name.
    """
    if action not in sop.actions:
        known = tuple(
            Label(f"{one.name} ({one.label.id})", f"{one.name} ({one.label.en})")
            for one in sop.actions.values()
        )
        raise CannotRun(
            msg("{action} is no action of the SOP", action=action),
            msg("possible here: {known}", known=known),
        )
