"""`ubah roles`: who may do what, on any day and at any commit, and what ends soon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import click

from ubah.cli.authority_at import authority_at
from ubah.cli.columns import Cells, print_columns
from ubah.cli.days import typed_day
from ubah.cli.language import language_option
from ubah.cli.loading import words_of
from ubah.core.diagnostics import Message, msg
from ubah.core.office.authority import Authority
from ubah.core.people.ending_terms import endings
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.workspace import authority_on_disk
from ubah.edge.system import clock

Text = Callable[[Message], str]
HEADINGS = (
    *(msg("Office"), msg("Person"), msg("From")),
    *(msg("Until"), msg("Letter"), msg("Keys")),
)


@click.command()
@click.option(
    "--on",
    "day",
    default="",
    metavar="DAY",
    help="On this day (YYYY-MM-DD); default: today, or with --at the commit's day.",
)
@click.option(
    "--at",
    "revision",
    default="",
    metavar="COMMIT",
    help="As roles.yaml stood at this commit; default: as it stands in the work tree.",
)
@click.option(
    "--within",
    type=click.IntRange(0, 3660),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="List what ends within this many days.",
)
@language_option
def roles(day: str, revision: str, within: int, lang: str | None) -> None:
    """Show who holds which office and may take which steps, and what ends soon."""
    asked = typed_day(day)
    if revision:
        authority, its_day = authority_at(revision)
    else:
        authority = authority_on_disk(office_root(Path.cwd()))
        its_day = authority.office.day(clock.now())
    on = asked or its_day
    language, text = words_of(lang)
    click.secho(text(msg("Offices on {day}", day=on.isoformat())), bold=True)
    print_columns([text(each) for each in HEADINGS], _offices(authority, on, language, text))
    click.echo()
    _show_steps(authority, on, language, text)
    click.echo()
    _show_endings(authority, on, within, text)


def _offices(authority: Authority, on: date, language: str, text: Text) -> Iterator[Cells]:
    for role, label in authority.sop.roles.items():
        held = [h for h in authority.roles.holdings if h.role == role and h.period.covers(on)]
        for holding in held:
            keys = authority.roles.persons[holding.person].keys
            valid = sum(1 for key in keys if key.period.covers(on))
            until = holding.period.until.isoformat() if holding.period.until else "–"
            kind = authority.sop.capacities.get(holding.kind)
            acting = f" ({kind.in_language(language)})" if kind else ""
            yield (
                label.in_language(language) + acting,
                authority.roles.named(holding.person),
                holding.period.start.isoformat(),
                until,
                holding.letter or "–",
                str(valid),
            )
        if not held:
            yield (label.in_language(language), text(msg("nobody")), "", "", "", "")


def _show_steps(authority: Authority, on: date, language: str, text: Text) -> None:
    """Print which steps each office takes; four eyes may bar a person from one of them."""
    sop = authority.sop
    for role, label in sop.roles.items():
        actions = [action.name for action in sop.actions.values() if role in action.by]
        if not actions:
            continue
        people = _people(authority, role, on, text)
        click.echo(f"{label.in_language(language)} ({people}): {', '.join(actions)}")
    for sub in sop.substitutions:
        people = _people(authority, sub.by, on, text)
        said = msg(
            "where four eyes bars every {office}, {substitute} ({people}): {actions}",
            office=sop.roles[sub.office],
            substitute=sop.roles[sub.by],
            people=people,
            actions=", ".join(sub.actions),
        )
        click.echo(text(said))


def _people(authority: Authority, role: str, on: date, text: Text) -> str:
    """Return who holds an office, by name; the table above has their ids."""
    people = map(authority.roles.name, authority.roles.holders(role, on))
    return ", ".join(people) or text(msg("nobody in office"))


def _show_endings(authority: Authority, on: date, within: int, text: Text) -> None:
    found = endings(authority.roles, authority.sop, on, within)
    if not found:
        click.echo(text(msg("Nothing ends within {days} days.", days=within)))
        return
    click.secho(text(msg("Ends within {days} days", days=within)), bold=True)
    for ending in found:
        who = authority.roles.named(ending.person)
        after = "" if ending.succeeded else f" — {text(_NOTHING_AFTER)}"
        click.echo(f"  {ending.day.isoformat()}  {who}: {text(ending.what)}{after}")


_NOTHING_AFTER = msg("nothing follows it")
