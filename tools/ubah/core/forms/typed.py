"""Reading what a person typed for one value: words as people write them, to what a record holds.

A choice may be named by its number in the list, by its label in either language, or by its value;
quotation marks around a date, which a file needs, do no harm.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from ubah.core.diagnostics import Label, Message, Value, msg
from ubah.core.forms.fields import Choice
from ubah.core.reading.source import Json

YES, NO = Label("ya", "yes"), Label("tidak", "no")
MAX_LISTED = 20

_YES = frozenset({"ya", "y", "yes", "true", "benar"})
_NO = frozenset({"tidak", "t", "tdk", "no", "n", "false"})
_QUOTED = re.compile(r"""(["'])(.*)\1\Z""", re.DOTALL)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T].*)?\Z", re.ASCII)
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)[ T]+(\d\d)[.:](\d\d)(.*)\Z", re.ASCII)


@dataclass(frozen=True)
class Misread:
    """What was typed fits nothing; ``hint`` says what would."""

    message: Message
    hint: Message | None = None


def unquoted(said: str) -> str:
    """Return a text without the space and the one pair of quotation marks around it."""
    said = said.strip()
    match = _QUOTED.match(said)
    return match[2].strip() if match else said


def read_yes_no(said: str) -> bool | None:
    """Return the answer to a yes/no question in either language, None if it is none."""
    word = unquoted(said).casefold()
    return True if word in _YES else False if word in _NO else None


def read_choice(said: str, choices: Iterable[Choice], *, numbered: bool = True) -> str | Misread:
    """Return the value of the choice that was named."""
    listed = tuple(choices)
    word = unquoted(said).casefold()
    if numbered and word.rstrip(".").isdecimal() and 0 < int(word.rstrip(".")) <= len(listed):
        return listed[int(word.rstrip(".")) - 1].value
    for choice in listed:
        names = (choice.value, choice.label.id, choice.label.en)
        if word in {
            *(name.casefold() for name in names),
            *(o.casefold() for o in _options(choice)),
        }:
            return choice.value
    return Misread(
        msg("{value} is not one of the possible values", value=said.strip()[:60]),
        msg("possible here: {known}", known=known_choices(listed, unquoted(said))),
    )


def known_choices(choices: tuple[Choice, ...], said: str = "") -> Value:
    """Return choices as "id (label)"; of a long list those that resemble ``said``, or the first."""
    shown = choices
    if len(choices) > MAX_LISTED:
        near = difflib.get_close_matches(said, [c.value for c in choices], n=5, cutoff=0.4)
        shown = tuple(c for c in choices if c.value in near) or choices[:MAX_LISTED]
    if not shown:
        return "–"
    rows: tuple[Value, ...] = tuple(
        Label(f"{c.value} ({c.label.id})", f"{c.value} ({c.label.en})")
        if c.label.id != c.value
        else c.value
        for c in shown
    )
    if len(shown) < len(choices):
        return msg("{some} … ({count} in all)", some=rows, count=len(choices))
    return rows


def read_time(said: str, zone: tzinfo) -> str:
    """Return a time as records have it, office time where no zone was typed; else the text."""
    text = unquoted(said)
    match = _CLOCK.match(text)
    if match:
        text = f"{match[1]}T{match[2]}:{match[3]}{match[4].replace('.', ':')}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return unquoted(said)
    if not match:
        return unquoted(said)  # a day alone names no time
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return zoned.isoformat(timespec="seconds")


def no_such_day(text: str) -> bool:
    """Whether a text begins with a day that is written well and in no calendar (2026-11-31)."""
    match = _DAY.match(text)
    if match is None:
        return False
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return True
    return False


def read_words(said: str) -> list[str]:
    """Return what stands between commas, as [a, b] or without the brackets."""
    text = said.strip()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    return [word for part in text.split(",") if (word := unquoted(part))]


def read_worker(said: str) -> Json:
    """Return a person id, or from "name; organisation" a supplier."""
    name, semicolon, organisation = said.partition(";")
    return {"name": name.strip(), "organisation": organisation.strip()} if semicolon else said


def kind_of(schema: Mapping[str, Any]) -> str:
    """Return the definition that a resolved schema came from ("person", "asset_id"), or ""."""
    return str(schema.get("x-definition", ""))


def _options(choice: Choice) -> tuple[str, str]:
    return choice.option("id"), choice.option("en")
