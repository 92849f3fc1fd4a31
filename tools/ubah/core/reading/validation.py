"""What JSON Schema means here: dates, patterns and integers in the tool's own reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry

from ubah.core.diagnostics import CannotRun
from ubah.core.reading.metaschema import check_schema
from ubah.core.reading.quick_validation import Format, QuickValidator, matcher
from ubah.core.reading.references import reference_problem
from ubah.core.strict_yaml.document import Json

YEARS = range(1900, 9000)
"""Years that a date may name: a shift by a time zone never leaves what computers can count."""

_formats = FormatChecker(formats=())


@_formats.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or date.fromisoformat(value).year in YEARS


@_formats.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    if value[11:13] == "24":  # which Python takes for the next day's midnight from 3.14 on
        return False
    if value[-3:-2] == ":" and value[-2:] > "59":  # which Python carries over (RFC 3339, 5.6)
        return False
    return datetime.fromisoformat(value).year in YEARS


def _pattern(_: Any, pattern: str, instance: object, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not matcher(pattern)(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _is_integer(_: Any, instance: object) -> bool:
    """Whether it is written as one: JSON Schema takes 301.0 for one too, but the code would not."""
    return isinstance(instance, int) and not isinstance(instance, bool)


def _holds(check: Callable[[object], bool]) -> Format:
    def holds(text: str) -> bool:
        try:
            return check(text)
        except ValueError:
            return False

    return holds


_QUICK_FORMATS = {"date": _holds(_is_date), "date-time": _holds(_is_time)}
_Validator: Any = extend(  # type: ignore[no-untyped-call] # its stub lacks types
    Draft202012Validator,
    {"pattern": _pattern},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)


class SchemaValidator:
    """A schema to hold values against: jsonschema says what is wrong, jsonschema-rs what is plainly right."""

    def __init__(self, schema: Mapping[str, Any]):
        self._validator: Draft202012Validator = _Validator(
            schema, format_checker=_formats, registry=Registry()
        )

    @cached_property
    def _quick(self) -> QuickValidator:
        return QuickValidator(self._validator.schema, _QUICK_FORMATS)  # type: ignore[arg-type] # no bool

    def is_valid(self, value: Json) -> bool:
        """Whether the schema accepts ``value``."""
        return self._quick.accepts(value) or self._validator.is_valid(value)

    def errors(self, value: Json) -> Iterator[ValidationError]:
        """Yield what is wrong with ``value``.

        Raises:
            Unresolvable, SchemaError, re.error, RecursionError: if the schema cannot be used.
        """
        if not self._quick.accepts(value):
            yield from self._validator.iter_errors(value)


def validator_for(schema: Mapping[str, Any]) -> SchemaValidator:
    """Return a validator that knows dates and fetches nothing.

    Raises:
        SchemaError: if ``schema`` is not a JSON Schema (draft 2020-12).
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
