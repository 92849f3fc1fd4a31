"""The downloads: the register for people and for other programs, and what describes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib.resources import files
from types import SimpleNamespace

from ubah.core.figures.process import releases
from ubah.publish.exports.feeds import ATOM, ICS, RELEASES, to_atom, to_ics
from ubah.publish.exports.json_register import to_json
from ubah.publish.exports.tables import (
    assets_table,
    changes_table,
    register_xlsx,
    to_csv,
    to_spreadsheet_csv,
)
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template

DOWNLOADS = "unduhan/index.html"
DownloadRow = tuple[str, str, str]
SCHEMAS = ("register.schema.json", "perubahan.schema.json", "aset.schema.json")


def downloads_body(ctx: Context) -> str:
    """Return the HTML of the downloads' page."""
    _ = ctx.words.translate
    released = releases(ctx.register.authority.sop)
    latest = ctx.words.number(RELEASES)
    calendar = _("The release calendar, to subscribe to: the {count} latest releases (iCalendar)")
    subscribed: tuple[DownloadRow, ...] = (
        ((ICS, calendar.format(count=latest), ""),) if released else ()
    )
    groups: tuple[tuple[str, tuple[DownloadRow, ...]], ...] = (
        (
            _("For spreadsheets, such as Excel"),
            (
                ("unduhan/register.xlsx", _("Change log and asset register (XLSX)"), ""),
                ("unduhan/perubahan.csv", _("The change log as a table (CSV)"), SCHEMAS[1]),
                ("unduhan/aset.csv", _("The asset register as a table (CSV)"), SCHEMAS[2]),
            ),
        ),
        (
            _("For calendars and feed readers"),
            (
                *subscribed,
                (ATOM, _("The latest steps, to subscribe to (Atom)"), ""),
            ),
        ),
        (
            _("For programs"),
            (
                (
                    "unduhan/register.json",
                    _("The whole register with journals and proofs (JSON)"),
                    SCHEMAS[0],
                ),
                (
                    "unduhan/perubahan-rfc4180.csv",
                    _("The change log as plain CSV (RFC 4180): commas, no byte-order mark"),
                    SCHEMAS[1],
                ),
                (
                    "unduhan/aset-rfc4180.csv",
                    _("The asset register as plain CSV (RFC 4180): commas, no byte-order mark"),
                    SCHEMAS[2],
                ),
            ),
        ),
    )
    values = {"groups": [(title, [_row(*row, ctx) for row in rows]) for title, rows in groups]}
    return render_template("downloads.html", DOWNLOADS, ctx, values)


def _row(url: str, text: str, schema: str, ctx: Context) -> SimpleNamespace:
    name = ctx.identity.file_name(url.rpartition("/")[2])
    return SimpleNamespace(
        url=url, text=text, name=name, schema=f"unduhan/{schema}" if schema else ""
    )


def download_files(ctx: Context) -> Mapping[str, Callable[[], bytes]]:
    """Return path → what makes the file, of everything that can be downloaded."""
    described = files("ubah.publish.exports") / "schemas"
    language = ctx.register.authority.office.language
    return {
        "unduhan/register.xlsx": partial(register_xlsx, ctx),
        "unduhan/register.json": partial(to_json, ctx),
        **({ICS: partial(to_ics, ctx)} if releases(ctx.register.authority.sop) else {}),
        "unduhan/perubahan.csv": lambda: to_spreadsheet_csv(changes_table(ctx), language),
        "unduhan/perubahan-rfc4180.csv": lambda: to_csv(changes_table(ctx)),
        "unduhan/aset.csv": lambda: to_spreadsheet_csv(assets_table(ctx), language),
        "unduhan/aset-rfc4180.csv": lambda: to_csv(assets_table(ctx)),
        ATOM: partial(to_atom, ctx),
        **{f"unduhan/{name}": (described / name).read_bytes for name in SCHEMAS},
    }
