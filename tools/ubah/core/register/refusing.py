"""What can be said against a step before anything of its evidence is known.

The judge's own findings, so that a person is spared the questions of a step that cannot be taken,
and hears the same of it as afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ubah.core.diagnostics import Finding, Place, error
from ubah.core.guards import StepContext
from ubah.core.judge.steps import illegal_step
from ubah.core.model import Progress, Record
from ubah.core.office.offices import office_complaints
from ubah.core.office.settings import Authority
from ubah.core.reading.journal import begin, replay
from ubah.core.reading.records import entry_of, landed_record, read_file
from ubah.core.reading.writing import entry_data
from ubah.core.register.appending import capacity_for

ANY_OFFICE = "entry_author"


def against_step(
    data: bytes, path: str, action: str, person: str, at: datetime, authority: Authority
) -> tuple[Finding, ...]:
    """Return what keeps ``person`` from taking ``action`` on a record, whatever the evidence.

    Nothing for an action or a record that cannot be read: whoever writes the step says so.
    """
    record = landed_record(read_file(data, path))
    if record is None or action not in authority.sop.actions:
        return ()
    progress = replay(record, [entry.at for entry in record.journal], authority.sop)
    return _against(record, progress, action, person, at, authority, Place(path, record=record.id))


def against_request(
    request: Mapping[str, Any], person: str, at: datetime, authority: Authority
) -> tuple[Finding, ...]:
    """Return what keeps ``person`` from submitting a request whose requester is known already."""
    record, opening = Record("", "", request, ()), authority.sop.submission()
    return _against(record, begin(record), opening.name, person, at, authority, Place())


def _against(
    record: Record,
    progress: Progress,
    action: str,
    person: str,
    at: datetime,
    authority: Authority,
    place: Place,
) -> tuple[Finding, ...]:
    sop, roles, day = authority.sop, authority.roles, authority.office.day(at)
    entry = entry_of(len(record.journal) + 1, entry_data(action, person, at, {}))
    step = StepContext(record, entry, progress, at, authority.office, sop)
    known = sop.actions[action]
    if not known.leads_from(progress.state):
        return (illegal_step(step, authority, place),)
    if ANY_OFFICE in known.by and roles.offices_of(person, day):
        return ()  # whose entry it is about is said in the evidence
    capacity, appointment = capacity_for(step, authority, at)
    step = replace(step, entry=replace(entry, capacity=capacity, appointment=appointment))
    return tuple(
        error(rule, place, message, hint, basis)
        for rule, message, hint, basis in office_complaints(step, roles, day)
    )
