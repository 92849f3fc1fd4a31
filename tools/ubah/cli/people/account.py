"""`ubah account`: an account on the forge is added to a person, or ended."""

from __future__ import annotations

from pathlib import Path

import click

from ubah.cli.language import language_option
from ubah.cli.people.options import from_option, last_day_option, until_option, who_argument
from ubah.cli.people.rows import forge_of
from ubah.cli.people.staff import StaffChange, StaffDraft, open_staff
from ubah.cli.session import key_options
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.office.staffing import ACCOUNTS, ended, new_login, new_row, next_number


@click.group()
def account() -> None:
    """Add an account on the forge to a person, or end one."""


@account.command()
@who_argument
@click.option(
    "--forge",
    default="",
    help="The forge, as accounts in roles.yaml name it; default: the office's own.",
)
@click.option("--number", default="", help="The account's number, which never changes hands.")
@click.option("--login", default="", help="The account's name, as it is now.")
@click.option(
    "--desk",
    "at_desk",
    is_flag=True,
    help="An account at the office's own desk: the name that the log-in knows; ubah numbers it.",
)
@from_option
@until_option
@key_options
@language_option
def add(
    who: str,
    forge: str,
    number: str,
    login: str,
    at_desk: bool,
    start: str,
    until: str,
    key: Path | None,
    person: str,
    lang: str | None,
) -> None:
    """Add an account to PERSON, known by its number."""
    with open_staff(key, person, lang) as staff:
        asking = staff.asking
        who = asking.person(who)
        if at_desk:
            forge, number = _at_desk(staff, forge, number)
        schema = asking.schema("persons", ACCOUNTS)
        given = {"forge": forge, "id": number, "login": login, "from": start, "until": until}
        own = forge_of(staff.main)
        usual = {"from": staff.today.isoformat(), **({"forge": own} if own else {})}
        row = asking.fields(schema, given, tuple(given), usual)
        message = f"roles: akun {row['login']} untuk {who} / account of {who}\n"
        said = msg(
            "the account {login}, number {number}, is {person}'s from {day} on",
            login=str(row["login"]),
            number=str(row["id"]),
            person=staff.name(who),
            day=str(row["from"]),
        )
        staff.write(StaffChange((new_row(who, ACCOUNTS, row),), message, f"roles-{who}", (said,)))


def _at_desk(staff: StaffDraft, forge: str, number: str) -> tuple[str, str]:
    """Return the desk's host, and the next number there; nobody else ever gave one out."""
    desk = staff.main.office.desk
    if desk is None:
        raise CannotRun(
            msg("the office has no desk: nothing that is done there would count"),
            msg("set one, and land that first: ubah settings desk (docs/guides/desk.md)"),
        )
    if forge or number:
        raise CannotRun(
            msg("--desk says itself where the account is, and numbers it"),
            msg("leave out --forge and --number"),
        )
    known = (staff.main.roles, staff.drafting.authority.roles)
    return desk.host, str(next_number(known, desk.host))


@account.command()
@who_argument
@click.option("--number", default="", help="Which account, if there are several: its number.")
@last_day_option
@key_options
@language_option
def end(who: str, number: str, until: str, key: Path | None, person: str, lang: str | None) -> None:
    """End an account of PERSON."""
    with open_staff(key, person, lang) as staff:
        asking = staff.asking
        who = asking.person(who)
        last = asking.day("until", until, staff.today)
        row = asking.row(who, ACCOUNTS, number, last, "--number …")
        message = f"roles: akhiri akun {who} / end an account of {who}\n"
        said = msg(
            "for {person} this ends on {day}: {what}",
            person=staff.name(who),
            day=row.last_day(last).isoformat(),
            what=row.what,
        )
        staff.write(StaffChange(ended((row,), last), message, f"roles-{who}", (said,)))


@account.command()
@who_argument
@click.option("--number", default="", help="Which account, if there are several: its number.")
@click.option("--login", default="", help="The account's name, as it is now.")
@key_options
@language_option
def rename(
    who: str, number: str, login: str, key: Path | None, person: str, lang: str | None
) -> None:
    """Write down what an account of PERSON is called now; its number stays."""
    with open_staff(key, person, lang) as staff:
        asking = staff.asking
        who = asking.person(who)
        row = asking.row(who, ACCOUNTS, number, staff.today, "--number …")
        schema = asking.schema("persons", ACCOUNTS)
        now = asking.fields(schema, {"login": login}, ("login",), usual={})["login"]
        message = f"roles: nama akun {who} / login of {who}\n"
        said = msg(
            "the account of {person} with the number {number} is now called {login}",
            person=staff.name(who),
            number=row.name,
            login=str(now),
        )
        edit = new_login(row, str(now))
        staff.write(StaffChange((edit,), message, f"roles-{who}", (said,)))
