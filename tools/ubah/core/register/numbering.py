"""Whether the RFC numbers of a year have gaps (question 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class YearNumbers:
    """The numbers of one year: how many, the last one, and those that no request has."""

    year: str
    count: int
    last: str
    gaps: tuple[str, ...]


def numbering(numbers: Iterable[str]) -> Iterator[YearNumbers]:
    """Yield each year's numbers, newest year first."""
    years: dict[str, set[int]] = {}
    for number in numbers:
        years.setdefault(number[4:8], set()).add(int(number[9:]))
    for year, taken in sorted(years.items(), reverse=True):
        last = max(taken)
        gaps = sorted(set(range(1, last + 1)) - taken)
        yield YearNumbers(
            year,
            len(taken),
            f"RFC-{year}-{last:04}",
            tuple(f"RFC-{year}-{gap:04}" for gap in gaps),
        )
