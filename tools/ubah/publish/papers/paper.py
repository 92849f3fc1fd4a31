"""A paper as plain values, with nothing in it of how it is set on a sheet.

All that people wrote reaches the typesetter as data (`document_of`), never as part of its source:
no word of a record can be a command there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ubah.publish.gathered.context import Context
from ubah.publish.show.fields import DisplayedField, Node
from ubah.publish.show.signatures import SignatureBox

PaperValue = Mapping[str, Any]
"""What stands in a field: ``kind`` text, list, group or table, as `plain_value` writes it."""


@dataclass(frozen=True)
class PaperRow:
    """A labelled value; ``under`` sets it below the row before it, such as a correction."""

    label: str
    value: PaperValue
    under: bool = False


@dataclass(frozen=True)
class PaperSection:
    """A part of a paper under a heading, with what the SOP says of it beside it."""

    heading: str
    beside: str = ""
    rows: tuple[PaperRow, ...] = ()


@dataclass(frozen=True)
class Authenticity:
    """How a paper is held against the register: where its page is, and what proves it."""

    rows: tuple[PaperRow, ...]
    code: str = ""  # SVG of the QR code that leads to `address`
    address: str = ""


@dataclass(frozen=True)
class Paper:
    """One paper: letterhead, title, what it tells, who signs it, how it is verified.

    ``number`` and ``subject`` name what it is about, ``marks`` are what nobody may overlook,
    ``day`` is that of the newest step told.
    """

    name: str
    number: str
    subject: str
    day: date
    marks: tuple[str, ...]
    sections: tuple[PaperSection, ...]
    boxes: tuple[SignatureBox, ...]
    authenticity: Authenticity


def text(words: str) -> PaperValue:
    """Return plain words as a value."""
    return {"kind": "text", "text": words}


def number(words: str) -> PaperValue:
    """Return a number, which stands below others of its column, as a value."""
    return {"kind": "number", "text": words}


def aside(words: str) -> PaperValue:
    """Return what is told beside the matter, in smaller letters, as a value."""
    return {"kind": "aside", "text": words}


def code(words: str) -> PaperValue:
    """Return what is typed or compared letter by letter as a value."""
    return {"kind": "code", "text": words}


def table(columns: Iterable[str], rows: Iterable[Iterable[PaperValue]]) -> PaperValue:
    """Return a table as a value."""
    return {"kind": "table", "columns": list(columns), "rows": [list(row) for row in rows]}


def rows_of(fields: Iterable[DisplayedField]) -> Iterator[PaperRow]:
    """Yield fields as rows; the fields of a group come one by one."""
    for field in fields:
        if field.value.kind == "group":
            for inner in field.value.fields:
                told = inner.label.startswith(field.label)  # Plan: Plan of the test
                label = inner.label if told else f"{field.label}: {inner.label}"
                yield PaperRow(label, plain_value(inner.value))
        else:
            yield PaperRow(field.label, plain_value(field.value))


def plain_value(node: Node) -> PaperValue:
    """Return a value to show as plain data; on paper a link is its text."""
    match node.kind:
        case "list":
            return {"kind": "list", "items": [plain_value(item) for item in node.items]}
        case "table":
            return table(node.columns, ([plain_value(cell) for cell in row] for row in node.rows))
        case "group":
            rows = [_row(PaperRow(f.label, plain_value(f.value))) for f in node.fields]
            return {"kind": "group", "rows": rows}
        case _:
            return text(node.text)


def document_of(title: str, papers: Iterable[Paper], ctx: Context) -> Mapping[str, Any]:
    """Return papers as one document for the typesetter, in the language of ``ctx``.

    The office's name and tag follow ``title``, as files of two offices may lie side by side.
    """
    _ = ctx.words.translate
    office = ctx.register.authority.office
    listed = [_paper(paper, ctx) for paper in papers]
    return {
        "lang": ctx.words.language,
        "title": f"{title} – {ctx.identity.name} ({ctx.identity.tag})",
        "author": ctx.identity.name,
        "office": office.name,
        "government": office.government,
        "letters": _letters(ctx),
        "day": max(paper["day"] for paper in listed),
        "papers": listed,
    }


def _letters(ctx: Context) -> Mapping[str, str]:
    """Return the words that stand on every paper."""
    _ = ctx.words.translate
    return {
        "page": _("Page {page} of {pages}"),
        "signatures": _("Signatures"),
        "authenticity": _("Authenticity"),
        "code": _("QR code: the address of this page"),
        "unnamed": "(………………………………)",
        "unprintable": _(
            "A sign that the typeface lacks stands here by its number in Unicode (U+…)."
        ),
    }


def _paper(paper: Paper, ctx: Context) -> dict[str, Any]:
    return {
        "name": paper.name,
        "number": paper.number,
        "subject": paper.subject,
        "day": [paper.day.year, paper.day.month, paper.day.day],
        "marks": list(paper.marks),
        "sections": [
            {
                "heading": section.heading,
                "beside": section.beside,
                "rows": [_row(row) for row in section.rows],
            }
            for section in paper.sections
        ],
        "boxes": [_box(box, ctx) for box in paper.boxes],
        "authenticity": {
            "rows": [_row(row) for row in paper.authenticity.rows],
            "code": paper.authenticity.code,
            "address": paper.authenticity.address,
        },
    }


def _row(row: PaperRow) -> dict[str, Any]:
    return {"label": row.label, "value": row.value, "under": row.under}


def _box(box: SignatureBox, ctx: Context) -> dict[str, Any]:
    return {
        "office": box.office,
        "capacity": box.capacity,
        "action": box.action,
        "name": box.name,
        "title": box.title,
        "time": ctx.words.time(box.time) if box.time else "",
        "proof": box.proof,
    }
