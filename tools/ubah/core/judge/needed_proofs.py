"""Whose proofs a change of the authority files needs, told before anybody is asked (rule 6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from ubah.core.diagnostics import msg
from ubah.core.judge.authority_change import (
    HEAD_OR_SUPERIOR,
    Prohibition,
    Requirement,
    consequences,
    is_met,
)
from ubah.core.office.authority import Authority
from ubah.core.rules.authority import CREDENTIAL_BELONGS_TO_PERSON, SUPERIOR_AND_RECORDER
from ubah.core.rules.proofs import AUTHORITY_UNPROVED

WANT_PROOF = frozenset(
    rule.id for rule in (AUTHORITY_UNPROVED, CREDENTIAL_BELONGS_TO_PERSON, SUPERIOR_AND_RECORDER)
)
"""The ids of the rules that a change of authority breaks only for as long as somebody has not proved it."""


@dataclass(frozen=True)
class NeededProofs:
    """What a change needs.

    ``ways`` are the smallest sets of people whose proofs are enough, any one of them; none where
    nobody in office has a key or an account. ``forbidden`` is what no proof makes good.
    """

    ways: tuple[frozenset[str], ...]
    requirements: tuple[Requirement, ...]
    forbidden: tuple[Prohibition, ...]

    def beside(self, signer: str) -> tuple[frozenset[str], ...]:
        """Return who has to prove it besides ``signer``; an empty set where that is enough."""
        return _smallest(way - {signer} for way in self.ways)


def needed_proofs(
    before: Authority, after: Authority, day: date, lost: Collection[str] = ()
) -> NeededProofs:
    """Return what the step from ``before`` to ``after`` needs, if it is proved on ``day``.

    ``lost`` are fingerprints of keys with which nobody should be asked to prove anything.
    """
    found = tuple(consequences(before, after, day))
    named = tuple(item for item in found if isinstance(item, Requirement))
    forbidden = tuple(item for item in found if isinstance(item, Prohibition))
    whoever = Requirement(
        AUTHORITY_UNPROVED, msg("the head or the head's superior in person"), HEAD_OR_SUPERIOR
    )
    provers = _possible(before, named, day, lost)
    return NeededProofs(_ways((whoever, *named), provers), named, forbidden)


def _possible(
    before: Authority, requirements: tuple[Requirement, ...], day: date, lost: Collection[str]
) -> dict[str, frozenset[str]]:
    """Return who may be asked for a proof, each with the offices held in person."""
    roles = before.roles
    wanted = [*roles.holders("head", day), *roles.holders("superior", day)]
    wanted += [each.person for each in requirements if each.person]
    found = {}
    for name in dict.fromkeys(wanted):
        person = roles.persons.get(name)
        if person is None:
            continue
        keys = any(key.period.covers(day) for key in person.keys if key.fingerprint not in lost)
        asked = before.office.forge or before.office.desk
        accounts = asked and any(a.period.covers(day) for a in person.accounts)
        if keys or accounts:
            found[name] = frozenset(roles.offices_of(name, day)) - {"acting_head"}
    return found


def _ways(
    requirements: tuple[Requirement, ...], provers: Mapping[str, frozenset[str]]
) -> tuple[frozenset[str], ...]:
    """Return the smallest sets that meet all requirements.

    Offices are held by few. Whoever is named besides must all prove it, unless a superior does: so no
    choice among those who are named needs to be tried, however many they are.
    """
    asked = frozenset[str]().union(*(slot for each in requirements for slot in each.offices))
    officers = [name for name, offices in provers.items() if offices & asked]
    named = frozenset(each.person for each in requirements if each.person)
    sets = []
    for size in range(len(officers) + 1):
        for chosen in map(frozenset, combinations(officers, size)):
            superior = any("superior" in provers[name] for name in chosen)
            way = chosen if superior else chosen | named
            if way <= provers.keys() and all(
                is_met(each, {name: provers[name] for name in way}) for each in requirements
            ):
                sets.append(way)
    return _smallest(sorted(sets, key=len))


def _smallest(sets: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Return each set that no other one is part of, in their order."""
    listed = list(dict.fromkeys(sets))
    return tuple(each for each in listed if not any(other < each for other in listed))
