"""`ubah init`: a new office repository, with its first keys and its trust root.

Six questions: the office, the head, the head's superior, the change manager, one member of staff,
and the forge. Whatever else there is to say may come from a file of answers.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from ubah.cli.first_steps import steps_after_init
from ubah.cli.records import read_mapping
from ubah.cli.session import language_of, language_option, say
from ubah.core.authority import ZONES
from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.edge import catalogues, clock, disk
from ubah.edge.founding import (
    RECORDER,
    ForgeAccount,
    Founding,
    Officer,
    found,
    office_files,
    public_key_line,
)
from ubah.edge.keys import make_key
from ubah.publish.github_files import github_files

OFFICERS = (
    ("head", "kepala", Label("Kepala LPSE", "Head of the LPSE")),
    ("superior", "atasan", Label("Atasan Kepala LPSE", "The head's superior")),
    ("change_manager", "pengelola-1", Label("Pengelola Perubahan", "Change manager")),
    ("requester", "pemohon-1", Label("Pemohon (seorang staf)", "Requester (a member of staff)")),
)
HOW_TO_NAME = Label(
    "nama; jabatan; akun GitHub; nomor akun", "name; title; GitHub account; its number"
)
FORGE = Label(
    "Repositori di GitHub, misalnya lpse/perubahan (kosong: git biasa)",
    "Repository on GitHub, such as lpse/perubahan (empty: plain git)",
)
ROBOT = Label("Pencatat Otomatis", "Recorder")
SERVICE_ACCOUNT = Label("Akun layanan", "Service account")
DEFAULT_ZONE = "Asia/Makassar"

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/(?!\.{1,2}\Z)[A-Za-z0-9_.-]+\Z")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    help="YAML file with the answers: name, time_zone, repository, and for head, superior, change_manager, requester: name, title, key, account {id, login}.",
)
@click.option("--time-zone", default="", help="Default: Asia/Makassar.")
@language_option
def init(folder: Path, answers: Path | None, time_zone: str, lang: str | None) -> None:
    """Make a new office repository in DIR: settings, officers with their keys, trust root.

    For an officer without a public key one is made in DIR-keys, to be handed over and deleted there.
    On GitHub the recorder gets a key of its own, too.
    """
    language = language_of(lang)
    disk.refuse_full_folder(folder)
    given: dict[str, Any] = dict(read_mapping(answers)) if answers else {}
    if not answers and not sys.stdin.isatty():
        raise CannotRun(
            msg("nobody is here to answer"),
            msg("write the answers into a YAML file: ubah init DIR --answers FILE"),
        )
    name = _answer(given, "name", Label("Nama LPSE", "Name of the office"), language)
    zone = _zone(time_zone or str(given.get("time_zone", DEFAULT_ZONE)))
    keys = folder.with_name(f"{folder.name}-keys")
    people = [_person(role, label, given, language) for role, _, label in OFFICERS]
    repository = _repository(given, asked=not answers, language=language)
    now = clock.now()
    officers = tuple(
        _officer(role, person, part, keys)
        for (role, person, _), part in zip(OFFICERS, people, strict=True)
    )
    if repository:
        officers = (*officers, _recorder(keys, language))
    day = now.astimezone(ZONES[zone]).date()
    founding = Founding(name, zone, language, officers, day, repository)
    translate = catalogues.load(language)
    files = office_files(founding, lambda authority: github_files(authority, day, translate))
    head = officers[0]
    root = found(folder, files, _signing_key(people[0], keys, head), head.name, now)
    say(
        msg(
            "the office {name} is founded in {path}; trust root: {root}",
            name=name,
            path=str(folder),
            root=root,
        ),
        lang,
    )
    for step in steps_after_init(founding, folder, keys if keys.is_dir() else None, root):
        say(step, lang)


def _answer(given: dict[str, Any], field: str, label: Label, language: str) -> str:
    if field in given:
        return str(given[field])
    if not sys.stdin.isatty():
        raise CannotRun(msg("the answers lack: {fields}", fields=field))
    answer: str = click.prompt(label.in_language(language))
    return answer


def _zone(zone: str) -> str:
    if zone not in ZONES:
        known = ", ".join(ZONES)
        raise CannotRun(
            msg("{zone} is no time zone that is known here", zone=zone),
            msg("possible here: {known}", known=known),
        )
    return zone


def _repository(given: dict[str, Any], *, asked: bool, language: str) -> str:
    said = str(given.get("repository", ""))
    if asked and "repository" not in given:
        said = click.prompt(FORGE.in_language(language), default="", show_default=False).strip()
    said = said.removeprefix("https://github.com/").removesuffix(".git").rstrip("/")
    if said and not _REPOSITORY.match(said):
        raise CannotRun(
            msg("{said} is no repository on GitHub", said=said),
            msg("write it as owner/name, such as lpse/perubahan"),
        )
    return said


def _person(role: str, label: Label, given: dict[str, Any], language: str) -> dict[str, Any]:
    """Return what is said of a person: name, title, and perhaps key and account."""
    part = given.get(role)
    if part is None:
        prompt = f"{label.in_language(language)} ({HOW_TO_NAME.in_language(language)})"
        words = [
            word.strip() for word in _answer({}, role, Label(prompt, prompt), language).split(";")
        ]
        name, title, login, number, *more = [*words, "", "", ""][: max(4, len(words))]
        if more:
            raise CannotRun(
                msg("there are too many parts in: {said}", said="; ".join(words)),
                msg("write: {form}", form=HOW_TO_NAME),
            )
        part = {
            "name": name,
            "title": title,
            "account": {"login": login, "id": number} if login else None,
        }
    if not isinstance(part, dict):
        raise CannotRun(
            msg("the answer for {field} must be a group with name and title", field=role)
        )
    if not str(part.get("name") or "").strip():
        raise CannotRun(msg("the answers lack: {fields}", fields=f"{role}.name"))
    return {**part, "title": part.get("title") or label.in_language(language)}


def _officer(role: str, person: str, part: dict[str, Any], keys: Path) -> Officer:
    account = _account(part.get("account"))
    source = str(part.get("key", "-"))
    line = make_key(keys / person, person) if source == "-" else public_key_line(_path(source))
    return Officer(role, person, str(part["name"]), str(part["title"]), line, account)


def _account(said: Any) -> ForgeAccount | None:
    if not said:
        return None
    number, login = str(said.get("id", "")), str(said.get("login", ""))
    if not (number.isascii() and number.isdigit() and int(number) > 0 and login):
        raise CannotRun(
            msg("the account {login} lacks its number", login=login),
            msg(
                "open https://api.github.com/users/{login}; the number stands there as id",
                login=login,
            ),
        )
    return ForgeAccount(int(number), login)


def _recorder(keys: Path, language: str) -> Officer:
    line = make_key(keys / RECORDER, RECORDER)
    title = SERVICE_ACCOUNT.in_language(language)
    return Officer("recorder", RECORDER, ROBOT.in_language(language), title, line)


def _path(source: str) -> Path:
    return Path(source).expanduser()


def _signing_key(part: dict[str, Any], keys: Path, head: Officer) -> Path:
    """Return the key that signs the first commit: the head's."""
    made = keys / head.id
    if made.is_file():
        return made
    path = _path(str(part.get("key", "")))
    private = path.with_suffix("") if path.suffix == ".pub" else path
    disk.read(private)
    return private
