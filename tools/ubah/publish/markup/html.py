"""Values of a record or an asset as HTML: a hundred thousand of them, so in Python, not in Jinja2.

Everything is escaped here; what is returned is `Markup`, which templates put in as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from ubah.publish.addresses.paths import asset_url, record_url
from ubah.publish.gathered.context import Context
from ubah.publish.show.fields import DisplayedField, Node

_ID = re.compile(r"[A-Z]{2,6}-[0-9]{3,4}(?:-[0-9]{3,4})?")
_NUMBER = re.compile(r"\b(?:RFC-[0-9]{4}-[0-9]{4}|[A-Z]{2,6}-[0-9]{4})(?![0-9-])")


class Html:
    """Writes values for a page whose links start with ``root``, such as ``../../``."""

    def __init__(self, ctx: Context, root: str) -> None:
        self._ctx = ctx
        self._root = root

    def to(self, target: str) -> str:
        """Return the link from the page to ``target``, a path in the site."""
        return f"{self._root}{target}"

    def anchor(self, target: str, text: str) -> Markup:
        """Return a link to ``target``; the number of a record or an asset stays on one line."""
        return markup(_anchor(self.to(target), text))

    def linked(self, text: str) -> Markup:
        """Escape ``text`` and turn the numbers of known records and assets in it into links."""
        return markup(self._linked(text))

    def node(self, node: Node) -> Markup:
        """Return a value."""
        return markup(self._node(node))

    def fields(self, fields: Iterable[DisplayedField]) -> Markup:
        """Return fields as the rows of a description list."""
        return markup("".join(self._row(field) for field in fields))

    def _row(self, field: DisplayedField) -> str:
        return f"<div><dt>{escape(field.label)}</dt><dd>{self._node(field.value)}</dd></div>"

    def _node(self, node: Node) -> str:
        match node.kind:
            case "text":
                kept = " ub-nowrap" if _ID.fullmatch(node.text) else ""
                return f'<span class="ub-prose{kept}">{self._linked(node.text)}</span>'
            case "link":
                return _anchor(self.to(node.href), node.text)
            case "image":
                return _image(self.to(node.href), node.text)
            case "flag":
                tone = "good" if node.good else "bad"
                return f'<span class="ub-badge ub-badge--{tone}">{escape(node.text)}</span>'
            case "list":
                return self._list(node)
            case "table":
                return self._table(node)
            case _:
                rows = "".join(self._row(field) for field in node.fields)
                return f'<dl class="ub-fields ub-fields--nested">{rows}</dl>'

    def _list(self, node: Node) -> str:
        if len(node.items) == 1:
            return self._node(node.items[0])
        items = "".join(f"<li>{self._node(item)}</li>" for item in node.items)
        return f'<ul class="ub-list">{items}</ul>'

    def _table(self, node: Node) -> str:
        """A table whose rows are cards: it fits a phone, and a column of a printed form."""
        heads = [
            f'<span class="ub-rows__label">{escape(column)}</span> ' for column in node.columns
        ]
        rows = (
            "".join(
                f'<div class="ub-rows__cell" role="cell">{head}{self._node(cell)}</div>'
                for head, cell in zip(heads, row, strict=True)
            )
            for row in node.rows
        )
        shown = "".join(f'<div class="ub-rows__row" role="row">{row}</div>' for row in rows)
        return f'<div class="ub-rows" role="table">{shown}</div>'

    def _linked(self, text: str) -> str:
        if "-" not in text:
            return str(escape(text))
        parts, end = [], 0
        for match in _NUMBER.finditer(text):
            target = self._target(match[0])
            if target:
                link = _anchor(self.to(target), match[0])
                parts += [str(escape(text[end : match.start()])), link]
                end = match.end()
        return "".join((*parts, str(escape(text[end:]))))

    def _target(self, number: str) -> str:
        if number in self._ctx.records:
            return record_url(number)
        return asset_url(number) if number in self._ctx.assets else ""


def _anchor(href: str, text: str) -> str:
    kept = ' class="ub-nowrap"' if _ID.fullmatch(text) else ""
    return f'<a href="{escape(href)}"{kept}>{escape(text)}</a>'


def _image(href: str, name: str) -> str:
    """An attached picture, small; the whole of it stands behind the link."""
    picture = f'<img class="ub-attached" src="{escape(href)}" alt="{escape(name)}" loading="lazy">'
    return f'<a href="{escape(href)}">{picture}<span>{escape(name)}</span></a>'


def markup(text: str) -> Markup:
    """Return text that is HTML already: literals and what was escaped."""
    return Markup(text)  # noqa: S704 - its callers escape
