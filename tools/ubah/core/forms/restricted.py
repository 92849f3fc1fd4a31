"""Which fields of a record or an asset the schema marks as restricted (``x-restricted``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ubah.core.attachments import attachments_in_record
from ubah.core.json_schema.parts import Schema, dereference
from ubah.core.register.views import RecordView, Register


def restricted_fields(
    value: object, schema: Schema, defs: Schema, where: str = ""
) -> Iterator[str]:
    """Yield the names of the restricted fields that hold something, such as ``state.serial``."""
    resolved = dereference(schema, defs)
    if resolved.get("x-restricted"):
        if value not in (None, "", [], {}):
            yield where
        return
    for branch in ("then", "else"):
        if branch in resolved and isinstance(value, Mapping):
            yield from restricted_fields(value, resolved[branch], defs, where)
    if isinstance(value, Mapping):
        for name, part in resolved.get("properties", {}).items():
            if name in value:
                inner = f"{where}.{name}".lstrip(".")
                yield from restricted_fields(value[name], part, defs, inner)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from restricted_fields(item, resolved.get("items", {}), defs, where)


def restricted_in(register: Register) -> dict[str, tuple[str, ...]]:
    """Return asset id or RFC number → its restricted fields that hold something."""
    authority = register.authority
    asset, change = authority.asset_schema, authority.change_schema
    found = {
        view.asset.id: tuple(
            dict.fromkeys(restricted_fields(view.asset.data, asset, asset.get("$defs", {})))
        )
        for view in register.assets
    }
    request = change["$defs"]["request"]
    for record in register.records:
        fields = restricted_fields(record.record.request, request, change["$defs"])
        found[record.record.id] = tuple(dict.fromkeys((*fields, *_attached(record))))
    return {name: fields for name, fields in found.items() if fields}


def _attached(view: RecordView) -> Iterator[str]:
    """Yield where a record names a restricted file that it keeps in its folder."""
    for one in attachments_in_record(view.record):
        if one.restricted and one.file:
            yield str(one.pointer[0])
