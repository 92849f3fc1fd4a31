"""The options that the commands of `ubah import` share, and `ubah init` where it brings assets along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from shlex import quote
from typing import Any, TypeVar

import click

from ubah.cli.language import language_option
from ubah.cli.session import key_options

Command = TypeVar("Command", bound=Callable[..., Any])


def table_options(command: Command) -> Command:
    """Add the options that say how a table is read."""
    options = (
        click.option("--sheet", default="", help="Name of the sheet; default: the one with the table."),
        click.option(
            "--header-row", type=click.IntRange(min=0), default=0, metavar="ROW",
            help="Number of the row with the columns' names; default: it is found.",
        ),
        click.option(
            "--map", "columns", multiple=True, metavar="COLUMN=FIELD",
            help="What a column is taken for; - leaves it out.",
        ),
        click.option(
            "--default", "defaults", multiple=True, metavar="FIELD=VALUE",
            help="What a field is where the row says nothing.",
        ),
        click.option(
            "--mapping", "file", type=click.Path(path_type=Path, dir_okay=False),
            help="File that keeps what the columns are taken for; default: one in .git/ubah.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def options_again(options: Mapping[str, Any]) -> str:
    """Return the options of `table_options` as they would be typed again, with a space before each."""
    single = {"--sheet": options["sheet"], "--header-row": options["header_row"] or ""}
    single["--mapping"] = options["file"] or ""
    several = [("--map", each) for each in options["columns"]]
    several += [("--default", each) for each in options["defaults"]]
    told = [*((name, value) for name, value in single.items() if value), *several]
    return "".join(f" {name} {quote(str(value))}" for name, value in told)


FILE = click.argument("file_", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
SKIP_REFUSED = click.option(
    "--skip-refused", is_flag=True, help="Take over the good rows though others are refused."
)
WRITE = click.option(
    "--write", is_flag=True, help="Write; without it only show what would be written."
)


def import_options(*own: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Add what every command of `ubah import` takes: the file, how it is read, ``own``, and who writes."""

    def add(command: Command) -> Command:
        command = key_options(language_option(command))
        for option in (WRITE, SKIP_REFUSED, *reversed(own)):
            command = option(command)
        return FILE(table_options(command))

    return add
