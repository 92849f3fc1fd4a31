"""Where in a sheet its table begins and ends: titles above, heads of two rows, totals and signatures below."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ubah.core.diagnostics import Message, msg
from ubah.core.importing.columns import KnownColumns, plain_name
from ubah.core.importing.table import Sheet, is_empty, shown

_LOOKED_AT = 60  # rows, for the head
_LEAST_KNOWN = 2
_TOTAL = re.compile(r"(sub ?|grand )?(jumlah|total)\b")


@dataclass(frozen=True)
class Head:
    """A table's head: its first row and how many it has (rows count from 0), the columns' names."""

    row: int
    height: int
    names: Mapping[int, str]

    @property
    def below(self) -> int:
        """The first row below the head."""
        return self.row + self.height


@dataclass(frozen=True)
class Rows:
    """The rows of a table that say something, and those set aside, each with the reason why."""

    rows: tuple[int, ...]
    aside: tuple[tuple[int, Message], ...]


def find_head(sheet: Sheet, known: KnownColumns, row: int | None = None) -> Head | None:
    """Return the head of a sheet's table: that with the most known columns, or the one at ``row``."""
    places = range(min(len(sheet.rows), _LOOKED_AT)) if row is None else (row,)
    best, most = None, _LEAST_KNOWN - 1 if row is None else -1
    for place in places:
        head = _head_at(sheet, place)
        fields = {known.field_of(name) for name in head.names.values()} - {""}
        if len(fields) > most:
            best, most = head, len(fields)
    return best


def known_in(sheet: Sheet, known: KnownColumns) -> int:
    """Return how many known columns the head of a sheet has."""
    head = find_head(sheet, known)
    return len({known.field_of(n) for n in head.names.values()} - {""}) if head else 0


def _head_at(sheet: Sheet, row: int) -> Head:
    upper = [shown(sheet.cell(row, c)) for c in range(_width(sheet, row))]
    lower = [shown(sheet.cell(row + 1, c)) for c in range(_width(sheet, row))]
    names: dict[int, str] = {}
    if not _goes_on_below(upper, lower):
        return Head(row, 1, {c: _one_line(name) for c, name in enumerate(upper) if name})
    group = ""
    for column, (above, below) in enumerate(zip(upper, lower, strict=True)):
        group = above or (group if below else "")
        name = f"{group} {below}".strip()
        if name:
            names[column] = _one_line(name)
    return Head(row, 2, names)


def _width(sheet: Sheet, row: int) -> int:
    return max((len(cells) for cells in sheet.rows[row : row + 2]), default=0)


def _goes_on_below(upper: list[str], lower: list[str]) -> bool:
    """Whether the row below names the parts of cells that are merged over several columns.

    There a name below stands under a merged cell's first column or under its empty ones, and nowhere else.
    """
    under = [bool(below) and not above for above, below in zip(upper, lower, strict=True)]
    both = [bool(below) and bool(above) for above, below in zip(upper, lower, strict=True)]
    texts = all(not name.replace(".", "").isdecimal() for name in lower if name)
    leads = all(any(under[c + 1 : c + 2]) for c, is_both in enumerate(both) if is_both)
    return any(under) and any(both) and texts and leads


def _one_line(name: str) -> str:
    return " ".join(name.split())


def rows_below(sheet: Sheet, head: Head, key_column: int | None, known: KnownColumns) -> Rows:
    """Return which rows below the head say something.

    ``key_column`` is what every row of the table has, such as the name: where it is empty there may
    be a total, or a signature below the table.
    """
    rows: list[int] = []
    aside: list[tuple[int, Message]] = []
    end = _end_of_table(sheet, head, key_column, known)
    for row in range(head.below, len(sheet.rows)):
        cells = sheet.rows[row]
        if is_empty(cells):
            continue
        if _is_total(sheet, row, key_column):
            aside.append((row, msg("a total")))
        elif row >= end:
            aside.append((row, msg("below the table")))
        elif _numbers_columns(sheet, row) and not rows:
            aside.append((row, msg("numbers of the columns")))
        elif _repeats_head(sheet, head, row):
            aside.append((row, msg("the table's heading again")))
        else:
            rows.append(row)
    return Rows(tuple(rows), tuple(aside))


def _end_of_table(sheet: Sheet, head: Head, key_column: int | None, known: KnownColumns) -> int:
    """Return the row at which what is no longer the table begins, such as dates and signatures.

    They are sparse, and bear no number; below a total not even a key makes a row of the table of
    them. A row of the table that only lacks its key belongs to it: that is said of it, not passed over.
    """
    if key_column is None:
        return len(sheet.rows)
    numbers = [c for c, name in head.names.items() if known.is_apart(name)]
    total = next(
        (row for row in range(head.below, len(sheet.rows)) if _is_total(sheet, row, key_column)),
        len(sheet.rows),
    )
    last = len(sheet.rows)
    for row in range(len(sheet.rows) - 1, head.below - 1, -1):
        filled = [c for c in head.names if shown(sheet.cell(row, c))]
        if not filled:
            continue
        numbered = any(shown(sheet.cell(row, c)).rstrip(".").isdecimal() for c in numbers)
        keyed = row < total and bool(shown(sheet.cell(row, key_column))) and len(filled) > 1
        if numbered or keyed or len(filled) > max(2, len(head.names) // 3):
            return last
        last = row
    return last


def _numbers_columns(sheet: Sheet, row: int) -> bool:
    """Whether a row counts the columns: 1 2 3 4, or (1) (2) (3)."""
    words = [shown(cell).strip("() .") for cell in sheet.rows[row]]
    filled = [word for word in words if word]
    numbers = [int(word) for word in filled if word.isascii() and word.isdecimal()]
    rising = all(a < b <= a + 2 for a, b in itertools.pairwise(numbers))
    return len(numbers) == len(filled) >= 3 and numbers[0] in (0, 1) and rising


def _is_total(sheet: Sheet, row: int, key_column: int | None) -> bool:
    """Whether a row adds up others: a word for it stands first, or where the name would stand."""
    words = [plain_name(shown(cell)) for cell in sheet.rows[row]]
    first = next((word for word in words if word and not word.isdecimal()), "")
    if not _TOTAL.match(first):
        return False
    key = words[key_column] if key_column is not None and key_column < len(words) else ""
    numbered = any(word.isdecimal() for word in words[:1])
    return not key or (_TOTAL.match(key) is not None and not numbered)


def _repeats_head(sheet: Sheet, head: Head, row: int) -> bool:
    """Whether a printed table shows its head again, on a new page; a head of two rows shows both."""
    for above in range(head.row, head.below):
        both = [
            (shown(sheet.cell(row, c)), shown(sheet.cell(above, c)))
            for c in _columns(sheet, row, above)
        ]
        if len(both) >= _LEAST_KNOWN and all(own == once for own, once in both):
            return True
    return False


def _columns(sheet: Sheet, *rows: int) -> Iterator[int]:
    width = max(len(sheet.rows[row]) for row in rows)
    return (c for c in range(width) if any(shown(sheet.cell(row, c)) for row in rows))
