"""GitLab on a server of one's own, its free edition, behind the interface of a forge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ubah.core.diagnostics import Label, Message, msg
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Symptom
from ubah.core.office.authority import Authority
from ubah.edge.forges import Forge, Player
from ubah.edge.forges.environment import ForgeEnvironment, key_text
from ubah.edge.forges.gitlab.facts import GitLabFacts
from ubah.edge.forges.gitlab.files import PIN, new_office_files, release_files
from ubah.edge.forges.gitlab.first_steps import first_steps
from ubah.edge.forges.gitlab.health import examine
from ubah.edge.forges.gitlab.values import VARIABLES
from ubah.edge.forges.gitlab.words import WORDS
from ubah.edge.forges.health.files import examine_files
from ubah.edge.forges.kind import (
    ForgeKind,
    FoundingQuestions,
    RepositoryAddress,
    ask_about,
    whole_address,
)
from ubah.edge.git.keys import public_of

COMMAND = "ubah forge files"
_ADDRESS = re.compile(
    r"https://(?P<host>[a-z0-9][a-z0-9.-]*(:[0-9]+)?)/"
    r"(?P<path>[A-Za-z0-9_][A-Za-z0-9_.-]*?(/[A-Za-z0-9_][A-Za-z0-9_.-]*?)+?)(\.git)?/?\Z"
)


def _connect(address: RepositoryAddress, environment: ForgeEnvironment) -> Forge:
    from ubah.edge.forges.gitlab.client import GitLab  # requests is slow to load
    from ubah.edge.forges.gitlab.http import GitLabHttp

    http = GitLabHttp(environment.token, _api_url(address, environment))
    return GitLab(http, address.host, address.path, _own_key(environment))


def _play(address: RepositoryAddress, environment: ForgeEnvironment) -> Player:
    from ubah.edge.forges.gitlab.http import GitLabHttp  # as above
    from ubah.edge.forges.gitlab.player import GitLabPlayer

    http = GitLabHttp(environment.token, _api_url(address, environment))
    return GitLabPlayer(http, address.path)


def _own_key(environment: ForgeEnvironment) -> str:
    """Return "type base64" of the recorder's key, "" where there is none or it is none."""
    try:
        return public_of(key_text(environment.key).encode())
    except ValueError:
        return ""


def _examine(
    environment: ForgeEnvironment, authority: Authority, setting: Setting, day: date
) -> Iterable[Symptom]:
    def ask(address: RepositoryAddress) -> GitLabFacts:
        from ubah.edge.forges.gitlab.facts import ask_gitlab  # as above
        from ubah.edge.forges.gitlab.http import GitLabHttp

        http = GitLabHttp(environment.token, _api_url(address, environment))
        return ask_gitlab(http, address.path)

    host = str(authority.raw_office["forge"].get("host", ""))
    return examine(
        lambda: ask_about(environment, authority, VARIABLES, ask), host, authority, setting, day
    )


def _api_url(address: RepositoryAddress, environment: ForgeEnvironment) -> str:
    return environment.api_url or f"https://{address.host}/api/v4"


def _read_repository(said: str) -> RepositoryAddress | None:
    return whole_address(
        said,
        _ADDRESS,
        msg("{said} is no address of a project on a GitLab", said=said),
        msg("write the whole address, such as https://gitlab.lpse.example/lpse/perubahan"),
    )


def _number_of(login: str) -> Message:
    return msg(
        "open the profile of {login} on the forge; behind the three dots: Copy user ID", login=login
    )


GITLAB = ForgeKind(
    name="gitlab",
    title="GitLab",
    words=WORDS,
    variables=VARIABLES,
    questions=FoundingQuestions(
        repository=Label(
            "Alamat proyek di GitLab, misalnya https://gitlab.lpse.example/lpse/perubahan (kosong: server git biasa)",
            "Address of the project on GitLab, such as https://gitlab.lpse.example/lpse/perubahan (empty: a plain git server)",
        ),
        account=Label("Akun GitLab", "GitLab account of"),
        read_repository=_read_repository,
        number_of=_number_of,
    ),
    pin=PIN,
    files_command=COMMAND,
    site_address=lambda _repository: "",  # where Pages are is each server's own
    connect=_connect,
    play=_play,
    examine=_examine,
    examine_files=lambda setting: examine_files(setting, COMMAND, PIN, WORDS.pull),
    new_office_files=new_office_files,
    release_files=release_files,
    first_steps=first_steps,
)
