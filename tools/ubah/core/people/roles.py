"""Who holds which office, by which key and account, on which day (rules 1, 6, 7)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from ubah.core.people.public_keys import is_canonical_key

HEADS = ("head", "acting_head")


@dataclass(frozen=True)
class Period:
    """Inclusive days in office time; ``until`` None is open-ended."""

    start: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies inside."""
        return self.start <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Key:
    """A person's SSH public key."""

    key: str  # "type base64", without comment
    fingerprint: str
    period: Period


@dataclass(frozen=True)
class Account:
    """A person's account on a forge, known by its number, which never changes hands."""

    forge: str
    id: int
    login: str
    period: Period


@dataclass(frozen=True)
class Person:
    """Somebody in roles.yaml."""

    id: str
    name: str
    title: str
    keys: tuple[Key, ...]
    accounts: tuple[Account, ...]

    def has_key(self, name: str, day: date) -> bool:
        """Whether a key, by itself or its fingerprint, is the person's on ``day``.

        One that has ended may begin again, in a row of its own.
        """
        return any(
            own.period.covers(day) for own in self.keys if name in (own.key, own.fingerprint)
        )

    def has_account(self, forge: str, number: int, day: date) -> bool:
        """Whether an account on a forge is the person's on ``day``."""
        rows = (own for own in self.accounts if (own.forge, own.id) == (forge, number))
        return any(own.period.covers(day) for own in rows)


@dataclass(frozen=True)
class Holding:
    """An office held by a person for a period, by a letter where there is one."""

    role: str
    person: str
    period: Period
    letter: str = ""
    kind: str = ""  # plh or plt, for an acting head
    signatory: str = ""


@dataclass(frozen=True)
class Roles:
    """The content of roles.yaml."""

    persons: Mapping[str, Person]
    holdings: tuple[Holding, ...]

    def holdings_of(self, person: str, role: str, day: date) -> tuple[Holding, ...]:
        """Return the holdings by which ``person`` is in ``role`` on ``day``."""
        return tuple(
            holding
            for holding in self.holdings
            if holding.person == person and holding.role == role and holding.period.covers(day)
        )

    def holds(self, person: str, role: str, day: date) -> bool:
        """Whether ``person`` is in ``role`` on ``day``."""
        return bool(self.holdings_of(person, role, day))

    def holders(self, role: str, day: date) -> tuple[str, ...]:
        """Return who is in ``role`` on ``day``, in the order of roles.yaml, each once."""
        people = (h.person for h in self.holdings if h.role == role and h.period.covers(day))
        return tuple(dict.fromkeys(people))

    def offices_of(self, person: str, day: date) -> tuple[str, ...]:
        """Return the offices that ``person`` is in on ``day``."""
        roles = (h.role for h in self.holdings if h.person == person and h.period.covers(day))
        return tuple(dict.fromkeys(roles))

    def ever_held(self, person: str, role: str) -> bool:
        """Whether ``person`` is, was or will be in ``role``."""
        return any(h.person == person and h.role == role for h in self.holdings)

    def owner_of_key(self, key: str) -> tuple[Person, Key] | None:
        """Return whose key it is, ended or not; a key belongs to one person for ever (rule 6)."""
        for person in self.persons.values():
            for own in person.keys:
                if own.key == key:
                    return person, own
        return None

    def owner_of_account(self, forge: str, account: int) -> tuple[Person, Account] | None:
        """Return whose account it is, by number."""
        for person in self.persons.values():
            for own in person.accounts:
                if own.forge == forge and own.id == account:
                    return person, own
        return None

    def name(self, person: str) -> str:
        """Return a person's name, or the id of one who is not in roles.yaml."""
        known = self.persons.get(person)
        return known.name if known else person

    def named(self, person: str) -> str:
        """Return a person's name with the id, as commands take it; the id alone where no more is known."""
        known = self.persons.get(person)
        return f"{known.name} ({person})" if known else person


def build_roles(data: Mapping[str, Any]) -> Roles:
    """Build the roles from the schema-valid content of roles.yaml."""
    persons = {name: _person(name, person) for name, person in data["persons"].items()}
    return Roles(MappingProxyType(persons), tuple(_holdings(data["roles"])))


def plain_key(line: str) -> str:
    """Return an OpenSSH public key line as "type base64", its comment dropped."""
    return " ".join(line.split()[:2])


def fingerprint(key: str) -> str:
    """Return the SHA256 fingerprint of a public key as ssh-keygen -l shows it.

    Raises:
        ValueError: if ``key`` is not an OpenSSH public key.
    """
    try:
        kind, text = key.split()[:2]
        blob = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as problem:
        raise ValueError("not an OpenSSH public key") from problem
    if base64.b64encode(blob).decode() != text or not is_canonical_key(kind, blob):
        raise ValueError("not an OpenSSH public key in the form that ssh-keygen writes")
    digest = base64.b64encode(hashlib.sha256(blob).digest()).rstrip(b"=").decode()
    return f"SHA256:{digest}"


def _person(name: str, data: Mapping[str, Any]) -> Person:
    keys = tuple(
        Key(plain_key(key["key"]), _fingerprint_or_nothing(key["key"]), _period(key))
        for key in data.get("keys", ())
    )
    accounts = tuple(
        Account(account["forge"], account["id"], account["login"], _period(account))
        for account in data.get("accounts", ())
    )
    return Person(name, data["name"], data["title"], keys, accounts)


def _fingerprint_or_nothing(line: str) -> str:
    try:
        return fingerprint(line)
    except ValueError:
        return ""


def _period(data: Mapping[str, Any]) -> Period:
    until = data.get("until")
    return Period(date.fromisoformat(data["from"]), date.fromisoformat(until) if until else None)


def _holdings(data: Mapping[str, Any]) -> Iterator[Holding]:
    for role, rows in data.items():
        for row in rows:
            yield Holding(
                role,
                row["person"],
                _period(row),
                row.get("letter", ""),
                row.get("kind", ""),
                row.get("signatory", ""),
            )
