"""Sending letters by SMTP (RFC 5321), with the standard library."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from ubah.core.diagnostics import CannotRun, msg

TIMEOUT = 30.0
"""Seconds that the server may take for each answer."""


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed in. ``security``: starttls, tls (from the first byte on) or none."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Mail:
    """A letter to an address; ``to_name`` is what the person is called."""

    to: str
    to_name: str
    subject: str
    body: str


def message_of(mail: Mail, sender: str, sender_name: str, at: datetime) -> EmailMessage:
    """Return a letter as it is sent: plain text, and marked as nobody's own (RFC 3834).

    Raises:
        CannotRun: if an address cannot be one.
    """
    message = EmailMessage()
    try:
        message["From"] = Address(sender_name, addr_spec=sender)
        message["To"] = Address(mail.to_name, addr_spec=mail.to)
        message["Subject"] = mail.subject
    except (ValueError, IndexError):
        raise CannotRun(
            msg("{address} is no mail address", address=mail.to),
            msg("correct it in the settings of ubah notify"),
        ) from None
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid("ubah", sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def send(
    server: MailServer, messages: Iterable[EmailMessage], sent: Callable[[EmailMessage], None]
) -> None:
    """Hand letters in, one after another; ``sent`` is called after each that was taken.

    Raises:
        CannotRun: if the server cannot be reached, or refuses; letters before that are on their way.
    """
    try:
        with _session(server) as session:
            for message in messages:
                session.send_message(message)
                sent(message)
    except (OSError, smtplib.SMTPException) as problem:
        raise CannotRun(
            msg(
                "the mail server {host} did not take the letters: {reason}",
                host=server.host,
                reason=_reason(problem),
            ),
            msg(
                "look at host, port, security and user in the settings; then type the command again"
            ),
        ) from None


@contextmanager
def _session(server: MailServer) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    session: smtplib.SMTP
    if server.security == "tls":
        session = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        session = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    with session:
        if server.security == "starttls":
            session.starttls(context=context)
        if server.user:
            session.login(server.user, server.password)
        yield session


def _reason(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        error = problem.smtp_error
        said = error.decode(errors="replace") if isinstance(error, bytes) else str(error)
        return f"{problem.smtp_code} {said}"
    return str(problem) or type(problem).__name__
