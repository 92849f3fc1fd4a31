"""Days and times as people here write them: 05-12-2026, 5/12/2026, 5 Des 2026, 5 Desember 2026.

Where only digits stand, the day comes first, as it does in Indonesia; a year in front comes before
month and day, as in ISO 8601. A year has four digits: "05-12-26" may be too many things.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone, tzinfo
from types import MappingProxyType

_NAMES = (
    ("januari", "jan", "january"),
    ("februari", "pebruari", "feb", "peb", "february"),
    ("maret", "mar", "march"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "jun", "june"),
    ("juli", "jul", "july"),
    ("agustus", "agu", "ags", "agt", "agst", "aug", "august"),
    ("september", "sep", "sept"),
    ("oktober", "okt", "oct", "october"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "des", "dec", "december"),
)
MONTHS: Mapping[str, int] = MappingProxyType(
    {name: number for number, names in enumerate(_NAMES, 1) for name in names}
)
_WEEKDAYS = (
    "senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|ahad|monday|tuesday|wednesday|thursday|friday"
    "|saturday|sunday|mon|tue|wed|thu|fri|sat|sun"
)
_WEEKDAY = re.compile(rf"\A(?:{_WEEKDAYS})\.?,?\s+")
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\s?([-/.])\s?(?P<month>\d{1,2})\s?\2\s?(?P<year>\d{4})",
        r"(?P<day>\d{1,2})[-\s]\s*(?P<name>[a-z]+)\.?[-,\s]\s*(?P<year>\d{4})",
        r"(?P<name>[a-z]+)\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})",
    )
)
_CLOCK = re.compile(
    r"[\s,]*(?:t|pukul|pkl\.?|jam|at)?\s*(?P<hour>\d{1,2})[.:](?P<minute>\d\d)(?:[.:](?P<second>\d\d))?"
    r"(?:\.\d+)?\s*(?P<zone>z|utc|wib|wita|wit|[-+]\d\d:?\d\d)?\Z",
    re.ASCII,
)
_ZONES: Mapping[str, int] = MappingProxyType({"z": 0, "utc": 0, "wib": 7, "wita": 8, "wit": 9})


class NoSuchDay(ValueError):
    """What is written well as a day, and stands in no calendar: 31-11-2026."""


def read_day(said: str) -> date | None:
    """Return the day that a text names, None if it names none.

    Raises:
        NoSuchDay: if the calendar lacks it.
    """
    day, rest = _day_in(said)
    return day if not rest else None


def read_moment(said: str, zone: tzinfo) -> datetime | None:
    """Return the time that a text names, in ``zone`` where it names none; None if it is no time.

    Raises:
        NoSuchDay: if the calendar lacks its day.
    """
    day, rest = _day_in(said)
    clock = _CLOCK.match(rest) if day else None
    if day is None or clock is None:
        return None
    hour, minute, second = (int(clock[part] or 0) for part in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        return None
    named = _zone(clock["zone"]) if clock["zone"] else zone
    if named is None:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=named)


def _day_in(said: str) -> tuple[date | None, str]:
    """Return the day that a text begins with, and what follows it."""
    text = _WEEKDAY.sub("", " ".join(said.casefold().split()))
    for form in _FORMS:
        found = form.match(text)
        if found is None or text[found.end() : found.end() + 1].isdigit():
            continue
        parts = found.groupdict()
        month = MONTHS.get(parts["name"]) if "name" in parts else int(parts["month"])
        if month is None:
            continue
        try:
            return date(int(parts["year"]), month, int(parts["day"])), text[found.end() :]
        except ValueError:
            raise NoSuchDay(found[0]) from None
    return None, ""


def _zone(word: str) -> tzinfo | None:
    if word in _ZONES:
        return timezone(timedelta(hours=_ZONES[word]))
    hours, minutes = int(word[1:3]), int(word[-2:])
    if hours > 23 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if word[0] == "-" else offset)
