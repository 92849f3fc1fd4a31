"""The people whom `ubah init` must know of, as a file of answers has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.core.office.staffing import read_key_line
from ubah.core.people.roles import plain_key
from ubah.core.reading.handed_in import handed_in_text
from ubah.core.strict_yaml.document import Json
from ubah.edge.forges.kind import ForgeKind
from ubah.edge.forges.table import FORGES
from ubah.edge.office.founding import OfficerAccount
from ubah.edge.system import disk

OFFICERS = (
    ("head", "kepala", Label("Kepala LPSE", "Head of the LPSE")),
    ("superior", "atasan", Label("Atasan Kepala LPSE", "The head's superior")),
    ("change_manager", "pengelola-1", Label("Pengelola Perubahan", "Change manager")),
    ("requester", "pemohon-1", Label("Pemohon, seorang staf", "Requester, a member of staff")),
)
USUAL_FORGE = next(iter(FORGES))
"""The forge that `ubah init` asks about unless another is named: the first of the table."""

TO_BE_MADE = "-"
NEVER_LATER = "superior"
"""Whose key can't come later: it takes that person's own proof to add it (rule 6)."""

OF_A_PERSON = ("name", "title", "account", "key")
_OF_AN_ACCOUNT = ("id", "login")
_LINES = ("ssh-", "ecdsa-", "sk-")


@dataclass(frozen=True)
class Questioning:
    """What decides about the questions: whether there is a forge, and whether keys are made here."""

    forge: ForgeKind
    on_forge: bool
    makes_keys: bool
    language: str


@dataclass(frozen=True)
class PersonAnswer:
    """What is said of an officer; ``key`` is the public key line, "" where none was brought."""

    role: str
    id: str
    name: str
    title: str
    key: str
    private: Path | None  # beside the public key's file that was named
    account: OfficerAccount | None


def person_of(
    role: str, person: str, part: Mapping[str, Json], around: Questioning
) -> PersonAnswer:
    """Return what a file of answers says of an officer; the title may still be lacking.

    Raises:
        CannotRun: if it cannot be.
    """
    above = f"{role}."
    refuse_unknown(part, OF_A_PERSON, above)
    name = text_of(part, "name", above)
    if not name:
        raise CannotRun(msg("the answers lack: {fields}", fields=f"{above}name"))
    source = text_of(part, "key", above)
    if source == TO_BE_MADE and not around.makes_keys:
        raise CannotRun(
            msg("{field}: keys are made only with --make-keys", field=f"{above}key"),
            msg("leave it empty where the key comes later, or add --make-keys to try out"),
        )
    key, private = "", None
    if source not in ("", TO_BE_MADE):
        key, private = _public_key(source, role, person)
    said = part.get("account")
    if said is not None and not isinstance(said, dict):
        raise CannotRun(
            msg("the answer for {field} must be a group with id and login", field=f"{above}account")
        )
    account = None
    if said:
        refuse_unknown(said, _OF_AN_ACCOUNT, f"{above}account.")
        login = text_of(said, "login", f"{above}account.")
        account = _account(str(said.get("id", "")), login, around.forge)
    return PersonAnswer(role, person, name, text_of(part, "title", above), key, private, account)


def refuse_same(person: PersonAnswer, earlier: Sequence[PersonAnswer]) -> PersonAnswer:
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
        if person.key and plain_key(person.key) == plain_key(other.key):
            raise CannotRun(
                msg(
                    "{field}: this key is {other}'s already",
                    field=f"{person.role}.key",
                    other=other.name,
                ),
                msg("each person has a key of their own; leave it empty where it comes later"),
            )
    return person


def _account(number: str, login: str, forge: ForgeKind) -> OfficerAccount:
    sound = number.isascii() and number.isdigit() and len(number) < 19 and int(number) > 0
    if not (sound and login):
        problem = msg("the account {login} lacks its number", login=login or number)
        if number and not sound:
            problem = msg("the account's number must be digits, not {number}", number=number[:60])
        raise CannotRun(
            problem,
            forge.questions.number_of(login or "…"),
        )
    return OfficerAccount(int(number), login)


def _public_key(source: str, role: str, person: str) -> tuple[str, Path | None]:
    """Return the key line that ``source`` is or names, and where its private half must lie."""
    field = f"{role}.key"
    if source.startswith(_LINES):
        return _line(source, field, person), None
    path = Path(source).expanduser()
    if not path.is_file() and " " in source:
        return _line(source, field, person), None
    line = _line(handed_in_text(disk.read(path), str(path)), field, person)
    return line, (path.with_suffix("") if path.suffix == ".pub" else path).absolute()


def _line(said: str, field: str, person: str) -> str:
    try:
        return read_key_line(said, person)
    except CannotRun as problem:
        raise CannotRun(
            msg("{field}: {problem}", field=field, problem=problem.message), problem.hint
        ) from None


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
