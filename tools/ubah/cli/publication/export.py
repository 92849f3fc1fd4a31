"""`ubah export`: the register in a form for other programs, and papers for the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from ubah.cli.publication.handing_out import (
    ExportOptions,
    export_options,
    gather,
    hand_out,
    refuse_terminal,
)
from ubah.cli.publication.papers import pdf
from ubah.cli.publication.recap import recap
from ubah.core.diagnostics import CannotRun, msg
from ubah.publish.exports.feeds import to_atom, to_ics
from ubah.publish.exports.json_register import to_json
from ubah.publish.exports.tables import (
    assets_table,
    changes_table,
    register_xlsx,
    to_csv,
    to_spreadsheet_csv,
)
from ubah.publish.gathered.context import Context

XLSX = "xlsx"
FORMATS: Mapping[str, tuple[Callable[[Context], bytes], str]] = {
    XLSX: (register_xlsx, "Write the change log and the assets as a workbook."),
    "json": (to_json, "Write the register as one JSON document, for other programs."),
    "ics": (to_ics, "Write the release calendar as iCalendar."),
    "atom": (to_atom, "Write the latest steps as an Atom feed."),
}
"""Format → what writes it, and its help; each is a command of its own."""


@click.group()
def export() -> None:
    """Write the register as csv, xlsx, json, ics or atom, or its papers as PDF.

    The options of each: ubah export FORMAT --help
    """


@export.command()
@click.option("--assets", is_flag=True, help="The asset register instead of the change log.")
@click.option(
    "--plain",
    is_flag=True,
    help="For programs (RFC 4180); default: for a double click in a spreadsheet.",
)
@export_options
def csv(assets: bool, plain: bool, **more: Any) -> None:
    """Write the change log as CSV.

    It opens by a double click in a spreadsheet of the office's language: with a byte-order mark,
    semicolons in Indonesian. Programs read csv --plain (RFC 4180: commas, no mark).
    """
    asked = ExportOptions(**more)
    gathered = gather(asked)
    if assets and not gathered.choice.all:
        raise CannotRun(
            msg("the asset register is always written whole; the choice is one of requests"),
            msg("type: ubah export csv --assets"),
        )
    table = assets_table(gathered.whole) if assets else changes_table(gathered.chosen)
    own = gathered.whole.register.authority.office.language
    hand_out(to_csv(table) if plain else to_spreadsheet_csv(table, own), asked)


def _command(name: str, write: Callable[[Context], bytes], told: str) -> click.Command:
    """Return the command of a format that has no options of its own."""

    @click.command(name, help=told)
    @export_options
    def command(**more: Any) -> None:
        asked = ExportOptions(**more)
        if name == XLSX:
            refuse_terminal(name, asked)
        hand_out(write(gather(asked).chosen), asked)

    return command


for _name, (_write, _told) in FORMATS.items():
    export.add_command(_command(_name, _write, _told))
export.add_command(pdf)
export.add_command(recap)
