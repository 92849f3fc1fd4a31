"""Founding an office: the files of its first commit, which becomes the trust root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ubah.core.authority import plain_key
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.paths import OFFICE, ROLES
from ubah.core.settings import EDITION, Authority, build_authority
from ubah.core.source import parse
from ubah.core.writing import dump
from ubah.edge import disk
from ubah.edge.gitrepo import WorkingRepository, make_repository
from ubah.edge.pinning import PIN, REQUIREMENTS, running_pin

RECORDER = "pencatat"
GITHUB = "github.com"
OF_THE_PROJECT_ALONE = (".github/workflows/test.yml",)
_DEPENDENCIES = (b"package-ecosystem: pip\n    directory: /\n", REQUIREMENTS.rpartition("/")[0])


Derive = Callable[[Authority], Mapping[str, bytes]]


@dataclass(frozen=True)
class ForgeAccount:
    """A person's account on the forge, by its number."""

    id: int
    login: str


@dataclass(frozen=True)
class Officer:
    """A person of the first roles.yaml: an office, a name, a public key line, an account."""

    role: str
    id: str
    name: str
    title: str
    key: str
    account: ForgeAccount | None = None


@dataclass(frozen=True)
class Founding:
    """What a new office is made from; ``repository`` is "owner/name" on GitHub, "" for plain git."""

    name: str
    time_zone: str
    language: str
    officers: tuple[Officer, ...]
    day: date
    repository: str = ""


def office_files(founding: Founding, derive: Derive) -> dict[str, bytes]:
    """Return the files of a new office; ``derive`` makes those that follow from its authority.

    Raises:
        CannotRun: if they contradict each other, such as one key for two people.
    """
    template = disk.template_root()
    files = {
        ROLES: _with_schema("roles", _roles(founding)),
        OFFICE: _with_schema("office", _settings(founding, template)),
        ".gitignore": b"build/\n",
        "mkdocs.yml": disk.read(template / "mkdocs.yml"),
    }
    for folder in ("schemas", "site"):
        files |= _copied(template, folder)
    authority, findings = build_authority(files)
    if authority is None or findings:
        raise CannotRun(
            msg("{path}: {problem}", path=findings[0].place.path, problem=findings[0].message)
        )
    if founding.repository:
        files |= _forge_files(template)
        files |= derive(authority)
    return files


def _roles(founding: Founding) -> dict[str, Any]:
    persons: dict[str, Any] = {}
    roles: dict[str, list[dict[str, str]]] = {}
    since = {"from": founding.day.isoformat()}
    for officer in founding.officers:
        if officer.id in persons:
            raise CannotRun(msg("the person {person} is named twice", person=officer.id))
        person: dict[str, Any] = {"name": officer.name, "title": officer.title}
        person["keys"] = [{"key": officer.key, **since}]
        if officer.account:
            account = {"forge": GITHUB, "id": officer.account.id, "login": officer.account.login}
            person["accounts"] = [{**account, **since}]
        persons[officer.id] = person
        roles.setdefault(officer.role, []).append({"person": officer.id, **since})
    return {"persons": persons, "roles": roles}


def _settings(founding: Founding, template: Path) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "name": founding.name,
        "language": founding.language,
        "time_zone": founding.time_zone,
        "rules": EDITION,
        "late_entry_hours": 24,
    }
    if founding.repository:
        settings["forge"] = {"kind": "github", "host": GITHUB, "repository": founding.repository}
    sample, _ = parse(disk.read(template / OFFICE), OFFICE)
    usual = sample.value if sample else None
    if isinstance(usual, dict) and "limits_days" in usual:
        settings["limits_days"] = usual["limits_days"]
    return settings


def _forge_files(template: Path) -> dict[str, bytes]:
    """Return what works on GitHub: workflows, their scripts, the ruleset, and the pinned tool."""
    files = _copied(template, ".github")
    for path in OF_THE_PROJECT_ALONE:
        files.pop(path, None)
    before, folder = _DEPENDENCIES
    path = ".github/dependabot.yml"
    files[path] = files[path].replace(before, before.replace(b": /\n", f": /{folder}\n".encode()))
    files[REQUIREMENTS] = disk.read(template / "requirements/runtime.txt")
    files[PIN] = f"{running_pin().line}\n".encode()
    return files


def _copied(template: Path, folder: str) -> dict[str, bytes]:
    return {
        path.relative_to(template).as_posix(): disk.read(path)
        for path in sorted((template / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


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
