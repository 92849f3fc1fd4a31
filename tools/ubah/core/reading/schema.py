"""JSON Schema findings in plain words."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.exceptions import SchemaError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable

from ubah.core.diagnostics import (
    Basis,
    CannotRun,
    Finding,
    Label,
    Message,
    Place,
    Value,
    error,
    msg,
)
from ubah.core.lookalikes import lookalike_hint, revealed
from ubah.core.reading.metaschema import check_schema
from ubah.core.reading.quick_validation import Format, QuickValidator, matcher
from ubah.core.reading.references import reference_problem
from ubah.core.rules.contents import AUTHORITY_UNUSABLE, ENTRY_SCHEMA, SCHEMA
from ubah.core.strict_yaml.document import Document, Json, Pointer

MAX_FINDINGS = 50
YEARS = range(1900, 9000)
"""Years that a date may name: a shift by a time zone never leaves what computers can count."""

SCHEMA_HINT = msg("put the file back as it was: git checkout <commit> -- schemas")

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


def schema_findings(
    validator: SchemaValidator, document: Document, place: Place, under: Pointer = ()
) -> tuple[Finding, ...]:
    """Return what is wrong with the part of ``document`` at ``under``, at most `MAX_FINDINGS`."""
    value = _at(document.value, under)
    try:
        errors = list(itertools.islice(validator.errors(value), MAX_FINDINGS))
    except (Unresolvable, SchemaError, re.error, RecursionError) as problem:
        message = msg("the schema cannot be used: {problem}", problem=str(problem))
        return (error(AUTHORITY_UNUSABLE, place, message, SCHEMA_HINT, Basis.FORMAT),)
    findings: list[Finding] = []
    for mistake in errors:
        pointer = (*under, *mistake.absolute_path)
        findings.extend(_explain(mistake, pointer, document, place))
    return tuple(sorted(findings, key=lambda finding: finding.order))


def _at(value: Json, pointer: Pointer) -> Json:
    for key in pointer:
        value = value[key]  # type: ignore[index] # the caller found the pointer in this value
    return value


def dotted(pointer: Pointer) -> str:
    """Write a pointer as people do: ``journal[2].evidence.reason``; "" for the whole file."""
    text = ""
    for key in pointer:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}"
    return text.lstrip(".")


def _explain(
    problem: ValidationError, pointer: Pointer, document: Document, place: Place
) -> Iterator[Finding]:
    where: Value = dotted(pointer) or msg("the file")
    schema: Mapping[str, Any] = problem.schema if isinstance(problem.schema, Mapping) else {}
    instance: Any = problem.instance
    wanted: Any = problem.validator_value
    rule = ENTRY_SCHEMA if "evidence" in pointer or pointer[:1] == ("journal",) else SCHEMA

    def finding(message: Message, hint: Message, key: str = "") -> Finding:
        position = document.key_position((*pointer, key)) if key else document.position(pointer)
        return error(rule, place.at(position), message, hint)

    match problem.validator:
        case "required":
            absent = [key for key in wanted if key not in instance]
            for key in [key for key in absent if repr(key) in problem.message]:
                title = _title(schema, key)
                yield finding(
                    msg(
                        "{where}: the field {field} ({title}) is missing",
                        where=where,
                        field=key,
                        title=title,
                    ),
                    msg("add a line: {field}: …", field=key),
                )
        case "additionalProperties":
            known = list(schema.get("properties", {}))
            for key in sorted(set(instance) - set(known)):
                yield finding(
                    msg("{where}: there is no field {field}", where=where, field=revealed(key)),
                    lookalike_hint(key) or _did_you_mean(key, known),
                    key,
                )
        case _:
            message, hint = _explain_value(problem, where, cut=pointer in document.cut)
            looks = lookalike_hint(instance) if isinstance(instance, str) else None
            strict = problem.validator in ("enum", "pattern", "format", "const")
            yield finding(message, looks if looks is not None and strict else hint)


def _title(schema: Mapping[str, Any], key: str) -> Label:
    part = schema.get("properties", {}).get(key, {})
    title = part.get("title", "") if isinstance(part, Mapping) else ""
    return _both_languages(title)


def _both_languages(title: str) -> Label:
    """Return "Indonesian / English" as a label."""
    indonesian, _, english = title.partition(" / ")
    return Label(indonesian, english or indonesian)


def _did_you_mean(word: str, known: list[str]) -> Message:
    near = difflib.get_close_matches(word, known, n=1)
    if near:
        return msg("did you mean {near}?", near=near[0])
    return msg("possible here: {known}", known=", ".join(known) or "–")


_TYPES = {
    "object": msg("a group of fields"),
    "array": msg("a list"),
    "string": msg("a text"),
    "integer": msg("a whole number"),
    "number": msg("a number"),
    "boolean": msg("true or false"),
    "null": msg("empty"),
}


def _explain_value(
    problem: ValidationError, where: Value, *, cut: bool = False
) -> tuple[Message, Message]:
    shown = _shown(problem.instance)
    limit: Any = problem.validator_value
    match problem.validator:
        case "type":
            wanted = [limit] if isinstance(limit, str) else list(limit)
            kinds: tuple[Message, ...] = tuple(_TYPES[kind] for kind in wanted)
            hint = msg("write {kinds} there", kinds=kinds)
            if cut:
                hint = msg("# begins a comment here; put the text in quotation marks")
            if "string" in wanted and isinstance(problem.instance, (int, float, bool)):
                hint = msg("put it in quotation marks")
            return msg(
                "{where}: {value} stands where {kinds} belongs",
                where=where,
                value=shown,
                kinds=kinds,
            ), hint
        case "enum":
            words = [str(word) for word in limit]
            hint = _did_you_mean(str(problem.instance), words)
            return msg(
                "{where}: {value} is not one of the possible values", where=where, value=shown
            ), hint
        case "format" if outside := _year_outside(problem.instance):
            return msg(
                "{where}: the year {year} is not among those that can be judged",
                where=where,
                year=outside,
            ), msg(
                "years go from {first} to {last}; what has no end yet has no until: leave it out",
                first=str(YEARS[0]),
                last=str(YEARS[-1]),
            )
        case "pattern" | "format":
            schema: Mapping[str, Any] = (
                problem.schema if isinstance(problem.schema, Mapping) else {}
            )
            message = msg("{where}: {value} does not have the right form", where=where, value=shown)
            title = _both_languages(str(schema.get("title", "")))
            form = _both_languages(str(schema.get("description", limit)))
            if not title.id:
                return message, msg("wanted: {form}", form=form)
            return message, msg("wanted: {title}. {form}", title=title, form=form)
        case "minLength" | "minItems":
            return msg("{where}: this must not be empty", where=where), msg(
                "write it, or leave out the field"
            )
        case "maxLength" | "maxItems":
            return msg(
                "{where}: this is too long; at most {limit}", where=where, limit=int(limit)
            ), msg("move long texts into an attachment and name it under request.attachments")
        case "uniqueItems":
            return msg("{where}: an item stands there twice", where=where), msg(
                "keep one of the two"
            )
        case "minimum" | "exclusiveMinimum":
            return msg(
                "{where}: {value} is too small (limit {limit})",
                where=where,
                value=shown,
                limit=str(limit),
            ), msg("write a larger number")
        case "maximum" | "exclusiveMaximum":
            return msg(
                "{where}: {value} is too large (limit {limit})",
                where=where,
                value=shown,
                limit=str(limit),
            ), msg("write a smaller number")
        case "const":
            return msg(
                "{where}: {value} is not allowed; only {limit} is",
                where=where,
                value=shown,
                limit=_shown(limit),
            ), msg("write: {limit}", limit=_shown(limit))
        case _:
            return msg("{where}: {value} is not allowed here", where=where, value=shown), msg(
                "look at a finished record in changes/, or type: ubah new --help"
            )


def _year_outside(value: object) -> str:
    """Return the year of a date that is one, but beyond all that offices have; else ""."""
    try:
        year = date.fromisoformat(str(value)[:10]).year
    except ValueError:
        return ""
    return "" if year in YEARS else f"{year:04}"


def _shown(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = revealed(str(value))
    return text if len(text) <= 60 else text[:57] + "…"
