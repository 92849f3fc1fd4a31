"""Records as printable forms: one HTML document that needs no site around it, for a browser to print.

It is the record's own page with the site's own print style, so that what is filed and what is
published say the same. On paper links lead nowhere, so they become text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from markupsafe import escape

from ubah.core.register.views import RecordView
from ubah.publish.gathered.context import Context
from ubah.publish.pages.record import record_body

FORM = "rfc/formulir/index.html"
"""Where the document stands among its pictures: as deep as the record's page in a site."""

_LINK = re.compile(r"<a [^>]*>(.*?)</a>", re.DOTALL)
_BASE = """
:root { font-size: 125%; --md-primary-fg-color--light: #2b628c; --md-default-bg-color: #fff; }
body { margin: 0; font-family: var(--md-text-font); line-height: 1.45; color: #000; }
h1, h2, h3 { line-height: 1.25; }
dl, dd, ol, ul { margin: 0; }
code, pre { font-family: var(--md-code-font); font-size: .85em; }
table { border-collapse: collapse; width: 100%; }
details > summary { list-style: none; }
.ub-verify { break-inside: avoid; }
"""


def form_files(views: Iterable[RecordView], ctx: Context, style: str) -> Mapping[str, bytes]:
    """Return path → content of the document at `FORM` and its pictures; ``style``: the site's CSS."""
    listed = tuple(views)
    pictures = {ctx.picture(view) for view in listed}
    files = {picture.url: picture.svg for picture in pictures}
    return {**files, FORM: "".join(_document(listed, ctx, style)).encode()}


def _document(views: tuple[RecordView, ...], ctx: Context, style: str) -> Iterator[str]:
    _ = ctx.words.translate
    title = views[0].record.id if len(views) == 1 else _("Change log")
    title = f"{title} – {ctx.identity.name} ({ctx.identity.tag})"  # it becomes the PDF's
    yield f'<!doctype html>\n<html lang="{escape(ctx.words.language)}"><head><meta charset="utf-8">'
    pages = "".join(_page_style(number, view, ctx) for number, view in enumerate(views))
    yield f"<title>{escape(title)}</title><style>{_BASE}{style}{pages}</style></head>"
    yield '<body data-md-color-scheme="default">'
    for number, view in enumerate(views):
        body = _LINK.sub(r"\1", record_body(view, ctx))
        yield f'<article class="md-typeset" style="page: formulir-{number}">{body}</article>\n'
    yield "</body></html>\n"


def _page_style(number: int, view: RecordView, ctx: Context) -> str:
    """Each sheet says which record it belongs to, and of which office: sheets come apart."""
    office = f"{ctx.identity.name} ({ctx.identity.tag})"
    return (
        f"@page formulir-{number} {{ size: A4; margin: 16mm 14mm 18mm;"
        f' @bottom-left {{ content: "{_quoted(view.record.id)}" " · {_escaped(office)}";'
        " font-size: 8pt } }\n"
    )


def _quoted(text: str) -> str:
    """A record's number has letters, digits and hyphens; whatever else it had is left out."""
    return re.sub(r"[^A-Za-z0-9-]", "", text)


def _escaped(text: str) -> str:
    """Return text for a CSS string: whatever is no letter, digit or space by its number."""
    return "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in text)
