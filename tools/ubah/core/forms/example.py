"""What a value of the evidence looks like in a file: a small example, made from its schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ubah.core.json_schema.parts import dereference
from ubah.core.office.authority import Authority
from ubah.core.strict_yaml.document import Json

UNTOLD = "…"
DAY = datetime(2026, 2, 23, 9)


def has_parts(schema: Mapping[str, Any], authority: Authority) -> bool:
    """Whether a value is a group, or a list of groups: more than one line of a file."""
    defs = authority.change_schema["$defs"]
    resolved = dereference(schema, defs)
    items = dereference(resolved.get("items", {}), defs)
    return "object" in (resolved.get("type"), items.get("type"))


def example_of(schema: Mapping[str, Any], authority: Authority) -> Json:
    """Return a value with all that ``schema`` requires; what only a person knows is left as "…"."""
    defs, moment = authority.change_schema["$defs"], DAY.replace(tzinfo=authority.office.zone)
    resolved = dereference(schema, defs)
    if resolved.get("enum"):
        first: Json = resolved["enum"][0]
        return first
    match resolved.get("type"):
        case "object":
            wanted = resolved.get("required", ()) or tuple(resolved["properties"])[:1]
            return {name: example_of(resolved["properties"][name], authority) for name in wanted}
        case "array":
            return [example_of(resolved["items"], authority)]
        case "boolean":
            return True
        case "integer":
            return 1
        case _:
            return {"date": DAY.date().isoformat(), "date-time": moment.isoformat()}.get(
                resolved.get("format", ""), UNTOLD
            )
