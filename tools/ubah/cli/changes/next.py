"""`ubah next`: the morning page: what waits, for whom, until when, and what ends soon."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import click

from ubah.cli.completing import complete_person
from ubah.cli.language import language_option, say
from ubah.cli.loading import finish_reading, load, words_of
from ubah.core.diagnostics import CannotRun, Label, Message, msg
from ubah.core.people.roles import Roles
from ubah.core.register.classification import EMERGENCY, kind_of_change
from ubah.core.register.outlook import NextStep, Outlook
from ubah.core.register.reminders import EndingReminder, endings, overdue_records
from ubah.core.register.retrospective import retrospective_of
from ubah.core.register.views import RecordView, Register
from ubah.edge.system import clock

WIDTH_IN_FILES = 80


@click.command("next")
@click.option(
    "--person",
    default="",
    shell_complete=complete_person,
    help="Only what waits for this person.",
)
@click.option(
    "--overdue", "only_overdue", is_flag=True, help="Only what is overdue, and what ends soon."
)
@language_option
def next_steps(person: str, only_overdue: bool, lang: str | None) -> None:
    """Show the work that waits, who has to act, and until when."""
    loaded = load()
    register = loaded.moving
    if person and person not in register.authority.roles.persons:
        known = ", ".join(register.authority.roles.persons)
        raise CannotRun(
            msg("{person} is not in roles.yaml", person=person),
            msg("possible here: {known}", known=known),
        )
    _, text = words_of(lang)
    now = clock.now()
    if only_overdue:
        _print_overdue(register, person, now, text, lang)
    else:
        _print_waiting(register, person, now, text, lang)
    finish_reading(loaded.unreadable, text)


def _print_waiting(
    register: Register,
    person: str,
    now: datetime,
    text: Callable[[Message | Label], str],
    lang: str | None,
) -> None:
    """Show each request with what may be done next: emergencies first, then what is latest."""
    waiting = []
    for view in register.records:
        outlook = register.outlook(view, now)
        steps = [one for one in outlook.next_steps() if not person or person in one.people]
        if steps:
            waiting.append((view, outlook, steps))
    ending = _ending(register, person, now)
    if not waiting and not ending:
        say(msg("nothing waits"), lang)
        return
    late = sum(outlook.overdue for _, outlook, _ in waiting)
    count = msg("{count} requests wait, {late} of them overdue", count=len(waiting), late=late)
    click.echo(text(count))
    width = _width()
    for view, outlook, steps in sorted(waiting, key=lambda one: _urgency(one[0], one[1])):
        click.echo()
        for line in textwrap.wrap(f"{view.record.id}  {view.record.title}", width):
            click.secho(line, bold=True)
        standing = " · ".join(map(text, _standing(view, outlook, register)))
        click.echo(textwrap.fill(standing, width, initial_indent="  ", subsequent_indent="  "))
        for line in _lines(view.record.id, steps, register.authority.roles, text, width):
            click.echo(line)
    if ending:
        click.echo()
        click.secho(text(msg("What ends soon")), bold=True)
        _print_ending(ending, register.authority.roles, text, width)


def _urgency(view: RecordView, outlook: Outlook) -> tuple[bool, float, str]:
    left = (outlook.due - outlook.now).total_seconds() if outlook.due else float("inf")
    return kind_of_change(view) != EMERGENCY, left, view.record.id


def _standing(view: RecordView, outlook: Outlook, register: Register) -> Iterator[Message | Label]:
    if kind_of_change(view) == EMERGENCY:
        yield msg("EMERGENCY")
    yield outlook.label
    told = retrospective_of(view.record, view.progress, register.authority)
    if told:
        yield told.label
    if outlook.due is None:
        return
    day = register.authority.office.day(outlook.due).isoformat()
    late = (outlook.now - outlook.due).days
    if late >= 1:
        yield msg("due on {day}, {late} days late", day=day, late=late)
    elif outlook.overdue:
        yield msg("due on {day}, overdue", day=day)
    else:
        yield msg("due on {day}", day=day)


def _lines(
    record: str,
    steps: Iterable[NextStep],
    roles: Roles,
    text: Callable[[Message | Label], str],
    width: int,
) -> Iterator[str]:
    """Yield the steps under the names of those who may take them, the SOP's own first."""
    ordered = sorted(steps, key=lambda one: not one.action.steps)
    labels = {one.action.name: text(one.action.label) for one in ordered}
    widest = max(map(len, labels.values()))
    typed = {name: f"ubah advance {record} {name}" for name in labels}
    beside = all(4 + widest + 2 + len(command) <= width for command in typed.values())
    for people in dict.fromkeys(one.people for one in ordered):
        names = ", ".join(roles.named(who) for who in people) or text(msg("nobody in office"))
        yield textwrap.fill(f"{names}:", width, initial_indent="  ", subsequent_indent="    ")
        for one in ordered:
            if one.people != people:
                continue
            label, command = labels[one.action.name], typed[one.action.name]
            if beside:
                yield f"    {label:<{widest}}  {command}"
            else:
                yield f"    {label}"
                yield f"      {command}"


def _width() -> int:
    return min(shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH_IN_FILES, 100)


def _ending(register: Register, person: str, now: datetime) -> list[EndingReminder]:
    authority = register.authority
    found = endings(authority.roles, authority.sop, authority.office.day(now))
    return [one for one in found if person in ("", one.person)]


def _print_ending(
    ending: list[EndingReminder], roles: Roles, text: Callable[[Message | Label], str], width: int
) -> None:
    for end in ending:
        said = f"{roles.named(end.person)}: {text(end.message)}"
        click.echo(textwrap.fill(said, width, initial_indent="  ", subsequent_indent="    "))


def _print_overdue(
    register: Register,
    person: str,
    now: datetime,
    text: Callable[[Message | Label], str],
    lang: str | None,
) -> None:
    """Show what has waited too long, longest first, and whose authority ends soon."""
    roles, width = register.authority.roles, _width()
    late = [one for one in overdue_records(register, now) if not person or person in one.people]
    for one in late:
        names = ", ".join(roles.named(who) for who in one.people) or text(msg("nobody in office"))
        for line in textwrap.wrap(f"{one.record}  {one.title}", width):
            click.secho(line, bold=True)
        said = f"{text(one.message)}: {names}"
        click.echo(textwrap.fill(said, width, initial_indent="  ", subsequent_indent="  "))
    ending = _ending(register, person, now)
    _print_ending(ending, roles, text, width)
    if not late and not ending:
        say(msg("nothing is overdue"), lang)
