"""Text with separated values, as spreadsheets of any language write it: its signs are found out."""

from __future__ import annotations

import codecs
import csv

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.importing.table import Sheet

_DELIMITERS = ";,\t|"
_LOOKED_AT = 50  # lines


def separated_sheet(data: bytes, name: str) -> Sheet:
    """Return the only sheet of a file with separated values.

    Raises:
        CannotRun: if its bytes are no text.
    """
    lines = _text(data, name).splitlines(keepends=True)
    first = lines[0].strip().casefold() if lines else ""
    told = first[4:5] if first.startswith("sep=") and len(first) == 5 else ""  # Excel's own mark
    delimiter = told or _delimiter(lines)
    rows = csv.reader(lines, delimiter=delimiter)
    try:
        found = tuple(tuple(cell or None for cell in row) for row in rows)
    except csv.Error:
        raise CannotRun(
            msg("{path} cannot be read as a table", path=name),
            msg("open it in a spreadsheet program and save it as .xlsx"),
        ) from None
    return Sheet(name, ((None,), *found[1:]) if told else found)


def _text(data: bytes, name: str) -> str:
    marks = (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    )
    for mark, encoding in marks:
        if data.startswith(mark):
            data, known = data[len(mark) :], encoding
            break
    else:
        known = ""
    for encoding in (known,) if known else ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CannotRun(
        msg("{path} is no text with separated values", path=name),
        msg("open it in a spreadsheet program and save it as .xlsx"),
    )


def _delimiter(lines: list[str]) -> str:
    """Return the sign that parts most lines into the same number of cells, more than one."""
    best, most = _DELIMITERS[0], (0, 0)
    for sign in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines[:_LOOKED_AT], delimiter=sign)]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        usual = max(set(wide), key=wide.count) if wide else 0
        if (wide.count(usual), usual) > most:
            best, most = sign, (wide.count(usual), usual)
    return best
