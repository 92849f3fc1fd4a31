"""Values of records and assets as labelled fields, read through their JSON Schema.

Labels come from the schema's titles ("Indonesian / English"); a property that the schema marks
``x-restricted``, at any depth, is left out of public pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from ubah.core.attachments import IMAGES, are_attachments
from ubah.core.json_schema.parts import DEFINITION, LISTING, Schema, dereference
from ubah.publish.addresses.paths import asset_url, record_url
from ubah.publish.gathered.context import Context

NONE: Schema = {}
IMAGE_ENDINGS = tuple(f".{ending}" for ending in IMAGES)

PERSONAL = frozenset({"contact"})
"""How to reach a person from outside the office concerns nobody but the office."""


class Node(NamedTuple):
    """A value to show. ``kind``: text, link, image, flag, list, table or group."""

    kind: str
    text: str = ""
    href: str = ""
    good: bool = False
    items: tuple[Node, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Node, ...], ...] = ()
    fields: tuple[DisplayedField, ...] = ()


class DisplayedField(NamedTuple):
    """A labelled value; ``name`` is its key in the file."""

    name: str
    label: str
    value: Node


def fields_of(
    value: Mapping[str, Any], schema: Schema, defs: Schema, ctx: Context
) -> tuple[DisplayedField, ...]:
    """Return the fields of an object in the schema's order, restricted ones only internally."""
    return tuple(
        DisplayedField(name, label, describe(value[name], part, defs, ctx))
        for name, part, label in visible(schema, defs, ctx)
        if name in value
    )


def describe(value: Any, schema: Schema, defs: Schema, ctx: Context) -> Node:
    """Return how to show ``value``."""
    resolved = branch(value, resolve(schema, defs, ctx), defs, ctx)
    match value:
        case str():
            return _text(value, resolved, ctx)
        case bool():
            _ = ctx.words.translate
            return Node("flag", _("Yes") if value else _("No"), good=value)
        case int() | float():
            return Node("text", ctx.words.number(value))
        case list() | tuple() if are_attachments(value):
            return _attachments(value, resolve(resolved.get("items", NONE), defs, ctx), defs, ctx)
        case list() | tuple():
            return _several(value, resolve(resolved.get("items", NONE), defs, ctx), defs, ctx)
        case Mapping():
            return Node("group", fields=fields_of(value, resolved, defs, ctx))
        case _:
            return Node("text", "–" if value is None else str(value))


def shown_attachment(row: Mapping[str, Any], ctx: Context) -> Mapping[str, Any]:
    """Return what this edition may say of an attachment: of a restricted one its digest alone."""
    if ctx.internal or row["sha256"] not in ctx.attachments.restricted:
        return row
    return {"sha256": row["sha256"], "restricted": True}


def _attachments(
    rows: list[Any] | tuple[Any, ...], item: Schema, defs: Schema, ctx: Context
) -> Node:
    """Name and picture or link, digest, and where it is kept, of all that the edition may show."""
    _ = ctx.words.translate
    labels = {name: label for name, _part, label in visible(item, defs, ctx)}
    columns = tuple(name for name in ("name", "sha256", "location") if name in labels)
    found = []
    for row in rows:
        shown = shown_attachment(row, ctx)
        path = ctx.attachments.shown.get((row.get("file", ""), row["sha256"]), "")
        kind = "image" if path.endswith(IMAGE_ENDINGS) else "link" if path else "text"
        name = str(shown.get("name", _("Exempt information, not published")))
        places = [place for place in (path, str(shown.get("location", ""))) if place]
        cells = {
            "name": Node(kind, name, ctx.attached(path) if path else ""),
            "sha256": Node("text", row["sha256"]),
            "location": Node("text", "; ".join(places) or "–"),
        }
        found.append(tuple(cells[column] for column in columns))
    return Node("table", columns=tuple(labels[name] for name in columns), rows=tuple(found))


def _several(values: list[Any] | tuple[Any, ...], item: Schema, defs: Schema, ctx: Context) -> Node:
    if values and item.get("properties") and all(isinstance(row, Mapping) for row in values):
        shown = [
            (name, part, label)
            for name, part, label in visible(item, defs, ctx)
            if any(name in row for row in values)
        ]
        rows = tuple(
            tuple(
                describe(row[name], part, defs, ctx) if name in row else Node("text", "–")
                for name, part, _label in shown
            )
            for row in values
        )
        return Node("table", columns=tuple(label for _n, _p, label in shown), rows=rows)
    return Node("list", items=tuple(describe(value, item, defs, ctx) for value in values))


def visible(schema: Schema, defs: Schema, ctx: Context) -> tuple[tuple[str, Schema, str], ...]:
    """Return the properties that this edition may show: name, schema without ``$ref``, label."""
    return ctx.once("visible", schema, lambda: tuple(_visible(schema, defs, ctx)))


def _visible(schema: Schema, defs: Schema, ctx: Context) -> Iterator[tuple[str, Schema, str]]:
    for name, part in schema.get("properties", {}).items():
        resolved = resolve(part, defs, ctx)
        restricted = resolved.get("x-restricted") or name in PERSONAL
        if ctx.internal or not restricted:
            title = resolved.get("title", name)
            yield name, resolved, ctx.words.title(title, enumerated="enum" in resolved)


def resolve(schema: Schema, defs: Schema, ctx: Context) -> Schema:
    """Follow ``$ref`` into ``defs``; what stands beside it wins. Looked up once for each part."""
    if "$ref" not in schema:
        return schema
    return ctx.once("resolved", schema, lambda: dereference(schema, defs))


def branch(value: Any, schema: Schema, defs: Schema, ctx: Context) -> Schema:
    """Take the branch of an if/then/else that tells a person id from a description."""
    if "then" not in schema:
        return schema
    branch = schema["then"] if isinstance(value, str) else schema.get("else", NONE)
    return resolve(branch, defs, ctx)


def _text(value: str, schema: Schema, ctx: Context) -> Node:
    """There are many texts and few schemas: how to read the texts of one is found out once."""
    special = ctx.once("texts", schema, lambda: _reader(schema, ctx))
    return special(value) or Node("text", ctx.person(value))


def _reader(schema: Schema, ctx: Context) -> Callable[[str], Node | None]:
    """Return what reads the texts of a schema that are more than words, None for other texts."""
    words, ref = ctx.words, schema.get(DEFINITION, "")
    if schema.get("format") == "date-time":
        return lambda value: Node("text", words.time(datetime.fromisoformat(value)))
    if schema.get("format") == "date":
        return lambda value: Node("text", words.day(date.fromisoformat(value)))
    if ref == "rfc_id":
        return lambda value: (
            Node("link", value, record_url(value)) if value in ctx.records else None
        )
    return _known_words(schema, ctx).get


def _known_words(schema: Schema, ctx: Context) -> Mapping[str, Node]:
    sop, ref = ctx.register.authority.sop, schema.get(DEFINITION, "")
    if ref == "asset_id":
        return {
            name: Node("link", f"{name} – {view.asset.data['name']}", asset_url(name))
            for name, view in ctx.assets.items()
        }
    known = {value: _enum_word(value, schema, ctx) for value in schema.get("enum", ())}
    for kind, labels in (("category", sop.categories), ("level", sop.levels)):
        if ref == kind:
            known |= {name: ctx.words.label(label) for name, label in labels.items()}
    return {name: Node("text", text) for name, text in known.items()}


def _enum_word(value: str, schema: Schema, ctx: Context) -> str:
    """Prefer the words that the schema's title lists, in the enum's order."""
    for title in (schema.get("title", ""), schema.get(LISTING, "")):
        listed: dict[str, str] = dict(
            zip(schema["enum"], ctx.words.enumerated(title, len(schema["enum"])), strict=False)
        )
        if value in listed:
            return listed[value]
    _ = ctx.words.translate
    known = {
        "information": _("Information"),
        "people": _("People"),
        "physical": _("Physical"),
        "software": _("Software"),
        "service": _("Service"),
    }
    return known.get(value, value)
