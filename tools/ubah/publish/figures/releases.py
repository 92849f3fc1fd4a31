"""Releases as events of the calendar: planned, made, cancelled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ubah.core.diagnostics import Finding
from ubah.core.judge.calendar import booking_of
from ubah.core.reading.journal import standing_window, stated_release
from ubah.core.register.views import RecordView

PLANNED, RELEASED, CANCELLED = "planned", "released", "cancelled"


@dataclass(frozen=True)
class ReleaseEvent:
    """A release in the calendar.

    ``start`` and ``end`` are the window; without one, the moment since when the change is live.
    ``actual`` is the time of release that step 12 states; ``findings`` are those under 8xx rules.
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

    @property
    def kept(self) -> bool:
        """Whether a planned window was met."""
        return self.actual is not None and self.start <= self.actual <= self.end


def release_events(records: Iterable[RecordView]) -> tuple[ReleaseEvent, ...]:
    """Return the releases of all records in order of time; rolled-back changes have none."""
    events = (event for view in records if (event := _event(view)))
    return tuple(sorted(events, key=lambda event: (event.start, event.view.record.id)))


def _event(view: RecordView) -> ReleaseEvent | None:
    planned = view.progress.last("schedule_release", "reschedule")
    if planned is None or "nil_reason" in planned.evidence:
        return None
    window = standing_window(view.progress)
    stated = stated_release(view.progress) or {}
    actual = datetime.fromisoformat(stated["at"]) if "at" in stated else None
    if window:
        start, end = (datetime.fromisoformat(window[key]) for key in ("start", "end"))
    elif "already_live" in planned.evidence:
        start = end = actual = datetime.fromisoformat(planned.evidence["already_live"]["at"])
    else:
        return None
    standing = booking_of(view.record, view.progress) is not None
    outcome = PLANNED if standing else str(stated.get("outcome", RELEASED))
    return ReleaseEvent(
        view=view,
        start=start,
        end=end,
        outcome=outcome,
        windowed=window is not None,
        actual=actual,
        release=str(window.get("release", "")) if window else "",
        notice=str(window.get("notice", "")) if window else "",
        assets=tuple(view.record.request.get("affected_assets", ())),
        findings=tuple(finding for finding in view.findings if finding.rule.startswith("UB8")),
    )
