"""Reading a value along its schema: a whole request, an action's evidence, or one field of it."""

from __future__ import annotations

from ubah.core.diagnostics import Label
from ubah.core.forms.fields import Choice, FieldKind, choices_of, field_kind
from ubah.core.forms.typed import How, Misread, kind_of, read_one
from ubah.core.json_schema.parts import Schema, dereference
from ubah.core.office.authority import Authority
from ubah.core.strict_yaml.document import Json


def how_of(authority: Authority) -> How:
    """Return how an office's people are read."""
    people = (
        Choice(person.id, Label(person.name, person.name))
        for person in authority.roles.persons.values()
    )
    return How(authority.office.zone, tuple(people))


def read_words_of(authority: Authority, schema: Schema, said: str) -> Json | Misread:
    """Return what the words ``said`` mean where ``schema`` says what belongs there."""
    defs = authority.change_schema["$defs"]
    resolved = dereference(schema, defs)
    items = dereference(resolved.get("items", {}), defs)
    choices = choices_of(resolved, authority.sop)
    kind = field_kind(resolved, items, choices)
    definition = kind_of(items) if kind is FieldKind.LIST else kind_of(resolved)
    return read_one(kind, said, how_of(authority), choices, definition)


def read_given(authority: Authority, schema: Schema, value: Json) -> Json:
    """Return a value of a file that was handed in, each part read as a prompt would read it.

    What is not understood stays as it is: the schema says what is wrong with it, and where.
    """
    defs = authority.change_schema["$defs"]
    resolved = dereference(schema, defs)
    if isinstance(value, dict):
        parts = resolved.get("properties", {})
        return {
            name: read_given(authority, parts[name], part) if name in parts else part
            for name, part in value.items()
        }
    if isinstance(value, list):
        items = resolved.get("items", {})
        return [read_given(authority, items, item) for item in value] if items else value
    said = value if isinstance(value, str) else _as_text(value, resolved)
    if said is None or not resolved or _is_group(resolved, defs):
        return value
    found = read_words_of(authority, schema, said)
    return value if isinstance(found, Misread) else found


def _as_text(value: Json, schema: Schema) -> str | None:
    """Return what YAML took for a number or a yes, as it was written, where a text belongs."""
    if schema.get("type") != "string" or not isinstance(value, int):
        return None
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _is_group(schema: Schema, defs: Schema) -> bool:
    items = dereference(schema.get("items", {}), defs)
    return schema.get("type") == "object" or items.get("type") == "object"
