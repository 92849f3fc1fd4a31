"""What ends soon: appointments, letters, keys and accounts, so that nobody is caught out (rule 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ubah.core.diagnostics import Label, Message, Value, msg
from ubah.core.names import role_label
from ubah.core.people.roles import Account, Holding, Key, Period, Roles
from ubah.core.sop import Sop


@dataclass(frozen=True)
class EndingTerm:
    """Something of a person's that counts for the last time on ``day``."""

    person: str
    what: Message
    day: date
    succeeded: bool  # something of the same kind goes on after that day


def endings(roles: Roles, sop: Sop, day: date, within: int) -> tuple[EndingTerm, ...]:
    """Return what is valid on ``day`` and ends within as many days, soonest first."""
    last = day + timedelta(days=within)

    def soon(period: Period) -> bool:
        return period.covers(day) and period.until is not None and period.until <= last

    found = [
        *(_of_offices(roles, sop, soon)),
        *(_of_credentials(roles, soon)),
    ]
    return tuple(sorted(found, key=lambda ending: (ending.day, ending.person, repr(ending.what))))


def _of_offices(roles: Roles, sop: Sop, soon: Callable[[Period], bool]) -> Iterator[EndingTerm]:
    for holding in roles.holdings:
        until = holding.period.until
        if until is None or not soon(holding.period):
            continue
        what = office_words(holding, sop)
        after = bool(roles.holders(holding.role, until + timedelta(days=1)))
        yield EndingTerm(holding.person, what, until, after)


def _of_credentials(roles: Roles, soon: Callable[[Period], bool]) -> Iterator[EndingTerm]:
    for person in roles.persons.values():
        for key in person.keys:
            if key.period.until and soon(key.period):
                next_day = key.period.until + timedelta(days=1)
                after = any(other.period.covers(next_day) for other in person.keys)
                yield EndingTerm(person.id, key_words(key), key.period.until, after)
        for account in person.accounts:
            if account.period.until and soon(account.period):
                next_day = account.period.until + timedelta(days=1)
                after = any(other.period.covers(next_day) for other in person.accounts)
                yield EndingTerm(person.id, account_words(account), account.period.until, after)


def office_words(holding: Holding, sop: Sop) -> Message:
    """Return what a holding is called where it is told of: the office, and the letter it is held by."""
    office: Value = role_label(sop.roles, holding.role)
    if not holding.letter:
        return msg("the office {office}", office=office)
    if not holding.kind:
        return msg("{office}, letter {letter}", office=office, letter=holding.letter)
    kind = sop.capacities.get(holding.kind, Label(holding.kind, holding.kind))
    return msg(
        "{office} ({kind}), letter {letter}", office=office, kind=kind, letter=holding.letter
    )


def key_words(key: Key) -> Message:
    """Return what a key is called where it is told of."""
    return msg("the key {key}", key=key.fingerprint)


def account_words(account: Account) -> Message:
    """Return what an account is called where it is told of."""
    return msg("the account {account}", account=f"{account.forge}: {account.login} ({account.id})")
