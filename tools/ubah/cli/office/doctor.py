"""`ubah doctor`: what the set-up lacks, and how to mend each thing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from ubah.cli.language import language_option
from ubah.cli.loading import words_of
from ubah.cli.office.github import outdated
from ubah.core.diagnostics import CannotRun, Label, Message
from ubah.core.forms.restricted import restricted_in
from ubah.core.health.checks import examine
from ubah.core.health.symptoms import Condition, Symptom
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.work_register import read_with_assets
from ubah.edge.forges.table import forge_kind, job_environment
from ubah.edge.office.checkup import look_at
from ubah.edge.system import clock

MARKS = {Condition.GOOD: "✓", Condition.LACKING: "✗", Condition.ADVICE: "!", Condition.UNKNOWN: "?"}
WORDS = {
    Condition.GOOD: Label("baik", "good"),
    Condition.LACKING: Label("kurang", "lacking"),
    Condition.ADVICE: Label("saran", "advice"),
    Condition.UNKNOWN: Label("tidak diketahui", "unknown"),
}
EXIT_LACKING, EXIT_UNKNOWN = 1, 3


def symptoms(root: Path) -> tuple[Symptom, ...]:
    """Look at the office at ``root``, and at its forge where that can be asked."""
    register = read_with_assets(root)
    authority = register.authority
    day = authority.office.day(clock.now())
    if not authority.office.forge:
        return examine(authority, look_at(root, authority, (), restricted_in(register)), day)
    try:
        kind = forge_kind(authority)
    except CannotRun as problem:
        setting = look_at(root, authority, (), restricted_in(register))
        unknown = Symptom(Condition.UNKNOWN, problem.message, problem.hint)
        return (*examine(authority, setting, day), unknown)
    setting = look_at(
        root,
        authority,
        tuple(sorted(outdated(root, kind))),
        restricted_in(register),
        kind.release_files(),
        kind.pin,
    )
    found = examine(authority, setting, day, kind.examine_files(setting))
    environment = job_environment(os.environ)
    return (*found, *kind.examine(environment, authority, setting, day))


@click.command()
@language_option
def doctor(lang: str | None) -> None:
    """Say what the set-up lacks: offices, keys, files, the pinned tool, and the forge's settings."""
    found = symptoms(office_root(Path.cwd()))
    language, text = words_of(lang)
    for symptom in found:
        _print(symptom, text)
    counts = {state: sum(one.state is state for one in found) for state in Condition}
    click.echo(
        ", ".join(f"{counts[state]} {WORDS[state].in_language(language)}" for state in Condition)
    )
    if counts[Condition.LACKING]:
        sys.exit(EXIT_LACKING)
    if counts[Condition.UNKNOWN]:
        sys.exit(EXIT_UNKNOWN)


def _print(symptom: Symptom, text: Callable[[Message], str]) -> None:
    click.echo(f"{MARKS[symptom.state]} {text(symptom.message)}")
    if symptom.hint and symptom.state is not Condition.GOOD:
        click.echo(f"  → {text(symptom.hint)}")
