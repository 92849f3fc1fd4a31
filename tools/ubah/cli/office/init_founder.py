"""Who founds an office: the officer whose key signs the first commit, which becomes the trust root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ubah.cli.language import is_interactive
from ubah.cli.office.init_people import PersonAnswer
from ubah.cli.office.init_questions import ask
from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.core.people.roles import plain_key
from ubah.edge.clone.workspace import public_line
from ubah.edge.git import user_setting
from ubah.edge.git.keys import KeyPair
from ubah.edge.office.founding import Founder, Premises

_PRIVATE_KEY = Label(
    "Berkas kunci privat Anda, untuk menandatangani pendirian",
    "File of your private key, to sign the founding",
)
_NAME_ANOTHER = msg(
    "the founding is signed by one of the officers it names, with a key of their own: --key FILE; whoever has none here hands the file of answers to one who has"
)


def founder_of(
    people: Sequence[PersonAnswer],
    key: Path | None,
    pairs: Mapping[str, KeyPair],
    place: Premises,
    language: str,
) -> Founder:
    """Return who founds: by ``key``, else as git is set up, else by a key that lies here or is named.

    Where keys are made the head founds, unless ``key`` says otherwise.

    Raises:
        CannotRun: if no key here is one of the officers'.
    """
    if key is not None:
        return _with_file(people, key)
    if people[0].id in pairs:
        return _with_made(people[0], place)
    for found in _here(people):
        return found
    for person in people:
        if person.id in pairs:
            return _with_made(person, place)
    if not is_interactive():
        raise CannotRun(msg("no key of an officer is here to sign the founding"), _NAME_ANOTHER)

    def read(said: str) -> Founder:
        if not said:
            raise CannotRun(msg("this answer is required"), _NAME_ANOTHER)
        return _with_file(people, Path(said).expanduser())

    return ask(_PRIVATE_KEY.in_language(language), read, language)


def _here(people: Sequence[PersonAnswer]) -> Iterator[Founder]:
    """Yield whose key git is set up for, then whose private key lies beside the public one."""
    configured = user_setting("user.signingkey")
    try:
        line = public_line(None, configured)
    except CannotRun:  # what git is set up for is not here
        line = None
    owner = _owner(people, line) if line else None
    if owner:
        literal = configured.startswith(("key::", "ssh-", "ecdsa-", "sk-"))
        path = None if literal else Path(configured).expanduser().absolute()
        yield Founder(owner.id, owner.name, path, str(path or configured))
    for person in people:
        if person.private and person.private.is_file():
            yield Founder(person.id, person.name, person.private, str(person.private))


def _with_made(person: PersonAnswer, place: Premises) -> Founder:
    path = place.keys / person.id
    return Founder(person.id, person.name, path, str(path))


def _with_file(people: Sequence[PersonAnswer], key: Path) -> Founder:
    path = key.absolute()
    line = public_line(path, "") or ""
    owner = _owner(people, line)
    if owner is None:
        raise CannotRun(
            msg("the key {path} is none of those that were named for the officers", path=str(path)),
            _NAME_ANOTHER,
        )
    return Founder(owner.id, owner.name, path, str(path))


def _owner(people: Sequence[PersonAnswer], line: str) -> PersonAnswer | None:
    named = (one for one in people if one.key and plain_key(one.key) == plain_key(line))
    return next(named, None)
