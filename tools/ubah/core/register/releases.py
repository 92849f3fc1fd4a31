"""Releases as events of the calendar: planned, made, cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ubah.core.diagnostics import Finding, Group
from ubah.core.model import Entry, Progress
from ubah.core.reading.journal import PLANNING, SETTLING, standing_window, stated_release
from ubah.core.register.views import RecordView

PLANNED, RELEASED, CANCELLED = "planned", "released", "cancelled"


@dataclass(frozen=True)
class ReleaseEvent:
    """A release in the calendar.

    ``start`` and ``end`` are the window; without one, the moment since when the change is live.
    ``actual`` is the time of release that step 12 states; ``findings`` are those under 8xx rules.
    ``revisions`` are the steps that made the event what it is: the first one that planned it, and
    each later one that moved it, settled it or took it off.
    """

    view: RecordView
    start: datetime
    end: datetime
    outcome: str
    windowed: bool
    actual: datetime | None
    release: str
    notice: str
    assets: tuple[str, ...]
    findings: tuple[Finding, ...]
    revisions: tuple[Entry, ...]

    @property
    def kept(self) -> bool:
        """Whether a planned window was met."""
        return self.actual is not None and self.start <= self.actual <= self.end


def release_events(records: Iterable[RecordView]) -> tuple[ReleaseEvent, ...]:
    """Return the releases of all records in order of time; rolled-back changes have none."""
    events = (event for view in records if (event := _event(view)))
    return tuple(sorted(events, key=lambda event: (event.start, event.view.record.id)))


def _event(view: RecordView) -> ReleaseEvent | None:
    planned = view.progress.last_that(*PLANNING)
    placed = planned and _placed(planned, stated_release(view.progress))
    if not placed:
        return None
    window = standing_window(view.progress) or {}
    return ReleaseEvent(
        view=view,
        start=placed.start,
        end=placed.end,
        outcome=placed.outcome,
        windowed=bool(window),
        actual=placed.actual,
        release=placed.release,
        notice=placed.notice,
        assets=tuple(view.record.request.get("affected_assets", ())),
        findings=tuple(
            finding for finding in view.findings if finding.under.group is Group.CALENDAR
        ),
        revisions=tuple(_revisions(view.progress)),
    )


@dataclass(frozen=True)
class _Placed:
    """What of a release may change from one step to the next."""

    start: datetime
    end: datetime
    outcome: str
    actual: datetime | None
    release: str
    notice: str


def _placed(planned: Entry, stated: Mapping[str, Any] | None) -> _Placed | None:
    """Return the release as a plan and the outcome stated later make it, None where there is none."""
    evidence = planned.evidence
    if "nil_reason" in evidence:
        return None
    actual = datetime.fromisoformat(stated["at"]) if stated and "at" in stated else None
    window = evidence.get("window")
    if window:
        start, end = (datetime.fromisoformat(window[key]) for key in ("start", "end"))
    elif "already_live" in evidence:
        start = end = actual = datetime.fromisoformat(evidence["already_live"]["at"])
    else:
        return None
    standing = window is not None and stated is None
    outcome = PLANNED if standing else str((stated or {}).get("outcome", RELEASED))
    told = {name: str((window or {}).get(name, "")) for name in ("release", "notice")}
    return _Placed(start, end, outcome, actual, told["release"], told["notice"])


def _revisions(progress: Progress) -> Iterator[Entry]:
    """Yield the steps after which the release was another than before."""
    planned: Entry | None = None
    stated: Mapping[str, Any] | None = None
    before: _Placed | None = None
    for entry, row in zip(progress.entries, progress.rows, strict=False):
        if row is None:
            continue
        if not row.means.isdisjoint(PLANNING):
            planned = entry
        elif not row.means.isdisjoint(SETTLING) and "release" in entry.evidence:
            stated = entry.evidence["release"]
        placed = planned and _placed(planned, stated)
        if placed and placed != before:
            yield entry
        before = placed or before
