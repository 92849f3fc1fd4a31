"""`ubah export`: the register in a form for other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from ubah.cli.session import language_of, language_option
from ubah.cli.site import load_judged_register
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.paths import Kind, kind_of
from ubah.edge import catalogues, clock, disk
from ubah.edge.workspace import office_root
from ubah.publish.context import Context, build_context
from ubah.publish.exports.feeds import to_atom, to_ics
from ubah.publish.exports.json_register import to_json
from ubah.publish.exports.tables import assets_table, changes_table, to_csv, to_xlsx
from ubah.publish.words import Words

FORMATS: Mapping[str, Callable[[Context], bytes]] = {
    "csv": lambda ctx: to_csv(changes_table(ctx)),
    "xlsx": lambda ctx: to_xlsx((("RFC", changes_table(ctx)), ("Aset", assets_table(ctx)))),
    "json": to_json,
    "ics": to_ics,
    "atom": to_atom,
}


@click.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@click.option("--internal", is_flag=True, help="With the fields that the public must not see.")
@click.option("--assets", is_flag=True, help="csv: the asset register instead of the change log.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Default: standard output."
)
@language_option
def export(format_: str, internal: bool, assets: bool, out: Path | None, lang: str | None) -> None:
    """Write the register as csv, xlsx, json, ics or atom."""
    if format_ == "xlsx" and out is None and sys.stdout.isatty():
        raise CannotRun(
            msg("a workbook is no text for a terminal"),
            msg("name a file: ubah export xlsx --out register.xlsx"),
        )
    root = office_root(Path.cwd())
    if out is not None:
        _refuse_register(out.resolve(), root)
    register = load_judged_register(root, lang)
    language = language_of(lang)
    words = Words(language, catalogues.load(language), register.authority.office.zone)
    ctx = build_context(register, clock.now(), words, internal)
    write: Callable[[Context], bytes] = FORMATS[format_]
    data = to_csv(assets_table(ctx)) if assets and format_ == "csv" else write(ctx)
    if out is None:
        sys.stdout.buffer.write(data)
    else:
        disk.write_atomically(out, data)


def _refuse_register(out: Path, root: Path) -> None:
    """Write over no record, asset or authority file."""
    inside = out.relative_to(root).as_posix() if out.is_relative_to(root) else ""
    if inside and kind_of(inside) not in (Kind.MACHINERY, Kind.PROSE):
        raise CannotRun(
            msg("{path} belongs to the office's register, and is not written over", path=inside),
            msg(
                "name another file, such as build/register.{format}", format=out.suffix[1:] or "csv"
            ),
        )
