"""Founding an office: the files of its first commit, which becomes the trust root."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ubah.core.authority import plain_key
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.paths import OFFICE, ROLES
from ubah.core.settings import build_authority
from ubah.core.writing import dump
from ubah.edge import disk
from ubah.edge.gitrepo import WorkingRepository, make_repository

RULES_EDITION = 1
WORKFLOWS = ("check.yml", "publish.yml")


@dataclass(frozen=True)
class Officer:
    """A person of the first roles.yaml: an office, a name, a public key line."""

    role: str
    id: str
    name: str
    title: str
    key: str


def office_files(
    name: str, time_zone: str, language: str, officers: tuple[Officer, ...], day: date
) -> dict[str, bytes]:
    """Return the files of a new office, in force from ``day``.

    Raises:
        CannotRun: if they contradict each other, such as one key for two people.
    """
    template = disk.template_root()
    persons: dict[str, Any] = {}
    roles: dict[str, list[dict[str, str]]] = {}
    for officer in officers:
        if officer.id in persons:
            raise CannotRun(msg("the person {person} is named twice", person=officer.id))
        key = {"key": officer.key, "from": day.isoformat()}
        persons[officer.id] = {"name": officer.name, "title": officer.title, "keys": [key]}
        roles.setdefault(officer.role, []).append({"person": officer.id, "from": day.isoformat()})
    settings = {
        "name": name,
        "language": language,
        "time_zone": time_zone,
        "rules": RULES_EDITION,
        "late_entry_hours": 24,
    }
    files = {
        ROLES: _with_schema("roles", {"persons": persons, "roles": roles}),
        OFFICE: _with_schema("office", settings),
        ".gitignore": b"build/\n",
        "mkdocs.yml": disk.read(template / "mkdocs.yml"),
    }
    for folder in ("schemas", "site"):
        for path in sorted((template / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                files[path.relative_to(template).as_posix()] = disk.read(path)
    _, findings = build_authority(files)
    if findings:
        raise CannotRun(
            msg("{path}: {problem}", path=findings[0].place.path, problem=findings[0].message)
        )
    return files


def _with_schema(name: str, data: Mapping[str, Any]) -> bytes:
    header = f"# yaml-language-server: $schema=schemas/{name}.schema.json\n"
    return (header + dump(dict(data))).encode()


def found(
    folder: Path, files: Mapping[str, bytes], key: Path, author: str, moment: datetime
) -> str:
    """Make the repository and its signed first commit; return the commit, the trust root.

    Raises:
        CannotRun: if the folder holds something already, or the commit cannot be signed.
    """
    disk.refuse_full_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    make_repository(folder, bare=False, branch="main")
    date = f"{int(moment.timestamp())} +0000"
    environment = {}
    for who in ("AUTHOR", "COMMITTER"):
        environment[f"GIT_{who}_NAME"] = author
        environment[f"GIT_{who}_EMAIL"] = "lpse@localhost"
        environment[f"GIT_{who}_DATE"] = date
    with WorkingRepository(folder) as repository:
        repository.set_config("gpg.format", "ssh")
        repository.set_config("user.signingKey", str(key.resolve()))
        tree = repository.write_tree("", files)
        root = repository.commit_tree(
            tree, (), "Dirikan kantor / Found the office\n", key, environment
        )
        repository.set_branch("main", root)
        repository.check_out_afresh("main")
    return root


def public_key_line(path: Path) -> str:
    """Return the key line of a ``.pub`` file, its comment dropped.

    Raises:
        CannotRun: if it cannot be read.
    """
    return plain_key(disk.read(path).decode("utf-8", "replace"))
