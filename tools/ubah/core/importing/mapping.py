"""What a table's columns are taken for: found by their names, said by whoever types, kept for next time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.importing.columns import KnownColumns, plain_name
from ubah.core.importing.header import Head
from ubah.core.reading.writing import dump
from ubah.core.strict_yaml.document import Json

NOTHING = "-"
"""The field of a column that is left out."""


@dataclass(frozen=True)
class TableMapping:
    """Which sheet, which row is its head (0: found), column's name → field, field → value for all rows."""

    sheet: str = ""
    header_row: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> bytes:
        """Return the mapping as the file that it is kept in."""
        plain: dict[str, Json] = {"sheet": self.sheet} if self.sheet else {}
        if self.header_row:
            plain["header_row"] = self.header_row
        plain |= {"columns": dict(self.columns), "defaults": dict(self.defaults)}
        return dump(plain).encode()

    def over(self, earlier: TableMapping) -> TableMapping:
        """Return this mapping, with what it does not say from an earlier one."""
        return TableMapping(
            self.sheet or earlier.sheet,
            self.header_row or earlier.header_row,
            {**earlier.columns, **self.columns},
            {**earlier.defaults, **self.defaults},
        )


def mapping_from(value: Json, path: str) -> TableMapping:
    """Return the mapping that a file holds.

    Raises:
        CannotRun: if it holds something else.
    """
    parts = value if isinstance(value, dict) else {}
    columns, defaults = parts.get("columns", {}), parts.get("defaults", {})
    row, sheet = parts.get("header_row", 0), parts.get("sheet", "")
    known = {"sheet", "header_row", "columns", "defaults"}
    sound = isinstance(row, int) and isinstance(sheet, str) and known >= set(parts)
    if isinstance(columns, dict) and isinstance(defaults, dict) and sound and parts:
        texts = ({str(k): str(v) for k, v in part.items()} for part in (columns, defaults))
        assert isinstance(row, int)  # noqa: S101 - `sound` says so
        return TableMapping(str(sheet), row, *texts)
    raise CannotRun(
        msg("{path} is no mapping of a table's columns", path=path),
        msg("it holds sheet, header_row, columns (name: field) and defaults (field: value)"),
    )


def typed_mapping(
    sheet: str, header_row: int, columns: Iterable[str], defaults: Iterable[str]
) -> TableMapping:
    """Return what the options say; a column's name may itself hold an equals sign.

    Raises:
        CannotRun: if one of them is written in another form.
    """
    pairs: list[dict[str, str]] = []
    for option, given, last in (("--map", columns, True), ("--default", defaults, False)):
        found: dict[str, str] = {}
        for said in given:
            name, equals, value = said.rpartition("=") if last else said.partition("=")
            if not equals or not name.strip():
                raise CannotRun(
                    msg("{option}: {value} has no equals sign", option=option, value=said),
                    msg('write --map "Column=field" and --default field=value'),
                )
            found[" ".join(name.split())] = value.strip()
        pairs.append(found)
    return TableMapping(sheet, header_row, *pairs)


@dataclass(frozen=True)
class TakenColumns:
    """The columns of one table as they are taken: column → field, in the order of the table.

    ``unknown`` are columns that nobody has said anything about, and no name tells.
    """

    head: Head
    fields: Mapping[int, str]
    unknown: tuple[int, ...]
    defaults: Mapping[str, str]

    def of(self, name: str) -> tuple[int, ...]:
        """Return the columns that a field is read from."""
        return tuple(column for column, each in self.fields.items() if each == name)

    def lacking(self, required: Iterable[str]) -> tuple[str, ...]:
        """Return the required fields that no column and no default gives."""
        given = {*self.fields.values(), *(n for n, value in self.defaults.items() if value)}
        return tuple(name for name in required if name not in given)


def taken_columns(
    head: Head, mapping: TableMapping, known: KnownColumns, fields: Collection[str]
) -> TakenColumns:
    """Return which column is taken for which field: as was said, else by its name.

    Raises:
        CannotRun: if something was said of a column or a field that there is not.
    """
    said = {plain_name(name): each for name, each in mapping.columns.items()}
    found: dict[int, str] = {}
    unknown: list[int] = []
    for column, name in head.names.items():
        each = said.get(plain_name(name), known.field_of(name))
        if each in ("", NOTHING) or each not in fields:
            if not each and not known.is_apart(name):
                unknown.append(column)
            continue
        found[column] = each
    _refuse_unknown(mapping, fields)
    return TakenColumns(
        head, MappingProxyType(found), tuple(unknown), MappingProxyType(dict(mapping.defaults))
    )


def _refuse_unknown(mapping: TableMapping, fields: Collection[str]) -> None:
    named = {*mapping.columns.values(), *mapping.defaults} - {NOTHING, ""}
    for name in sorted(named - set(fields)):
        raise CannotRun(
            msg("there is no field {field}", field=name),
            msg("possible here: {known}", known=", ".join(fields)),
        )


def refuse_absent(said: TableMapping, head: Head) -> None:
    """Make sure that the columns that were named just now are there.

    Raises:
        CannotRun: if one is not.
    """
    there = {plain_name(name) for name in head.names.values()}
    for name in said.columns:
        if plain_name(name) not in there:
            raise CannotRun(
                msg("there is no column {column}", column=name),
                msg("possible here: {known}", known=", ".join(head.names.values())),
            )


def is_of(mapping: TableMapping, head: Head) -> bool:
    """Whether a mapping was made of a table with the very same columns."""
    names = {plain_name(name) for name in head.names.values()}
    return names == {plain_name(name) for name in mapping.columns}


def as_mapping(taken: TakenColumns, sheet: str, mapping: TableMapping) -> TableMapping:
    """Return what to keep: what every column was taken for, and what was left out."""
    names = taken.head.names
    kept = {names[column]: each for column, each in taken.fields.items()}
    left = {names[column]: NOTHING for column in names if column not in taken.fields}
    return replace(mapping, sheet=sheet, columns={**left, **kept})
