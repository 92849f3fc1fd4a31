"""The people of roles.yaml held against the accounts that a forge lets in, for `ubah doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ubah.core.diagnostics import Message, msg
from ubah.core.forge.tokens import token_refused
from ubah.core.health.symptoms import Condition, Symptom
from ubah.core.people.roles import Account, Roles

SHOWN = 5


@dataclass(frozen=True)
class Collaborator:
    """An account with rights on the repository beyond what everybody may."""

    account: int
    login: str
    may_write: bool
    administers: bool


@dataclass(frozen=True)
class Doors:
    """Where a forge lets people in, as its pages call it: what is said where something lacks."""

    look: Message
    invite: Message
    withdraw: Message


GITHUB = Doors(
    msg("or look yourself: Settings > Collaborators and teams"),
    msg("Settings > Collaborators and teams: invite them; Read is enough, where roles are offered"),
    msg("Settings > Collaborators and teams: take their access away, or leave them to read"),
)


@dataclass(frozen=True)
class People:
    """Whoever roles.yaml knows, on a day, by the accounts on one forge."""

    roles: Roles
    forge: str
    day: date

    def in_office(self) -> Iterator[tuple[str, Account]]:
        """Yield each account that is valid today, of somebody who holds an office today."""
        for person in self.roles.persons.values():
            if self.roles.offices_of(person.id, self.day):
                for own in person.accounts:
                    if own.forge == self.forge and own.period.covers(self.day):
                        yield person.id, own


def examine_token(account: int | None, people: People) -> Iterator[Symptom]:
    """Yield what is to be said of a token of somebody's who is known to roles.yaml; the recorder takes none."""
    refused = token_refused(account, people.forge, people.roles)
    if refused is not None:
        yield Symptom(Condition.LACKING, refused.message, refused.hint)


def examine_people(
    let_in: tuple[Collaborator, ...] | None,
    people: People,
    *,
    unanswered: bool,
    doors: Doors = GITHUB,
) -> Iterator[Symptom]:
    """Yield what is to be said of who is let in, and who is not.

    ``let_in`` None: it was not told, ``unanswered``: since the forge did not answer.
    """
    if let_in is None:
        yield Symptom(
            Condition.UNKNOWN,
            msg(
                "who is let into the repository could not be seen; needs a token of somebody who may push"
            )
            if not unanswered
            else msg("who is let into the repository could not be seen: the forge did not answer"),
            doors.look,
        )
        return
    known = {one.account: one for one in let_in}
    yield from _uninvited(known, people, doors)
    yield from _renamed(known, people)
    yield from _strangers(let_in, people, doors)


def _uninvited(known: dict[int, Collaborator], people: People, doors: Doors) -> Iterator[Symptom]:
    missing = tuple(
        f"{people.roles.name(person)} (@{own.login})"
        for person, own in people.in_office()
        if own.id not in known
    )
    if missing:
        yield Symptom(
            Condition.LACKING,
            msg(
                "in office, but not let into the repository, so they cannot be asked for a review: {people}",
                people=missing,
            ),
            doors.invite,
        )
    else:
        yield Symptom(Condition.GOOD, msg("whoever is in office is let into the repository"))


def _renamed(known: dict[int, Collaborator], people: People) -> Iterator[Symptom]:
    for person, own in people.in_office():
        now = known.get(own.id)
        if now is not None and now.login.casefold() != own.login.casefold():
            yield Symptom(
                Condition.ADVICE,
                msg(
                    "{person}: the account {account} is now called {now}, roles.yaml still says {login}",
                    person=people.roles.name(person),
                    account=own.id,
                    now=now.login,
                    login=own.login,
                ),
                msg(
                    "type: ubah account rename {person}; proofs go by the number, but mentions by the login, which somebody else may have taken",
                    person=person,
                ),
            )


def _strangers(let_in: tuple[Collaborator, ...], people: People, doors: Doors) -> Iterator[Symptom]:
    """Whoever may write can't land anything, but who administers can change the rules."""
    owners = {
        one.account: people.roles.owner_of_account(people.forge, one.account) for one in let_in
    }
    writing = [f"@{one.login}" for one in let_in if one.may_write and not owners[one.account]]
    ruling = [f"@{one.login}" for one in let_in if one.administers]
    if writing:
        yield Symptom(
            Condition.ADVICE,
            msg("may write, but are nobody in roles.yaml: {accounts}", accounts=_few(writing)),
            doors.withdraw,
        )
    if ruling:
        yield Symptom(
            Condition.ADVICE,
            msg(
                "may change the rules and the secrets of the repository: {accounts}",
                accounts=_few(ruling),
            ),
            msg(
                "let few have this right; the audit shows what was landed past the rules, whoever did it"
            ),
        )


def _few(names: list[str]) -> tuple[str, ...]:
    return (*names[:SHOWN], *(["…"] if len(names) > SHOWN else []))
