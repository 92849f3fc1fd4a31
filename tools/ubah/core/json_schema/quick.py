"""What a schema plainly accepts, told by jsonschema-rs; all else is for jsonschema to judge.

The two need not agree everywhere: formats and patterns are given to both in the tool's own reading,
a schema with any keyword beyond `ALIKE` is not asked of here, nor is a value with numbers that are
written as floats but are whole. A schema is accepted here only where jsonschema accepts it too; tests
hold that over all sample records, mutated ones, and the suite of schemas' own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ubah.core.json_schema.compiled import jsonschema_rs

ALIKE = frozenset(
    {
        *("$schema", "$id", "$defs", "$ref", "$comment"),
        *("title", "description", "default", "examples", "deprecated", "readOnly"),
        *("type", "enum", "const", "format", "pattern", "minLength", "maxLength"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
        *("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"),
        *("properties", "required", "additionalProperties", "propertyNames"),
        *("minProperties", "maxProperties", "dependentRequired", "dependentSchemas"),
        *("allOf", "anyOf", "oneOf", "not", "if", "then", "else"),
    }
)
"""Keywords that both libraries read as draft 2020-12 has them."""

OUR_OWN = "x-"
"""How keywords begin that say something to this tool only, and nothing of what is accepted."""

Format = Callable[[str], bool]
_SCHEMAS = (
    "items",
    "contains",
    "additionalProperties",
    "propertyNames",
    "not",
    "if",
    "then",
    "else",
)
_OF_DEFINITIONS = re.compile(r"#/\$defs/([\w-]+)")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPPINGS = ("properties", "$defs", "dependentSchemas")


class QuickValidator:
    """Accepts at once what a schema accepts; ``accepts`` is False wherever it is not sure."""

    def __init__(self, schema: Mapping[str, Any], formats: Mapping[str, Format]):
        self._formats = dict(formats)
        self._validator: Any = None
        schema = _without_idle_definitions(schema)
        if _is_alike(schema):
            try:
                self._validator = jsonschema_rs.Draft202012Validator(
                    self._translated(schema),
                    formats=self._formats,
                    validate_formats=True,
                    offline=True,
                )
            except (ValueError, TypeError, re.error, jsonschema_rs.ReferencingError):
                self._validator = None

    def accepts(self, value: Any) -> bool:
        """Whether ``value`` plainly fits the schema; False says nothing."""
        if self._validator is None or _has_whole_float(value):
            return False
        try:
            return bool(self._validator.is_valid(value))
        except (ValueError, TypeError, OverflowError):
            return False

    def _translated(self, schema: Any) -> Any:
        """Return the schema with each pattern as a format of its own, which Python's reading answers."""
        if not isinstance(schema, Mapping):
            return schema
        out: dict[str, Any] = {}
        for key, value in schema.items():
            if key in _SCHEMAS:
                out[key] = self._translated(value)
            elif key in _LISTS:
                out[key] = [self._translated(each) for each in value]
            elif key in _MAPPINGS:
                out[key] = {name: self._translated(each) for name, each in value.items()}
            elif key != "pattern":
                out[key] = value
        if "pattern" not in schema:
            return out
        name = f"pattern-{len(self._formats)}"
        self._formats[name] = matcher(schema["pattern"])
        return {"allOf": [{"format": name}, out]}


@lru_cache(maxsize=256)
def matcher(pattern: str) -> Format:
    r"""Return whether a text matches: ``$`` is the very end, ``\d`` is ASCII (JSON Schema core, 6.4)."""
    ecma = re.sub(r"(?<!\\)\$\Z", r"\\Z", pattern).replace(r"\d", "[0-9]")
    search = re.compile(ecma).search
    return lambda text: search(text) is not None


def _without_idle_definitions(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema with those definitions alone that lead from it; all where it has other references.

    Each action's schema brings along all of change.schema.json's.
    """
    definitions = schema.get("$defs")
    if not isinstance(definitions, Mapping):
        return schema
    needed: dict[str, Any] = {}
    left: list[Any] = [{key: part for key, part in schema.items() if key != "$defs"}]
    while left:
        part = left.pop()
        if isinstance(part, list):
            left += part
        elif isinstance(part, Mapping):
            left += part.values()
            if "$ref" in part:
                found = _OF_DEFINITIONS.fullmatch(str(part["$ref"]))
                if found is None or found[1] not in definitions:
                    return schema
                if found[1] not in needed:
                    needed[found[1]] = definitions[found[1]]
                    left.append(definitions[found[1]])
    return {**schema, "$defs": needed}


def _is_alike(schema: Any) -> bool:
    if not isinstance(schema, Mapping):
        return isinstance(schema, bool)
    return (
        all(key in ALIKE or key.startswith(OUR_OWN) for key in schema)
        and all(_is_alike(schema[key]) for key in _SCHEMAS if key in schema)
        and all(_is_alike(each) for key in _LISTS for each in schema.get(key, ()))
        and all(_is_alike(each) for key in _MAPPINGS for each in schema.get(key, {}).values())
    )


def _has_whole_float(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_whole_float(each) for each in value.values())
    if isinstance(value, list):
        return any(_has_whole_float(each) for each in value)
    return isinstance(value, float) and value.is_integer()
