"""`ubah export`: the register in a form for other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from ubah.cli.language import language_of, language_option, say
from ubah.cli.publication.judged_register import load_judged_register
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.paths import PathKind, kind_of
from ubah.edge.clone.office_folder import office_root
from ubah.edge.system import catalogues, clock, disk
from ubah.edge.system.printing import print_to_pdf
from ubah.publish.exports.feeds import to_atom, to_ics
from ubah.publish.exports.json_register import to_json
from ubah.publish.exports.tables import (
    assets_table,
    changes_table,
    register_xlsx,
    to_csv,
    to_spreadsheet_csv,
)
from ubah.publish.gathered.context import Context, build_context
from ubah.publish.site.print_form import FORM, form_files
from ubah.publish.words.language import Words

CSV, PDF = "csv", "pdf"
STYLE = "site/overrides/assets/ubah/ubah.css"
FORMATS: Mapping[str, Callable[[Context], bytes]] = {
    "xlsx": register_xlsx,
    "json": to_json,
    "ics": to_ics,
    "atom": to_atom,
}


@click.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice([CSV, *FORMATS, PDF]))
@click.argument("records", metavar="[RFC…]", nargs=-1)
@click.option("--internal", is_flag=True, help="With the fields that the public must not see.")
@click.option("--assets", is_flag=True, help="csv: the asset register instead of the change log.")
@click.option(
    "--plain",
    is_flag=True,
    help="csv: for programs (RFC 4180); default: for a double click in a spreadsheet.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Default: standard output."
)
@language_option
def export(
    format_: str,
    records: tuple[str, ...],
    internal: bool,
    assets: bool,
    plain: bool,
    out: Path | None,
    lang: str | None,
) -> None:
    """Write the register as csv, xlsx, json, ics or atom, or records as forms to print (pdf).

    csv opens by a double click in a spreadsheet of the office's language: with a byte-order mark,
    semicolons in Indonesian. Programs read csv --plain (RFC 4180: commas, no mark).
    """
    _refuse_what_does_not_fit(format_, records, assets, plain, out)
    root = office_root(Path.cwd())
    if out is not None:
        _refuse_register(out.resolve(), root)
    register = load_judged_register(root, lang)
    language = language_of(lang)
    words = Words(language, catalogues.load(language), register.authority.office.zone)
    ctx = build_context(register, clock.now(), words, internal)
    if format_ == PDF:
        data = _forms(records, ctx, root)
    elif format_ == CSV:
        table = assets_table(ctx) if assets else changes_table(ctx)
        own = register.authority.office.language
        data = to_csv(table) if plain else to_spreadsheet_csv(table, own)
    else:
        data = FORMATS[format_](ctx)
    if out is None:
        sys.stdout.buffer.write(data)
    else:
        disk.write_atomically(out, data)
        say(msg("written: {path}", path=str(out)), lang)


def _refuse_register(out: Path, root: Path) -> None:
    """Write over no record, asset or authority file."""
    inside = out.relative_to(root).as_posix() if out.is_relative_to(root) else ""
    if inside and kind_of(inside) not in (PathKind.MACHINERY, PathKind.PROSE):
        raise CannotRun(
            msg("{path} belongs to the office's register, and is not written over", path=inside),
            msg(
                "name another file, such as build/register.{format}", format=out.suffix[1:] or "csv"
            ),
        )


def _refuse_what_does_not_fit(
    format_: str, records: tuple[str, ...], assets: bool, plain: bool, out: Path | None
) -> None:
    for option, given in (("--assets", assets), ("--plain", plain)):
        if given and format_ != CSV:
            raise CannotRun(
                msg("{option} goes with csv, not with {format}", option=option, format=format_),
                msg("type: ubah export csv {option}", option=option),
            )
    if records and format_ != PDF:
        raise CannotRun(
            msg("only forms are written record by record"),
            msg("type: ubah export pdf {records} --out FILE", records=" ".join(records)),
        )
    if format_ in ("xlsx", PDF) and out is None and sys.stdout.isatty():
        raise CannotRun(
            msg("this format is no text for a terminal"),
            msg("name a file: ubah export {format} --out register.{format}", format=format_),
        )


def _forms(numbers: tuple[str, ...], ctx: Context, root: Path) -> bytes:
    """Print the records with those numbers, or all."""
    for number in numbers:
        if number not in ctx.records:
            raise CannotRun(
                msg("there is no record {number}", number=number), msg("see them all: ubah list")
            )
    views = [ctx.records[number] for number in dict.fromkeys(numbers)] or ctx.register.records
    if not views:
        raise CannotRun(msg("the register holds no record yet"), msg("make one: ubah new"))
    home = root if (root / STYLE).is_file() else disk.template_root()
    style = disk.read(home / STYLE).decode("utf-8")
    return print_to_pdf(form_files(views, ctx, style), FORM)
