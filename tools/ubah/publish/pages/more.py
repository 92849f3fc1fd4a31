"""The page behind the last tab: what is looked up now and then, each with a word about it."""

from __future__ import annotations

from types import SimpleNamespace

from ubah.publish.addresses.paths import ARCHIVE_PAGE
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template

MORE = "lainnya/index.html"


def more_body(ctx: Context) -> str:
    """Return the HTML of the page."""
    _ = ctx.words.translate
    rows: tuple[tuple[str, str, str], ...] = (
        ("rekap/index.html", _("Recaps"), _("What each month and each year came to.")),
        (
            "sop/index.html",
            _("SOP"),
            _("The procedure in fourteen steps, with its diagram.")
            if len(ctx.register.authority.sop.steps) == 14
            else _("The procedure step by step, with its diagram."),
        ),
        (
            "pejabat/index.html",
            _("Officers"),
            _("Who holds which office, since when, by which letter."),
        ),
        (
            "audit/aturan/index.html",
            _("Rules"),
            _("Every rule that the audit checks, and how to mend a breach."),
        ),
        (
            "unduhan/index.html",
            _("Downloads"),
            _("The register for spreadsheets, calendars and feed readers."),
        ),
        ("bantuan.html", _("Help"), _("How to ask, to follow a request, and to decide.")),
        ("istilah.html", _("Glossary"), _("What the words of this register mean.")),
        (
            "tentang.html",
            _("About"),
            _("What this register is, what it proves, and what it cannot."),
        ),
    )
    if ctx.register.archive:
        text = _("Requests from before this register: taken over, not proved.")
        rows = ((ARCHIVE_PAGE, _("Archive"), text), *rows)
    values = {
        "rows": [SimpleNamespace(url=url, title=title, text=text) for url, title, text in rows]
    }
    return render_template("more.html", MORE, ctx, values)
