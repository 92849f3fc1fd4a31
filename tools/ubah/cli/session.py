"""What judging commands share: options, printing a report, a progress bar."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ubah.cli.completing import complete_person
from ubah.cli.language import language_of, language_option
from ubah.core.diagnostics import Finding, Message, Verdict, verdict_of
from ubah.core.render import render
from ubah.edge.system import catalogues
from ubah.report import FORMATS
from ubah.report import render as render_report
from ubah.report.model import Report

if TYPE_CHECKING:
    from ubah.core.explain.conformance import RecordConformance

Command = TypeVar("Command", bound=Callable[..., Any])

EXIT_CODES = {Verdict.PASS: 0, Verdict.FAIL: 1, Verdict.INDETERMINATE: 3}


def report_options(command: Command) -> Command:
    """Add ``--format`` and ``--lang``."""
    formats = click.Choice(sorted(FORMATS))
    with_format = click.option(
        "--format", "format_", type=formats, default="text", show_default=True
    )(command)
    return language_option(with_format)


def key_options(command: Command) -> Command:
    """Add the options that say who signs."""
    key = click.option(
        "--key",
        type=click.Path(path_type=Path, dir_okay=False),
        help="SSH key to sign with; default: git's user.signingKey.",
    )
    person = click.option(
        "--person",
        default="",
        shell_complete=complete_person,
        help="Who you are; must be the key's owner.",
    )
    return key(person(command))


def finish(
    command: str,
    findings: tuple[Finding, ...],
    format_: str,
    lang: str | None,
    *,
    counts: Mapping[str, int] | None = None,
    trust_root: str = "",
    tip: str = "",
    notes: tuple[Message, ...] = (),
    conformance: tuple[RecordConformance, ...] | None = None,
    before_lines: str = "",
) -> None:
    """Print the report, with ``before_lines`` before each line, and leave with the verdict's exit code."""
    language = language_of(lang)
    verdict = verdict_of(findings)
    report = Report(
        command, verdict, findings, counts or {}, trust_root, tip, notes, conformance=conformance
    )
    text = render_report(report, format_, language, catalogues.load(language))
    print_text(indent(text, before_lines))
    show_causes(findings)
    sys.exit(EXIT_CODES[verdict])


def show_causes(findings: Iterable[Finding]) -> None:
    """Print the trace of what the tool itself stumbled over, for whoever mends it."""
    if os.environ.get("UBAH_DEBUG"):
        for finding in findings:
            if finding.cause is not None:
                traceback.print_exception(finding.cause)


def print_text(text: str) -> None:
    """Print what a program may read: the same bytes whatever the locale of whoever runs it."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


@contextmanager
def progress_bar(
    title: Message, lang: str | None = None, *, forks: bool = False
) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar while the block runs; nothing unless on a terminal.

    ``forks``: the block forks, so that no thread of the bar's may hold a lock meanwhile; it moves
    only when it is told to.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import Progress

    language = language_of(lang)
    with Progress(
        console=Console(stderr=True),
        transient=True,
        auto_refresh=not forks,
        redirect_stdout=not forks,
        redirect_stderr=not forks,
    ) as progress:
        task = progress.add_task(render(title, catalogues.load(language), language), total=None)
        yield lambda done, all_: progress.update(task, completed=done, total=all_, refresh=forks)
