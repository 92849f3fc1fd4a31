"""From a filled-in form to the files that a pull request brings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.forms.body import Filled, completed_request
from ubah.core.meanings import Meaning, OfficeMeaning
from ubah.core.office.authority import Authority
from ubah.core.paths import record_path
from ubah.core.reading.records import read_file
from ubah.core.reading.writing import entry_data, new_record
from ubah.core.register.appending import append_step
from ubah.core.strict_yaml.document import Json


def files_from_form(
    filled: Filled,
    person: str,
    at: datetime,
    authority: Authority,
    number: str,
    current: bytes | None,
) -> dict[str, bytes]:
    """Return path → content of what a form brings, for the judge to judge; the same each time.

    Args:
        filled: What the form says.
        person: Whose account filed it; the recorder vouches for that from the issue itself.
        at: When it was filed, or last edited by its author.
        authority: The authority on main.
        number: The RFC number for a new request; else not used.
        current: The record on main that the form names, None if there is none.

    Raises:
        CannotRun: if there is no such record, or it cannot be gone on with.
    """
    sop = authority.sop
    if sop.means(filled.action, Meaning.SUBMITS):
        local = at.astimezone(authority.office.zone)
        request = completed_request(
            filled.request, authority.change_schema, _rest(person, local.date(), authority)
        )
        entry = entry_data(filled.action, person, local, {})
        return {
            record_path(number): new_record(
                number, request, entry, sop.actions[filled.action].target
            )
        }
    path = record_path(filled.record)
    if current is None:
        raise CannotRun(
            msg("there is no record {number}", number=filled.record),
            msg("edit the issue and name one that is on main"),
        )
    if filled.seen is not None and filled.seen != len(read_file(current, path).entries):
        raise CannotRun(
            msg(
                "{record} has gone on since the page was made from which this form was opened",
                record=filled.record,
            ),
            msg("look at the record as it stands now, then file the form anew"),
        )
    data, assets = current, dict[str, bytes]()
    for step in filled.steps:
        revised: Mapping[str, Json] | None = None
        if step.request:
            before = read_file(data, path).request
            revised = completed_request(step.request, authority.change_schema, before)
        data = append_step(data, path, step.action, person, at, step.evidence, authority, revised)
        assets |= step.assets
    return {path: data, **assets}


def _rest(person: str, day: date, authority: Authority) -> dict[str, Json]:
    """Return the parts of a request that nobody is asked for."""
    managers = [
        manager
        for office in authority.sop.offices(OfficeMeaning.MANAGES)
        for manager in authority.roles.holders(office, day)
    ]
    others = [manager for manager in managers if manager != person]
    addressee = next(iter([*others, *managers]), person)
    return {"requester": person, "addressee": addressee, "date": day.isoformat()}
