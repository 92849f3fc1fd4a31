"""The people whom `ubah init` must know of: as a file of answers has them, or as they are typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from ubah.cli.language import print_problem
from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.core.people.roles import fingerprint, plain_key
from ubah.core.reading.handed_in import handed_in_text
from ubah.core.strict_yaml.document import Json
from ubah.edge.forges.table import FORGES
from ubah.edge.office.founding import OfficerAccount
from ubah.edge.system import disk

Answered = TypeVar("Answered")

OFFICERS = (
    ("head", "kepala", Label("Kepala LPSE", "Head of the LPSE")),
    ("superior", "atasan", Label("Atasan Kepala LPSE", "The head's superior")),
    ("change_manager", "pengelola-1", Label("Pengelola Perubahan", "Change manager")),
    ("requester", "pemohon-1", Label("Pemohon (seorang staf)", "Requester (a member of staff)")),
)
FORGE = next(iter(FORGES.values()))
"""The forge that `ubah init` asks about: the first of the table."""

TO_BE_MADE = "-"

_OF_A_PERSON = ("name", "title", "key", "account")
_OF_AN_ACCOUNT = ("id", "login")


@dataclass(frozen=True)
class PersonAnswer:
    """What is said of an officer; ``key`` is the public key line, "" where one is to be made."""

    role: str
    id: str
    name: str
    title: str
    key: str
    private: Path | None  # beside the public key that was brought
    account: OfficerAccount | None


def ask_person(
    role: str,
    person: str,
    label: Label,
    given: Mapping[str, Json],
    language: str,
    earlier: Sequence[PersonAnswer],
) -> PersonAnswer:
    """Return what is said of an officer, in ``given`` or by whoever is asked.

    Raises:
        CannotRun: if the file's answer cannot be, such as a key or an account of one of ``earlier``.
    """
    title = label.in_language(language)
    part = given.get(role)
    if part is not None:
        return _refuse_same(_person_of_file(role, person, title, part), earlier)
    prompt = f"{title} ({FORGE.questions.officer.in_language(language)})"

    def read(said: str) -> PersonAnswer:
        return _refuse_same(_person_typed(role, person, title, said), earlier)

    return ask(prompt, read, language)


def _person_typed(role: str, person: str, title: str, said: str) -> PersonAnswer:
    words = [word.strip() for word in said.split(";")]
    name, own_title, login, number, *more = [*words, "", "", ""][: max(4, len(words))]
    if more:
        raise CannotRun(
            msg("there are too many parts in: {said}", said="; ".join(words)),
            msg("write: {form}", form=FORGE.questions.officer),
        )
    account = _account(number, login) if login or number else None
    return PersonAnswer(role, person, not_empty(name), own_title or title, "", None, account)


def _person_of_file(role: str, person: str, title: str, part: Json) -> PersonAnswer:
    if not isinstance(part, dict):
        raise CannotRun(
            msg("the answer for {field} must be a group with name and title", field=role)
        )
    above = f"{role}."
    refuse_unknown(part, _OF_A_PERSON, above)
    name = text_of(part, "name", above)
    if not name:
        raise CannotRun(msg("the answers lack: {fields}", fields=f"{above}name"))
    source = text_of(part, "key", above)
    key, private = ("", None) if source in ("", TO_BE_MADE) else _public_key(source, role)
    said = part.get("account")
    if said is not None and not isinstance(said, dict):
        raise CannotRun(
            msg("the answer for {field} must be a group with id and login", field=f"{above}account")
        )
    account = None
    if said:
        refuse_unknown(said, _OF_AN_ACCOUNT, f"{above}account.")
        account = _account(str(said.get("id", "")), text_of(said, "login", f"{above}account."))
    return PersonAnswer(
        role, person, name, text_of(part, "title", above) or title, key, private, account
    )


def _refuse_same(person: PersonAnswer, earlier: Sequence[PersonAnswer]) -> PersonAnswer:
    """Return ``person``, whose account and key are nobody else's.

    Raises:
        CannotRun: if they are.
    """
    for other in earlier:
        if person.account and other.account and person.account.clashes(other.account):
            raise CannotRun(
                msg(
                    "the account {login}, number {number}, is {other}'s already",
                    login=person.account.login,
                    number=person.account.id,
                    other=other.name,
                ),
                msg(
                    "each person has an account of their own; leave it out where there is none yet"
                ),
            )
        if person.key and person.key == other.key:
            raise CannotRun(
                msg(
                    "{field}: this key is {other}'s already",
                    field=f"{person.role}.key",
                    other=other.name,
                ),
                msg("each person has a key of their own; write - where one is to be made"),
            )
    return person


def _account(number: str, login: str) -> OfficerAccount:
    sound = number.isascii() and number.isdigit() and len(number) < 19 and int(number) > 0
    if not (sound and login):
        problem = msg("the account {login} lacks its number", login=login or number)
        if number and not sound:
            problem = msg("the account's number must be digits, not {number}", number=number[:60])
        raise CannotRun(
            problem,
            FORGE.questions.number_of(login or "…"),
        )
    return OfficerAccount(int(number), login)


def _public_key(source: str, role: str) -> tuple[str, Path]:
    """Return the key line of the ``.pub`` file ``source``, and where the private key must lie."""
    path = Path(source).expanduser()
    line = plain_key(handed_in_text(disk.read(path), str(path)))
    try:
        fingerprint(line)
    except ValueError:
        raise CannotRun(
            msg("{field}: {path} holds no public SSH key", field=f"{role}.key", path=str(path)),
            msg("name the file that ends in .pub, as ssh-keygen wrote it"),
        ) from None
    return line, (path.with_suffix("") if path.suffix == ".pub" else path).absolute()


def as_answer(person: PersonAnswer) -> dict[str, Json]:
    """Return what was typed of a person as a file of answers has it."""
    answer: dict[str, Json] = {"name": person.name, "title": person.title}
    if person.account:
        answer["account"] = {"id": person.account.id, "login": person.account.login}
    return answer


def ask(label: str, read: Callable[[str], Answered], language: str) -> Answered:
    """Ask until the answer can be read: nobody should type all the others twice."""
    while True:
        said: str = click.prompt(label, default="", show_default=False)
        try:
            return read(said.strip())
        except CannotRun as problem:
            print_problem(problem, language)


def text_of(part: Mapping[str, Json], field: str, above: str = "") -> str:
    """Return a text of the file of answers, "" where it is left out."""
    value = part.get(field)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    hint = msg("put it in quotation marks")
    if isinstance(value, (list, dict)):
        hint = msg("write one text there, on one line")
    raise CannotRun(
        msg("{field} must be a text, not {value}", field=f"{above}{field}", value=str(value)[:60]),
        hint,
    )


def not_empty(said: str) -> str:
    """Return a text.

    Raises:
        CannotRun: if it is empty.
    """
    if not said:
        raise CannotRun(msg("this answer is required"))
    return said


def refuse_unknown(part: Mapping[str, Json], known: tuple[str, ...], above: str) -> None:
    """Make sure that a group of answers has none that is unknown.

    Raises:
        CannotRun: if it has one.
    """
    for key in part:
        if key not in known:
            raise CannotRun(
                msg("there is no answer {field}", field=f"{above}{key}"),
                msg("possible here: {known}", known=", ".join(f"{above}{k}" for k in known)),
            )
