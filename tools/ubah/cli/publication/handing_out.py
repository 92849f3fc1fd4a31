"""What all exports do alike: read the judged register, choose its requests, write files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from ubah.cli.choosing import choice_options
from ubah.cli.language import language_of, language_option, say
from ubah.cli.publication.judged_register import load_judged_register
from ubah.cli.session import progress_bar
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.paths import PathKind, kind_of
from ubah.core.register.choosing import RequestChoice, choice_of
from ubah.edge.clone.office_folder import office_root
from ubah.edge.system import catalogues, clock, disk
from ubah.publish.gathered.context import Context, build_context
from ubah.publish.words.language import Words

Command = TypeVar("Command", bound=Callable[..., Any])

internal_option = click.option(
    "--internal", is_flag=True, help="With the fields that the public must not see."
)
out_option = click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Default: standard output."
)


def export_options(command: Command) -> Command:
    """Add what every export takes: which requests, restricted fields, where to, language."""
    for option in (language_option, out_option, internal_option, choice_options):
        command = option(command)
    return command


@dataclass(frozen=True)
class ExportOptions:
    """What was typed for an export beyond its own options."""

    period: str = ""
    state: str = ""
    kind: str = ""
    category: str = ""
    internal: bool = False
    out: Path | None = None
    lang: str | None = None


@dataclass(frozen=True)
class ChosenRegister:
    """The whole register, and the requests of it that were chosen."""

    whole: Context
    chosen: Context
    choice: RequestChoice


def gather(asked: ExportOptions) -> ChosenRegister:
    """Return the judged register with the requests that were asked for.

    Raises:
        CannotRun: if what was asked for does not exist, or would be written over the register.
    """
    root = office_root(Path.cwd())
    if asked.out is not None:
        refuse_register(asked.out, root)
    register = load_judged_register(root, asked.lang)
    authority = register.authority
    choice = choice_of(asked.period, asked.state, asked.kind, asked.category, authority.sop)
    language = language_of(asked.lang)
    words = Words(language, catalogues.load(language), authority.office.zone)
    ctx = build_context(register, clock.now(), words, asked.internal)
    return ChosenRegister(ctx, ctx if choice.all else ctx.chosen(choice), choice)


def hand_out(data: bytes, asked: ExportOptions) -> None:
    """Write an export where it was asked for."""
    if asked.out is None:
        sys.stdout.buffer.write(data)
        return
    disk.write_atomically(asked.out, data)
    say(msg("written: {path}", path=str(asked.out)), asked.lang)


def hand_out_files(
    names: Sequence[str], made: Iterable[bytes], folder: Path, asked: ExportOptions
) -> None:
    """Write files of their own into a folder, each as soon as it is ``made``."""
    root = office_root(Path.cwd())
    for name in names:
        refuse_register(folder / name, root)
    disk.make_folder(folder)
    with progress_bar(msg("Writing"), asked.lang) as progress:
        for done, (name, data) in enumerate(zip(names, made, strict=True), 1):
            disk.write_atomically(folder / name, data)
            progress(done, len(names))
    say(msg("{count} files written into {path}", count=len(names), path=str(folder)), asked.lang)


def refuse_terminal(format_: str, asked: ExportOptions) -> None:
    """Make sure that nothing which is no text is written to a terminal."""
    if asked.out is None and sys.stdout.isatty():
        raise CannotRun(
            msg("this format is no text for a terminal"),
            msg("name a file: ubah export {format} --out register.{format}", format=format_),
        )


def refuse_register(out: Path, root: Path) -> None:
    """Write over no record, asset or authority file."""
    out = out.resolve()
    inside = out.relative_to(root).as_posix() if out.is_relative_to(root) else ""
    if inside and kind_of(inside) not in (PathKind.MACHINERY, PathKind.PROSE):
        raise CannotRun(
            msg("{path} belongs to the office's register, and is not written over", path=inside),
            msg(
                "name another file, such as build/register.{format}", format=out.suffix[1:] or "csv"
            ),
        )
