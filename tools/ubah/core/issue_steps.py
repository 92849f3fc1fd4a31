"""From a form that was filed as an issue to what it says in a record (SOP step 2 and the next ones).

Deterministic: the same issue, authority and record give the same bytes, so that the recorder can
make them again and see that a pull request holds just what the issue says (rule 4b).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ubah.core.diagnostics import Finding, Place, Position, error, msg
from ubah.core.forge import Issue
from ubah.core.forge_evidence import owner_of
from ubah.core.form_body import Filled, completed_request, read_form, reading_of
from ubah.core.forms import REVISE, SUBMIT
from ubah.core.guards import StepContext
from ubah.core.journal import replay
from ubah.core.paths import record_path
from ubah.core.records import build_record, entry_of, read_file
from ubah.core.settings import Authority
from ubah.core.writing import append_entry, entry_data, new_record

Capacity = Callable[[StepContext, Authority, datetime], tuple[str, str]]


@dataclass(frozen=True)
class IssueStep:
    """What an issue would put into the register: files by path, whose step it is, which one."""

    record: str
    action: str
    person: str
    at: datetime
    files: Mapping[str, bytes]


def filed_at(issue: Issue) -> datetime:
    """Return when the issue's author last said what it says."""
    return max(issue.created, issue.edited or issue.created)


def step_of_issue(
    issue: Issue,
    forge: str,
    authority: Authority,
    number: str,
    read: Callable[[str], bytes | None],
    capacity: Capacity,
) -> tuple[IssueStep | None, tuple[Finding, ...]]:
    """Return what an issue says as a step, or what is wrong with it.

    ``number`` is for a new request; ``read`` gives a record of main by path; ``capacity`` tells in
    which capacity a person may act.
    """
    place = Place(f"#{issue.number}", Position(1, 1))
    person = owner_of(issue.author, forge, authority.roles)
    if not person:
        hint = msg("ask the head to enter the account in roles.yaml, then file it again")
        reason = msg("this account is nobody's in roles.yaml")
        return None, (error("UB502", place, reason, hint),)
    if issue.edited_by_others:
        reason = msg("somebody else than its author edited this text")
        hint = msg("file it again yourself: only your own words are taken for yours")
        return None, (error("UB501", place, reason, hint),)
    filled, findings = read_form(issue.body, reading_of(authority), place)
    if filled is None:
        return None, findings
    at = filed_at(issue).astimezone(authority.office.zone)
    if filled.action == SUBMIT:
        return IssueStep(
            number, SUBMIT, person, at, _submitted(filled, person, at, authority, number)
        ), ()
    return _next_step(filled, person, at, authority, read, capacity, place)


def _submitted(
    filled: Filled, person: str, at: datetime, authority: Authority, number: str
) -> Mapping[str, bytes]:
    managers = authority.roles.holders("change_manager", at.date())
    others = [manager for manager in managers if manager != person] or [person]
    rest = {"requester": person, "addressee": others[0], "date": at.date().isoformat()}
    request = completed_request(filled.request, authority.change_schema, rest)
    data = new_record(number, request, entry_data(SUBMIT, person, at, filled.evidence))
    return {record_path(number): data}


def _next_step(
    filled: Filled,
    person: str,
    at: datetime,
    authority: Authority,
    read: Callable[[str], bytes | None],
    capacity: Capacity,
    place: Place,
) -> tuple[IssueStep | None, tuple[Finding, ...]]:
    path = record_path(filled.record)
    data = read(path)
    file = read_file(data, path) if data else None
    record, findings = build_record(file, authority.records) if file else (None, ())
    if data is None or record is None:
        message = msg("there is no record {number}", number=filled.record)
        hint = msg("write the number of a request that is in the register")
        return None, findings or (error("UB302", place, message, hint),)
    progress = replay(record, [entry.at for entry in record.journal], authority.sop)
    entry = entry_data(filled.action, person, at, filled.evidence)
    numbered = entry_of(len(record.journal) + 1, entry)
    step = StepContext(record, numbered, progress, at, authority.office, authority.sop)
    entry = entry_data(filled.action, person, at, filled.evidence, *capacity(step, authority, at))
    status = authority.sop.actions[filled.action].leads_to(progress.state)
    revised = None
    if filled.action == REVISE:
        revised = completed_request(filled.request, authority.change_schema, record.request)
    files = {path: append_entry(data, path, entry, status, revised), **filled.assets}
    return IssueStep(filled.record, filled.action, person, at, files), ()
