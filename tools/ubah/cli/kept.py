"""Keeping what a person typed, where a command could not make use of it: nobody types it twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote
from typing import Any

import click

from ubah.cli.session import say
from ubah.core.diagnostics import msg
from ubah.core.reading.writing import dump
from ubah.edge import clock
from ubah.edge.gitrepo import WorkingRepository

FOLDER = "ubah"


@contextmanager
def kept_if_refused(
    repository: WorkingRepository,
    name: str,
    answers: Callable[[], Mapping[str, Any]],
    again: Callable[[str], str],
    lang: str | None,
) -> Iterator[None]:
    """Write ``answers`` to a file, and say where, if the block does not come to its end.

    The file lies in git's own folder, so that it is in nobody's way and never committed. ``again``
    makes from its path the command that goes on from it.
    """
    try:
        yield
    except BaseException as leaving:
        typed = answers()
        if typed and not (isinstance(leaving, SystemExit) and leaving.code == 0):
            _keep(repository, name, typed, again, lang, in_a_line=isinstance(leaving, click.Abort))
        raise


def _keep(
    repository: WorkingRepository,
    name: str,
    typed: Mapping[str, Any],
    again: Callable[[str], str],
    lang: str | None,
    *,
    in_a_line: bool,
) -> None:
    text = dump(dict(typed))
    if in_a_line:
        click.echo(err=True)
    folder = repository.git_dir / FOLDER
    path = folder / f"{name}-{clock.now():%Y%m%d-%H%M%S}.yaml"
    try:
        folder.mkdir(exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(text)
    except OSError:
        say(msg("what you typed, to be copied from here:"), lang, error=True)
        click.echo(text, err=True)
        return
    shown = _as_typed(path)
    say(msg("what you typed is kept in {path}", path=shown), lang, error=True)
    say(msg("to go on from there: {command}", command=again(shown)), lang, error=True)


def _as_typed(path: Path) -> str:
    """Return a path as short as it may be typed from here."""
    here = Path.cwd()
    return quote(str(path.relative_to(here) if path.is_relative_to(here) else path))


def drop_kept(repository: WorkingRepository, source: Path | None) -> None:
    """Remove a file of kept answers that a command has made use of; other files stay."""
    if source and source.resolve().parent == (repository.git_dir / FOLDER).resolve():
        with suppress(OSError):
            source.unlink()
