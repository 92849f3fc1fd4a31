"""The key figures of the SOP for a period, each with the number of cases it was counted from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from ubah.core.figures.counted_requests import (
    BANDS,
    OLDEST,
    Cases,
    CountedRequest,
    ageing,
    step_time,
)
from ubah.core.figures.process import REJECTION, SUBMITTED, figures_of
from ubah.core.register.assurance import assets_by_request
from ubah.core.register.classification import EMERGENCY, NORMAL
from ubah.core.register.reporting import ALL_TIME, ReportingPeriod, month_of
from ubah.core.register.views import Register

MONTHS = 24
"""So many months are drawn; older ones stand in the downloads."""

SHARES = (
    "success",
    "back_out",
    "restored",
    "emergency",
    "criterion",
    REJECTION,
    "acting",
    "schedule",
    "register",
    "evidence",
)


@dataclass(frozen=True)
class Share:
    """So many of so many, in so many requests; a share of nothing is no number.

    ``told`` is False where the history was not judged so that the share could be told at all.
    """

    part: int
    whole: int
    requests: int = 0
    told: bool = True

    @property
    def percent(self) -> float | None:
        """The share in percent, None for an empty denominator."""
        return 100 * self.part / self.whole if self.whole and self.told else None


@dataclass(frozen=True)
class Duration:
    """The median of so many durations, None of none; in so many requests."""

    median: timedelta | None
    count: int
    requests: int = 0


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

    @property
    def period(self) -> ReportingPeriod:
        """The days of the month."""
        return month_of(int(self.label[:4]), int(self.label[5:]))


@dataclass(frozen=True)
class Kpis:
    """All key figures of ``period``; ``figures`` names those that the process can have."""

    period: ReportingPeriod
    shares: Mapping[str, Share]
    lead_time: Duration
    report_latency: Duration
    review_latency: Duration
    ageing: Mapping[str, int]
    step_times: tuple[StepTime, ...]
    months: tuple[Month, ...]
    figures: frozenset[str]

    @property
    def durations(self) -> Mapping[str, Duration]:
        """The lengths of time among them by their names, of those that the process can have."""
        lengths = {
            "lead_time": self.lead_time,
            "report_latency": self.report_latency,
            "review_latency": self.review_latency,
        }
        return {name: length for name, length in lengths.items() if name in self.figures}


def sum_kpis(chosen: Cases, register: Register, period: ReportingPeriod = ALL_TIME) -> Kpis:
    """Return the key figures of a period, summed up from its cases.

    `counted_requests` says for each figure what belongs to a period; the ages are those of now, of the
    requests submitted in it.
    """
    untold, figures = _untold(register), figures_of(register.authority.sop)
    return Kpis(
        period=period,
        shares={
            name: _share(chosen[name], told=name not in untold)
            for name in SHARES
            if name in figures
        },
        lead_time=_duration(chosen.get("lead_time", ())),
        report_latency=_duration(chosen.get("report_latency", ())),
        review_latency=_duration(chosen.get("review_latency", ())),
        ageing={
            band: len(chosen.get(ageing(band), ()))
            for band in (*(label for label, _ in BANDS), OLDEST)
        },
        step_times=tuple(_step_times(chosen, register)),
        months=tuple(_months(chosen)),
        figures=figures,
    )


def _untold(register: Register) -> frozenset[str]:
    """Return the shares that rest on a history which was not judged so far."""
    audit = register.audit
    return frozenset(
        name
        for name, known in (
            ("register", assets_by_request(audit).complete),
            ("evidence", audit.whole),
        )
        if not known
    )


def _share(cases: Iterable[CountedRequest], *, told: bool = True) -> Share:
    listed = list(cases)
    requests = len({case.record for case in listed if case.record})
    return Share(sum(case.counted for case in listed), len(listed), requests, told)


def _duration(cases: Iterable[CountedRequest]) -> Duration:
    """Return the median of some durations."""
    listed = list(cases)
    if not listed:
        return Duration(None, 0)
    seconds = median(case.length.total_seconds() for case in listed)
    return Duration(timedelta(seconds=seconds), len(listed), len({case.record for case in listed}))


def _step_times(chosen: Cases, register: Register) -> Iterator[StepTime]:
    for action in register.authority.sop.actions.values():
        normal = _duration(chosen.get(step_time(action.name, NORMAL), ()))
        emergency = _duration(chosen.get(step_time(action.name, EMERGENCY), ()))
        if action.steps and not action.opens and normal.count + emergency.count:
            yield StepTime(action.name, normal, emergency)


def _months(chosen: Cases) -> Iterator[Month]:
    by_month = {
        name: _by_month(chosen.get(name, ())) for name in (SUBMITTED, "emergency", "success")
    }
    for month in _calendar_months({month for months in by_month.values() for month in months}):
        yield Month(
            month,
            len(by_month[SUBMITTED].get(month, ())),
            _share(by_month["emergency"].get(month, ())),
            _share(by_month["success"].get(month, ())),
        )


def _by_month(cases: Iterable[CountedRequest]) -> dict[str, list[CountedRequest]]:
    months: dict[str, list[CountedRequest]] = {}
    for case in cases:
        if case.day is not None:
            months.setdefault(month_label(case.day), []).append(case)
    return months


def month_label(day: date) -> str:
    """Return a day's month as ISO 8601 writes it."""
    return day.isoformat()[:7]


def _calendar_months(known: set[str]) -> Iterator[str]:
    """Yield every month from the first known one to the last, the newest `MONTHS` of them."""
    if not known:
        return
    counts = [int(month[:4]) * 12 + int(month[5:]) - 1 for month in (min(known), max(known))]
    for count in range(max(counts[0], counts[1] - MONTHS + 1), counts[1] + 1):
        yield f"{count // 12:04}-{count % 12 + 1:02}"
