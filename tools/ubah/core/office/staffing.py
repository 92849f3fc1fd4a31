"""What comes and goes with people, as edits of roles.yaml: rows are added below and ended by until.

Nothing is ever deleted or dated back (rule 6); whether a change may stand, the judge says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.office.authority import Authority
from ubah.core.people.ending_terms import account_words, key_words, office_words
from ubah.core.people.public_keys import MIN_RSA_BITS, rsa_bits
from ubah.core.people.roles import Period, Roles, fingerprint
from ubah.core.reading.inserting import END, Edit
from ubah.core.strict_yaml.document import Json, Pointer

KEYS, ACCOUNTS, OFFICES = "keys", "accounts", "offices"
_PRIVATE = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|PuTTY-User-Key-File")
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 64


@dataclass(frozen=True)
class StaffRow:
    """A key, an account or a holding as roles.yaml has it.

    ``name`` tells it from its owner's others: a fingerprint, the number of an account, an office.
    """

    kind: str
    name: str
    pointer: Pointer
    what: Message
    period: Period

    def goes_on_after(self, day: date) -> bool:
        """Whether it is still valid on some day after ``day``."""
        return self.period.until is None or self.period.until > day

    def last_day(self, day: date) -> date:
        """Return the day it ends on if it is to end on ``day``: not before it has begun."""
        return max(day, self.period.start)


def rows_of(authority: Authority, person: str) -> tuple[StaffRow, ...]:
    """Return all that roles.yaml says a person has or had, in the order of the file."""
    return tuple(_rows_of(authority, person))


def _rows_of(authority: Authority, person: str) -> Iterator[StaffRow]:
    known = authority.roles.persons[person]
    above: Pointer = ("persons", person)
    for index, key in enumerate(known.keys):
        yield StaffRow(KEYS, key.fingerprint, (*above, KEYS, index), key_words(key), key.period)
    for index, account in enumerate(known.accounts):
        pointer: Pointer = (*above, ACCOUNTS, index)
        yield StaffRow(ACCOUNTS, str(account.id), pointer, account_words(account), account.period)
    places: dict[str, int] = {}
    for holding in authority.roles.holdings:
        index = places.get(holding.role, 0)
        places[holding.role] = index + 1
        if holding.person == person:
            pointer = ("roles", holding.role, index)
            what = office_words(holding, authority.sop)
            yield StaffRow(OFFICES, holding.role, pointer, what, holding.period)


def ended(rows: Iterable[StaffRow], day: date) -> tuple[Edit, ...]:
    """Return the edits that let rows end on ``day``, or on their first day where that is later."""
    return tuple(Edit((*row.pointer, "until"), row.last_day(day).isoformat()) for row in rows)


def new_person(person: str, fields: Mapping[str, Json]) -> Edit:
    """Return the edit that adds a person."""
    return Edit(("persons", person), dict(fields))


def edited_person(person: str, field: str, value: Json) -> Edit:
    """Return the edit that changes a person's name, title or unit."""
    return Edit(("persons", person, field), value)


def new_login(row: StaffRow, login: str) -> Edit:
    """Return the edit by which an account is called as the forge calls it now."""
    return Edit((*row.pointer, "login"), login)


def new_row(person: str, kind: str, fields: Mapping[str, Json]) -> Edit:
    """Return the edit that adds a key or an account to a person."""
    return Edit(("persons", person, kind, END), dict(fields))


def next_number(known: Iterable[Roles], forge: str) -> int:
    """Return the number of the next account on a forge that numbers none itself.

    ``known`` is everything that has given numbers out: main, and the branch that goes on from it.
    """
    own = (
        row.id
        for roles in known
        for person in roles.persons.values()
        for row in person.accounts
        if row.forge == forge
    )
    return max(own, default=0) + 1


def new_holding(role: str, fields: Mapping[str, Json]) -> Edit:
    """Return the edit that gives an office."""
    return Edit(("roles", role, END), dict(fields))


def id_from_name(name: str, taken: Iterable[str]) -> str:
    """Return an id that a name suggests and nobody has, "" where the name holds no such letters."""
    plain = unicodedata.normalize("NFKD", name.partition(",")[0]).encode("ascii", "ignore")
    words = _NOT_IN_ID.sub("-", plain.decode().lower()).strip("-")
    base = words[: _LONGEST_ID - 4].strip("-")
    if not base or not base[0].isalpha():
        return ""
    number, found, known = 1, base, set(taken)
    while found in known:
        number += 1
        found = f"{base}-{number}"
    return found


def read_key_line(said: str, person: str) -> str:
    """Return the line of a public key as roles.yaml has it, ``person`` as the comment it lacks.

    Raises:
        CannotRun: if it is no such line; a private key is never repeated.
    """
    if _PRIVATE.search(said):
        raise CannotRun(
            msg("this is a private key, which must never leave its owner's computer"),
            msg(
                "it counts as lost now: let its owner make a new one (ubah key request) "
                "and send the line of the file that ends in .pub"
            ),
        )
    words = said.split()
    try:
        fingerprint(" ".join(words[:2]))
    except ValueError:
        raise CannotRun(
            msg("this is no OpenSSH public key"),
            msg("paste the line that ssh-keygen wrote into the .pub file"),
        ) from None
    if words[0] == "ssh-rsa" and rsa_bits(words[1]) < MIN_RSA_BITS:
        raise CannotRun(
            msg("its RSA key is shorter than {bits} bits", bits=MIN_RSA_BITS),
            msg("let {name} make one of their own: ubah key request {name}", name=person),
        )
    return " ".join([*words[:2], *(words[2:] or [person])])
