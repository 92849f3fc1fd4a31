"""`ubah explain`: what a rule means, why it is there, how to mend."""

from __future__ import annotations

import click

from ubah.cli.session import language_of, language_option
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.render import render
from ubah.edge import catalogues
from ubah.edge.rulebook import load_rules


@click.command()
@click.argument("rule", required=False, default="")
@language_option
def explain(rule: str, lang: str | None) -> None:
    """Explain RULE, such as UB401; without it, list all rules."""
    rules = {known.id: known for known in load_rules()}
    language = language_of(lang)
    translate = catalogues.load(language)
    if not rule:
        for known in rules.values():
            click.echo(f"{known.id}  {known.title.in_language(language)}")
        return
    found = rules.get(rule.upper())
    if found is None:
        raise CannotRun(
            msg("there is no rule {rule}", rule=rule), msg("type ubah explain, to see all of them")
        )
    click.secho(f"{found.id}  {found.title.in_language(language)}", bold=True)
    headings = (
        (msg("What it means"), found.what),
        (msg("Why"), found.why),
        (msg("How to mend it"), found.mend),
    )
    for heading, body in headings:
        click.echo(f"\n{render(heading, translate, language)}:\n  {body.in_language(language)}")
