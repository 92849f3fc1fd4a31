"""The register of the work tree, as the reading commands load it and speak of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ubah.cli.language import language_of
from ubah.cli.session import EXIT_CODES
from ubah.core.diagnostics import Finding, Message, Severity, Verdict, msg
from ubah.core.judge.contents import judge_contents
from ubah.core.paths import record_id, split_register
from ubah.core.register.views import AuditSummary, Register, build_register
from ubah.core.render import render
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.work_files import work_files
from ubah.edge.clone.workspace import authority_on_disk, landed_files
from ubah.edge.system import catalogues, disk

if TYPE_CHECKING:
    from rich.table import Table


@dataclass(frozen=True)
class Loaded:
    """The register as the work tree holds it, and the files of it that cannot be read."""

    register: Register
    unreadable: tuple[str, ...]


def load() -> Loaded:
    """Return the register as the work tree holds it, judged by content."""
    root = office_root(Path.cwd())
    authority = authority_on_disk(root)
    files = work_files(root).register()
    records, assets = split_register(files)
    judged = judge_contents(records, assets, authority)
    if _broken(judged.findings):  # what has landed is not held against today's schemas
        judged = judge_contents(records, assets, authority, landed_files(root).files)
    broken = _broken(judged.findings)
    sound = {path: data for path, data in files.items() if path not in broken}
    register = build_register(sound, authority, judged.steps, AuditSummary(judged.findings))
    read = {view.path for view in register.records}
    there = {*records, *disk.misplaced(root, record_id)}
    return Loaded(register, tuple(sorted(there - read)))


def load_register() -> Register:
    """Return the register as the work tree holds it, without what cannot be read."""
    return load().register


def _broken(findings: tuple[Finding, ...]) -> frozenset[str]:
    """Return the records that are no YAML, or not such as the schemas have them."""
    return frozenset(
        finding.place.path
        for finding in findings
        if finding.under.group.of_form
        and record_id(finding.place.path)
        and finding.severity is Severity.ERROR
    )


def finish_reading(unreadable: tuple[str, ...], text: Callable[[Message], str]) -> None:
    """Name what could not be read and leave with exit 1, since what was shown lacks it."""
    for path in unreadable:
        said = msg("{path} cannot be read, and is left out", path=path)
        click.echo(f"ubah: {text(said)}", err=True)
        hint = msg("type: ubah check {path}", path=path)
        click.echo(f"  → {text(hint)}", err=True)
    if unreadable:
        sys.exit(EXIT_CODES[Verdict.FAIL])


def words_of(lang: str | None) -> tuple[str, Callable[[Message], str]]:
    """Return the user's language, and from a message to a sentence in it."""
    language = language_of(lang)
    translate = catalogues.load(language)
    return language, lambda message: render(message, translate, language)


def print_table(table: Table) -> None:
    """Print a table as wide as the terminal, or wide enough for a file."""
    from ubah.cli.console import OutputConsole  # only here: not every command draws tables

    width = None if sys.stdout.isatty() else 200
    OutputConsole(width=width, highlight=False).print(table)
