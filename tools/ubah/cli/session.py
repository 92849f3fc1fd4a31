"""What commands share: options, language, printing a report, a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from ubah.core.diagnostics import CannotRun, Finding, Message, Verdict, verdict_of
from ubah.core.explain.conformance import RecordConformance
from ubah.core.paths import OFFICE
from ubah.core.reading.source import parse
from ubah.core.render import render
from ubah.edge.clone.workspace import office_root
from ubah.edge.system import catalogues
from ubah.report import FORMATS
from ubah.report import render as render_report
from ubah.report.model import Report

Command = TypeVar("Command", bound=Callable[..., Any])

EXIT_CODES = {Verdict.PASS: 0, Verdict.FAIL: 1, Verdict.INDETERMINATE: 3}
DEFAULT_LANGUAGE = "id"


def language_option(command: Command) -> Command:
    """Add ``--lang``; without it office.yaml decides."""
    return click.option(
        "--lang", type=click.Choice(["id", "en"]), help="Language; default: office.yaml's."
    )(command)


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
    person = click.option("--person", default="", help="Who you are; must be the key's owner.")
    return key(person(command))


def language_of(lang: str | None, start: Path | None = None) -> str:
    """Return ``lang``, else what ``--lang`` was typed, else office.yaml's language, else Indonesian."""
    lang = lang or _language_in_arguments()
    if lang:
        return lang
    try:
        data = (office_root(start or Path.cwd()) / OFFICE).read_bytes()
    except (CannotRun, OSError):
        return DEFAULT_LANGUAGE
    document, _ = parse(data, OFFICE)
    value = document.value if document else None
    chosen = value.get("language") if isinstance(value, dict) else None
    return "en" if chosen == "en" else DEFAULT_LANGUAGE


def say(message: Message, lang: str | None = None, *, error: bool = False) -> None:
    """Print a sentence in the user's language."""
    language = language_of(lang)
    click.echo(render(message, catalogues.load(language), language), err=error)


def is_interactive() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def print_problem(problem: CannotRun, language: str = "") -> None:
    """Print what keeps the tool from running, and what to type next."""
    language = language or language_of(None)
    translate = catalogues.load(language)
    click.echo(f"ubah: {render(problem.message, translate, language)}", err=True)
    if problem.hint:
        click.echo(f"  → {render(problem.hint, translate, language)}", err=True)


def _language_in_arguments() -> str | None:
    words = sys.argv[1:]
    for index, word in enumerate(words):
        if word == "--lang" and words[index + 1 : index + 2] in (["id"], ["en"]):
            return words[index + 1]
        if word in ("--lang=id", "--lang=en"):
            return word[-2:]
    return None


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
) -> None:
    """Print the report and leave with the verdict's exit code."""
    language = language_of(lang)
    verdict = verdict_of(findings)
    report = Report(
        command, verdict, findings, counts or {}, trust_root, tip, notes, conformance=conformance
    )
    print_text(render_report(report, format_, language, catalogues.load(language)))
    sys.exit(EXIT_CODES[verdict])


def print_text(text: str) -> None:
    """Print what a program may read: the same bytes whatever the locale of whoever runs it."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


@contextmanager
def progress_bar(title: Message, lang: str | None = None) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar while the block runs; nothing unless on a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import Progress

    language = language_of(lang)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(render(title, catalogues.load(language), language), total=None)
        yield lambda done, all_: progress.update(task, completed=done, total=all_)
