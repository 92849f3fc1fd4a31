"""What a kind of forge brings with it: all that the tool must know of one, in one value.

Another forge is a package beside `ubah.edge.forges.github` that makes such a value, a line in
`ubah.edge.forges.table`, its twin in `ubah.publish.forges`, and the files of its jobs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TypeVar

from ubah.core.diagnostics import CannotRun, Label, Message, msg
from ubah.core.forge.words import ForgeWords
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Symptom
from ubah.core.office.authority import Authority
from ubah.edge.forges import Forge, Player
from ubah.edge.forges.environment import ForgeEnvironment, JobVariables
from ubah.edge.office.founding import RECORDER, Founding, Premises
from ubah.edge.office.pinning import running_pin

Learnt = TypeVar("Learnt")


@dataclass(frozen=True)
class RepositoryAddress:
    """Where an office's repository is on a forge; ``path`` is owner/name."""

    host: str
    path: str


@dataclass(frozen=True)
class FirstStep:
    """Something that is left to do after `ubah init`: what it is, and what is typed for it, if anything."""

    what: Message
    commands: tuple[str, ...] = ()


ACCOUNT_PARTS = Label(
    "nama akun; nomornya; kosong: belum ada", "login; its number; empty: none yet"
)


@dataclass(frozen=True)
class FoundingQuestions:
    """What `ubah init` asks about the forge, in its words.

    ``read_repository`` returns where what was typed is, None for none, and raises `CannotRun`
    where it is neither; ``number_of`` says where the number of an account is found.
    """

    repository: Label
    account: Label
    read_repository: Callable[[str], RepositoryAddress | None]
    number_of: Callable[[str], Message]
    account_parts: Label = ACCOUNT_PARTS


@dataclass(frozen=True)
class ForgeKind:
    """A kind of forge.

    ``connect``, ``play`` and ``examine`` work on one repository of it: the first lands and reads, the
    second acts as a person in a rehearsal, the third
    looks at the settings for `ubah doctor`, and raises nothing. ``examine_files`` is about the
    files in the clone that the forge reads. ``new_office_files`` are all those that a new office
    takes over, ``release_files`` those of them that stay as the tool's release has them.
    ``first_steps`` says what is left to do there by hand after `ubah init`, given the private
    keys' folder (None where no keys were made) and the key that git signs with to prove changes of
    the office itself, "" where that is the one it is set up for.
    """

    name: str  # as office.yaml has it under forge.kind
    title: str
    words: ForgeWords
    variables: JobVariables
    questions: FoundingQuestions
    pin: str  # the file that pins the release of the tool
    files_command: str  # what writes the files that it reads
    site_address: Callable[[str], str]  # where it publishes the site of a repository, "" if unknown
    connect: Callable[[RepositoryAddress, ForgeEnvironment], Forge]
    play: Callable[[RepositoryAddress, ForgeEnvironment], Player]
    examine: Callable[[ForgeEnvironment, Authority, Setting, date], Iterable[Symptom]]
    examine_files: Callable[[Setting], Iterable[Symptom]]
    new_office_files: Callable[[Path], dict[str, bytes]]
    release_files: Callable[[], dict[str, bytes]]
    first_steps: Callable[[Founding, Premises, Path | None, str], Iterator[FirstStep]]


def repository_address(
    environment: ForgeEnvironment, authority: Authority, variables: JobVariables
) -> RepositoryAddress:
    """Return where the office's repository is: as the job says, else office.yaml.

    Raises:
        CannotRun: if neither says it.
    """
    settings = authority.raw_office["forge"]
    path = str(environment.repository or settings.get("repository", ""))
    if not path.strip("/").count("/"):
        raise CannotRun(
            msg("which repository is meant is not known"),
            msg(
                "set {variable} (owner/name), or forge.repository in office.yaml",
                variable=variables.repository,
            ),
        )
    return RepositoryAddress(str(settings["host"]), path)


def ask_about(
    environment: ForgeEnvironment,
    authority: Authority,
    variables: JobVariables,
    ask: Callable[[RepositoryAddress], Learnt],
) -> Learnt | None:
    """Return what ``ask`` learns of the office's repository, None where there is no token to ask with.

    Raises:
        CannotRun: if it is not known which repository is meant, and as ``ask`` does.
    """
    address = repository_address(environment, authority, variables)
    return ask(address) if environment.token else None


def whole_address(
    said: str, pattern: re.Pattern[str], problem: Message, hint: Message
) -> RepositoryAddress | None:
    """Return the repository whose whole address was typed, None for none.

    ``pattern`` has the groups ``host`` and ``path``.

    Raises:
        CannotRun: ``problem``, where it is no such address.
    """
    if not said:
        return None
    found = pattern.match(said)
    if not found:
        raise CannotRun(problem, hint)
    return RepositoryAddress(found["host"], found["path"])


def before_the_push(
    founding: Founding, place: Premises, keys: Path | None, proving: str, pin: str
) -> Iterator[FirstStep]:
    """Yield what is left to do before a new office is pushed; ``pin`` is the file that pins the tool."""
    if not founding.rehearsal and not all(
        officer.account for officer in founding.officers if officer.id != RECORDER
    ):
        paths = " ".join(quote(str(path)) for path in (place.folder, keys) if path)
        yield FirstStep(
            msg(
                "without an account nobody can approve on the forge; later each person adds their own (ubah account add), proved by their own key; if the accounts exist already, found the office again with them, after:"
            ),
            (f"rm -r {paths}",),
        )
    if not running_pin().digest:
        signing = f" -c user.signingKey={quote(proving)}" if proving else ""
        yield FirstStep(
            msg(
                "before the push, pin the tool: the first two commands print its hash; write --hash=sha256:HASH behind the version in {path}; the last one commits it, signed by the head or the superior:",
                path=pin,
            ),
            (
                f"pip download --no-deps ubah=={running_pin().version}",
                "pip hash ubah-*.whl",
                f"git{signing} commit --all --gpg-sign --message 'Kunci versi alat'",
            ),
        )
