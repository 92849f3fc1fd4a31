"""One-time links to the desk: made for who has an account there, and sent by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from ubah.cli.language import say
from ubah.cli.letters.mail_settings import NotifySettings, read_notify_settings
from ubah.cli.loading import words_of
from ubah.core.desk.visitor import Known, visitor_by_person
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.lookalikes import plain_signs
from ubah.core.office.authority import Authority
from ubah.core.paths import record_id
from ubah.core.proof.binding import blob_id
from ubah.core.register.reminders import waiting_record
from ubah.core.register.views import Register
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.work_register import read_one
from ubah.edge.clone.workspace import read_record
from ubah.edge.desk.desk import desk_of
from ubah.edge.desk.sealing import Seals, new_ticket, read_secrets
from ubah.edge.system import clock
from ubah.edge.system.mail import Mail, message_of, send
from ubah.report.letters import Letter, link_letter


def link_maker(secret: Path, root: Path, authority: Authority) -> Callable[[str, str], str]:
    """Return what makes a link for a person and a record's path, "" for who has no account there.

    Raises:
        CannotRun: if the office has no desk, or the secret is none.
    """
    desk, seals = desk_of(authority), Seals(read_secrets(secret))

    def link(person: str, path: str) -> str:
        now = clock.now()
        visitor = visitor_by_person(authority, desk, person, authority.office.day(now))
        if visitor is None or Known.LINK.value not in desk.known_by:
            return ""
        record = record_id(path)
        _, data = read_record(root, record)
        ticket = new_ticket(person, record, blob_id(data), now, desk.link)
        return f"{desk.address}/l/{seals.link(ticket)}"

    return link


def send_links(
    record: str, path: Path, people: tuple[str, ...], dry_run: bool, lang: str | None
) -> None:
    """Send a link for a record to whoever is waited for, or to ``people``.

    Raises:
        CannotRun: if nobody can be sent one.
    """
    record = plain_signs(record).strip().upper()
    root = office_root(Path.cwd())
    settings = read_notify_settings(path, root)
    where, _ = read_record(root, record)
    now = clock.now()
    register = read_one(root, where, now)
    if settings.desk_secret is None:
        raise CannotRun(
            msg("{path} names no secret of the desk", path=str(path)),
            msg("add desk with secret_file (docs/guides/desk.md)"),
        )
    make = link_maker(settings.desk_secret, root, register.authority)
    waited = people or _waited_for(register, record, now)
    letters = [
        _letter(register, person, record, link, now, lang)
        for person in waited
        if person in settings.addresses and (link := make(person, where))
    ]
    for person in waited:
        if person not in {letter.person for letter in letters}:
            name = register.authority.roles.name(person)
            said = msg("{person} gets no link: no address in the settings, or no account at the desk", person=name)  # fmt: skip
            say(said, lang, error=True)
    if not letters:
        raise CannotRun(
            msg("there is nobody to whom a link can be sent"),
            msg("type: ubah next, to see who is waited for; accounts: ubah account add --desk"),
        )
    if dry_run:
        for letter in letters:
            say(msg("a link would go to {person}", person=letter.person), lang)
        return
    _send(letters, settings, register, lang)


def _waited_for(register: Register, record: str, now: datetime) -> tuple[str, ...]:
    view = register.record(record)
    waiting = waiting_record(register.outlook(view, now)) if view else None
    return waiting.people if waiting else ()


def _letter(
    register: Register, person: str, record: str, link: str, now: datetime, lang: str | None
) -> Letter:
    _, text = words_of(lang)
    office = register.authority.office
    until = (now + desk_of(register.authority).link).astimezone(office.zone)
    return link_letter(
        register, person, record, link, f"{until:%Y-%m-%d %H:%M} {office.zone}", text
    )


def _send(
    letters: list[Letter], settings: NotifySettings, register: Register, lang: str | None
) -> None:
    office, roles, now = register.authority.office, register.authority.roles, clock.now()
    messages = []
    for letter in letters:
        name = " ".join(roles.name(letter.person).split())
        mail = Mail(settings.addresses[letter.person], name, letter.subject, letter.body)
        messages.append(message_of(mail, settings.sender, " ".join(office.name.split()), now))

    def sent(message: EmailMessage) -> None:
        address = str(message["To"].addresses[0].addr_spec)
        say(msg("sent to {address}", address=address), lang)

    send(settings.server, messages, sent)
