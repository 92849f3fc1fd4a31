"""`ubah notify`: letters by mail to whoever is waited for, where no forge rings a bell."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import click

from ubah.cli.language import language_option, say
from ubah.cli.letters.mail_settings import NotifySettings, read_notify_settings
from ubah.cli.loading import finish_reading, load, words_of
from ubah.core.diagnostics import msg
from ubah.core.register.views import Register
from ubah.edge.clone.office_folder import office_root
from ubah.edge.system import clock, disk
from ubah.edge.system.mail import Mail, message_of, send
from ubah.report.letters import Letter, letters, told_after


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
    settings = read_notify_settings(path, root)
    loaded, now = load(), clock.now()
    register = loaded.moving
    _, text = words_of(lang)
    book = path.with_name(f"{path.name}.sent.json")
    told = {} if everything else _told(book)
    site = str(register.authority.raw_office.get("site_url", ""))
    site = f"{site.rstrip('/')}/" if site else ""
    links = _links(settings, root, register)
    written = letters(register, now, told, text, site, links)
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


def _links(
    settings: NotifySettings, root: Path, register: Register
) -> Callable[[str, str], str] | None:
    """Return what makes a link for a person and a record's path; None where letters hold none."""
    if settings.desk_secret is None:
        return None
    from ubah.cli.letters.linking import link_maker  # only here: sealing is an extra

    return link_maker(settings.desk_secret, root, register.authority)


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
        _keep(book, told_after(_told(book), [letter], day))
        address = settings.addresses[letter.person]
        say(msg("sent to {person} ({address})", person=letter.person, address=address), lang)

    _keep(book, _told(book))  # first, as it is: what cannot be written would tell all of it again
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


def _keep(book: Path, told: Mapping[str, date]) -> None:
    data = json.dumps({key: when.isoformat() for key, when in told.items()}, indent=1)
    disk.write_atomically(book, f"{data}\n".encode())


def _told(book: Path) -> dict[str, date]:
    """Return what earlier letters told; a file that was spoilt is begun anew."""
    if not book.is_file():
        return {}
    try:
        data = json.loads(disk.read(book))
        return {str(key): date.fromisoformat(str(when)) for key, when in data.items()}
    except (ValueError, AttributeError):
        return {}
