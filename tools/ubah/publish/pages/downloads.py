"""The downloads: the register for other programs, and what describes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib.resources import files
from types import SimpleNamespace

from ubah.publish.context import Context
from ubah.publish.exports.feeds import RELEASES, to_atom, to_ics
from ubah.publish.exports.json_register import to_json
from ubah.publish.exports.tables import assets_table, changes_table, to_csv
from ubah.publish.templates import render_template

DOWNLOADS = "unduhan/index.html"
SCHEMAS = ("register.schema.json", "perubahan.schema.json", "aset.schema.json")


def downloads_body(ctx: Context) -> str:
    """Return the HTML of the downloads' page."""
    _ = ctx.words.translate
    rows = (
        ("unduhan/perubahan.csv", _("The change log as a table (CSV)"), SCHEMAS[1]),
        ("unduhan/aset.csv", _("The asset register as a table (CSV)"), SCHEMAS[2]),
        (
            "unduhan/register.json",
            _("The whole register with journals and proofs (JSON)"),
            SCHEMAS[0],
        ),
        (
            "rilis.ics",
            _(
                "The release calendar, to subscribe to: the {count} latest releases (iCalendar)"
            ).format(count=ctx.words.number(RELEASES)),
            "",
        ),
        ("umpan.atom", _("The latest steps, to subscribe to (Atom)"), ""),
    )
    values = {
        "rows": [
            SimpleNamespace(url=url, text=text, schema=f"unduhan/{schema}" if schema else "")
            for url, text, schema in rows
        ]
    }
    return render_template("downloads.html", DOWNLOADS, ctx, values)


def download_files(ctx: Context) -> Mapping[str, Callable[[], bytes]]:
    """Return path → what makes the file, of everything that can be downloaded."""
    described = files("ubah.publish.exports") / "schemas"
    return {
        "unduhan/register.json": partial(to_json, ctx),
        "rilis.ics": partial(to_ics, ctx),
        "unduhan/perubahan.csv": lambda: to_csv(changes_table(ctx)),
        "unduhan/aset.csv": lambda: to_csv(assets_table(ctx)),
        "umpan.atom": partial(to_atom, ctx),
        **{f"unduhan/{name}": (described / name).read_bytes for name in SCHEMAS},
    }
