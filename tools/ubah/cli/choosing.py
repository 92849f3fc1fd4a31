"""The options that say which requests a list or an export is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

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
        help="Only records in this state, such as closed; a wrong word is answered with all states.",
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
        help="Only changes of this category, such as security; a wrong word is answered with all.",
    ),
)


def choice_options(command: Command) -> Command:
    """Add ``--period``, ``--state``, ``--kind`` and ``--category``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
