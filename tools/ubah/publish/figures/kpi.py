"""The key figures of the SOP, each with the number of cases it was counted from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from ubah.core.model import Entry
from ubah.core.office.offices import ACTING
from ubah.core.register.views import RecordView, Register
from ubah.publish.figures.releases import release_events
from ubah.publish.show.standing import EMERGENCY, NORMAL, kind_of_change

YOUNGEST, OLDEST = "<1", ">90"
BANDS: tuple[tuple[str, int], ...] = ((YOUNGEST, 1), ("1–5", 6), ("6–30", 31), ("31–90", 91))
"""Ages of open requests in whole days, by their upper bound; beyond the last: >90."""

MONTHS = 24
"""So many months are drawn; older ones stand in the downloads."""


@dataclass(frozen=True)
class Share:
    """So many of so many; a share of nothing is no number."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """The share in percent, None for an empty denominator."""
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Duration:
    """The median of so many durations, None of none."""

    median: timedelta | None
    count: int


@dataclass(frozen=True)
class StepTime:
    """How long a step takes, from the entry before it, for normal and emergency changes."""

    action: str
    normal: Duration
    emergency: Duration


@dataclass(frozen=True)
class Month:
    """What was submitted, classified for good and tested in a month."""

    label: str
    submitted: int
    emergencies: Share
    success: Share


@dataclass(frozen=True)
class Kpis:
    """All key figures."""

    shares: Mapping[str, Share]
    report_latency: Duration
    review_latency: Duration
    ageing: Mapping[str, int]
    step_times: tuple[StepTime, ...]
    months: tuple[Month, ...]


def count_kpis(register: Register, ages: Mapping[str, timedelta]) -> Kpis:
    """Count the key figures; ``ages`` holds how long each open request has stood in its state."""
    records = register.records
    return Kpis(
        shares=_shares(register),
        report_latency=_latency(records, ("report",), ("pass_test", "roll_back", "return_report")),
        review_latency=_latency(records, ("review", "return_report"), ("report",)),
        ageing=_ageing(ages.values()),
        step_times=tuple(_step_times(register)),
        months=tuple(_months(register)),
    )


def _shares(register: Register) -> dict[str, Share]:
    records = register.records
    tests = _entries(records, "pass_test", "fail_test")
    worked = [view for view in records if view.progress.last("pass_test", "fail_test")]
    decided = [view for view in records if kind_of_change(view) in (NORMAL, EMERGENCY)]
    urgent = _entries(records, "escalate")
    first = [view for view in records if view.progress.last("accept", "reject")]
    heads = _entries(records, "approve", "return", "review", "return_report")
    windows = [event for event in release_events(records) if event.windowed and event.actual]
    stray = {f.place.path for f in register.audit.findings if f.rule == "UB601"}
    changed = len(stray) + sum(len(asset.history) for asset in register.assets)
    return {
        "success": _share(entry.action == "pass_test" for entry in tests),
        "back_out": _share(view.progress.last("roll_back") is not None for view in worked),
        "restored": _share(e.evidence["restored"] is True for e in _entries(records, "roll_back")),
        "emergency": _share(kind_of_change(view) == EMERGENCY for view in decided),
        "criterion": _share(_has_reference(entry) for entry in urgent),
        "rejected": _share(view.progress.last("reject") is not None for view in first),
        "acting": _share(entry.capacity in ACTING for entry in heads),
        "schedule": _share(event.kept for event in windows),
        "register": Share(changed - len(stray), changed),
        "evidence": _share(step.proof is not None for view in records for step in view.steps),
    }


def _share(cases: Iterable[bool]) -> Share:
    listed = list(cases)
    return Share(sum(listed), len(listed))


def _entries(records: Iterable[RecordView], *actions: str) -> list[Entry]:
    return [entry for view in records for entry in view.record.journal if entry.action in actions]


def _has_reference(entry: Entry) -> bool:
    """A major incident needs its number; security needs none beyond the criterion itself."""
    criterion = entry.evidence.get("criterion")
    return criterion == "security" or "incident" in entry.evidence


def duration(lengths: Iterable[timedelta]) -> Duration:
    """Return the median of some durations."""
    listed = list(lengths)
    if not listed:
        return Duration(None, 0)
    seconds = median(length.total_seconds() for length in listed)
    return Duration(timedelta(seconds=seconds), len(listed))


def _latency(
    records: Iterable[RecordView], actions: tuple[str, ...], after: tuple[str, ...]
) -> Duration:
    return duration(
        time - before
        for view in records
        for action, time, before, cause in _moves(view)
        if action in actions and cause in after
    )


def _moves(view: RecordView) -> Iterator[tuple[str, datetime, datetime, str]]:
    """Yield each step but the first: action, effective time, that of the one before, its action."""
    steps = list(zip(view.progress.entries, view.progress.effective, strict=False))
    steps = [step for step in steps if step[0].action not in ("correct", "revise")]
    for (before, earlier), (entry, time) in pairwise(steps):
        yield entry.action, time, earlier, before.action


def _ageing(ages: Iterable[timedelta]) -> dict[str, int]:
    bands = {label: 0 for label, _ in BANDS} | {OLDEST: 0}
    for age in ages:
        bands[next((label for label, days in BANDS if age.days < days), OLDEST)] += 1
    return bands


def _step_times(register: Register) -> Iterator[StepTime]:
    times: dict[tuple[str, str], list[timedelta]] = {}
    for view in register.records:
        kind = kind_of_change(view)
        for name, time, before, _cause in _moves(view):
            times.setdefault((name, kind), []).append(time - before)
    for action in register.authority.sop.actions.values():
        normal = duration(times.get((action.name, NORMAL), ()))
        emergency = duration(times.get((action.name, EMERGENCY), ()))
        if action.steps and not action.opens and normal.count + emergency.count:
            yield StepTime(action.name, normal, emergency)


def _months(register: Register) -> Iterator[Month]:
    office = register.authority.office
    submitted: dict[str, int] = {}
    kinds: dict[str, list[bool]] = {}
    tests: dict[str, list[bool]] = {}
    for view in register.records:
        classified = view.progress.last("classify_normal", "escalate")
        for entry in view.record.journal:
            month = office.day(entry.at).isoformat()[:7]
            if entry.action == "submit":
                submitted[month] = submitted.get(month, 0) + 1
            elif entry == classified:
                kinds.setdefault(month, []).append(entry.action == "escalate")
            elif entry.action in ("pass_test", "fail_test"):
                tests.setdefault(month, []).append(entry.action == "pass_test")
    for month in _calendar_months({*submitted, *kinds, *tests}):
        yield Month(
            month,
            submitted.get(month, 0),
            _share(kinds.get(month, ())),
            _share(tests.get(month, ())),
        )


def _calendar_months(known: set[str]) -> Iterator[str]:
    """Yield every month from the first known one to the last, the newest `MONTHS` of them."""
    if not known:
        return
    counts = [int(month[:4]) * 12 + int(month[5:]) - 1 for month in (min(known), max(known))]
    for count in range(max(counts[0], counts[1] - MONTHS + 1), counts[1] + 1):
        yield f"{count // 12:04}-{count % 12 + 1:02}"
