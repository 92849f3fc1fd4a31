"""Spreadsheets as they lie on the disk: .xlsx by openpyxl, .ods and text with separated values by hand.

What a cell shows for a formula in error must never be taken for an empty cell, or for 0: decision 36
says which reader keeps that apart.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, iterparse

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.importing.separated import separated_sheet
from ubah.core.importing.table import CellValue, Formula, Sheet, column_name
from ubah.edge.system import disk

MOST_ROWS = 50_000
MOST_COLUMNS = 500
MOST_UNPACKED = 100_000_000
MOST_BLANKS = 1000
_SHOWN_ERROR = re.compile(r"#[A-Z/0]+[!?]|#N/A|Err:\d+")
"""How an error is shown, also where an older program has written 0 as the cell's value."""

_ZEROS = re.compile(r"0{2,15}\Z")
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_sheets(data: bytes, path: Path) -> tuple[Sheet, ...]:
    """Return the sheets of a file; what it is, its bytes tell.

    Raises:
        CannotRun: if it cannot be read as a table.
    """
    if data.startswith(_OLD_EXCEL):
        raise CannotRun(
            msg("{path} is of an old form (.xls), or locked by a password", path=str(path)),
            msg("open it in a spreadsheet program and save it as .xlsx, without a password"),
        )
    if not data.strip():
        raise CannotRun(msg("{path} is empty", path=str(path)), msg("name another file"))
    if not data.startswith(b"PK"):
        sheet = separated_sheet(data, path.name)
        return (Sheet(sheet.name, _limited(iter(sheet.rows), sheet.name)),)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _refuse_bombs(packed, path)
            names = set(packed.namelist())
            if "content.xml" in names:
                return tuple(_open_document(packed))
        if "xl/workbook.xml" in names:
            return tuple(_excel(data))
    except (CannotRun, ImportError):
        raise
    except (
        Exception
    ):  # a damaged file: zlib, expat and openpyxl each say it in many ways of their own
        raise _unreadable(path) from None
    raise _unreadable(path)


def _unreadable(path: Path) -> CannotRun:
    return CannotRun(
        msg("{path} cannot be read as a table", path=str(path)),
        msg("open it in a spreadsheet program and save it as .xlsx"),
    )


def read_file(path: Path) -> tuple[bytes, tuple[Sheet, ...]]:
    """Return a file's bytes and its sheets.

    Raises:
        CannotRun: if it cannot be read.
    """
    data = disk.read(path)
    return data, read_sheets(data, path)


def _refuse_bombs(packed: zipfile.ZipFile, path: Path) -> None:
    if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
        raise CannotRun(
            msg("{path} is larger than {limit} MB", path=str(path), limit=MOST_UNPACKED // 10**6),
            msg("keep the sheet with the table, and save it as a file of its own"),
        )


def _limited(rows: Iterator[tuple[CellValue, ...]], name: str) -> tuple[tuple[CellValue, ...], ...]:
    """Return a sheet's rows without the empty ones at its end, such as formatted rows without content.

    Raises:
        CannotRun: if anything stands beyond what is read, so that nothing is left out unsaid.
    """
    found: list[tuple[CellValue, ...]] = []
    filled = 0
    for number, row in enumerate(rows, 1):
        if any(cell is not None for cell in row):
            filled = number
            if number > MOST_ROWS:
                raise CannotRun(
                    msg(
                        "the sheet {sheet} holds something in row {row}, beyond the {limit} rows that are read",
                        sheet=name,
                        row=number,
                        limit=MOST_ROWS,
                    ),
                    msg("part the table into several files, or delete what stands so far below"),
                )
            if len(row) > MOST_COLUMNS:
                at = next(at for at in range(MOST_COLUMNS, len(row)) if row[at] is not None)
                raise CannotRun(
                    msg(
                        "the sheet {sheet} holds something in column {column}, beyond the {limit} columns that are read",
                        sheet=name,
                        column=column_name(at),
                        limit=MOST_COLUMNS,
                    ),
                    msg("delete the columns that are no part of the table"),
                )
        if number <= MOST_ROWS:
            found.append(row)
    return tuple(found[:filled])


def _excel(data: bytes) -> Iterator[Sheet]:
    import warnings  # only here: few commands read spreadsheets

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that are of no concern
        values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        for sheet in values.worksheets:
            sheet.reset_dimensions()
            told = formulas[sheet.title]
            told.reset_dimensions()
            rows = zip(sheet.iter_rows(), told.iter_rows(), strict=False)
            read = _limited((_excel_row(*pair) for pair in rows), sheet.title)
            yield Sheet(sheet.title, read, hidden=sheet.sheet_state != "visible")


def _excel_row(values: tuple[Any, ...], formulas: tuple[Any, ...]) -> tuple[CellValue, ...]:
    cells = [_excel_cell(*pair) for pair in zip(values, formulas, strict=False)]
    return _without_empty_end(cells)


def _without_empty_end(cells: list[CellValue]) -> tuple[CellValue, ...]:
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _excel_cell(cell: Any, formula: Any) -> CellValue:
    value: Any = cell.value
    if cell.data_type == "e":
        return Formula(str(value))
    if value is None:
        return Formula(str(formula.value)) if formula.data_type == "f" else None
    if isinstance(value, float) and not math.isfinite(value):
        return Formula(str(value))
    if isinstance(value, int) and _ZEROS.match(str(cell.number_format)):
        return str(int(value)).zfill(len(cell.number_format))  # 0007 is shown, 7 is kept
    if isinstance(value, (str, bool, int, float, datetime, date, time)):
        return value or None if isinstance(value, str) else value
    return str(value)


def _open_document(packed: zipfile.ZipFile) -> Iterator[Sheet]:
    with packed.open("content.xml") as content:
        # Expat expands no entities from elsewhere, and refuses those that grow without end.
        unseen: set[str] = set()  # styles come before the tables that have them
        for _, element in iterparse(content):  # noqa: S314 - see above
            if element.tag == f"{_STYLE}style":
                tables = element.iterfind(f"{_STYLE}table-properties")
                if any(each.get(f"{_TABLE}display") == "false" for each in tables):
                    unseen.add(element.get(f"{_STYLE}name", ""))
            elif element.tag == f"{_TABLE}table":
                name = element.get(f"{_TABLE}name", "Sheet1")
                hidden = element.get(f"{_TABLE}style-name") in unseen
                yield Sheet(name, _limited(_document_rows(element), name), hidden)
                element.clear()


def _document_rows(table: Element) -> Iterator[tuple[CellValue, ...]]:
    for row in table.iter(f"{_TABLE}table-row"):
        cells: list[CellValue] = []
        for cell in row:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            again = _count(cell, "number-columns-repeated")
            room = min(again, MOST_COLUMNS + 1)  # one more tells that there are too many
            cells += [_document_cell(cell)] * room
        whole = _without_empty_end(cells)
        for _ in range(_count(row, "number-rows-repeated")):
            yield whole


def _count(element: Element, name: str) -> int:
    return max(1, int(element.get(f"{_TABLE}{name}", "1")))


def _document_cell(cell: Element) -> CellValue:
    said = "\n".join("".join(_words(line)) for line in cell.iterfind(f"{_TEXT}p"))
    kind = cell.get(f"{_OFFICE}value-type", "")
    if cell.get(f"{_CALC}value-type") == "error":
        return Formula(said)
    if kind in _READ:
        if _SHOWN_ERROR.match(said):
            return Formula(said)
        try:
            found = _READ[kind](cell)
        except ValueError:  # refused with its cell, where it is read
            return Formula(said or "?")
        return said if isinstance(found, float) and _is_padded(said, found) else found
    return cell.get(f"{_OFFICE}string-value") or said or None


def _is_padded(said: str, value: float) -> bool:
    """Whether a number is shown with zeros in front: 0007, as register numbers are."""
    return said.isascii() and said.isdecimal() and said.startswith("0") and int(said) == value != 0


def _words(line: Element) -> Iterator[str]:
    yield line.text or ""
    for part in line:
        if part.tag == f"{_TEXT}s":
            yield " " * min(MOST_BLANKS, max(1, int(part.get(f"{_TEXT}c", "1"))))
        elif part.tag in (f"{_TEXT}line-break", f"{_TEXT}tab"):
            yield "\n" if part.tag.endswith("break") else " "
        else:
            yield from _words(part)
        yield part.tail or ""


def _number(cell: Element) -> CellValue:
    return float(cell.get(f"{_OFFICE}value", ""))


def _day(cell: Element) -> CellValue:
    said = cell.get(f"{_OFFICE}date-value", "")
    return date.fromisoformat(said) if len(said) == 10 else datetime.fromisoformat(said[:19])


def _yes(cell: Element) -> CellValue:
    return cell.get(f"{_OFFICE}boolean-value") == "true"


_READ: dict[str, Callable[[Element], CellValue]] = {
    "float": _number,
    "currency": _number,
    "percentage": _number,
    "date": _day,
    "boolean": _yes,
}
