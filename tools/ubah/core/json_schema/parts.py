"""Finding one's way in a JSON Schema: what a part of it says once its reference is followed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Schema = Mapping[str, Any]

NOTHING: Schema = MappingProxyType({})
DEFINITION, LISTING = "x-definition", "x-listing"
"""Where `dereference` keeps the name of the definition that a part refers to at last, and its title."""

_REFERENCE = "#/$defs/"


def dereference(schema: Schema, definitions: Schema) -> Schema:
    """Return ``schema`` with its ``$ref`` followed; what stands beside the reference wins.

    ``definitions`` are the ``$defs`` of the whole. A reference that leads nowhere, or round in a
    circle, leads to nothing: such a schema is refused when it is read.
    """
    for _ in range(len(definitions) + 1):
        if not str(schema.get("$ref", "")).startswith(_REFERENCE):
            return schema
        name = str(schema["$ref"]).removeprefix(_REFERENCE)
        target = definitions.get(name, NOTHING)
        own = {
            key: part for key, part in schema.items() if key not in ("$ref", DEFINITION, LISTING)
        }
        schema = {**target, **own, DEFINITION: name, LISTING: target.get("title", "")}
    return NOTHING
