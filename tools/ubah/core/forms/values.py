"""Reading what a person typed into one field of a form, by the kind of the field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ubah.core.diagnostics import Finding, Label, Message, Place, Position, error, msg
from ubah.core.forms.fields import Field, FieldKind
from ubah.core.forms.of_steps import Form
from ubah.core.forms.text import FormText
from ubah.core.forms.typed import How, Misread, read_one
from ubah.core.rules.contents import FORM_UNREADABLE
from ubah.core.strict_yaml.document import Json, Pointer

YES, NO = Label("Ya", "Yes"), Label("Tidak", "No")


@dataclass(frozen=True)
class Reading:
    """How to read: the forms, the record schema's definitions, the office's ways, the form's language and text."""

    forms: Mapping[str, Form]
    change_schema: Mapping[str, Any]
    how: How
    language: str
    text: FormText


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
        self.findings.append(error(FORM_UNREADABLE, where, message, hint))


def read_value(asked: Field, said: str, line: int, reading: Reading, own: Answers) -> Json:
    """Return the value that ``said`` stands for, None where it stands for none."""
    if asked.kind is FieldKind.GROUPS:
        return _items(asked, said, line, reading, own)
    found = read_one(asked.kind, said, reading.how, asked.choices, asked.definition)
    if isinstance(found, Misread):
        message = msg("{field}: {problem}", field=asked.label, problem=found.message)
        own.complain(line, message, found.hint or message)
        return None
    return found


def _items(asked: Field, said: str, line: int, reading: Reading, own: Answers) -> Json:
    """Read paragraphs of "label: value" lines; a line without a label goes on with the one above.

    A paragraph of labels alone, as the form has it before anybody writes, says nothing where nothing
    has to be said.
    """
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
        if item or asked.required:
            items.append(item)
    return items or None
