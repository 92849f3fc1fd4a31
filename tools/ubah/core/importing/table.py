"""A spreadsheet as values: sheets, their cells, and what each cell is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from ubah.core.plain import plain_text


@dataclass(frozen=True)
class Formula:
    """A cell that has no value to be read: a formula in error (``#REF!``), or one never calculated."""

    shown: str = ""


CellValue = str | int | float | bool | date | time | Formula | None
"""What a cell holds; None where it is empty. A moment is a `datetime`, which is a `date`."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file: its rows from the first one on, the cells of each from column A on.

    ``hidden``: a spreadsheet program does not show it, unless asked to.
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    hidden: bool = False

    def cell(self, row: int, column: int) -> CellValue:
        """Return the cell at a row and a column, both counted from 0."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else None

    def name_of(self, row: int, column: int) -> str:
        """Return what a spreadsheet calls the cell: ``Sheet1!D7``."""
        return f"{self.name}!{column_name(column)}{row + 1}"


def column_name(column: int) -> str:
    """Return the letters of a column that is counted from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def shown(cell: CellValue) -> str:
    """Return a cell as a person would type it; "" where it is empty."""
    match cell:
        case None:
            return ""
        case bool():
            return "ya" if cell else "tidak"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime():
            midnight = cell.time() == time()
            return cell.date().isoformat() if midnight else cell.isoformat(" ", "minutes")
        case date() | time():
            return cell.isoformat()
        case Formula():
            return cell.shown
        case _:
            return plain_text(str(cell))


def is_empty(cells: tuple[CellValue, ...]) -> bool:
    """Whether nothing of a row can be seen."""
    return not any(isinstance(cell, Formula) or shown(cell) for cell in cells)
