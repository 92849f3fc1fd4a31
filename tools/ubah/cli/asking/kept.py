"""Keeping what a person types, answer by answer: nobody types it twice, whatever ends the command."""

from __future__ import annotations

import glob
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from types import FrameType
from typing import Any, NoReturn

import click

from ubah.cli.language import say
from ubah.core.diagnostics import msg
from ubah.core.reading.writing import dump
from ubah.edge.git import WorkingRepository
from ubah.edge.system import clock

FOLDER = "ubah"
OF_A_SIGNAL = 128  # what shells add to the number of the signal that ended a program

Save = Callable[[], None]


@dataclass(frozen=True)
class Keeping:
    """Where answers are kept until they have been made use of.

    ``answers`` gives what has been typed so far, nothing while there is nothing to keep; ``again``
    makes from the file's path the command that goes on from it.
    """

    folder: Path
    name: str
    answers: Callable[[], Mapping[str, Any]]
    again: Callable[[str], str]
    lang: str | None

    @contextmanager
    def until_used(self) -> Iterator[Save]:
        """Give what is to be called after each answer; say where they are if the block breaks off.

        The file is readable to its owner alone, and gone once the block has come to its end. A
        closed terminal and a SIGTERM break off the block as Ctrl-C does.
        """
        path = self.folder / f"{self.name}-{clock.now():%Y%m%d-%H%M%S}-{os.getpid()}.yaml"

        def save() -> None:
            with suppress(OSError):  # told at the end, where it cannot be written then either
                self._write(path)

        try:
            with _ended_by_signals():
                yield save
        except BaseException as leaving:
            if self.answers() and not (isinstance(leaving, SystemExit) and leaving.code == 0):
                with suppress(OSError):  # a terminal that is closed
                    self._tell(path, leaving)
            else:
                path.unlink(missing_ok=True)
            raise
        path.unlink(missing_ok=True)

    def tell_earlier(self) -> None:
        """Say where the answers of an earlier try lie: whoever closed the window was not told."""
        found = sorted(self.folder.glob(f"{glob.escape(self.name)}-*-*.yaml"))
        if found:
            shown = _as_typed(found[-1])
            earlier = msg(
                "answers of an earlier try lie in {path} (if nobody needs them: rm {path})",
                path=shown,
            )
            say(earlier, self.lang, error=True)
            onward = msg("to go on from there: {command}", command=self.again(shown))
            say(onward, self.lang, error=True)

    def _write(self, path: Path) -> None:
        typed = self.answers()
        if not typed:
            return
        path.parent.mkdir(exist_ok=True)
        aside = path.with_suffix(".new")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(dump(dict(typed)))
        aside.replace(path)

    def _tell(self, path: Path, leaving: BaseException) -> None:
        try:
            self._write(path)
        except OSError:
            say(msg("what you typed, to be copied from here:"), self.lang, error=True)
            click.echo(dump(dict(self.answers())), err=True)
            return
        broken_off = _in_a_line(leaving)
        if broken_off:
            click.echo(err=True)
        shown = _as_typed(path)
        say(msg("what you typed is kept in {path}", path=shown), self.lang, error=True)
        command = self.again(shown)
        onward = msg("correct what was refused in that file, then type: {command}", command=command)
        if broken_off or not isinstance(leaving, SystemExit):
            onward = msg("to go on from there: {command}", command=command)
        say(onward, self.lang, error=True)


@contextmanager
def kept_if_refused(
    repository: WorkingRepository,
    name: str,
    answers: Callable[[], Mapping[str, Any]],
    again: Callable[[str], str],
    lang: str | None,
    *,
    afresh: bool,
) -> Iterator[Save]:
    """Keep ``answers`` in git's own folder, in nobody's way and never committed: see `Keeping`.

    ``afresh``: somebody is asked who handed in no file, and may have forgotten an earlier one.
    """
    keeping = Keeping(repository.git_dir / FOLDER, name, answers, again, lang)
    if afresh:
        keeping.tell_earlier()
    with keeping.until_used() as save:
        yield save


def _in_a_line(leaving: BaseException) -> bool:
    """Whether somebody was typing, so that the cursor stands behind a question."""
    if isinstance(leaving, SystemExit):
        return isinstance(leaving.code, int) and leaving.code > OF_A_SIGNAL
    return isinstance(leaving, click.Abort)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let a closed terminal and SIGTERM leave the block as an exception; not if they are ignored."""

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        for each in earlier:
            signal.signal(each, signal.SIG_IGN)  # the first one is being attended to
        raise SystemExit(OF_A_SIGNAL + number)

    names = ("SIGHUP", "SIGTERM", "SIGBREAK")  # Windows has no SIGHUP, and only Windows SIGBREAK
    wanted = [getattr(signal, name) for name in names if hasattr(signal, name)]
    earlier = {each: signal.getsignal(each) for each in wanted}
    earlier = {each: was for each, was in earlier.items() if was is signal.SIG_DFL}
    for each in earlier:
        signal.signal(each, leave)
    try:
        yield
    finally:
        for each, was in earlier.items():
            signal.signal(each, was)


def _as_typed(path: Path) -> str:
    """Return a path as short as it may be typed from here."""
    here = Path.cwd()
    return quote(str(path.relative_to(here) if path.is_relative_to(here) else path))


def drop_kept(repository: WorkingRepository, source: Path | None) -> None:
    """Remove a file of kept answers that a command has made use of; other files stay."""
    if source and source.resolve().parent == (repository.git_dir / FOLDER).resolve():
        with suppress(OSError):
            source.unlink()
