"""The period that figures or requests are asked for: a month, a quarter, a year, or all time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ReportingPeriod:
    """From a first day to a last one, both inclusive, in office time; None: without that bound."""

    first: date | None = None
    last: date | None = None

    def covers(self, day: date | None) -> bool:
        """Whether ``day`` lies in it; what has no day is hidden by no period."""
        if day is None:
            return True
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


ALL_TIME = ReportingPeriod()


def year_of(year: int) -> ReportingPeriod:
    """Return a calendar year."""
    return ReportingPeriod(date(year, 1, 1), date(year, 12, 31))


def month_of(year: int, month: int) -> ReportingPeriod:
    """Return a calendar month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return ReportingPeriod(date(year, month, 1), date.fromordinal(following.toordinal() - 1))


def quarter_of(year: int, quarter: int) -> ReportingPeriod:
    """Return a quarter of a calendar year, 1 to 4."""
    last = month_of(year, 3 * quarter).last
    return ReportingPeriod(date(year, 3 * quarter - 2, 1), last)
