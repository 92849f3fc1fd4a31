"""`ubah notify`: letters by mail to whoever is waited for, where no forge rings a bell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import click

from ubah.cli.asking.inputs import read_mapping
from ubah.cli.language import language_option, say
from ubah.cli.loading import finish_reading, load, words_of
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.register.views import Register
from ubah.core.strict_yaml.document import Json
from ubah.edge.clone.office_folder import office_root
from ubah.edge.system import clock, disk
from ubah.edge.system.mail import Mail, MailServer, message_of, send
from ubah.report.letters import Letter, letters, told_after

PORTS = {"starttls": 587, "tls": 465, "none": 25}
_KNOWN = ("from", "server", "people")
_OF_THE_SERVER = ("host", "port", "security", "user", "password_file")


@dataclass(frozen=True)
class NotifySettings:
    """Where letters are handed in, from which address, and person id → address."""

    server: MailServer
    sender: str
    addresses: Mapping[str, str]


@click.command()
@click.option(
    "--settings",
    "path",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="YAML file outside the repository: from, server {host, port, security, user, password_file}, people.",
)
@click.option("--dry-run", is_flag=True, help="Show the letters; send none.")
@click.option("--all", "everything", is_flag=True, help="Tell again what was told already.")
@language_option
def notify(path: Path, dry_run: bool, everything: bool, lang: str | None) -> None:
    """Send a letter to everybody whom something new waits for, or something is overdue.

    What waits in time is told once, what is overdue once a day, what ends soon once a week.
    """
    root = office_root(Path.cwd())
    settings = _read(path, root)
    loaded, now = load(), clock.now()
    register = loaded.moving
    _, text = words_of(lang)
    book = path.with_name(f"{path.name}.sent.json")
    told = {} if everything else _told(book)
    site = str(register.authority.raw_office.get("site_url", ""))
    site = f"{site.rstrip('/')}/" if site else ""
    written = letters(register, now, told, text, site)
    _say_unreachable(register, written, settings, lang)
    ready = [letter for letter in written if letter.person in settings.addresses]
    if not ready:
        say(msg("there is nothing to send"), lang)
    elif dry_run:
        for letter in ready:
            click.echo(f"{settings.addresses[letter.person]}\n{letter.subject}\n\n{letter.body}")
    else:
        _send(ready, settings, register, book, lang)
    finish_reading(loaded.unreadable, text)


def _send(
    ready: list[Letter],
    settings: NotifySettings,
    register: Register,
    book: Path,
    lang: str | None,
) -> None:
    """Send letters, and remember each that was taken at once: who breaks off doubles none."""
    now, office = clock.now(), register.authority.office
    by_message: dict[str, Letter] = {}
    messages: list[EmailMessage] = []
    for letter in ready:
        name = " ".join(register.authority.roles.name(letter.person).split())
        mail = Mail(settings.addresses[letter.person], name, letter.subject, letter.body)
        message = message_of(mail, settings.sender, " ".join(office.name.split()), now)
        by_message[str(message["Message-ID"])] = letter
        messages.append(message)
    day = office.day(now)

    def sent(message: EmailMessage) -> None:
        letter = by_message[str(message["Message-ID"])]
        kept = told_after(_told(book), [letter], day)
        data = json.dumps({key: when.isoformat() for key, when in kept.items()}, indent=1)
        disk.write_atomically(book, f"{data}\n".encode())
        address = settings.addresses[letter.person]
        say(msg("sent to {person} ({address})", person=letter.person, address=address), lang)

    send(settings.server, messages, sent)


def _say_unreachable(
    register: Register, written: tuple[Letter, ...], settings: NotifySettings, lang: str | None
) -> None:
    for letter in written:
        if letter.person not in settings.addresses:
            name = register.authority.roles.name(letter.person)
            message = msg(
                "{name} ({person}) is waited for, but has no address in the settings",
                name=name,
                person=letter.person,
            )
            say(message, lang, error=True)


def _told(book: Path) -> dict[str, date]:
    """Return what earlier letters told; a file that was spoilt is begun anew."""
    if not book.is_file():
        return {}
    try:
        data = json.loads(disk.read(book))
        return {str(key): date.fromisoformat(str(when)) for key, when in data.items()}
    except (ValueError, AttributeError):
        return {}


def _read(path: Path, root: Path) -> NotifySettings:
    if path.resolve().is_relative_to(root.resolve()):
        raise CannotRun(
            msg("{path} lies in the office's repository, where addresses and passwords stay for ever",
                path=str(path)),
            msg("keep it elsewhere on the server, readable by this account alone, such as /etc/ubah"),
        )  # fmt: skip
    fields = read_mapping(path)
    server = fields.get("server")
    people = fields.get("people")
    sender = fields.get("from")
    unknown = [key for key in fields if key not in _KNOWN]
    if isinstance(server, dict):
        unknown += [f"server.{key}" for key in server if key not in _OF_THE_SERVER]
    if unknown:
        raise CannotRun(
            msg("{path}: nothing is known of {fields}", path=str(path), fields=", ".join(unknown)),
            msg("possible here: {known}", known=", ".join((*_KNOWN, *_OF_THE_SERVER))),
        )
    if not (isinstance(server, dict) and isinstance(people, dict) and isinstance(sender, str)):
        raise CannotRun(
            msg("{path} has to hold: {fields}", path=str(path), fields=", ".join(_KNOWN)),
            msg("see docs/guides/plain-git.md, section Letters"),
        )
    addresses = {str(person): str(address) for person, address in people.items()}
    return NotifySettings(_server(server, path), sender, addresses)


def _server(fields: Mapping[str, Json], path: Path) -> MailServer:
    security = str(fields.get("security", "starttls"))
    host, port = fields.get("host"), fields.get("port", PORTS.get(security))
    whole = isinstance(port, int) and not isinstance(port, bool) and 0 < port < 65536
    if not isinstance(host, str) or security not in PORTS or not whole:
        raise CannotRun(
            msg("{path}: server has to hold host, and may hold port and security", path=str(path)),
            msg("security is one of: {known}", known=", ".join(PORTS)),
        )
    user, file = str(fields.get("user", "")), fields.get("password_file")
    if user and (security == "none" or not isinstance(file, str)):
        raise CannotRun(
            msg("{path}: a user needs password_file, and security starttls or tls", path=str(path)),
            msg("a password is never sent in the clear"),
        )
    secret: Any = disk.read(Path(str(file))).decode(errors="replace").strip() if user else ""
    return MailServer(host, int(str(port)), security, user, secret)
