"""What a change of the authority files does, whom it needs, and what no one may do (rule 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from ubah.core.diagnostics import Message, Rule, msg
from ubah.core.office.authority import Authority
from ubah.core.people.roles import Roles
from ubah.core.rules.authority import (
    CREDENTIAL_BELONGS_TO_PERSON,
    ROLES_ONLY_GROW,
    SETTINGS_ONE_WAY,
    SUPERIOR_AND_RECORDER,
)

HEAD_OR_SUPERIOR = (frozenset({"head", "superior"}),)
HEAD_AND_SUPERIOR = (frozenset({"head"}), frozenset({"superior"}))
GUARDED_ROLES = ("superior", "recorder")

_ENDS = msg("put back what stood there: git checkout main -- roles.yaml; then set until")
_TODAY = msg("write the day of the change or a later one: nothing is given or taken back in time")


@dataclass(frozen=True)
class Requirement:
    """Whom a change needs: one proof for each slot, by different people.

    ``offices`` are slots of offices; ``person`` names somebody whose own proof, or the superior's,
    is needed as well.
    """

    rule: Rule
    what: Message
    offices: tuple[frozenset[str], ...]
    person: str = ""


@dataclass(frozen=True)
class Prohibition:
    """A change that nobody may make."""

    rule: Rule
    what: Message
    hint: Message


Consequence = Requirement | Prohibition


def consequences(before: Authority, after: Authority, day: date) -> Iterator[Consequence]:
    """Yield what the step from ``before`` to ``after`` needs or must not do.

    ``day`` is the day of the proof in office time: nothing may begin or end before it.
    """
    old, new = before.raw_roles, after.raw_roles
    yield from _office_settings(before, after)
    yield from _persons(before, old["persons"], new["persons"], after.roles, day)
    for role in dict.fromkeys([*old["roles"], *new["roles"]]):
        rows = old["roles"].get(role, []), new["roles"].get(role, [])
        yield from _holdings(role, *rows, day)


def _office_settings(before: Authority, after: Authority) -> Iterator[Consequence]:
    if after.office.sample and not before.office.sample:
        yield Prohibition(
            SETTINGS_ONE_WAY,
            msg("sample: true can only be removed, never put in"),
            msg("leave out the line sample: true"),
        )
    if after.office.rehearsal and not before.office.rehearsal:
        yield Prohibition(
            SETTINGS_ONE_WAY,
            msg("rehearsal: true can only be removed, never put in"),
            msg("leave out the line rehearsal: true"),
        )
    if after.office.rules < before.office.rules:
        yield Prohibition(
            SETTINGS_ONE_WAY,
            msg("the edition of the rules never decreases"),
            msg("write rules: {edition}, or more", edition=before.office.rules),
        )


def _persons(
    before: Authority,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    new_roles: Roles,
    day: date,
) -> Iterator[Consequence]:
    for name in old:
        if name not in new:
            yield Prohibition(
                ROLES_ONLY_GROW,
                msg("{person} was deleted; persons are never deleted", person=name),
                _ENDS,
            )
    for name, person in new.items():
        known = old.get(name, {})
        had_credentials = bool(known.get("keys") or known.get("accounts"))
        if known and known["name"] != person["name"]:
            yield from _renamed(name, before.roles, had_credentials)
        for kind in ("keys", "accounts"):
            rows = known.get(kind, []), person.get(kind, [])
            if rows[0] == rows[1]:
                continue
            yield from _credentials(name, *rows, had_credentials, day)
            guarded = any(
                roles.ever_held(name, role)
                for roles in (before.roles, new_roles)
                for role in GUARDED_ROLES
            )
            if guarded:
                what = msg(
                    "a key or account of {person}, who is superior or recorder, changes",
                    person=name,
                )
                yield Requirement(SUPERIOR_AND_RECORDER, what, HEAD_AND_SUPERIOR)


def _renamed(name: str, roles: Roles, had_credentials: bool) -> Iterator[Consequence]:
    """A name stands beside every step that its bearer ever took: it is not others' to change."""
    if any(roles.ever_held(name, role) for role in GUARDED_ROLES):
        what = msg("the name of {person}, who is superior or recorder, changes", person=name)
        yield Requirement(SUPERIOR_AND_RECORDER, what, HEAD_AND_SUPERIOR)
    elif had_credentials:
        what = msg("the name of {person} changes, which needs {person}", person=name)
        yield Requirement(CREDENTIAL_BELONGS_TO_PERSON, what, (), person=name)


def _credentials(
    name: str, old: list[Any], new: list[Any], had_credentials: bool, day: date
) -> Iterator[Consequence]:
    what = msg("a key or account of {person}", person=name)
    yield from _rows(what, old, new, day, mutable=("login",))
    if had_credentials:
        message = msg(
            "{person} has a key or account already, so a change of them needs {person}", person=name
        )
        yield Requirement(CREDENTIAL_BELONGS_TO_PERSON, message, (), person=name)


def _holdings(role: str, old: list[Any], new: list[Any], day: date) -> Iterator[Consequence]:
    if old == new:
        return
    yield from _rows(msg("a holding of the office {role}", role=role), old, new, day)
    if role in GUARDED_ROLES:
        yield Requirement(
            SUPERIOR_AND_RECORDER,
            msg("the office {role} is given, changed or ended", role=role),
            HEAD_AND_SUPERIOR,
        )


def _rows(
    what: Message, old: list[Any], new: list[Any], day: date, mutable: tuple[str, ...] = ()
) -> Iterator[Consequence]:
    """Rows only grow at the end; of an old row only dates that have not come may change."""
    if len(new) < len(old):
        yield Prohibition(
            ROLES_ONLY_GROW,
            msg("{what} was deleted; end it with until, and add new ones below", what=what),
            _ENDS,
        )
    for before, after in zip(old, new, strict=False):
        for field in sorted((set(before) | set(after)) - set(mutable)):
            if before.get(field) == after.get(field):
                continue
            if field not in ("from", "until"):
                yield Prohibition(
                    ROLES_ONLY_GROW,
                    msg(
                        "{what}: {field} was altered; end it with until, and add a new one below",
                        what=what,
                        field=field,
                    ),
                    _ENDS,
                )
            elif any(
                value and date.fromisoformat(value) < day
                for value in (before.get(field), after.get(field))
            ):
                yield Prohibition(ROLES_ONLY_GROW, _past(what, field, day), _TODAY)
    for row in new[len(old) :]:
        for field in ("from", "until"):
            if field in row and date.fromisoformat(row[field]) < day:
                yield Prohibition(ROLES_ONLY_GROW, _past(what, field, day), _TODAY)


def _past(what: Message, field: str, day: date) -> Message:
    return msg(
        "{what}: {field} lies before {day}, the day of the proof",
        what=what,
        field=field,
        day=day.isoformat(),
    )


def is_met(requirement: Requirement, provers: Mapping[str, frozenset[str]]) -> bool:
    """Whether ``provers`` (person → offices held in person) meet a requirement.

    The same person counts once, however many keys or offices they have.
    """
    if requirement.person and not (
        requirement.person in provers or any("superior" in offices for offices in provers.values())
    ):
        return False
    candidates = [
        [person for person, offices in provers.items() if offices & slot]
        for slot in requirement.offices
    ]
    return any(len(set(choice)) == len(choice) for choice in product(*candidates))
