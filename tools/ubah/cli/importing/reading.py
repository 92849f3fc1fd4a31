"""What the commands of `ubah import` share: the options, the file, and which column is taken for what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import Any

import click

from ubah.cli.asking.inputs import read_mapping
from ubah.cli.columns import Cells, print_columns
from ubah.cli.importing.agreeing import Wanted, ask_correction, ask_defaults, ask_unknown
from ubah.cli.language import is_interactive, say
from ubah.cli.loading import words_of
from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.forms.typed import NO, YES, read_yes_no
from ubah.core.importing.columns import KnownColumns
from ubah.core.importing.header import Head, Rows, find_head, known_in, rows_below
from ubah.core.importing.mapping import (
    TableMapping,
    TakenColumns,
    as_mapping,
    is_of,
    mapping_from,
    refuse_absent,
    taken_columns,
    typed_mapping,
)
from ubah.core.importing.table import Sheet, column_name, shown
from ubah.core.importing.values import Refusal
from ubah.edge.system import disk
from ubah.edge.system.spreadsheets import read_file

EXAMPLE = 30  # signs of a cell, beside its column


@dataclass(frozen=True)
class TableSaid:
    """What was said of a table at the command: the options, and the file that keeps them.

    ``usual``: nobody named the file, so it serves only tables with the very same columns.
    """

    said: TableMapping
    file: Path | None
    usual: bool = False

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> TableSaid:
        """Return what the options of `table_options` hold."""
        said = typed_mapping(
            options["sheet"], options["header_row"], options["columns"], options["defaults"]
        )
        return cls(said, options["file"])

    def kept_in(self, usual: Path) -> TableSaid:
        """Return the same, kept in ``usual`` where no other file was named."""
        return self if self.file else replace(self, file=usual, usual=True)

    def earlier(self) -> TableMapping:
        """Return what was kept from the last time."""
        if self.file is None or not self.file.is_file():
            return TableMapping()
        return mapping_from(read_mapping(self.file), str(self.file))


@dataclass(frozen=True)
class OpenTable:
    """A table that was found: the file, its sheet, its columns as taken, its rows."""

    path: Path
    digest: str
    sheet: Sheet
    taken: TakenColumns
    rows: Rows
    mapping: TableMapping


def open_table(path: Path, told: TableSaid, wanted: Wanted, lang: str | None) -> OpenTable:
    """Find the table in a file, say what its columns are taken for, and ask for what is lacking.

    Raises:
        CannotRun: if there is none, or something is lacking with nobody there to be asked.
    """
    data, sheets = read_file(path)
    earlier = told.earlier()
    sheet, head = _head_of(sheets, told.said, earlier, wanted)
    if told.usual and not (head and is_of(earlier, head)):
        earlier = TableMapping()  # of another kind of table: its values would fill empty cells here
        sheet, head = _head_of(sheets, told.said, earlier, wanted)
    _say_hidden(sheets, sheet, wanted, lang)
    if head is None or not head.names:
        raise _no_head(sheet, wanted)
    mapping = told.said.over(earlier)
    refuse_absent(told.said, head)
    taken, rows, mapping = _agreed(sheet, head, mapping, wanted, lang)
    _refuse_lacking(taken, wanted)
    digest = hashlib.sha256(data).hexdigest()
    return OpenTable(path, digest, sheet, taken, rows, as_mapping(taken, sheet.name, mapping))


def _head_of(
    sheets: tuple[Sheet, ...], said: TableMapping, earlier: TableMapping, wanted: Wanted
) -> tuple[Sheet, Head | None]:
    sheet = _sheet(sheets, said.sheet, earlier.sheet, wanted.known)
    row = said.header_row or earlier.header_row
    return sheet, find_head(sheet, wanted.known, row - 1 if row else None)


def _agreed(
    sheet: Sheet, head: Head, mapping: TableMapping, wanted: Wanted, lang: str | None
) -> tuple[TakenColumns, Rows, TableMapping]:
    """Show what the columns are taken for, again after each correction that is typed, and ask for the rest."""
    if is_interactive():
        mapping = ask_unknown(head, mapping, wanted, lang)
    while True:
        taken = taken_columns(head, mapping, wanted.known, wanted.fields)
        key = next(iter(taken.of(wanted.key)), None)
        rows = rows_below(sheet, head, key, wanted.known)
        _say_columns(sheet, taken, rows, wanted, lang)
        corrected = ask_correction(head, mapping, wanted, lang) if is_interactive() else None
        if corrected is None:
            break
        mapping = corrected
    if is_interactive():
        mapping = ask_defaults(taken, mapping, wanted, lang)
        taken = taken_columns(head, mapping, wanted.known, wanted.fields)
    return taken, rows, mapping


def _sheet(sheets: tuple[Sheet, ...], said: str, earlier: str, known: KnownColumns) -> Sheet:
    """Return the sheet that was named, or the one whose head has the most known columns."""
    for name in filter(None, (said, earlier)):
        for sheet in sheets:
            if sheet.name.casefold() == name.casefold():
                return sheet
        if name == said:
            raise CannotRun(
                msg("there is no sheet {sheet}", sheet=name),
                msg("possible here: {known}", known=", ".join(sheet.name for sheet in sheets)),
            )
    if not sheets:
        raise CannotRun(msg("the file holds no sheet"), msg("name another file"))
    return max(
        sheets, key=lambda sheet: (known_in(sheet, known) * (not sheet.hidden), not sheet.hidden)
    )


def _say_hidden(sheets: tuple[Sheet, ...], taken: Sheet, wanted: Wanted, lang: str | None) -> None:
    """Name the hidden sheets that hold such a table too: nobody sees them, and none is taken unasked."""
    for sheet in sheets:
        if sheet.hidden and sheet is not taken and known_in(sheet, wanted.known):
            said = msg(
                "the hidden sheet {sheet} is passed over; to read it: --sheet {option}",
                sheet=sheet.name,
                option=quote(sheet.name),
            )
            say(said, lang, error=True)


def _no_head(sheet: Sheet, wanted: Wanted) -> CannotRun:
    names = ", ".join(names[0] for names in wanted.known.names.values())
    return CannotRun(
        msg("no row with names of columns was found in the sheet {sheet}", sheet=sheet.name),
        msg("say which row it is: --header-row ROW; known names are such as: {names}", names=names),
    )


def _say_columns(
    sheet: Sheet, taken: TakenColumns, rows: Rows, wanted: Wanted, lang: str | None
) -> None:
    language, text = words_of(lang)
    at = taken.head.row + 1
    say(msg("sheet {sheet}, names of the columns in row {row}:", sheet=sheet.name, row=at), lang)
    lines: list[Cells] = []
    for column, name in taken.head.names.items():
        each = taken.fields.get(column, "")
        label = wanted.fields[each].label.in_language(language) if each else ""
        told = f"{each} ({label})" if each else text(msg("left out"))
        cells = (shown(sheet.cell(row, column)) for row in rows.rows)
        example = next(filter(None, cells), "")
        lines.append((column_name(column), name, told, " ".join(example.split())[:EXAMPLE]))
    headings = (msg("Column"), msg("Name in the file"), msg("Taken for"), msg("Example"))
    print_columns([text(each) for each in headings], lines)
    for name, value in {**wanted.usual(taken), **taken.defaults}.items():
        say(_value_told(name, value, taken, wanted), lang)


def _value_told(name: str, value: str, taken: TakenColumns, wanted: Wanted) -> Message:
    """Say what a field is of which the rows, or some of their cells, say nothing."""
    label = wanted.fields[name].label
    if taken.of(name):
        return msg(
            "where the cell is empty: {field} = {value} ({label})",
            field=name,
            value=value,
            label=label,
        )
    return msg("for all rows: {field} = {value} ({label})", field=name, value=value, label=label)


def _refuse_lacking(taken: TakenColumns, wanted: Wanted) -> None:
    usual = wanted.usual(taken)
    lacking = [name for name in taken.lacking(wanted.required) if name not in usual]
    if lacking:
        labels = tuple(wanted.fields[name].label for name in lacking)
        options = " ".join(f"--default {name}=…" for name in lacking)
        raise CannotRun(
            msg("no column tells: {fields}", fields=labels),
            msg(
                'say which column does: --map "COLUMN=FIELD"; or one value for all rows: {options}',
                options=options,
            ),
        )


def keep(table: OpenTable, told: TableSaid, lang: str | None) -> None:
    """Keep what the columns were taken for, for the next file of this kind."""
    if told.file is not None:
        disk.write_atomically(told.file, table.mapping.text())
        say(msg("what the columns were taken for is kept in {path}", path=str(told.file)), lang)


def say_aside(table: OpenTable, lang: str | None) -> None:
    """Say which rows are no rows of the table, and why they are taken for that."""
    for row, reason in table.rows.aside:
        say(msg("row {row} is set aside: {reason}", row=row + 1, reason=reason), lang)


def say_refused(refused: tuple[Refusal, ...], lang: str | None) -> None:
    """Print every refused row with its cell, the value there and the reason."""
    _, text = words_of(lang)
    for each in refused:
        value = f" “{' '.join(each.value.split())[:60]}”" if each.value else ""
        say(msg("{cell}{value}: {reason}", cell=each.cell, value=value, reason=each.reason),
            lang, error=True)  # fmt: skip
        if each.hint:
            click.echo(f"  → {text(each.hint)}", err=True)


def refuse_all(refused: tuple[Refusal, ...], skip: bool) -> None:
    """Make sure that nothing is written while a row is refused, unless that was asked for.

    Raises:
        CannotRun: if rows are refused.
    """
    if refused and not skip:
        raise CannotRun(
            msg("rows refused: {count}; so nothing was written", count=refused_rows(refused)),
            msg("mend them in the file; or take over the others: --skip-refused"),
        )


def refused_rows(refused: tuple[Refusal, ...]) -> int:
    """Return how many rows are refused; one may have several cells that are."""
    digits = ("".join(filter(str.isdecimal, each.cell.rpartition("!")[2])) for each in refused)
    return len(set(digits))


def confirmed(question: Message, lang: str | None) -> bool:
    """Ask whether to write; nobody is there without a terminal, and nothing is written."""
    if not is_interactive():
        return False
    language, text = words_of(lang)
    choice = f"[{YES.in_language(language)}/{NO.in_language(language)}]"
    said = str(click.prompt(f"{text(question)} {choice}", default="", show_default=False))
    return read_yes_no(said) is True


def columns_of(
    rows: Iterator[Cells] | list[Cells], headings: tuple[Message, ...], lang: str | None
) -> None:
    """Print rows below headings, if there are any."""
    _, text = words_of(lang)
    listed = list(rows)
    if listed:
        print_columns([text(each) for each in headings], listed)
