"""The whole of JSON Schema, as the jsonschema library has it: what is wrong, and where.

It takes as long to load as a small office takes to judge, and what fits needs none of it. So nothing
imports this module before something has been refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.exceptions import SchemaError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable

from ubah.core.json_schema.metaschema import UnusableSchema
from ubah.core.json_schema.quick import Format, matcher


class FullValidator:
    """A schema that names what is wrong; ``formats`` are all that it knows."""

    def __init__(self, schema: Mapping[str, Any], formats: Mapping[str, Format]):
        checker = FormatChecker(formats=())
        for name, holds in formats.items():
            checker.checks(name)(_of_texts(holds))
        self._validator: Any = _Validator(schema, format_checker=checker, registry=Registry())

    def errors(self, value: Any) -> Iterator[ValidationError]:
        """Yield what is wrong with ``value``.

        Raises:
            UnusableSchema: if the schema cannot be followed to its end.
        """
        try:
            yield from self._validator.iter_errors(value)
        except (Unresolvable, SchemaError, re.error, RecursionError) as problem:
            raise UnusableSchema(str(problem)) from problem


def _of_texts(holds: Format) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or holds(value)


def _pattern(_: Any, pattern: str, instance: object, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not matcher(pattern)(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _is_integer(_: Any, instance: object) -> bool:
    """Whether it is written as one: JSON Schema takes 301.0 for one too, but the code would not."""
    return isinstance(instance, int) and not isinstance(instance, bool)


_Validator: Any = extend(  # type: ignore[no-untyped-call] # its stub lacks types
    Draft202012Validator,
    {"pattern": _pattern},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)
