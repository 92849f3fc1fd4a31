"""Founding an office: the files of its first commit, which becomes the trust root."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.names import MAIN
from ubah.core.office.authority import EDITION, Authority, build_authority
from ubah.core.paths import OFFICE, ROLES
from ubah.core.reading.writing import dump
from ubah.core.strict_yaml.source import parse
from ubah.edge.git import WorkingRepository, make_repository
from ubah.edge.git.keys import KeyPair, write_key
from ubah.edge.office.git_files import FOR_GIT
from ubah.edge.office.signers import SIGNERS, show_good_signatures
from ubah.edge.system import disk
from ubah.edge.system.scratch import scratch_folder

RECORDER = "pencatat"
Derive = Callable[[Authority], Mapping[str, bytes]]


@dataclass(frozen=True)
class OfficerAccount:
    """A person's account on the forge, by its number."""

    id: int
    login: str

    def clashes(self, other: OfficerAccount) -> bool:
        """Whether both are one account, or one of them is misnamed."""
        return self.id == other.id or self.login.casefold() == other.login.casefold()


@dataclass(frozen=True)
class Officer:
    """A person of the first roles.yaml: an office, a name, a public key line ("" for none yet), an account."""

    role: str
    id: str
    name: str
    title: str
    key: str
    account: OfficerAccount | None = None
    besides: tuple[str, ...] = ()  # further offices that the person holds


@dataclass(frozen=True)
class Founding:
    """What a new office is made from.

    ``repository`` is "owner/name" on the forge, "" for plain git; ``site`` is where the register will
    be published, "" if that is not known yet; ``rehearsal``: it is to be thrown away.
    """

    name: str
    time_zone: str
    language: str
    officers: tuple[Officer, ...]
    day: date
    repository: str = ""
    forge: tuple[str, str] = ("", "")  # kind and host
    site: str = ""
    rehearsal: bool = False


def office_files(founding: Founding, derive: Derive) -> dict[str, bytes]:
    """Return the files of a new office; ``derive`` makes those that follow from its authority.

    Raises:
        CannotRun: if they contradict each other, such as one key for two people.
    """
    template = disk.template_root()
    files = {
        ROLES: _with_schema("roles", _roles(founding)),
        OFFICE: _with_schema("office", _settings(founding, template)),
        **FOR_GIT,
        "mkdocs.yml": disk.read(template / "mkdocs.yml"),
    }
    for folder in ("schemas", "site"):
        files |= copied(template, folder)
    authority, findings = build_authority(files)
    if authority is None or findings:
        raise CannotRun(
            msg("{path}: {problem}", path=findings[0].place.path, problem=findings[0].message)
        )
    if founding.repository:
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
        if officer.key:
            person["keys"] = [{"key": officer.key, **since}]
        if officer.account:
            account = {
                "forge": founding.forge[1],
                "id": officer.account.id,
                "login": officer.account.login,
            }
            person["accounts"] = [{**account, **since}]
        persons[officer.id] = person
        for role in (officer.role, *officer.besides):
            roles.setdefault(role, []).append({"person": officer.id, **since})
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
        kind, host = founding.forge
        settings["forge"] = {"kind": kind, "host": host, "repository": founding.repository}
    if founding.rehearsal:
        settings["rehearsal"] = True
    if founding.site:
        settings["site_url"] = founding.site
    sample, _ = parse(disk.read(template / OFFICE), OFFICE)
    usual = sample.value if sample else None
    if isinstance(usual, dict) and "limits_days" in usual:
        settings["limits_days"] = usual["limits_days"]
    return settings


def copied(template: Path, folder: str) -> dict[str, bytes]:
    """Return path → content of what lies in a folder of the template."""
    return {
        path.relative_to(template).as_posix(): disk.read(path)
        for path in sorted((template / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def _with_schema(name: str, data: Mapping[str, Any]) -> bytes:
    header = f"# yaml-language-server: $schema=schemas/{name}.schema.json\n"
    return (header + dump(dict(data))).encode()


@dataclass(frozen=True)
class Premises:
    """Where an office comes to lie: its repository, and the folder of the keys that were made."""

    folder: Path
    keys: Path

    def refuse_taken(self, *, makes_keys: bool) -> None:
        """Make sure that nothing lies there yet, and that something can be put there.

        Raises:
            CannotRun: if not.
        """
        disk.refuse_full_folder(self.folder)
        if makes_keys and self.keys.exists() and (self.keys.is_file() or any(self.keys.iterdir())):
            quoted = shlex.quote(str(self.keys))
            raise CannotRun(
                msg(
                    "{path} is there already, with keys of an earlier try perhaps; keys are never written over",
                    path=str(self.keys),
                ),
                msg(
                    "look into it: ls {path}; if nobody uses these keys: rm -r {path}; or make the office in a folder of another name",
                    path=quoted,
                ),
            )
        home = next(path for path in self.folder.parents if path.exists())
        taken = (home, self.folder) if self.folder.is_dir() else (home,)
        if not all(path.is_dir() and os.access(path, os.W_OK | os.X_OK) for path in taken):
            raise CannotRun(
                msg("nothing can be made in {path}", path=str(home)),
                msg("name a folder in a place that is yours, such as ~/kantor"),
            )


@dataclass(frozen=True)
class Founder:
    """Whoever signs the founding; ``key``: the file to sign with, None to leave it to ``configured``.

    ``configured`` is what git signs with in the new clone from then on: the file of a key, or a key
    as git's user.signingKey has it.
    """

    person: str
    name: str
    key: Path | None
    configured: str

    @property
    def message(self) -> str:
        """What the first commit says."""
        named = f"{self.name} ({self.person})"
        return f"Dirikan kantor / Found the office\n\nPendiri / Founder: {named}\n"


def found(
    place: Premises,
    files: Mapping[str, bytes],
    pairs: Mapping[str, KeyPair],
    founder: Founder,
    moment: datetime,
    signers: str,
) -> str:
    """Make the repository and its signed first commit; return the commit, the trust root.

    ``pairs`` are the new keys by person, written beside the repository; the founder's may be one of
    them; ``signers`` are the lines of the keys whose signatures git shows as good. All is made in a
    folder aside and moved into place at the end, so that whoever is interrupted finds nothing
    half-made.

    Raises:
        CannotRun: if the place is taken, or the commit cannot be signed.
    """
    with _parents_of(place.folder), scratch_folder(place.folder.parent, ".ubah-init-") as stage:
        (stage / "keys").mkdir(mode=0o700)
        for person, pair in pairs.items():
            write_key(stage / "keys" / person, pair)
        signing = founder.key
        if signing and signing.parent == place.keys and signing.name in pairs:
            signing = stage / "keys" / signing.name
        root = _first_commit(stage / "office", files, signing, founder, moment)
        _show_signatures(stage / "office", place.folder, signers)
        place.refuse_taken(makes_keys=bool(pairs))
        if pairs:
            (stage / "keys").rename(place.keys)
        try:
            _move_in(stage / "office", place.folder)
        except BaseException:
            if pairs:
                place.keys.rename(stage / "keys")
            raise
    return root


def _first_commit(
    folder: Path,
    files: Mapping[str, bytes],
    signing: Path | None,
    founder: Founder,
    moment: datetime,
) -> str:
    folder.mkdir()
    make_repository(folder, bare=False, branch=MAIN)
    date = f"{int(moment.timestamp())} +0000"
    environment = {}
    for who in ("AUTHOR", "COMMITTER"):
        environment[f"GIT_{who}_NAME"] = founder.name
        environment[f"GIT_{who}_EMAIL"] = "lpse@localhost"
        environment[f"GIT_{who}_DATE"] = date
    with WorkingRepository(folder) as repository:
        repository.set_config("gpg.format", "ssh")
        repository.set_config("user.signingKey", founder.configured)
        tree = repository.write_tree("", files)
        root = repository.commit_tree(tree, (), founder.message, signing, environment)
        repository.set_branch(MAIN, root)
        repository.check_out_afresh(MAIN)
    return root


def _show_signatures(made: Path, folder: Path, signers: str) -> None:
    """Let git show whose signatures are good, once it lies in ``folder``."""
    with WorkingRepository(made) as repository:
        known = show_good_signatures(repository, signers)
        repository.set_config(SIGNERS, str(folder / known.relative_to(made)))


def _move_in(made: Path, folder: Path) -> None:
    """Bring the new office into place: at once, or into a folder that is there and empty."""
    if not folder.exists():
        made.rename(folder)
        return
    moved: list[Path] = []
    try:
        for part in sorted(made.iterdir(), key=lambda path: path.name == ".git"):
            part.rename(folder / part.name)
            moved.append(folder / part.name)
    except BaseException:
        for part in moved:
            part.rename(made / part.name)
        raise


@contextmanager
def _parents_of(folder: Path) -> Iterator[None]:
    """Make the folders above ``folder``; those that were not there go again if the block fails."""
    absent = [path for path in folder.parents if not path.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for path in absent:
            with suppress(OSError):
                path.rmdir()
        raise
