"""`ubah import assets`: assets of a spreadsheet, shown first, written by a request's closing step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ubah.cli.assets.closing import AssetChange, close_with_assets, open_request
from ubah.cli.changes.drafting import open_drafting
from ubah.cli.columns import Cells
from ubah.cli.importing.assets_plan import (
    ASSET_CHANGES,
    changes_of,
    read_asset_table,
    wanted_of_assets,
)
from ubah.cli.importing.options import import_options
from ubah.cli.importing.reading import (
    OpenTable,
    TableSaid,
    columns_of,
    confirmed,
    keep,
    open_table,
    refuse_all,
    refused_rows,
    say_aside,
    say_refused,
)
from ubah.cli.importing.stocktake import files_named, request_stocktake
from ubah.cli.language import say
from ubah.cli.loading import words_of
from ubah.core.diagnostics import Message, msg
from ubah.core.importing.assets import AssetsRead
from ubah.edge.clone.asset_files import asset_texts, assets_there, taken_asset_ids
from ubah.edge.clone.drafting import Drafting

HEADINGS = (msg("Row"), msg("Asset"), msg("Name"), msg("What happens"))


@click.command()
@import_options(
    click.option(
        "--rfc",
        default="",
        metavar="RFC",
        help="Request whose closing steps declare and write the assets.",
    ),
    click.option(
        "--release",
        "release",
        multiple=True,
        metavar="FIELD=VALUE",
        help="What became of the release, such as outcome=released.",
    ),
    click.option(
        "--update",
        is_flag=True,
        help="Also change assets of the register of which the file says something else.",
    ),
)
def import_assets(
    file_: Path,
    rfc: str,
    release: tuple[str, ...],
    update: bool,
    skip_refused: bool,
    write: bool,
    key: Path | None,
    person: str,
    lang: str | None,
    **options: Any,
) -> None:
    """Take over assets from FILE (.xlsx, .ods, .csv): first shown, written with --write.

    Without --rfc, --write makes a request for a stock-take; with the number of a request that has
    come to step 12, its closing steps declare all assets and write them.
    """  # fmt: skip
    with open_drafting(key, person) as drafting:
        usual = drafting.repository.git_dir / "ubah" / "import-assets.yaml"
        told = TableSaid.of(options).kept_in(usual)
        request = open_request(drafting, rfc) if rfc else None
        wanted = wanted_of_assets(drafting.authority)
        table = open_table(file_, told, wanted, lang)
        taken = taken_asset_ids(drafting.repository, drafting.reader)
        there = assets_there(drafting.root, drafting.authority)
        read = read_asset_table(table, drafting.authority, there, taken)
        changes = changes_of(read, drafting, asset_texts(drafting.root), update=update)
        _show(table, read, changes, update, lang)
        refuse_all(read.refused, skip_refused)
        if not changes:
            say(msg("the register holds all of it already; there is nothing to write"), lang)
            return
        if not write and not confirmed(_question(rfc, len(changes)), lang):
            say(msg("nothing was written; to write it, add: --write"), lang)
            return
        if request is None:
            request_stocktake(drafting, table, changes, lang)
        else:
            notes = _of_another_file(drafting, rfc, table)
            for note in notes:
                say(note, lang, error=True)
            values = tuple(f"release.{each}" for each in release)
            close_with_assets(drafting, request, changes, values, lang)
        keep(table, told, lang)


def _question(rfc: str, count: int) -> Message:
    if rfc:
        return msg("write {count} assets now?", count=count)
    return msg("make the request for this stock-take now?")


def _show(
    table: OpenTable,
    read: AssetsRead,
    changes: tuple[AssetChange, ...],
    update: bool,
    lang: str | None,
) -> None:
    say_aside(table, lang)
    columns_of(_lines(read, changes, update, lang), HEADINGS, lang)
    say(
        msg(
            "rows: {new} new, {known} in the register already, {refused} refused",
            new=len(read.new),
            known=len(read.known),
            refused=refused_rows(read.refused),
        ),
        lang,
    )
    if read.new:
        say(
            msg(
                "new ids: the prefix of the class ({prefixes}; another one: --default prefix=SRV), then the number after the highest one that any branch uses",
                prefixes="INF, SDM, BRG, APP, LYN",
            ),
            lang,
        )
    if read.known:
        say(
            msg(
                "assets of the register are known again by item code and register number, else by serial number, else by name, location and class; they keep their ids"
            ),
            lang,
        )
    say_refused(read.refused, lang)


def _lines(
    read: AssetsRead, changes: tuple[AssetChange, ...], update: bool, lang: str | None
) -> Iterator[Cells]:
    _, text = words_of(lang)
    told = {change.id: text(ASSET_CHANGES[change.change]) for change in changes}
    for row in read.new:
        yield str(row.row), row.id, str(row.data["name"]), told.get(row.id, "")
    for known in read.known:
        what = msg("is there already")
        if known.differs and not update:
            what = msg(
                "is there already, but differs in {fields}; to change it: --update",
                fields=", ".join(known.differs),
            )
        elif known.differs:
            what = msg("changes: {fields}", fields=", ".join(known.differs))
        yield str(known.row), known.id, "", text(what)


def _of_another_file(drafting: Drafting, rfc: str, table: OpenTable) -> tuple[Message, ...]:
    """Say so where the request speaks of a file, and this is another one."""
    named = files_named(drafting, rfc)
    if not named or table.digest in named:
        return ()
    return (
        msg(
            "note: the request names a file of another content (SHA-256 {digest}) than this one",
            digest=", ".join(sorted(named)),
        ),
    )
