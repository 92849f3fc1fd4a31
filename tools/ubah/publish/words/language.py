"""How a page speaks: its language, its catalogue, and office time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from ubah.core.diagnostics import Basis, Label, Message, Severity, Verdict
from ubah.core.names import (
    BASES_TO_THE_PUBLIC,
    SEVERITIES_TO_THE_PUBLIC,
    VERDICTS_TO_THE_PUBLIC,
)
from ubah.core.people.roles import Period
from ubah.core.render import Translate, render

_ENUMERATED = re.compile(r"\A(?P<title>.*?) \((?P<words>[^()]*)\)\Z")
BIG_NUMBER = 10_000
"""From here on digits are grouped; years and scores stay as they are."""


@dataclass(frozen=True)
class Words:
    """Words, dates and numbers in one language, times in the office's zone."""

    language: str
    translate: Translate
    zone: timezone
    gap: str = " "
    """What stands between a time and its zone: on pages a space that breaks no line."""

    def label(self, label: Label) -> str:
        """Return a label of the office's data."""
        return label.in_language(self.language)

    def message(self, message: Message) -> str:
        """Return a message of the judge as a sentence."""
        text = render(message, self.translate, self.language)
        return text[:1].upper() + text[1:]

    def both(self, title: str) -> str:
        """Return this language's half of a schema title such as "Alasan / Reason"."""
        first, separator, rest = title.partition(" / ")
        return rest if separator and self.language == "en" else first

    def title(self, title: str, *, enumerated: bool = False) -> str:
        """Return a schema title; ``enumerated``: without the words that it lists in brackets."""
        own = self.both(title)
        match = _ENUMERATED.match(own) if enumerated else None
        return match["title"] if match else own

    def enumerated(self, title: str, count: int) -> tuple[str, ...]:
        """Return the words that an enum's title lists in brackets, if it lists ``count``."""
        match = _ENUMERATED.match(self.both(title))
        words = match["words"].split(", ") if match else []
        return tuple(word[:1].upper() + word[1:] for word in words) if len(words) == count else ()

    def day(self, value: date) -> str:
        """Return a day, such as 10 Maret 2026."""
        return _long_day(value, self.language)

    def month(self, day: date) -> str:
        """Return the month of a day, such as Maret 2026."""
        return format_date(day, "MMMM y", locale=self.language)

    def short_month(self, day: date) -> str:
        """Return the month of a day in short, such as Mar 2026."""
        return format_date(day, "MMM y", locale=self.language)

    def time(self, value: datetime) -> str:
        """Return a moment in office time, such as 10 Maret 2026, 09.25 WITA."""
        day = _long_day(value.astimezone(self.zone).date(), self.language)
        return f"{day}, {self.clock(value)}{self.gap}{self.zone}"

    def moment(self, text: str) -> str:
        """Return a moment that stands in a record as text."""
        return self.time(datetime.fromisoformat(text))

    def between(self, start: datetime, end: datetime) -> str:
        """Return a window in office time; the day stands once where it is the same."""
        first, last = start.astimezone(self.zone), end.astimezone(self.zone)
        if first.date() != last.date():
            return f"{self.time(start)} – {self.time(end)}"
        clocks = f"{self.clock(start)}–{self.clock(end)}"
        return f"{self.day(first.date())}, {clocks}{self.gap}{self.zone}"

    def period(self, period: Period) -> str:
        """Return a period of inclusive days."""
        _ = self.translate
        start = self.day(period.start)
        if period.until is None:
            return _("since {start}").format(start=start)
        if period.until == period.start:
            return start
        return _("{start} to {until}").format(start=start, until=self.day(period.until))

    def span(self, length: timedelta) -> str:
        """Return an age: whole days that have passed; below a day hours and minutes."""
        if length >= timedelta(days=1):
            return self.days(length.days)
        return self._hours(max(0, int(length.total_seconds() // 60)))

    def duration(self, length: timedelta) -> str:
        """Return a measured length of time to the minute, half a minute rounded up."""
        minutes = max(0, int(half_up(length.total_seconds() / 60)))
        days, rest = divmod(minutes, 24 * 60)
        if not days:
            return self._hours(rest)
        return f"{self.days(days)} {self._hours(rest)}" if rest else self.days(days)

    def _hours(self, minutes: int) -> str:
        """Return a length of less than a day in hours and minutes."""
        _ = self.translate
        hours, minutes = divmod(minutes, 60)
        parts = []
        if hours:
            parts.append(self.counted(hours, _("1 hour"), _("{count} hours")))
        if minutes or not hours:
            parts.append(self.counted(minutes, _("1 minute"), _("{count} minutes")))
        return " ".join(parts)

    def percent(self, percent: float | None) -> str:
        """Return a share in whole percent, half of one rounded up; a dash for none."""
        return "–" if percent is None else f"{self.number(int(half_up(percent)))}%"

    def days(self, count: float) -> str:
        """Return a number of days."""
        _ = self.translate
        return self.counted(count, _("1 day"), _("{count} days"))

    def counted(self, count: float, one: str, many: str) -> str:
        """Return ``one`` for one, else ``many`` with its ``{count}``; both are translated."""
        return one if count == 1 else many.format(count=self.number(count))

    def clock(self, value: datetime) -> str:
        """Return a time of day in office time, without its zone."""
        local = value.astimezone(self.zone)
        return f"{local.hour:02}{':' if self.language == 'en' else '.'}{local.minute:02}"

    def number(self, value: float) -> str:
        """Return a number, grouped where it is big."""
        if abs(value) < BIG_NUMBER and isinstance(value, int):
            return str(value)
        return format_decimal(value, locale=self.language)

    def basis(self, basis: Basis) -> str:
        """Return where a rule comes from, in words."""
        return self.message(BASES_TO_THE_PUBLIC[basis])

    def severity(self, severity: Severity) -> str:
        """Return how much a finding weighs, in words."""
        return self.message(SEVERITIES_TO_THE_PUBLIC[severity])

    def verdict(self, verdict: Verdict) -> str:
        """Return the outcome of an audit, in words."""
        return self.message(VERDICTS_TO_THE_PUBLIC[verdict])


def half_up(value: float, digits: int = 0) -> Decimal:
    """Round as people and their calculators do: what lies half-way goes up."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@lru_cache(maxsize=4096)
def _long_day(value: date, language: str) -> str:
    return format_date(value, "d MMMM y", locale=language)
