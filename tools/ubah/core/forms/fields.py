"""What a person fills in for a request or a step, derived from the schemas and the SOP.

One list of fields serves the request page, the forge's issue forms and the reading of what comes
back (`ubah.core.forms.body`), so they cannot drift apart. SOP step 2 and the action table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ubah.core.attachments import FIELD
from ubah.core.diagnostics import Label
from ubah.core.json_schema.parts import DEFINITION, LISTING, Schema, dereference
from ubah.core.sop import Sop

FILLED_IN_BY_THE_TOOL = ("requester", "addressee", "date")
NEEDS_THE_FILE = ("file", "restricted")
"""Parts of an attachment that a form cannot take: only `--attach` brings the file itself."""
ONLY_AT_FIRST = "retrospective"
"""The part that no revision may change: what was done before anybody asked."""

ACTION_ID, ACTION_LABEL = "langkah", Label("Langkah", "Step")
RECORD_ID, RECORD_LABEL = "rfc", Label("Nomor RFC", "RFC number")
ASSETS_LABEL = Label("Isi baru berkas aset", "New content of the asset files")

_LISTING = re.compile(r"\A(?P<title>.*?) \((?P<words>[^()]*)\)\Z")

FieldPath = tuple[str, ...]


class FieldKind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    TIME = "time"
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    LIST = "list"  # several lines of text, with commas between
    PEOPLE = "people"  # one a line: a person id, or "name; organisation" for a supplier
    GROUPS = "groups"  # paragraphs of "label: value" lines
    FILES = "files"  # asset files as they shall stand


@dataclass(frozen=True)
class Choice:
    """One of the values that a field may have."""

    value: str
    label: Label

    def option(self, language: str) -> str:
        """Return what the person picks: the word, with the value that goes into the record."""
        word = self.label.in_language(language)
        return word if word == self.value else f"{word} ({self.value})"


@dataclass(frozen=True)
class Field:
    """One thing to fill in; ``pointer`` is where its value goes in the request or the evidence.

    ``completes``: it may stay empty only if the whole group that it is part of does.
    """

    pointer: FieldPath
    label: Label
    kind: FieldKind
    required: bool
    completes: bool = False
    limit: int = 0
    pattern: str = ""  # of the text, or of each line of a list
    choices: tuple[Choice, ...] = ()
    parts: tuple[Field, ...] = ()  # of one item, for GROUPS
    definition: str = ""  # the schema's own name for what stands there, such as person
    restricted: bool = False  # not for public pages
    step: str = ""  # of a form for several steps: the later one that it belongs to

    @property
    def id(self) -> str:
        """The field's name in a form and in an address."""
        return "-".join((self.step, *self.pointer) if self.step else self.pointer)


def request_fields(defs: Schema, sop: Sop) -> tuple[Field, ...]:
    """Return the fields of a request that a person fills in, required ones first."""
    request = defs["request"]
    fields = [
        field
        for name, part in request["properties"].items()
        if name not in FILLED_IN_BY_THE_TOOL
        for field in fields_of((name,), part, name in request["required"], defs, sop)
    ]
    return tuple(sorted(fields, key=lambda field: not field.required))


def fields_of(
    pointer: FieldPath,
    schema: Schema,
    required: bool,
    defs: Schema,
    sop: Sop,
    above: tuple[Label, ...] = (),
    completes: bool = False,
) -> Iterator[Field]:
    """Yield the field for ``schema``, or for each of its parts if it is a group."""
    resolved = dereference(schema, defs)
    if resolved.get("type") == "object":
        wanted = resolved.get("required", ())
        title = label_of(resolved)
        for name, part in resolved["properties"].items():
            inner = (*pointer, name)
            whole = name in wanted
            yield from fields_of(
                inner, part, required and whole, defs, sop, (*above, title), completes=whole
            )
        return
    yield replace(_field(pointer, resolved, required, defs, sop, above), completes=completes)


def _field(
    pointer: FieldPath,
    schema: Schema,
    required: bool,
    defs: Schema,
    sop: Sop,
    above: tuple[Label, ...],
) -> Field:
    choices = choices_of(schema, sop)
    own = label_of(schema, listing=bool(choices))
    label = Label(
        _joined([part.id for part in above], own.id), _joined([part.en for part in above], own.en)
    )
    items = dereference(schema.get("items", {}), defs)
    kind = field_kind(schema, items, choices)
    parts: tuple[Field, ...] = ()
    if kind is FieldKind.GROUPS:
        by_hand = schema.get(DEFINITION) == FIELD
        wanted = (*items["required"], "location") if by_hand else items["required"]
        parts = tuple(
            field
            for name, part in items["properties"].items()
            if not (by_hand and name in NEEDS_THE_FILE)
            for field in fields_of((name,), part, name in wanted, defs, sop)
        )
    return Field(
        pointer,
        label,
        kind,
        required,
        limit=(items or schema).get("maxLength", 0),
        pattern=str((items or schema).get("pattern", "")),
        choices=choices,
        parts=parts,
        restricted=bool(schema.get("x-restricted")),
        definition=str((items if kind is FieldKind.LIST else schema).get(DEFINITION, "")),
    )


def field_kind(schema: Schema, items: Schema, choices: tuple[Choice, ...]) -> FieldKind:
    """Return how a value of a resolved schema is filled in; ``items`` is that of a list's items."""
    match schema.get("type"):
        case _ if choices:
            return FieldKind.CHOICE
        case "boolean":
            return FieldKind.YES_NO
        case "integer" | "number":
            return FieldKind.NUMBER
        case "array" if items.get("type") == "object":
            return FieldKind.GROUPS
        case "array":
            return FieldKind.PEOPLE if "object" in items.get("type", ()) else FieldKind.LIST
        case _:
            return _kind_of_text(schema)


def _joined(above: list[str], own: str) -> str:
    """Return "Release window: Start", but not "Plan: Test plan"."""
    return ": ".join([*(word for word in above if word.casefold() not in own.casefold()), own])


def _kind_of_text(schema: Schema) -> FieldKind:
    match schema.get("format"):
        case "date":
            return FieldKind.DAY
        case "date-time":
            return FieldKind.TIME
        case _:
            one_line = str(schema.get("pattern", "")).startswith("^")
            return FieldKind.LINE if one_line else FieldKind.TEXT


def label_of(schema: Schema, *, listing: bool = False) -> Label:
    """Return a resolved schema's title; ``listing``: without the words for its choices."""
    indonesian, _, english = str(schema.get("title", "?")).partition(" / ")
    both = (indonesian, english or indonesian)
    if listing:
        return Label(*((found["title"] if (found := _LISTING.match(t)) else t) for t in both))
    return Label(*both)


def choices_of(schema: Schema, sop: Sop) -> tuple[Choice, ...]:
    """Return the enum's values with the words that the SOP, or the schema's title, gives them."""
    values = [str(value) for value in schema.get("enum", ())]
    known = {"category": sop.categories, "level": sop.levels}.get(schema.get(DEFINITION, ""), {})
    for title in (schema.get("title", ""), schema.get(LISTING, "")):
        indonesian, _, english = str(title).partition(" / ")
        pair = [
            found["words"].split(", ")
            for t in (indonesian, english)
            if (found := _LISTING.match(t))
        ]
        if not known and len(pair) == 2 and all(len(words) == len(values) for words in pair):
            known = {
                v: Label(_capital(i), _capital(e)) for v, i, e in zip(values, *pair, strict=True)
            }
    return tuple(Choice(value, known.get(value, Label(value, value))) for value in values)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
