"""A record's progress through the SOP: what its journal so far means for the next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ubah.core.diagnostics import Label
from ubah.core.meanings import Meaning
from ubah.core.model import SKEW, Entry, Progress, Record
from ubah.core.sop import Sop, State

REQUESTERS = "requester"
"""The group of four eyes that the request itself fills: whom it names as requester."""
PART_REQUESTER = "request.requester"
PLANNING = (Meaning.PLANS_RELEASE, Meaning.MOVES_RELEASE)
SETTLING = (Meaning.SETTLES_ASSETS, Meaning.DECLARES_ASSETS)


def begin(record: Record) -> Progress:
    """Return the progress before the first entry; a requester counts from the start."""
    requesters = frozenset({record.requester} - {""})
    return Progress(groups=MappingProxyType({REQUESTERS: requesters}))


def advance(progress: Progress, entry: Entry, effective: datetime, sop: Sop) -> Progress:
    """Return the progress after ``entry``, whether or not it was legal.

    An action that the SOP does not have (any more) leaves the state as it is.
    """
    action = sop.actions.get(entry.action)
    groups = dict(progress.groups)
    for group in sop.four_eyes.values():
        asked = (
            groups.get(REQUESTERS, frozenset()) if PART_REQUESTER in group.parts else frozenset()
        )
        members = {entry.by, *_named_implementers(entry.evidence)}
        taken = members if entry.action in group.actions else set()
        groups[group.name] = groups.get(group.name, frozenset()) | asked | taken
    return replace(
        progress,
        state=action.leads_to(progress.state) if action else progress.state,
        entries=(*progress.entries, entry),
        effective=(*progress.effective, effective),
        groups=MappingProxyType(groups),
        refusals=progress.refusals + sop.means(entry.action, Meaning.REFUSES),
        rows=(*progress.rows, action),
    )


def replay(record: Record, effective: Iterable[datetime], sop: Sop) -> Progress:
    """Return the progress after as many entries of ``record`` as there are effective times.

    A record that went through actions which the SOP does not have any more stands where it says.
    """
    progress = begin(record)
    for entry, time in zip(record.journal, effective, strict=False):
        progress = advance(progress, entry, time, sop)
    whole = len(progress.entries) == len(record.journal)
    if whole and any(entry.action not in sop.actions for entry in record.journal):
        return replace(progress, state=record.status)
    return progress


def _named_implementers(evidence: Mapping[str, Any]) -> frozenset[str]:
    named = evidence.get("implementers", ())
    return frozenset(person for person in named if isinstance(person, str))


def began_unauthorised(progress: Progress, started: datetime) -> bool:
    """Whether work that started then began before its authorisation (steps 4 and 5).

    That is whatever led to where the work may begin, also where the office has added a step.
    """
    authorisation = progress.last_that(Meaning.AUTHORISES)
    return authorisation is not None and started < progress.effective_time(authorisation) - SKEW


def standing_window(progress: Progress) -> Mapping[str, Any] | None:
    """Return the release window in force, None where the change is live already or not released."""
    planned = progress.last_that(*PLANNING)
    return planned.evidence.get("window") if planned else None


def state_label(progress: Progress, state: State) -> Label:
    """Return the label of ``state``, in which the record stands, as its release plan makes it true."""
    planned = progress.last_that(*PLANNING)
    return state.label_after(planned.evidence) if planned else state.label


def stated_release(progress: Progress) -> Mapping[str, Any] | None:
    """Return the release outcome that step 12 has stated, if it has."""
    for entry in progress.newest(*SETTLING):
        if "release" in entry.evidence:
            release: Mapping[str, Any] = entry.evidence["release"]
            return release
    return None


def declared_assets(progress: Progress) -> Mapping[str, str]:
    """Return asset id → kind of change, as they were declared last (step 12)."""
    flagged = progress.last_that(Meaning.DECLARES_ASSETS)
    if flagged is None:
        return MappingProxyType({})
    return MappingProxyType(
        {row["id"]: row["change"] for row in flagged.evidence.get("assets", ())}
    )


def value_now(entry: Entry, field: str, progress: Progress, original: object) -> object:
    """Return a field's value with the corrections (ralat) made so far.

    What stands in the request starts anew with each `revise`.
    """
    revised = progress.last_that(Meaning.REVISES) if field.startswith("request.") else None
    for later in progress.newest(Meaning.CORRECTS):
        if revised is not None and later.number <= revised.number:
            break
        evidence = later.evidence
        if evidence["entry"] == entry.number and evidence["field"] == field:
            return evidence["is"]
    return original
