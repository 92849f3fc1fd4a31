"""What `--set field=value` means: the text as the type that the field of the evidence has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.forms.fields import choices_of, resolve
from ubah.core.forms.typed import (
    Misread,
    no_such_day,
    read_choice,
    read_time,
    read_words,
    read_yes_no,
    unquoted,
)
from ubah.core.office.settings import Authority
from ubah.core.reading.source import Json, parse


def typed(authority: Authority, action: str, name: str, text: str) -> Json:
    """Return ``text`` as what the field ``name`` (``release.outcome``) of ``action`` holds.

    Raises:
        CannotRun: if the field takes one of several values, and the text names none of them.
    """
    defs = authority.change_schema["$defs"]
    first, *groups = name.split(".")
    known = authority.sop.actions.get(action)
    field = known.evidence.get(first) if known else None
    schema: Mapping[str, Any] = resolve(field.schema, defs) if field else {}
    for group in groups:
        schema = resolve(schema.get("properties", {}).get(group, {}), defs)
    choices = choices_of(schema, authority.sop)
    if choices:
        found = read_choice(text, choices, numbered=False)
        if isinstance(found, Misread):
            raise CannotRun(
                msg("--set {name}: {problem}", name=name, problem=found.message), found.hint
            )
        return found
    if schema.get("format") in ("date", "date-time") and no_such_day(unquoted(text)):
        problem = msg("the day {day} does not exist", day=unquoted(text)[:10])
        raise CannotRun(
            msg("--set {name}: {problem}", name=name, problem=problem),
            msg("give a day of the calendar: year-month-day"),
        )
    match schema.get("type"):
        case "integer" if text.isascii() and text.isdigit():
            return int(text)
        case "boolean":
            answer = read_yes_no(text)
            return text if answer is None else answer
        case "array" | "object" as kind:
            return _structured(kind, name, text)
        case "string" if schema.get("format") == "date":
            return unquoted(text)
        case "string" if schema.get("format") == "date-time":
            return read_time(text, authority.office.zone)
        case _:
            return text


def _structured(kind: str, name: str, text: str) -> Json:
    document, _ = parse(f"value: {text}\n".encode(), name)
    value = document.value["value"] if document else text  # type: ignore[index,call-overload] # it was written so
    return read_words(value) if kind == "array" and isinstance(value, str) else value  # type: ignore[return-value] # a list of texts is JSON
