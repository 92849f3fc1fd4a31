"""`ubah person`: somebody joins the office, or leaves it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ubah.cli.language import language_option
from ubah.cli.people.appoint import ask_holding
from ubah.cli.people.options import from_option, last_day_option, who_argument
from ubah.cli.people.rows import Asking, forge_of
from ubah.cli.people.staff import StaffChange, StaffDraft, open_staff
from ubah.cli.session import key_options
from ubah.core.diagnostics import CannotRun, Label, Message, msg
from ubah.core.forms.typed import Misread
from ubah.core.office.staffing import (
    ACCOUNTS,
    KEYS,
    OFFICES,
    StaffRow,
    edited_person,
    ended,
    id_from_name,
    new_holding,
    new_person,
    new_row,
    rows_of,
)
from ubah.core.reading.inserting import Edit
from ubah.core.strict_yaml.document import Json


@click.group()
def person() -> None:
    """Add somebody to roles.yaml, or end what somebody holds."""


@person.command()
@who_argument
@click.option("--name", default="", help="Full name.")
@click.option("--title", default="", help="Official title.")
@click.option("--unit", default="", help="Unit that the person works in.")
@click.option("--role", default="", help="Office to be held, such as requester.")
@from_option
@click.option("--letter", default="", help="Number of the letter of appointment.")
@click.option("--line", default="", help="Line of the public key, as it stands in the .pub file.")
@click.option("--number", default="", help="The number of the account on the forge.")
@click.option("--login", default="", help="The account's name, as it is now.")
@key_options
@language_option
def add(
    who: str,
    name: str,
    title: str,
    unit: str,
    role: str,
    start: str,
    letter: str,
    line: str,
    number: str,
    login: str,
    key: Path | None,
    person: str,
    lang: str | None,
) -> None:
    """Add PERSON: name, title, and where known the office and the public key.

    PERSON is the id, such as pemohon-3; it never changes and should not hold a personal number.
    """
    with open_staff(key, person, lang) as staff:
        asking, today = staff.asking, staff.today
        alone = any((who, name, title, unit, role, start, letter, line, number, login))
        given = {"name": name, "title": title, "unit": unit}
        known = asking.fields(asking.schema("persons"), given, tuple(given), usual={})
        own = _new_id(staff, asking, who, str(known["name"]))
        edits = [new_person(own, known)]
        office = asking.role(role, optional=True, option="--role") if role or not alone else ""
        if office:
            terms = {"from": start, "letter": letter}
            holding = ask_holding(asking, office, own, terms, today.isoformat())
            edits.append(new_holding(office, holding))
        begins = asking.day("from", start, today).isoformat() if start else today.isoformat()
        public = asking.key_line(line, own, optional=True) if line or not alone else ""
        if public:
            edits.append(new_row(own, KEYS, {"key": public, "from": begins}))
        forge = forge_of(staff.main)
        if number or login or (forge and not alone):
            row = asking.account(forge, number, login, begins)
            edits += [new_row(own, ACCOUNTS, row)] if row else []
        message = f"roles: tambah {own} / add {own}\n\n{known['name']}\n"
        said = msg("{person} is added", person=f"{known['name']} ({own})")
        staff.write(StaffChange(tuple(edits), message, f"roles-{own}", (said,)))


def _new_id(staff: StaffDraft, asking: Asking, said: str, name: str) -> str:
    taken = staff.drafting.authority.roles.persons
    schema = {**asking.authority.roles_schema["$defs"]["person"], "title": "Id orang / Person id"}
    form = asking.form

    def read(typed: str) -> Json | Misread:
        found = form.read(schema, typed.strip().lower())
        if isinstance(found, str) and found in taken:
            return Misread(
                msg("{person} is in roles.yaml already", person=staff.name(found)),
                msg("each person has an id of their own, which is never given to another"),
            )
        return found

    suggested = id_from_name(name, taken)
    answer = read(said) if said else None
    if isinstance(answer, Misread):
        raise CannotRun(answer.message, answer.hint)
    if answer is None:
        how = msg("such as {example}", example="pemohon-3")
        answer = asking.typed(Label("Id orang", "Person id"), read, suggested, how)
    return str(answer)


@person.command()
@who_argument
@click.option("--name", default="", help="Full name.")
@click.option("--title", default="", help="Official title.")
@click.option("--unit", default="", help="Unit that the person works in.")
@key_options
@language_option
def change(
    who: str,
    name: str,
    title: str,
    unit: str,
    key: Path | None,
    person: str,
    lang: str | None,
) -> None:
    """Change the name, title or unit of PERSON; whoever has a key proves the own name."""
    with open_staff(key, person, lang) as staff:
        asking = staff.asking
        who = asking.person(who)
        given = {"name": name, "title": title, "unit": unit}
        schema = asking.schema("persons")
        known = asking.authority.raw_roles["persons"][who]
        usual = {field: known[field] for field in given if field in known}
        wanted = asking.fields(schema, given, tuple(given), usual)
        edits = tuple(
            edited_person(who, field, value)
            for field, value in wanted.items()
            if value != known.get(field)
        )
        if not edits:
            raise CannotRun(msg("nothing would change"), msg("add: --name, --title or --unit"))
        message = f"roles: ubah data {who} / change {who}\n"
        said = msg("{person} is changed", person=staff.name(who))
        staff.write(StaffChange(edits, message, f"roles-{who}", (said,)))


@person.command()
@who_argument
@click.option("--role", default="", help="End this office alone; default: all that PERSON holds.")
@last_day_option
@key_options
@language_option
def end(who: str, role: str, until: str, key: Path | None, person: str, lang: str | None) -> None:
    """End the offices, keys and accounts of PERSON, who stays in roles.yaml."""
    with open_staff(key, person, lang) as staff:
        asking = staff.asking
        gone = asking.person(who)
        rows = rows_of(asking.authority, gone)
        if role:
            office = asking.role(role)
            rows = tuple(row for row in rows if (row.kind, row.name) == (OFFICES, office))
        last = asking.day("until", until, staff.today)
        going_on = tuple(row for row in rows if row.goes_on_after(last))
        if not going_on:
            raise CannotRun(
                msg("{person} has nothing that goes on after {day}", person=staff.name(gone),
                    day=last.isoformat()),
                msg("type: ubah roles, to see who holds what"),
            )  # fmt: skip
        edits: tuple[Edit, ...] = ended(going_on, last)
        message = f"roles: akhiri {gone} / end {gone}\n"
        said = msg("for {person} this ends:", person=staff.name(gone))
        staff.write(StaffChange(edits, message, f"roles-{gone}", _told(said, going_on, last)))


def _told(said: Message, rows: tuple[StaffRow, ...], last: date) -> tuple[Message, ...]:
    rows_said = (
        msg("  {what}: {day}", what=row.what, day=row.last_day(last).isoformat()) for row in rows
    )
    return said, *rows_said
