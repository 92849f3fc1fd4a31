"""The months and years that a register reaches over, each with the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ubah.core.model import Entry, JudgedStep
from ubah.core.register.reporting import ReportingPeriod, month_of, year_of
from ubah.core.register.views import RecordView, Register


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
    def months(self) -> tuple[str, ...]:
        """The keys of its months, in order."""
        if self.month:
            return (self.key,)
        return tuple(f"{self.year:04}-{month:02}" for month in range(1, 13))

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


@dataclass(frozen=True)
class StepCalendar:
    """Month → the steps taken in it, as the journals hold them and as they were judged."""

    entries: Mapping[str, tuple[tuple[RecordView, Entry], ...]]
    judged: Mapping[str, tuple[JudgedStep, ...]]

    def entries_in(self, span: Span) -> Iterator[tuple[RecordView, Entry]]:
        """Yield the entries of a month, or of a year's months, oldest month first."""
        for month in span.months:
            yield from self.entries.get(month, ())

    def judged_in(self, span: Span) -> Iterator[JudgedStep]:
        """Yield the judged steps of a month, or of a year's months, oldest month first."""
        for month in span.months:
            yield from self.judged.get(month, ())


def step_calendar(register: Register) -> StepCalendar:
    """Return the steps of a register by month, in office time."""
    day = register.authority.office.day
    entries: dict[str, list[tuple[RecordView, Entry]]] = {}
    judged: dict[str, list[JudgedStep]] = {}
    for view in register.records:
        for entry in view.record.journal:
            entries.setdefault(_month_of(day(entry.at)), []).append((view, entry))
        for step in view.steps:
            judged.setdefault(_month_of(day(step.entry.at)), []).append(step)
    return StepCalendar(
        {month: tuple(own) for month, own in entries.items()},
        {month: tuple(own) for month, own in judged.items()},
    )


def _month_of(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _spans(first: date, last: date) -> Iterator[Span]:
    for year in range(last.year, first.year - 1, -1):
        yield Span(year)
        for month in range(12, 0, -1):
            if first.replace(day=1) <= date(year, month, 1) <= last:
                yield Span(year, month)
