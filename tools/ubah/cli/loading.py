"""The register of the work tree, as the reading commands load it and speak of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from ubah.cli.language import language_of
from ubah.cli.session import EXIT_CODES
from ubah.core.diagnostics import Label, Message, Verdict, msg
from ubah.core.render import render
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.work_register import WorkRegister, read_work_register
from ubah.edge.system import catalogues, clock


def load() -> WorkRegister:
    """Return the requests that the work tree holds, as far as they can be read."""
    return read_work_register(office_root(Path.cwd()), clock.now())


def finish_reading(unreadable: tuple[str, ...], text: Callable[[Message], str]) -> None:
    """Name what could not be read and leave with exit 1, since what was shown lacks it."""
    for path in unreadable:
        said = msg("{path} cannot be read, and is left out", path=path)
        click.echo(f"ubah: {text(said)}", err=True)
        hint = msg("type: ubah check {path}", path=path)
        click.echo(f"  → {text(hint)}", err=True)
    if unreadable:
        sys.exit(EXIT_CODES[Verdict.FAIL])


def words_of(lang: str | None) -> tuple[str, Callable[[Message | Label], str]]:
    """Return the user's language, and from a message to a sentence in it."""
    language = language_of(lang)
    translate = catalogues.load(language)
    return language, lambda message: render(message, translate, language)
