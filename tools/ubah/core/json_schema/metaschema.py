"""Whether something is a JSON Schema (draft 2020-12): jsonschema's own verdict, sooner.

What jsonschema-rs accepts is one, if its patterns are what Python can search for; what it refuses
jsonschema judges again, so that its words and its verdict stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from ubah.core.json_schema.compiled import jsonschema_rs


class UnusableSchema(Exception):
    """A schema that is none, or that cannot be followed; ``message`` is the library's own words."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def check_schema(schema: Mapping[str, Any]) -> None:
    """Make sure that ``schema``, which is of JSON's data model (rule 12), is a JSON Schema.

    Raises:
        UnusableSchema: if it is none.
    """
    _check(json.dumps(schema, sort_keys=True))


@lru_cache(maxsize=32)
def _check(text: str) -> None:
    """Check a schema's text once: the SOP's schemas stay the same while offices change hands."""
    schema = json.loads(text)
    if not (_metaschema().is_valid(schema) and all(map(_is_pattern, _patterns(schema)))):
        _refuse(schema)


def _refuse(schema: Mapping[str, Any]) -> None:
    from jsonschema import Draft202012Validator  # only here: it takes long to load
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as problem:
        raise UnusableSchema(problem.message) from problem


@cache
def _metaschema() -> Any:
    return jsonschema_rs.Draft202012Validator({"$ref": _DRAFT}, offline=True)


def _patterns(schema: Any) -> Iterator[str]:
    """Yield whatever may be a pattern: jsonschema takes the keyword's format for one, wherever it is."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "pattern" and isinstance(value, str):
                yield value
            if key == "patternProperties" and isinstance(value, dict):
                yield from value
            yield from _patterns(value)
    elif isinstance(schema, list):
        for each in schema:
            yield from _patterns(each)


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True
