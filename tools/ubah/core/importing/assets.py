"""Assets out of a table's rows: which are new, which the register holds already, which cannot be taken.

Nothing is guessed twice: what is there is known again by its number as state property, else its
serial number, else its name and place; it keeps its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ubah.core.diagnostics import CannotRun, Message, Place, msg
from ubah.core.forms.fields import Field
from ubah.core.forms.reader import how_of
from ubah.core.forms.typed import How
from ubah.core.importing.asset_fields import (
    PREFIX,
    PREFIXES,
    STATE_GOODS,
    USUAL,
    FreeIds,
    asset_data,
    asset_fields,
    asset_file,
    flat,
)
from ubah.core.importing.header import Rows
from ubah.core.importing.mapping import TakenColumns
from ubah.core.importing.table import Sheet, shown
from ubah.core.importing.values import ReadCell, Refusal, read_field, says_nothing
from ubah.core.office.authority import Authority
from ubah.core.paths import asset_id, asset_path
from ubah.core.reading.assets import Asset
from ubah.core.reading.schema import schema_findings
from ubah.core.strict_yaml.source import parse

REQUIRED_BY_ID = ("id", "status", "specification")
"""Required fields that need no column: given by the tool, usual, or made of others."""
AssetIdentity = tuple[str, ...]


@dataclass(frozen=True)
class TakenRow:
    """A row that an asset was read from: ``row`` counts from 1, as the spreadsheet does."""

    row: int
    id: str
    data: Mapping[str, Any]

    @property
    def path(self) -> str:
        """Where the asset's file belongs."""
        return asset_path(self.id)

    @property
    def file(self) -> bytes:
        """The asset's file."""
        return asset_file(self.data)


@dataclass(frozen=True)
class KnownRow:
    """A row whose asset is there: ``differs`` are the fields that the row tells otherwise."""

    row: int
    id: str
    differs: Mapping[str, Any]


@dataclass(frozen=True)
class AssetsRead:
    """What a table's rows come to."""

    new: tuple[TakenRow, ...]
    known: tuple[KnownRow, ...]
    refused: tuple[Refusal, ...]


def required_fields(authority: Authority) -> tuple[str, ...]:
    """Return the fields that a column or a default must give."""
    fields = asset_fields(authority).items()
    return tuple(name for name, f in fields if f.required and name not in REQUIRED_BY_ID)


def usual_values(taken: TakenColumns) -> dict[str, str]:
    """Return the values for all rows that nobody has to say: goods of KIB B are physical."""
    goods = STATE_GOODS if taken.of("state_property.item_code") else {}
    return {name: value for name, value in {**USUAL, **goods}.items() if not taken.of(name)}


def read_assets(
    sheet: Sheet,
    taken: TakenColumns,
    rows: Rows,
    authority: Authority,
    there: Mapping[str, Asset],
    taken_ids: Iterable[str],
) -> AssetsRead:
    """Read the rows of a table; ``there`` is the register, ``taken_ids`` are ids that no new asset gets.

    Raises:
        CannotRun: if a default fits no field.
    """
    reader = _RowReader(sheet, taken, authority)
    known = _known(there)
    ids = FreeIds((*taken_ids, *there))
    seen: dict[AssetIdentity, int] = {}
    given: dict[str, int] = {}
    new: list[TakenRow] = []
    found: list[KnownRow] = []
    refused: list[Refusal] = []
    for row in rows.rows:
        values, problems = reader.values(row)
        if problems:
            refused += problems
            continue
        own = str(values.get("id", ""))
        keys = list(_identities(values))
        twice = next((seen[key] for key in keys[:1] if key in seen), given.get(own, 0))
        if twice:
            refused.append(_duplicate(reader.key_part(row), twice))
            continue
        match = own if own in there else next((known[k] for k in keys[:1] if k in known), "")
        if own and match and match != own:
            refused.append(_other_id(reader.part(row, "id"), match))
            continue
        seen[keys[0]] = row + 1
        if own:
            given[own] = row + 1
        if match:
            told = {name: value for name, value in values.items() if name not in ("id", PREFIX)}
            found.append(KnownRow(row + 1, match, reader.differing(row, told, there[match])))
            continue
        number = own or _new_id(ids, values, reader.key_part(row), refused)
        data = asset_data(authority, {**values, "id": number})
        problems = list(reader.unfit(row, data)) if number else []
        refused += problems
        if number and not problems:
            ids.take(number)
            new.append(TakenRow(row + 1, number, data))
    return AssetsRead(tuple(new), tuple(found), tuple(refused))


def _new_id(ids: FreeIds, values: Mapping[str, Any], part: ReadCell, refused: list[Refusal]) -> str:
    prefix = str(values.get(PREFIX) or PREFIXES.get(str(values.get("class")), "AST")).upper()
    try:
        return ids.next(prefix)
    except CannotRun as problem:
        refused.append(Refusal(part.name, prefix, problem.message, problem.hint))
        return ""


def _identities(values: Mapping[str, Any]) -> Iterator[AssetIdentity]:
    """Yield by what an asset is known again, the surest first."""
    code = values.get("state_property.item_code")
    number = values.get("state_property.register_number")
    serial = values.get("state_property.serial_number")
    if code and number:
        yield "goods", _plain(code), _plain(number)
    if serial:
        yield "serial", _plain(serial)
    name, place, kind = (values.get(each) for each in ("name", "location", "class"))
    yield "name", _plain(name), _plain(place), _plain(kind)


def _plain(value: object) -> str:
    return " ".join(str(value or "").casefold().split())


def _known(there: Mapping[str, Asset]) -> dict[AssetIdentity, str]:
    """Return identity → id for the assets that are there; what two share tells none of them."""
    found: dict[AssetIdentity, str] = {}
    several: set[AssetIdentity] = set()
    for number, asset in there.items():
        for key in _identities(flat(asset.data)):
            several |= {key} & found.keys()
            found[key] = number
    return {key: number for key, number in found.items() if key not in several}


def _duplicate(part: ReadCell, row: int) -> Refusal:
    return Refusal(
        part.name,
        shown(part.cell),
        msg("row {row} tells of the same asset", row=row),
        msg(
            "tell the two apart by register number, serial number or location, or leave one of them out"
        ),
    )


def _other_id(part: ReadCell, known: str) -> Refusal:
    return Refusal(
        part.name,
        shown(part.cell),
        msg("the register holds this asset as {id}, and ids stay", id=known),
        msg("write {id} there, or leave the cell empty", id=known),
    )


class _RowReader:
    """Reads one row after the other of a table whose columns are known."""

    def __init__(self, sheet: Sheet, taken: TakenColumns, authority: Authority) -> None:
        self._sheet, self._taken, self._authority = sheet, taken, authority
        self._fields = asset_fields(authority)
        self._how = how_of(authority)
        self._defaults = {
            **_defaults(usual_values(taken), self._fields, self._how),
            **_defaults(taken.defaults, self._fields, self._how),
        }

    def part(self, row: int, name: str) -> ReadCell:
        """Return the first cell that a field is read from, else the row's first cell."""
        column = next(iter(self._taken.of(name)), min(self._taken.head.names, default=0))
        return self._part(row, column)

    def key_part(self, row: int) -> ReadCell:
        """Return the cell that a row is known by."""
        return self.part(row, "name")

    def _part(self, row: int, column: int) -> ReadCell:
        name = self._taken.head.names.get(column, "")
        return ReadCell(self._sheet.name_of(row, column), name, self._sheet.cell(row, column))

    def values(self, row: int) -> tuple[dict[str, Any], list[Refusal]]:
        """Return a row's values by field, and what is wrong with its cells."""
        values: dict[str, Any] = dict(self._defaults)
        problems: list[Refusal] = []
        for name in dict.fromkeys(self._taken.fields.values()):
            parts = [self._part(row, column) for column in self._taken.of(name)]
            value = read_field(self._fields[name], parts, self._how)
            if isinstance(value, Refusal):
                problems.append(value)
            elif value is not None:
                values[name] = value
        if "specification" not in values and "state_property.brand_type" in values:
            values["specification"] = values["state_property.brand_type"]
        problems += self._lacking(row, values) if not problems else []
        own = str(values.get("id", ""))
        if own and not asset_id(asset_path(own)):
            hint = msg("an id is two to six capital letters and four digits, such as SRV-0001")
            name = self.part(row, "id").name
            problems.append(Refusal(name, own, msg("{id} is no id of an asset", id=own), hint))
        return values, problems

    def _lacking(self, row: int, values: Mapping[str, Any]) -> Iterator[Refusal]:
        for name, asked in self._fields.items():
            if asked.required and name != "id" and name not in values:
                part = self.part(row, name)
                named = bool(self._taken.of(name))
                yield Refusal(
                    part.name,
                    shown(part.cell) if named and not says_nothing(part.cell) else "",
                    msg("{field} is empty", field=asked.label),
                    msg(
                        "fill in the cell, or give all rows a value: --default {field}=…",
                        field=name,
                    ),
                )

    def unfit(self, row: int, data: Mapping[str, Any]) -> Iterator[Refusal]:
        """Yield what the schema finds in an asset, at the cells that it came from."""
        document, findings = parse(asset_file(data), "")
        found = findings if document is None else schema_findings(
            self._authority.assets, document, Place()
        )  # fmt: skip
        places = {at: key for key, at in document.positions.items()} if document else {}
        for finding in found:
            pointer = places.get(finding.place.position, ())
            part = self.part(row, ".".join(str(key) for key in pointer if isinstance(key, str)))
            yield Refusal(part.name, shown(part.cell), finding.message, finding.hint)

    def differing(self, row: int, told: Mapping[str, Any], asset: Asset) -> dict[str, Any]:
        """Return what a row tells otherwise than the register; what its cells say nothing of stays."""
        own = {
            name
            for name in told
            if any(
                not says_nothing(self._part(row, column).cell) for column in self._taken.of(name)
            )
        }
        known = flat(asset.data)
        return {name: told[name] for name in told if name in own and told[name] != known.get(name)}


def _defaults(said: Mapping[str, str], fields: Mapping[str, Field], how: How) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in said.items():
        if not text:
            continue
        value = read_field(fields[name], [ReadCell("", "", text)], how)
        if isinstance(value, Refusal):
            problem: Message = msg("--default {field}: {problem}", field=name, problem=value.reason)
            raise CannotRun(problem, value.hint)
        found[name] = value
    return found
