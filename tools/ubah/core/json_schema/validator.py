"""What JSON Schema means here: dates, patterns and integers in the tool's own reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ubah.core.diagnostics import CannotRun
from ubah.core.json_schema.metaschema import check_schema
from ubah.core.json_schema.quick import Format, QuickValidator
from ubah.core.json_schema.references import reference_problem
from ubah.core.strict_yaml.document import Json

if TYPE_CHECKING:
    from jsonschema import ValidationError

    from ubah.core.json_schema.full import FullValidator

YEARS = range(1900, 9000)
"""Years that a date may name: a shift by a time zone never leaves what computers can count."""


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).year in YEARS
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    if text[11:13] == "24":  # which Python takes for the next day's midnight from 3.14 on
        return False
    if text[-3:-2] == ":" and text[-2:] > "59":  # which Python carries over (RFC 3339, 5.6)
        return False
    try:
        return datetime.fromisoformat(text).year in YEARS
    except ValueError:
        return False


_FORMATS: Mapping[str, Format] = {"date": _is_date, "date-time": _is_time}


class SchemaValidator:
    """A schema to hold values against: jsonschema says what is wrong, jsonschema-rs what is plainly right."""

    def __init__(self, schema: Mapping[str, Any]):
        self._schema = schema

    @cached_property
    def _quick(self) -> QuickValidator:
        return QuickValidator(self._schema, _FORMATS)

    @cached_property
    def _full(self) -> FullValidator:
        from ubah.core.json_schema.full import FullValidator  # only here: it takes long to load

        return FullValidator(self._schema, _FORMATS)

    def is_valid(self, value: Json) -> bool:
        """Whether the schema accepts ``value``."""
        return not any(self.errors(value))

    def errors(self, value: Json) -> Iterator[ValidationError]:
        """Yield what is wrong with ``value``.

        Raises:
            UnusableSchema: if the schema cannot be followed to its end.
        """
        if not self._quick.accepts(value):
            yield from self._full.errors(value)


def validator_for(schema: Mapping[str, Any]) -> SchemaValidator:
    """Return a validator that knows dates and fetches nothing.

    Raises:
        UnusableSchema: if ``schema`` is not a JSON Schema (draft 2020-12).
        CannotRun: if it reaches beyond itself, or following it would not end.
    """
    check_schema(schema)
    problem = reference_problem(schema)
    if problem is not None:
        raise CannotRun(problem)
    return unchecked_validator_for(schema)


def unchecked_validator_for(schema: Mapping[str, Any]) -> SchemaValidator:
    """Return a validator for a schema whose parts have been checked before, which takes long."""
    return SchemaValidator(schema)
