"""The fields of an asset as a table may give them, and an asset's file out of their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.core.forms.fields import Choice, Field, FieldKind, fields_of
from ubah.core.office.authority import Authority
from ubah.core.paths import asset_id, asset_path
from ubah.core.reading.writing import dump

ASSET_HEADER = "# yaml-language-server: $schema=../schemas/asset.schema.json\n"
PREFIX = "prefix"
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "information": "INF",
        "people": "SDM",
        "physical": "BRG",
        "software": "APP",
        "service": "LYN",
    }
)
"""How the id of a new asset of a class begins; another one is given as the field `prefix`."""
USUAL: Mapping[str, str] = MappingProxyType({"status": "active"})
"""What an asset is of which the table says nothing."""
STATE_GOODS = MappingProxyType({"class": "physical"})
"""What goods of KIB B (machines and equipment) are besides."""

VALUES: Mapping[str, Label] = MappingProxyType(
    {
        "information": Label("Informasi", "Information"),
        "people": Label("SDM", "People"),
        "physical": Label("Fisik", "Physical"),
        "software": Label("Perangkat lunak", "Software"),
        "service": Label("Layanan", "Service"),
        "active": Label("Aktif", "Active"),
        "retired": Label("Dihentikan", "Retired"),
    }
)
"""What the values of an asset's class and status are called."""


def asset_fields(authority: Authority) -> Mapping[str, Field]:
    """Return the fields of an asset by their dotted names, as the office's own schema has them."""
    schema = authority.asset_schema
    definitions = schema.get("$defs", {})
    found = {
        ".".join(field.pointer): field
        for name, part in schema["properties"].items()
        for field in fields_of(
            (name,), part, name in schema["required"], definitions, authority.sop
        )
    }
    found = {name: replace(each, choices=_named(each.choices)) for name, each in found.items()}
    label = Label("Awalan id aset", "Prefix of the asset's id")
    return MappingProxyType({**found, PREFIX: Field((PREFIX,), label, FieldKind.LINE, False)})


def _named(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Return choices by words, where the schema itself has none in both languages."""
    return tuple(
        Choice(each.value, VALUES.get(each.value, each.label))
        if each.label.id == each.value
        else each
        for each in choices
    )


def asset_data(authority: Authority, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an asset's content, in the order of its schema, out of values by dotted names."""
    data: dict[str, Any] = {}
    for name in asset_fields(authority):
        value = values.get(name)
        if name == PREFIX or value is None or value == []:
            continue
        *groups, last = name.split(".")
        target = data
        for group in groups:
            target = target.setdefault(group, {})
        target[last] = value
    return data


def asset_file(data: Mapping[str, Any]) -> bytes:
    """Return the file of a new asset."""
    return (ASSET_HEADER + dump(dict(data))).encode()


def flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an asset's content by dotted names."""
    found: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, Mapping):
            found |= {f"{name}.{inner}": each for inner, each in value.items()}
        else:
            found[name] = value
    return found


def refuse_no_id(said: str) -> None:
    """Make sure that an asset may have this id.

    Raises:
        CannotRun: if not.
    """
    if not asset_id(asset_path(said)):
        raise CannotRun(
            msg("{id} is no id of an asset", id=said),
            msg("an id is two to six capital letters and four digits, such as SRV-0001"),
        )


class FreeIds:
    """Gives new assets their ids: the prefix of their class, and the number after the highest one taken."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._highest: dict[str, int] = {}
        for each in taken:
            self.take(each)

    def take(self, asset: str) -> None:
        """Note that an id is in use."""
        prefix, _, number = asset.partition("-")
        self._highest[prefix] = max(self._highest.get(prefix, 0), int(number))

    def next(self, prefix: str) -> str:
        """Return the next free id with a prefix.

        Raises:
            CannotRun: if no id can begin so, or all of its numbers are taken.
        """
        found = f"{prefix}-{self._highest.get(prefix, 0) + 1:04d}"
        refuse_no_id(found)
        self.take(found)
        return found
