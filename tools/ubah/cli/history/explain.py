"""`ubah explain`: what a rule means, or why one landing was judged as it was."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ubah.cli.language import language_of, language_option
from ubah.cli.session import print_text
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.explain.rule_words import named_as_in
from ubah.core.render import render
from ubah.core.rules import BY_ID
from ubah.core.sop import Sop
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.workspace import authority_on_disk, object_reader
from ubah.edge.git import WorkingRepository
from ubah.edge.history.explaining import explain_revision
from ubah.edge.system import catalogues, clock
from ubah.report.explanation import as_json, as_text

_RULE = re.compile(r"UB[0-9]+\Z", re.IGNORECASE)
FORMATS = {"text": as_text, "json": as_json}


@click.command()
@click.argument("what", required=False, default="", metavar="[RULE|COMMIT|BRANCH]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(sorted(FORMATS)),
    default="text",
    show_default=True,
    help="For a landing.",
)
@language_option
def explain(what: str, format_: str, lang: str | None) -> None:
    """Explain RULE, such as UB401, or why a landing was judged as it was.

    COMMIT is a landing on main or a commit that came with one; of a BRANCH that has not landed, what
    merging it would come to. For each step: which rules applied, what each needed and found, which
    proofs were discarded and why, who could still act, and what to type. Without an argument, all
    rules are listed.
    """
    language = language_of(lang)
    if not what:
        for known in BY_ID.values():
            click.echo(f"{known.id}  {known.title.in_language(language)}")
    elif _RULE.match(what):
        _explain_rule(what.upper(), language)
    else:
        _explain_landing(what, format_, language)


def _explain_rule(rule: str, language: str) -> None:
    translate = catalogues.load(language)
    found = BY_ID.get(rule)
    if found is None:
        raise CannotRun(
            msg("there is no rule {rule}", rule=rule), msg("type ubah explain, to see all of them")
        )
    found = named_as_in(_sop_here(), found)
    click.secho(f"{found.id}  {found.title.in_language(language)}", bold=True)
    headings = (
        (msg("What it means"), found.what),
        (msg("Why"), found.why),
        (msg("How to mend it"), found.mend),
    )
    for heading, body in headings:
        click.echo(f"\n{render(heading, translate, language)}:\n  {body.in_language(language)}")


def _sop_here() -> Sop | None:
    """Return the SOP of the office in the current folder, None where there is none to read."""
    try:
        return authority_on_disk(office_root(Path.cwd())).sop
    except CannotRun:
        return None


def _explain_landing(revision: str, format_: str, language: str) -> None:
    with WorkingRepository(Path.cwd()) as repository:
        commit = repository.resolve(revision)
        main = repository.find(f"refs/heads/{repository.main}")
        if main is None:
            raise CannotRun(
                msg("there is no branch {branch} here", branch=repository.main),
                msg("type: git fetch origin {branch}:{branch}", branch=repository.main),
            )
        is_branch = repository.find(f"refs/heads/{revision}") == commit
        reader = object_reader(repository)
        with reader.store:
            explanation = explain_revision(
                reader, main, commit, revision if is_branch else "BRANCH", clock.now()
            )
    print_text(FORMATS[format_](explanation, language, catalogues.load(language)))
