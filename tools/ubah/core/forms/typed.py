"""Reading what a person wrote for one value: words as people write them, to what a record holds.

Prompts, forms, ``--set`` and files that are handed in all read by this, so that the same words mean
the same wherever they are written. A choice may be named by its label in either language or by its
value; quotation marks around a date, which a file needs, do no harm.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from ubah.core.diagnostics import Label, Message, Value, msg
from ubah.core.forms.fields import Choice, FieldKind
from ubah.core.forms.moments import NoSuchDay, read_day, read_moment
from ubah.core.json_schema.parts import DEFINITION
from ubah.core.lookalikes import plain_signs
from ubah.core.plain import plain_text
from ubah.core.strict_yaml.document import Json

YES, NO = Label("ya", "yes"), Label("tidak", "no")
MAX_LISTED = 20

_YES = frozenset({"ya", "y", "yes", "true", "benar"})
_NO = frozenset({"tidak", "t", "tdk", "no", "n", "false"})
_QUOTED = re.compile(r"""(["'])(.*)\1\Z""", re.DOTALL)
_WORDS = re.compile(r"""\s*(?:"([^"\n]*)"|'([^'\n]*)')\s*(?=[,\n]|\Z)|([^,\n]+)""")
_BULLET = re.compile(r"\A\s*[-*•]\s+")
_PERSON = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+\Z", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}\Z", re.ASCII)
_DECIMAL = re.compile(r"(\d{1,9})[,.](\d{1,9})\Z", re.ASCII)
_UPPER = ("asset_id", "rfc_id")
_PEOPLE = ("person", "requester")


@dataclass(frozen=True)
class Misread:
    """What was typed fits nothing; ``hint`` says what would. ``final``: the judge could not tell."""

    message: Message
    hint: Message | None = None
    final: bool = False


@dataclass(frozen=True)
class How:
    """What reading depends on besides the words: office time, and the people of roles.yaml."""

    zone: tzinfo
    people: tuple[Choice, ...] = ()


def read_one(
    kind: FieldKind, said: str, how: How, choices: tuple[Choice, ...] = (), definition: str = ""
) -> Json | Misread:
    """Return what ``said`` means in a field of ``kind``; ``definition`` is its name in the schema."""
    match kind:
        case FieldKind.CHOICE:
            return read_choice(said, choices, numbered=False)
        case FieldKind.YES_NO:
            answer = read_yes_no(said)
            hint = msg("type {yes} or {no}", yes=YES, no=NO)
            return Misread(_unlisted(said), hint) if answer is None else answer
        case FieldKind.NUMBER:
            return read_number(said)
        case FieldKind.DAY | FieldKind.TIME:
            return _moment(kind, said, how.zone)
        case FieldKind.LIST:
            return [_line(word, definition, how) for word in read_words(said)]
        case FieldKind.PEOPLE:
            return [
                _line(w, "person", how) if isinstance(w, str) else w for w in read_workers(said)
            ]
        case FieldKind.LINE:
            return _line(said, definition, how)
        case _:
            return _line(said, definition, how) if definition in _PEOPLE else plain_text(said)


def unquoted(said: str) -> str:
    """Return a text without the space and the one pair of quotation marks around it."""
    said = said.strip()
    match = _QUOTED.match(said)
    return match[2].strip() if match else said


def _word(said: str) -> str:
    """Return a word to be looked up: signs that only look like others, blanks and case don't count."""
    return " ".join(plain_signs(unquoted(said)).casefold().split())


def _unlisted(said: str) -> Message:
    # Ticked boxes come one on a line: more than one of them is told as what it is.
    value = ", ".join(said.split("\n")).strip()[:60]
    return msg("{value} is not one of the possible values", value=value)


def read_yes_no(said: str) -> bool | None:
    """Return the answer to a yes/no question in either language, None if it is none."""
    word = _word(said).rstrip(".")
    return True if word in _YES else False if word in _NO else None


def read_choice(said: str, choices: Iterable[Choice], *, numbered: bool = True) -> str | Misread:
    """Return the value of the choice that was named."""
    listed = tuple(choices)
    word = _word(said)
    if numbered and word.rstrip(".").isdecimal() and 0 < int(word.rstrip(".")) <= len(listed):
        return listed[int(word.rstrip(".")) - 1].value
    for choice in listed:
        names = (choice.value, choice.label.id, choice.label.en)
        if word in {_word(name) for name in (*names, *_options(choice))}:
            return choice.value
    hint = msg("possible here: {known}", known=known_choices(listed, unquoted(said)))
    return Misread(_unlisted(said), hint, final=True)


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


def _moment(kind: FieldKind, said: str, zone: tzinfo) -> Json | Misread:
    """Return a day or a time as records have it, office time where no zone was written."""
    text = plain_signs(unquoted(said))
    try:
        if kind is FieldKind.DAY:
            day = read_day(text)
            found = day.isoformat() if day else ""
        else:
            moment = read_moment(text, zone)
            found = moment.isoformat(timespec="seconds") if moment else ""
    except NoSuchDay as problem:
        hint = msg("give a day of the calendar: year-month-day")
        return Misread(msg("the day {day} does not exist", day=str(problem)), hint, final=True)
    if found:
        return found
    if kind is FieldKind.DAY:
        return Misread(
            msg("the date {value} is not understood", value=said.strip()[:60]),
            msg("write it, for example, as 5 Desember 2026 or 2026-12-05"),
        )
    return Misread(
        msg("the time {value} is not understood", value=said.strip()[:60]),
        msg("write it, for example, as 5 Desember 2026 09:00 or 2026-12-05 09:00"),
    )


def read_number(said: str) -> int | float | Misread:
    """Return a number as it is written here: 1.500 is fifteen hundred, 2,5 two and a half."""
    text = plain_signs(unquoted(said)).replace(" ", "")
    if _THOUSANDS.match(text):
        text = text.replace(".", "")
    if _WHOLE.match(text):
        return int(text)
    decimal = _DECIMAL.match(text)
    if decimal:
        return float(f"{decimal[1]}.{decimal[2]}")
    return Misread(
        msg("{value} is no number", value=said.strip()[:60]), msg("write digits, such as 3")
    )


def read_words(said: str) -> list[str]:
    """Return what stands between commas or on lines, as [a, b] or without the brackets."""
    text = plain_text(said)
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    lines = [_BULLET.sub("", line) for line in text.split("\n")]
    found = ("".join(words).strip() for line in lines for words in _WORDS.findall(line))
    return [word for word in found if word]


def read_workers(said: str) -> list[Json]:
    """Return person ids, and from "name; organisation" suppliers, between commas or on lines.

    A comma in an organisation's name ("PT Maju, Tbk") parts nothing: what follows is no person's id.
    """
    workers: list[Json] = []
    for line in plain_text(said).split("\n"):
        supplier: dict[str, Json] | None = None
        for word in read_words(line):
            name, semicolon, organisation = word.partition(";")
            if semicolon:
                supplier = {"name": name.strip(), "organisation": organisation.strip()}
                workers.append(supplier)
            elif supplier is not None and not _PERSON.match(word):
                supplier["organisation"] = f"{supplier['organisation']}, {word}"
            else:
                workers.append(word)
    return workers


def _line(said: str, definition: str, how: How) -> Json:
    """Return a text of one line; where it names a person or a thing, as the record names it."""
    text = " ".join(line for line in plain_text(said).split("\n") if line)
    if definition in _UPPER:
        return plain_signs(unquoted(text)).strip().upper()
    if definition in _PEOPLE:
        word = _word(text)
        named = [c.value for c in how.people if word in (_word(c.value), _word(c.label.id))]
        return named[0] if len(named) == 1 else plain_signs(text).strip()
    return text


def kind_of(schema: Mapping[str, Any]) -> str:
    """Return the definition that a resolved schema came from ("person", "asset_id"), or ""."""
    return str(schema.get(DEFINITION, ""))


def _options(choice: Choice) -> tuple[str, str]:
    return choice.option("id"), choice.option("en")
