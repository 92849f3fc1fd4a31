"""A one-time link: for one person, one record as it stands, until a moment. A value; the edge seals it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from ubah.core.diagnostics import Message, msg


@dataclass(frozen=True)
class Ticket:
    """What a link says. ``before`` is the record's blob as it stood when the link was made.

    ``number`` tells it from any other, and is what it is known by once it is used up.
    """

    person: str
    record: str
    before: str
    expires: datetime
    number: str


def ticket_complaint(ticket: Ticket, before: str, now: datetime, *, spent: bool) -> Message | None:
    """Return why a link opens nothing, None if it does; ``before``: the record as it stands now."""
    if spent:
        return msg("this link was used already; a link works once")
    if now >= ticket.expires:
        return msg("this link has expired")
    if before != ticket.before:
        return msg("{record} has gone on since this link was sent", record=ticket.record)
    return None


def ticket_values(ticket: Ticket) -> list[str | int]:
    """Return a link's content in plain values, as they are sealed."""
    moment = int(ticket.expires.timestamp())
    return [ticket.person, ticket.record, ticket.before, moment, ticket.number]


def read_ticket(values: object) -> Ticket | None:
    """Return the link that sealed values stand for, None where they stand for none."""
    match values:
        case [str(person), str(record), str(before), int(moment), str(number)]:
            return Ticket(person, record, before, datetime.fromtimestamp(moment, UTC), number)
    return None
