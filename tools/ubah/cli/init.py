"""`ubah init`: a new office repository, with its first keys and its trust root."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ubah.cli.records import read_mapping
from ubah.cli.session import language_of, language_option, say
from ubah.core.authority import ZONES
from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.edge import clock, disk
from ubah.edge.founding import Officer, found, office_files, public_key_line
from ubah.edge.keys import make_key

OFFICERS = (
    ("head", "kepala", Label("Kepala LPSE", "Head of the LPSE")),
    ("superior", "atasan", Label("Atasan Kepala LPSE", "The head's superior")),
    ("change_manager", "pengelola-1", Label("Pengelola Perubahan", "Change manager")),
    ("requester", "pemohon-1", Label("Pemohon (seorang staf)", "Requester (a member of staff)")),
)
DEFAULT_ZONE = "Asia/Makassar"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    help="YAML file with the answers: name, time_zone, and for head, superior, change_manager, requester: name, title, key.",
)
@language_option
def init(folder: Path, answers: Path | None, lang: str | None) -> None:
    """Make a new office repository in DIR: settings, officers with their keys, trust root.

    For an officer without a public key one is made in DIR-keys, to be handed over and deleted there.
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
    zone = _answer(given, "time_zone", Label("Zona waktu", "Time zone"), language, DEFAULT_ZONE)
    if zone not in ZONES:
        known = ", ".join(ZONES)
        raise CannotRun(
            msg("{zone} is no time zone that is known here", zone=zone),
            msg("possible here: {known}", known=known),
        )
    now = clock.now()
    day = now.astimezone(ZONES[zone]).date()
    keys = folder.with_name(f"{folder.name}-keys")
    officers = tuple(
        _officer(role, person, label, given, keys, language) for role, person, label in OFFICERS
    )
    files = office_files(name, zone, language, officers, day)
    head = next(officer for officer in officers if officer.role == "head")
    root = found(folder, files, _signing_key(given, keys, head), head.name, now)
    say(
        msg(
            "the office {name} is founded in {path}; trust root: {root}",
            name=name,
            path=str(folder),
            root=root,
        ),
        lang,
    )
    if keys.is_dir():
        say(
            msg(
                "new keys lie in {path}: hand each to its owner, then delete the folder",
                path=str(keys),
            ),
            lang,
        )
    say(msg("next: go there and type: ubah check, ubah audit, ubah new"), lang)


def _answer(
    given: dict[str, Any], field: str, label: Label, language: str, default: str = ""
) -> str:
    if field in given:
        return str(given[field])
    if not sys.stdin.isatty():
        if default:
            return default
        raise CannotRun(msg("the answers lack: {fields}", fields=field))
    answer: str = click.prompt(label.in_language(language), default=default or None)
    return answer


def _officer(
    role: str, person: str, label: Label, given: dict[str, Any], keys: Path, language: str
) -> Officer:
    part = given.get(role, {})
    if not isinstance(part, dict):
        raise CannotRun(
            msg("the answer for {field} must be a group with name and title", field=role)
        )
    name = _answer(part, "name", Label(f"{label.id}: nama", f"{label.en}: name"), language)
    title = _answer(
        part,
        "title",
        Label(f"{label.id}: jabatan", f"{label.en}: title"),
        language,
        label.in_language(language),
    )
    question = Label(
        f"{label.id}: berkas kunci publik (-: buat baru)",
        f"{label.en}: public key file (-: make one)",
    )
    source = _answer(part, "key", question, language, "-")
    given[role] = {**part, "key": source}
    if source != "-":
        return Officer(role, person, name, title, public_key_line(Path(source).expanduser()))
    return Officer(role, person, name, title, make_key(keys / person, person))


def _signing_key(given: dict[str, Any], keys: Path, head: Officer) -> Path:
    """Return the key that signs the first commit: the head's."""
    made = keys / head.id
    if made.is_file():
        return made
    part = given.get("head", {})
    source = str(part.get("key", "")) if isinstance(part, dict) else ""
    path = Path(source).expanduser()
    private = path.with_suffix("") if path.suffix == ".pub" else path
    disk.read(private)
    return private
