"""Assets that an office brings along when it is founded: they are part of the baseline, the trust root."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ubah.cli.importing.assets_plan import read_asset_table, wanted_of_assets
from ubah.cli.importing.reading import (
    TableSaid,
    keep,
    open_table,
    refuse_all,
    say_aside,
    say_refused,
)
from ubah.cli.language import say
from ubah.core.diagnostics import msg
from ubah.edge.clone.workspace import authority_of


def assets_brought(
    path: Path, options: Mapping[str, Any], files: Mapping[str, bytes], lang: str | None
) -> dict[str, bytes]:
    """Return the asset files that a table comes to, in an office that is made of ``files``.

    Raises:
        CannotRun: if the table cannot be read, or a row is refused.
    """
    authority = authority_of(files)
    told = TableSaid.of(options)
    table = open_table(path, told, wanted_of_assets(authority), lang)
    read = read_asset_table(table, authority, {}, ())
    say_aside(table, lang)
    say_refused(read.refused, lang)
    refuse_all(read.refused, options["skip_refused"])
    keep(table, told, lang)
    say(msg("{count} assets come along with the founding, as its baseline", count=len(read.new)),
        lang)  # fmt: skip
    return {row.path: row.file for row in read.new}
