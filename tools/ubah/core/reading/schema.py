"""JSON Schema findings in plain words."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ubah.core.diagnostics import (
    Basis,
    Finding,
    Label,
    Message,
    Place,
    Value,
    error,
    msg,
)
from ubah.core.json_schema.metaschema import UnusableSchema
from ubah.core.json_schema.validator import YEARS, SchemaValidator
from ubah.core.lookalikes import lookalike_hint, revealed
from ubah.core.rules.contents import AUTHORITY_UNUSABLE, ENTRY_SCHEMA, SCHEMA
from ubah.core.strict_yaml.document import Document, Json, Pointer

if TYPE_CHECKING:
    from jsonschema import ValidationError

MAX_FINDINGS = 50
SCHEMA_HINT = msg("put the file back as it was: git checkout <commit> -- schemas")


def schema_findings(
    validator: SchemaValidator, document: Document, place: Place, under: Pointer = ()
) -> tuple[Finding, ...]:
    """Return what is wrong with the part of ``document`` at ``under``, at most `MAX_FINDINGS`."""
    value = _at(document.value, under)
    try:
        errors = list(itertools.islice(validator.errors(value), MAX_FINDINGS))
    except UnusableSchema as problem:
        message = msg("the schema cannot be used: {problem}", problem=problem.message)
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
