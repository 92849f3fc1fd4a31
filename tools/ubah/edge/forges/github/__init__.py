"""GitHub, and GitHub Enterprise Server, behind the interface of a forge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ubah.core.diagnostics import CannotRun, Label, Message, msg
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Symptom
from ubah.core.names import MAIN
from ubah.core.office.authority import Authority
from ubah.edge.forges import Forge, Player
from ubah.edge.forges.environment import ForgeEnvironment
from ubah.edge.forges.github.facts import ForgeFacts
from ubah.edge.forges.github.files import PIN, new_office_files, release_files
from ubah.edge.forges.github.first_steps import first_steps
from ubah.edge.forges.github.health import examine
from ubah.edge.forges.github.values import VARIABLES
from ubah.edge.forges.github.words import WORDS
from ubah.edge.forges.health.files import examine_files
from ubah.edge.forges.kind import (
    ForgeKind,
    FoundingQuestions,
    RepositoryAddress,
    ask_about,
)

COMMAND = "ubah github"
_PUBLIC = "github.com"
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/(?!\.{1,2}\Z)[A-Za-z0-9_.-]+\Z")


def _site_address(repository: str) -> str:
    """GitHub Pages of a project, or of an account ("Types of GitHub Pages sites", docs.github.com)."""
    owner, _, name = repository.lower().partition("/")
    host = f"{owner}.github.io"
    return f"https://{host}/" if name == host else f"https://{host}/{repository.partition('/')[2]}/"


def _connect(address: RepositoryAddress, environment: ForgeEnvironment) -> Forge:
    from ubah.edge.forges.github.client import GitHub  # PyGithub is slow to load
    from ubah.edge.forges.github.http import GitHubHttp

    http = GitHubHttp(environment.token, _api_url(address, environment))
    return GitHub(http, address.host, address.path)


def _play(address: RepositoryAddress, environment: ForgeEnvironment) -> Player:
    from ubah.edge.forges.github.http import GitHubHttp  # as above
    from ubah.edge.forges.github.player import GitHubPlayer

    http = GitHubHttp(environment.token, _api_url(address, environment))
    return GitHubPlayer(http, f"/repos/{address.path}")


def _examine(
    environment: ForgeEnvironment, authority: Authority, setting: Setting, day: date
) -> Iterable[Symptom]:
    def ask(address: RepositoryAddress) -> ForgeFacts:
        from ubah.edge.forges.github.asking import ask_github  # as above
        from ubah.edge.forges.github.http import GitHubHttp

        http = GitHubHttp(environment.token, _api_url(address, environment))
        return ask_github(http, address.path, MAIN)

    host = str(authority.raw_office["forge"].get("host", ""))
    return examine(
        lambda: ask_about(environment, authority, VARIABLES, ask), host, authority, setting, day
    )


def _api_url(address: RepositoryAddress, environment: ForgeEnvironment) -> str:
    """Return where the API answers: on a server of one's own it lies below the host."""
    public = f"https://api.{_PUBLIC}"
    own = f"https://{address.host}/api/v3"
    return environment.api_url or (public if address.host == _PUBLIC else own)


def _read_repository(said: str) -> RepositoryAddress | None:
    said = said.removeprefix(f"https://{_PUBLIC}/").removesuffix(".git").rstrip("/")
    if said and not _REPOSITORY.match(said):
        raise CannotRun(
            msg("{said} is no repository on GitHub", said=said),
            msg("write it as owner/name, such as lpse/perubahan"),
        )
    return RepositoryAddress(_PUBLIC, said) if said else None


def _number_of(login: str) -> Message:
    return msg(
        "open https://api.github.com/users/{login}; the number stands there as id", login=login
    )


GITHUB = ForgeKind(
    name="github",
    title="GitHub",
    words=WORDS,
    variables=VARIABLES,
    questions=FoundingQuestions(
        repository=Label(
            "Repositori di GitHub, misalnya lpse/perubahan (kosong: server git biasa)",
            "Repository on GitHub, such as lpse/perubahan (empty: a plain git server)",
        ),
        account=Label("Akun GitHub", "GitHub account of"),
        read_repository=_read_repository,
        number_of=_number_of,
    ),
    pin=PIN,
    files_command=COMMAND,
    site_address=_site_address,
    connect=_connect,
    play=_play,
    examine=_examine,
    examine_files=lambda setting: examine_files(setting, COMMAND, PIN),
    new_office_files=new_office_files,
    release_files=release_files,
    first_steps=first_steps,
)
