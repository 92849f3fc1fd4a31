"""The options that say which requests a list or an export is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import click

from ubah.cli.language import language_of
from ubah.core.diagnostics import CannotRun, Label

Command = TypeVar("Command", bound=Callable[..., Any])


class _OptionOfTheSop(click.Option):
    """An option whose values the office's SOP knows: its help lists them."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return how it is written, and what it is for, with the values that it takes here."""
        record = super().get_help_record(ctx)
        with suppress(CannotRun, OSError):
            values = ", ".join(_values_of_the_sop(str(self.name)))
            return record and (record[0], f"{record[1].rstrip('.')} ({values}).")
        return record  # outside an office nobody knows its SOP


def _values_of_the_sop(option: str) -> Iterator[str]:
    from ubah.edge.clone.office_folder import office_root  # only here: YAML is slow to load
    from ubah.edge.clone.workspace import authority_on_disk

    sop, language = authority_on_disk(office_root(Path.cwd())).sop, language_of(None)
    for name, known in (sop.states if option == "state" else sop.categories).items():
        label = known if isinstance(known, Label) else known.label
        yield f"{name}: {label.in_language(language)}"


_OPTIONS = (
    click.option(
        "--period",
        default="",
        metavar="PERIOD",
        help="Only requests of this period: 2026, 2026-Q1 or 2026-03. What counts is the day of the "
        "request, in office time, as on the site.",
    ),
    click.option(
        "--state",
        default="",
        metavar="STATE",
        cls=_OptionOfTheSop,
        help="Only records in this state.",
    ),
    click.option(
        "--kind",
        default="",
        metavar="KIND",
        help="Only changes of this kind: normal, emergency or undecided.",
    ),
    click.option(
        "--category",
        default="",
        metavar="CATEGORY",
        cls=_OptionOfTheSop,
        help="Only changes of this category.",
    ),
)


def choice_options(command: Command) -> Command:
    """Add ``--period``, ``--state``, ``--kind`` and ``--category``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
