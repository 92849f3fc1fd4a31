"""`ubah next`: what waits for whom, and what is overdue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import click

from ubah.cli.language import language_option, say
from ubah.cli.loading import finish_reading, load, words_of
from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.register.reminders import endings, overdue_records
from ubah.core.register.retrospective import retrospective_of
from ubah.core.register.views import Register
from ubah.edge.system import clock


@click.command("next")
@click.option("--person", default="", help="Only what waits for this person.")
@click.option(
    "--overdue", "only_overdue", is_flag=True, help="Only what is overdue, and what ends soon."
)
@language_option
def next_steps(person: str, only_overdue: bool, lang: str | None) -> None:
    """Show what waits for whom."""
    loaded = load()
    register = loaded.moving
    if person and person not in register.authority.roles.persons:
        known = ", ".join(register.authority.roles.persons)
        raise CannotRun(
            msg("{person} is not in roles.yaml", person=person),
            msg("possible here: {known}", known=known),
        )
    language, text = words_of(lang)
    now = clock.now()
    if only_overdue:
        _print_overdue(register, person, now, text, lang)
        finish_reading(loaded.unreadable, text)
        return
    shown = 0
    for view in register.records:
        outlook = register.outlook(view, now)
        waiting = [one for one in outlook.next_steps() if not person or person in one.people]
        if not waiting:
            continue
        shown += 1
        state = outlook.label.in_language(language)
        mark = " — " + text(msg("overdue")) if outlook.overdue else ""
        told = retrospective_of(view.record, view.progress, register.authority)
        mark += f" — {told.label.in_language(language)}" if told else ""
        click.secho(f"{view.record.id}  {view.record.title}  [{state}{mark}]", bold=True)
        for one in waiting:
            action, names = one.action, ", ".join(one.people) or text(msg("nobody in office"))
            click.echo(
                f"  ubah advance {view.record.id} {action.name}   {action.label.in_language(language)}: {names}"
            )
    if not shown:
        say(msg("nothing waits"), lang)
    finish_reading(loaded.unreadable, text)


def _print_overdue(
    register: Register,
    person: str,
    now: datetime,
    text: Callable[[Message], str],
    lang: str | None,
) -> None:
    """Show what has waited too long, longest first, and whose authority ends soon."""
    authority = register.authority
    late = [one for one in overdue_records(register, now) if not person or person in one.people]
    for one in late:
        names = ", ".join(one.people) or text(msg("nobody in office"))
        click.secho(f"{one.record}  {one.title}", bold=True)
        click.echo(f"  {text(one.message)}: {names}")
    ending = [
        one
        for one in endings(authority.roles, authority.sop, authority.office.day(now))
        if person in ("", one.person)
    ]
    for end in ending:
        click.echo(f"{end.person} ({authority.roles.name(end.person)}): {text(end.message)}")
    if not late and not ending:
        say(msg("nothing is overdue"), lang)
