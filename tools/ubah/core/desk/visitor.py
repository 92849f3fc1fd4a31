"""Who stands at the desk, and by what that is known: the office's own log-in, or a link by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ubah.core.office.authority import Authority
from ubah.core.people.office import DeskSettings


class Known(StrEnum):
    """How a person is known at the desk; a voucher says which it was."""

    PROXY = "proxy"
    LINK = "link"


@dataclass(frozen=True)
class Visitor:
    """A person of roles.yaml at the desk, with the account there and how it was known."""

    person: str
    account: int
    known: Known


def visitor_by_login(
    authority: Authority, desk: DeskSettings, login: str, day: date
) -> Visitor | None:
    """Return whose log-in it is on ``day``, None for nobody's; two people's is nobody's.

    It is compared letter by letter: what differs in case or look is another log-in.
    """
    found = {
        (person.id, own.id)
        for person in authority.roles.persons.values()
        for own in person.accounts
        if (own.forge, own.login) == (desk.host, login) and own.period.covers(day)
    }
    return Visitor(*found.pop(), Known.PROXY) if len(found) == 1 else None


def visitor_by_person(
    authority: Authority, desk: DeskSettings, person: str, day: date
) -> Visitor | None:
    """Return a person who comes by a link, None for one without an account at the desk on ``day``."""
    known = authority.roles.persons.get(person)
    found = [
        own.id
        for own in (known.accounts if known else ())
        if own.forge == desk.host and own.period.covers(day)
    ]
    return Visitor(person, found[0], Known.LINK) if found else None
