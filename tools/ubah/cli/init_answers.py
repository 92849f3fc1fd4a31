"""What `ubah init` must know: read from a file, asked at a terminal, and checked before it is used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from ubah.cli.session import is_interactive, print_problem
from ubah.core.authority import ZONES, fingerprint, plain_key
from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.core.reading.source import Json
from ubah.edge import disk
from ubah.edge.founding import ForgeAccount

Read = TypeVar("Read")

OFFICERS = (
    ("head", "kepala", Label("Kepala LPSE", "Head of the LPSE")),
    ("superior", "atasan", Label("Atasan Kepala LPSE", "The head's superior")),
    ("change_manager", "pengelola-1", Label("Pengelola Perubahan", "Change manager")),
    ("requester", "pemohon-1", Label("Pemohon (seorang staf)", "Requester (a member of staff)")),
)
HOW_TO_NAME = Label(
    "nama; jabatan; akun GitHub; nomor akun", "name; title; GitHub account; its number"
)
OFFICE_NAME = Label("Nama LPSE", "Name of the office")
FORGE = Label(
    "Repositori di GitHub, misalnya lpse/perubahan (kosong: git biasa)",
    "Repository on GitHub, such as lpse/perubahan (empty: plain git)",
)
ZONE = Label("Zona waktu (WIB, WITA, WIT)", "Time zone (WIB, WITA, WIT)")
DEFAULT_ZONE = "Asia/Makassar"
TO_BE_MADE = "-"

_SHORT_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
_TOP = ("name", "time_zone", "repository", *(role for role, _, _ in OFFICERS))
_OF_A_PERSON = ("name", "title", "key", "account")
_OF_AN_ACCOUNT = ("id", "login")
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/(?!\.{1,2}\Z)[A-Za-z0-9_.-]+\Z")


@dataclass(frozen=True)
class PersonAnswer:
    """What is said of an officer; ``key`` is the public key line, "" where one is to be made."""

    role: str
    id: str
    name: str
    title: str
    key: str
    private: Path | None  # beside the public key that was brought
    account: ForgeAccount | None


@dataclass(frozen=True)
class InitAnswers:
    """Every answer, each of them sound."""

    name: str
    zone: str
    people: tuple[PersonAnswer, ...]
    repository: str


def collect(given: Mapping[str, Json], zone: str, language: str, *, ask_forge: bool) -> InitAnswers:
    """Return every answer: from ``given``, the rest from whoever is at the terminal.

    Raises:
        CannotRun: if one is missing and nobody is there, or one that was given cannot be.
    """
    _refuse_unknown(given, _TOP, "")
    _refuse_lacking(given)
    name = _told(given, "name", OFFICE_NAME, _not_empty, language)
    chosen = _zone_told(zone or _text(given, "time_zone") or DEFAULT_ZONE, language)
    people = tuple(_person(role, who, label, given, language) for role, who, label in OFFICERS)
    if ask_forge and "repository" not in given:
        repository = _ask(FORGE.in_language(language), _repository, language)
    else:
        repository = _repository(_text(given, "repository"))
    return InitAnswers(name, chosen, people, repository)


def _refuse_unknown(part: Mapping[str, Json], known: tuple[str, ...], above: str) -> None:
    for key in part:
        if key not in known:
            raise CannotRun(
                msg("there is no answer {field}", field=f"{above}{key}"),
                msg("possible here: {known}", known=", ".join(f"{above}{k}" for k in known)),
            )


def _refuse_lacking(given: Mapping[str, Json]) -> None:
    """Name at once, by their full paths, all answers that nobody is there to give."""
    lacking = [] if given.get("name") is not None else ["name"]
    for role, _, _ in OFFICERS:
        part = given.get(role)
        if part is None or (isinstance(part, dict) and not str(part.get("name") or "").strip()):
            lacking.append(f"{role}.name")
    if lacking and not is_interactive():
        raise CannotRun(
            msg("the answers lack: {fields}", fields=", ".join(lacking)),
            msg("what may stand in the file of answers is told by: ubah init --help"),
        )


def _text(part: Mapping[str, Json], field: str, above: str = "") -> str:
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


def _told(
    given: Mapping[str, Json],
    field: str,
    label: Label,
    read: Callable[[str], Read],
    language: str,
) -> Read:
    if given.get(field) is not None:
        return read(_text(given, field))
    return _ask(label.in_language(language), read, language)


def _ask(label: str, read: Callable[[str], Read], language: str) -> Read:
    """Ask until the answer can be read: nobody should type all the others twice."""
    while True:
        said: str = click.prompt(label, default="", show_default=False)
        try:
            return read(said.strip())
        except CannotRun as problem:
            print_problem(problem, language)


def _not_empty(said: str) -> str:
    if not said:
        raise CannotRun(msg("this answer is required"))
    return said


def _zone_told(zone: str, language: str) -> str:
    try:
        return _zone(zone)
    except CannotRun as problem:
        if not is_interactive():
            raise
        print_problem(problem, language)
        return _ask(ZONE.in_language(language), _zone, language)


def _zone(said: str) -> str:
    zone = _SHORT_ZONES.get(said.upper(), said)
    if zone not in ZONES:
        known = ", ".join(ZONES)
        raise CannotRun(
            msg("{zone} is no time zone that is known here", zone=said or "–"),
            msg("possible here: {known}", known=known),
        )
    return zone


def _repository(said: str) -> str:
    said = said.removeprefix("https://github.com/").removesuffix(".git").rstrip("/")
    if said and not _REPOSITORY.match(said):
        raise CannotRun(
            msg("{said} is no repository on GitHub", said=said),
            msg("write it as owner/name, such as lpse/perubahan"),
        )
    return said


def _person(
    role: str, person: str, label: Label, given: Mapping[str, Json], language: str
) -> PersonAnswer:
    title = label.in_language(language)
    part = given.get(role)
    if part is not None:
        return _person_of_file(role, person, title, part)
    prompt = f"{title} ({HOW_TO_NAME.in_language(language)})"
    return _ask(prompt, lambda said: _person_typed(role, person, title, said), language)


def _person_typed(role: str, person: str, title: str, said: str) -> PersonAnswer:
    words = [word.strip() for word in said.split(";")]
    name, own_title, login, number, *more = [*words, "", "", ""][: max(4, len(words))]
    if more:
        raise CannotRun(
            msg("there are too many parts in: {said}", said="; ".join(words)),
            msg("write: {form}", form=HOW_TO_NAME),
        )
    account = _account(number, login) if login or number else None
    return PersonAnswer(role, person, _not_empty(name), own_title or title, "", None, account)


def _person_of_file(role: str, person: str, title: str, part: Json) -> PersonAnswer:
    if not isinstance(part, dict):
        raise CannotRun(
            msg("the answer for {field} must be a group with name and title", field=role)
        )
    above = f"{role}."
    _refuse_unknown(part, _OF_A_PERSON, above)
    name = _text(part, "name", above)
    if not name:
        raise CannotRun(msg("the answers lack: {fields}", fields=f"{above}name"))
    source = _text(part, "key", above)
    key, private = ("", None) if source in ("", TO_BE_MADE) else _public_key(source, role)
    said = part.get("account")
    if said is not None and not isinstance(said, dict):
        raise CannotRun(
            msg("the answer for {field} must be a group with id and login", field=f"{above}account")
        )
    account = None
    if said:
        _refuse_unknown(said, _OF_AN_ACCOUNT, f"{above}account.")
        account = _account(str(said.get("id", "")), _text(said, "login", f"{above}account."))
    return PersonAnswer(
        role, person, name, _text(part, "title", above) or title, key, private, account
    )


def _account(number: str, login: str) -> ForgeAccount:
    if not (number.isascii() and number.isdigit() and int(number) > 0 and login):
        raise CannotRun(
            msg("the account {login} lacks its number", login=login or number),
            msg(
                "open https://api.github.com/users/{login}; the number stands there as id",
                login=login or "…",
            ),
        )
    return ForgeAccount(int(number), login)


def _public_key(source: str, role: str) -> tuple[str, Path]:
    """Return the key line of the ``.pub`` file ``source``, and where the private key must lie."""
    path = Path(source).expanduser()
    line = plain_key(disk.read(path).decode("utf-8", "replace"))
    try:
        fingerprint(line)
    except ValueError:
        raise CannotRun(
            msg("{field}: {path} holds no public SSH key", field=f"{role}.key", path=str(path)),
            msg("name the file that ends in .pub, as ssh-keygen wrote it"),
        ) from None
    return line, (path.with_suffix("") if path.suffix == ".pub" else path).absolute()
