"""Reading what a person typed into one field of a form, by the kind of the field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from ubah.core.diagnostics import Basis, Finding, Label, Message, Place, Position, error, msg
from ubah.core.forms.fields import Field, Form, Kind
from ubah.core.reading.source import Json, Pointer

RULE = "UB206"
YES, NO = Label("Ya", "Yes"), Label("Tidak", "No")

_YES: Mapping[str, Json] = {YES.id: True, YES.en: True}
_NO: Mapping[str, Json] = {NO.id: False, NO.en: False}
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d)[:.](\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?\Z", re.ASCII
)


@dataclass(frozen=True)
class Reading:
    """How to read: the forms, the record schema's definitions, office time, the form's language."""

    forms: Mapping[str, Form]
    change_schema: Mapping[str, Any]
    zone: tzinfo
    language: str


@dataclass
class Answers:
    """Values by pointer, where each stands, and what is wrong with them."""

    place: Place
    values: dict[Pointer, Json] = field(default_factory=dict)
    lines: dict[Pointer, Position] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def complain(self, line: int, message: Message, hint: Message) -> None:
        """Add a finding about a line of the body."""
        where = self.place.at(Position(line, 1))
        self.findings.append(error(RULE, where, message, hint, Basis.FORMAT))


def read_value(asked: Field, said: str, line: int, reading: Reading, own: Answers) -> Json:
    """Return the value that ``said`` stands for, None where it stands for none."""
    match asked.kind:
        case Kind.CHOICE:
            options: dict[str, Json] = {c.option(reading.language): c.value for c in asked.choices}
            options |= {choice.value: choice.value for choice in asked.choices}
            return _picked(asked, said, line, options, own)
        case Kind.YES_NO:
            return _picked(asked, said.capitalize(), line, {**_YES, **_NO}, own)
        case Kind.NUMBER:
            return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else said
        case Kind.DAY | Kind.TIME:
            return _moment(asked, said, line, reading, own)
        case Kind.LIST:
            return [word.strip() for word in said.split(",") if word.strip()]
        case Kind.PEOPLE:
            return [_implementer(row.strip()) for row in said.split("\n") if row.strip()]
        case Kind.GROUPS:
            return _items(asked, said, line, reading, own)
        case _:
            return said


def _picked(asked: Field, said: str, line: int, options: Mapping[str, Json], own: Answers) -> Json:
    if said in options:
        return options[said]
    own.complain(
        line,
        msg(
            "{field}: {value} is not one of the possible values", field=asked.label, value=said[:60]
        ),
        msg("possible here: {known}", known=", ".join(options)),
    )
    return None


def _moment(asked: Field, said: str, line: int, reading: Reading, own: Answers) -> Json:
    try:
        if asked.kind is Kind.DAY and _DAY.match(said):
            return date.fromisoformat(said).isoformat()
        match = _TIME.match(said) if asked.kind is Kind.TIME else None
        if match:
            day, hour, minute, second, zone = match.groups()
            text = f"{day}T{hour}:{minute}:{second or '00'}{zone or ''}"
            moment = datetime.fromisoformat(text)
            zoned = moment if moment.tzinfo else moment.replace(tzinfo=reading.zone)
            return zoned.isoformat(timespec="seconds")
    except ValueError:
        pass
    hint = msg("write the date like 2026-02-23")
    if asked.kind is Kind.TIME:
        hint = msg("write the time like 2026-02-23 09:00")
    message = msg(
        "{field}: {value} does not have the right form", field=asked.label, value=said[:60]
    )
    own.complain(line, message, hint)
    return None


def _implementer(row: str) -> Json:
    name, semicolon, organisation = row.partition(";")
    return {"name": name.strip(), "organisation": organisation.strip()} if semicolon else row


def _items(asked: Field, said: str, line: int, reading: Reading, own: Answers) -> Json:
    """Read paragraphs of "label: value" lines; a line without a label goes on with the one above."""
    labels = {part.label.in_language(reading.language).casefold(): part for part in asked.parts}
    items: list[Json] = []
    for paragraph in re.split(r"\n{2,}", said):
        texts: dict[str, str] = {}
        last = ""
        for row in paragraph.split("\n"):
            label, colon, text = row.partition(":")
            name = label.strip().lstrip("-* ").casefold()
            if colon and name in labels and name not in texts:
                last = name
                texts[name] = text.strip()
            elif last:
                texts[last] += f"\n{row}"
            else:
                own.complain(
                    line,
                    msg(
                        "{field}: {value} does not have the right form",
                        field=asked.label,
                        value=row[:60],
                    ),
                    msg(
                        "begin each line with: {known}",
                        known=", ".join(
                            f"{p.label.in_language(reading.language)}:" for p in asked.parts
                        ),
                    ),
                )
                return None
        item: dict[str, Json] = {}
        for name, part in labels.items():
            value = read_value(part, texts[name], line, reading, own) if texts.get(name) else None
            if value is not None:
                item[part.id] = value
        items.append(item)
    return items
