"""The months and years that a register reaches over, each with the one before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ubah.core.register.reporting import ReportingPeriod, month_of, year_of
from ubah.core.register.views import Register


@dataclass(frozen=True)
class Span:
    """A calendar year, or one of its months; ``month`` 0 for the year."""

    year: int
    month: int = 0

    @property
    def key(self) -> str:
        """How an address names it: 2026, or 2026-03."""
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"

    @property
    def days(self) -> ReportingPeriod:
        """Its days."""
        return month_of(self.year, self.month) if self.month else year_of(self.year)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month or 1, 1)

    @property
    def before(self) -> Span:
        """The one before it, of the same kind."""
        if not self.month:
            return Span(self.year - 1)
        return Span(self.year, self.month - 1) if self.month > 1 else Span(self.year - 1, 12)

    @property
    def after(self) -> Span:
        """The one behind it, of the same kind."""
        if not self.month:
            return Span(self.year + 1)
        return Span(self.year, self.month + 1) if self.month < 12 else Span(self.year + 1, 1)


def spans_of(register: Register) -> tuple[Span, ...]:
    """Return the years with steps, newest first, each followed by its months, newest first.

    Between the first step and the last none is left out: that nothing came is an answer, too.
    """
    day = register.authority.office.day
    days = [day(entry.at) for view in register.records for entry in view.record.journal]
    return tuple(_spans(min(days), max(days))) if days else ()


def _spans(first: date, last: date) -> Iterator[Span]:
    for year in range(last.year, first.year - 1, -1):
        yield Span(year)
        for month in range(12, 0, -1):
            if first.replace(day=1) <= date(year, month, 1) <= last:
                yield Span(year, month)
