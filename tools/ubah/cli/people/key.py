"""`ubah key`: somebody's key is asked for, added, ended, or reported lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from ubah.cli.language import language_of, language_option, say
from ubah.cli.people.options import from_option, last_day_option, until_option, who_argument
from ubah.cli.people.staff import StaffChange, StaffDraft, open_staff
from ubah.cli.session import key_options
from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.core.office.staffing import KEYS, StaffRow, ended, new_row
from ubah.core.people.roles import fingerprint
from ubah.core.reading.handed_in import handed_in_text
from ubah.edge.system import disk

UNNAMED, THE_LINE = Label("ID-ORANG", "PERSON-ID"), Label("BARIS", "LINE")


@click.group()
def key() -> None:
    """Ask a colleague for a key, add it, end it, or report it lost."""


@key.command()
@who_argument
@click.option(
    "--hardware", is_flag=True, help="For a hardware key (FIDO2) that is touched to sign."
)
@language_option
def request(who: str, hardware: bool, lang: str | None) -> None:
    """Print what PERSON types on their own computer to make a key, and what to send back."""
    kind, name = ("ed25519-sk", "ubah-sk") if hardware else ("ed25519", "ubah")
    file, public = f'"$HOME/.ssh/{name}"', f'"$HOME/.ssh/{name}.pub"'  # in a shell and PowerShell
    who = who or UNNAMED.in_language(language_of(lang))
    say(msg("To be done by {person} alone, on their own computer:", person=who), lang)
    if hardware:
        say(msg("1. plug in the hardware key, and touch it when it blinks; type:"), lang)
    else:
        say(msg("1. in a terminal (Windows: PowerShell), type:"), lang)
    click.echo(f"   ssh-keygen -t {kind} -C {who} -f {file}")
    if hardware:
        say(msg("   give it a PIN and a passphrase if you are asked; the key works only where it "
                "is plugged in"), lang)  # fmt: skip
    else:
        say(msg("   and give a passphrase when asked: whoever finds the file cannot sign without "
                "it"), lang)  # fmt: skip
    say(msg("2. show the public half, one line, and send that line back:"), lang)
    click.echo(f"   cat {public}")
    say(msg("3. read the fingerprint out over the phone, so that nobody can swap the line:"), lang)
    click.echo(f"   ssh-keygen -lf {public}")
    say(msg("4. in the clone of the office's repository, sign with it from now on:"), lang)
    click.echo(f"   git config gpg.format ssh; git config user.signingKey {public}")
    say(msg("The file without .pub never leaves that computer, and nobody asks for it."), lang)
    say(msg("Once the line has come, whoever keeps roles.yaml types:"), lang)
    click.echo(f"   ubah key add {who} --line '{THE_LINE.in_language(language_of(lang))}'")


@key.command()
@who_argument
@click.option("--line", default="", help="Line of the public key, as it stands in the .pub file.")
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The .pub file itself, in place of its line.",
)
@from_option
@until_option
@key_options
@language_option
def add(
    who: str,
    line: str,
    file: Path | None,
    start: str,
    until: str,
    key: Path | None,
    person: str,
    lang: str | None,
) -> None:
    """Add the public key that PERSON sent, made on their own computer."""
    with open_staff(key, person, lang) as staff:
        asking = staff.asking
        who = asking.person(who)
        given = handed_in_text(disk.read(file), str(file)) if file else line
        public = asking.key_line(given, who)
        schema = asking.schema("persons", KEYS)
        terms = asking.fields(
            schema, {"from": start, "until": until}, ("from", "until"),
            {"from": staff.today.isoformat()}, told=bool(given),
        )  # fmt: skip
        mark = fingerprint(public)
        owner = asking.authority.roles.owner_of_key(" ".join(public.split()[:2]))
        if owner is not None and owner[0].id != who:
            raise CannotRun(
                msg("this key is {owner}'s already; it belongs to one person for ever",
                    owner=staff.name(owner[0].id)),
                msg("let {name} make one of their own: ubah key request {name}", name=who),
            )  # fmt: skip
        message = f"roles: kunci baru {who} / new key of {who}\n\n{mark}\n"
        said = msg(
            "the key {key} of {person} is added; compare the fingerprint with what its owner sees",
            key=mark,
            person=staff.name(who),
        )
        staff.write(
            StaffChange(
                (new_row(who, KEYS, {"key": public, **terms}),), message, f"roles-{who}", (said,)
            )
        )


@key.command()
@who_argument
@click.option("--fingerprint", "mark", default="", help="Which key, if there are several: SHA256:…")
@last_day_option
@key_options
@language_option
def end(who: str, mark: str, until: str, key: Path | None, person: str, lang: str | None) -> None:
    """End a key of PERSON that is no longer used."""
    with open_staff(key, person, lang) as staff:
        asking = staff.asking
        who = asking.person(who)
        last = asking.day("until", until, staff.today)
        row = asking.row(who, KEYS, mark, last, "--fingerprint SHA256:…")
        message = f"roles: akhiri kunci {who} / end a key of {who}\n\n{row.name}\n"
        staff.write(_end(staff, who, row, last, message))


@key.command()
@who_argument
@click.option("--fingerprint", "mark", default="", help="Which key, if there are several: SHA256:…")
@key_options
@language_option
def lost(who: str, mark: str, key: Path | None, person: str, lang: str | None) -> None:
    """End a key of PERSON today, since it is lost or in other hands, and say what that means."""
    with open_staff(key, person, lang) as staff:
        asking, today = staff.asking, staff.today
        who = asking.person(who)
        row = asking.row(who, KEYS, mark, today, "--fingerprint SHA256:…")
        if staff.signs_with(row.name):
            raise CannotRun(
                msg("the lost key {key} cannot sign its own end", key=row.name),
                msg("sign with another key, or let a colleague type this: --key FILE"),
            )
        message = f"roles: kunci hilang {who} / lost key of {who}\n\n{row.name}\n"
        change = _end(staff, who, row, today, message)
        staff.write(replace(change, lost=(row.name,)))
    for meaning in _MEANS:
        say(meaning, lang)


def _end(staff: StaffDraft, who: str, row: StaffRow, last: date, message: str) -> StaffChange:
    """Return the change that ends a key on ``last``; one that begins later ends on its first day."""
    said = msg(
        "the key {key} of {person} ends on {day}",
        key=row.name,
        person=staff.name(who),
        day=row.last_day(last).isoformat(),
    )
    return StaffChange(ended((row,), last), message, f"roles-{who}", (said,))


_MEANS = (
    msg("what that means:"),
    msg("- until this has landed, and to the end of this day, the key still counts: whoever has it "
        "can sign. Hurry, and land nothing signed with it"),
    msg("- steps signed with it that have not landed by then count no more: their owner signs them "
        "again with another key"),
    msg("- steps that have landed stand. Let the owner look through those since the loss (ubah list, "
        "ubah show RECORD): what was not theirs is set right by a further step, never by deleting"),
    msg("- a new key: ubah key request, then ubah key add"),
)  # fmt: skip
