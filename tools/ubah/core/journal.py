"""A record's progress through the SOP: what its journal so far means for the next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ubah.core.model import Entry, Record
from ubah.core.sop import Sop


@dataclass(frozen=True)
class Progress:
    """Where a record stands after some of its entries, and what guards want to know of them."""

    state: str = ""
    entries: tuple[Entry, ...] = ()
    effective: tuple[datetime, ...] = ()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)  # four eyes
    refusals: int = 0

    def last(self, *actions: str) -> Entry | None:
        """Return the newest entry with one of ``actions``."""
        return next((entry for entry in reversed(self.entries) if entry.action in actions), None)

    def since(self, entry: Entry) -> tuple[Entry, ...]:
        """Return what came after ``entry``."""
        return self.entries[entry.number :]

    def effective_time(self, entry: Entry) -> datetime:
        """Return the effective time of an entry of this journal."""
        return self.effective[entry.number - 1]

    def barred(self, groups: Iterable[str]) -> frozenset[str]:
        """Return everyone in any of the four-eyes ``groups``."""
        return frozenset().union(*(self.groups.get(group, frozenset()) for group in groups))


def begin(record: Record) -> Progress:
    """Return the progress before the first entry; a requester counts from the start."""
    requesters = frozenset({record.requester} - {""})
    return Progress(groups=MappingProxyType({"requester": requesters}))


def advance(progress: Progress, entry: Entry, effective: datetime, sop: Sop) -> Progress:
    """Return the progress after ``entry``, whether or not it was legal."""
    action = sop.actions[entry.action]
    groups = dict(progress.groups)
    for group in sop.four_eyes.values():
        if entry.action in group.actions:
            members = {entry.by, *_named_implementers(entry.evidence)}
            groups[group.name] = groups.get(group.name, frozenset()) | members
    return replace(
        progress,
        state=action.leads_to(progress.state),
        entries=(*progress.entries, entry),
        effective=(*progress.effective, effective),
        groups=MappingProxyType(groups),
        refusals=progress.refusals + (entry.action == "return"),
    )


def replay(record: Record, effective: Iterable[datetime], sop: Sop) -> Progress:
    """Return the progress after as many entries of ``record`` as there are effective times."""
    progress = begin(record)
    for entry, time in zip(record.journal, effective, strict=False):
        progress = advance(progress, entry, time, sop)
    return progress


def _named_implementers(evidence: Mapping[str, Any]) -> frozenset[str]:
    named = evidence.get("implementers", ())
    return frozenset(person for person in named if isinstance(person, str))


def standing_window(progress: Progress) -> Mapping[str, Any] | None:
    """Return the release window in force, None where the change is live already or not released."""
    planned = progress.last("schedule_release", "reschedule")
    return planned.evidence.get("window") if planned else None


def stated_release(progress: Progress) -> Mapping[str, Any] | None:
    """Return the release outcome that step 12 has stated, if it has."""
    for entry in reversed(progress.entries):
        if entry.action in ("keep_assets", "flag_assets") and "release" in entry.evidence:
            release: Mapping[str, Any] = entry.evidence["release"]
            return release
    return None


def declared_assets(progress: Progress) -> Mapping[str, str]:
    """Return asset id → kind of change, as the newest flag_assets declares them (step 12)."""
    flagged = progress.last("flag_assets")
    if flagged is None:
        return MappingProxyType({})
    return MappingProxyType(
        {row["id"]: row["change"] for row in flagged.evidence.get("assets", ())}
    )


def value_now(entry: Entry, field: str, progress: Progress, original: object) -> object:
    """Return a field's value with the corrections (ralat) made so far.

    What stands in the request starts anew with each `revise`.
    """
    value = original
    revised = progress.last("revise") if field.startswith("request.") else None
    for later in progress.since(revised) if revised else progress.entries:
        evidence = later.evidence
        if (
            later.action == "correct"
            and evidence.get("entry") == entry.number
            and evidence.get("field") == field
        ):
            value = evidence.get("is")
    return value
