"""Forgejo and Gitea, on a server of one's own, behind the interface of a forge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ubah.core.diagnostics import Label, Message, msg
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Symptom
from ubah.core.names import MAIN
from ubah.core.office.authority import Authority
from ubah.edge.forges import Forge, Player
from ubah.edge.forges.environment import ForgeEnvironment
from ubah.edge.forges.forgejo.facts import ForgejoFacts, ask_forgejo
from ubah.edge.forges.forgejo.files import PIN, new_office_files, release_files
from ubah.edge.forges.forgejo.first_steps import first_steps
from ubah.edge.forges.forgejo.health import examine
from ubah.edge.forges.forgejo.values import VARIABLES
from ubah.edge.forges.forgejo.words import WORDS
from ubah.edge.forges.health.files import examine_files
from ubah.edge.forges.kind import (
    ForgeKind,
    FoundingQuestions,
    RepositoryAddress,
    ask_about,
    whole_address,
)

COMMAND = "ubah forge files"
_ADDRESS = re.compile(
    r"https://(?P<host>[a-z0-9][a-z0-9.-]*(:[0-9]+)?)/"
    r"(?P<path>[A-Za-z0-9][A-Za-z0-9_.-]*/(?!\.{1,2}(\.git)?/?\Z)[A-Za-z0-9_.-]+?)(\.git)?/?\Z"
)


def _connect(address: RepositoryAddress, environment: ForgeEnvironment) -> Forge:
    from ubah.edge.forges.forgejo.client import Forgejo  # requests is slow to load
    from ubah.edge.forges.forgejo.http import ForgejoHttp

    http = ForgejoHttp(environment.token, _api_url(address, environment))
    return Forgejo(http, address.host, address.path)


def _play(address: RepositoryAddress, environment: ForgeEnvironment) -> Player:
    from ubah.edge.forges.forgejo.http import ForgejoHttp  # as above
    from ubah.edge.forges.forgejo.player import ForgejoPlayer

    http = ForgejoHttp(environment.token, _api_url(address, environment))
    return ForgejoPlayer(http, f"/repos/{address.path}")


def _examine(
    environment: ForgeEnvironment, authority: Authority, setting: Setting, day: date
) -> Iterable[Symptom]:
    def ask(address: RepositoryAddress) -> ForgejoFacts:
        from ubah.edge.forges.forgejo.http import ForgejoHttp  # as above

        http = ForgejoHttp(environment.token, _api_url(address, environment))
        return ask_forgejo(http, address.path, MAIN)

    host = str(authority.raw_office["forge"].get("host", ""))
    return examine(
        lambda: ask_about(environment, authority, VARIABLES, ask), host, authority, setting, day
    )


def _api_url(address: RepositoryAddress, environment: ForgeEnvironment) -> str:
    return environment.api_url or f"https://{address.host}/api/v1"


def _read_repository(said: str) -> RepositoryAddress | None:
    return whole_address(
        said,
        _ADDRESS,
        msg("{said} is no address of a repository on a Forgejo or a Gitea", said=said),
        msg("write the whole address, such as https://git.lpse.example/lpse/perubahan"),
    )


def _number_of(login: str) -> Message:
    return msg(
        "open /api/v1/users/{login} on the server; the number stands there as id", login=login
    )


FORGEJO = ForgeKind(
    name="forgejo",
    title="Forgejo / Gitea",
    words=WORDS,
    variables=VARIABLES,
    questions=FoundingQuestions(
        repository=Label(
            "Alamat repositori di Forgejo atau Gitea, misalnya https://git.lpse.example/lpse/perubahan (kosong: server git biasa)",
            "Address of the repository on Forgejo or Gitea, such as https://git.lpse.example/lpse/perubahan (empty: a plain git server)",
        ),
        account=Label("Akun Forgejo", "Forgejo account of"),
        read_repository=_read_repository,
        number_of=_number_of,
    ),
    pin=PIN,
    files_command=COMMAND,
    site_address=lambda _repository: "",
    connect=_connect,
    play=_play,
    examine=_examine,
    examine_files=lambda setting: examine_files(setting, COMMAND, PIN),
    new_office_files=new_office_files,
    release_files=release_files,
    first_steps=first_steps,
)
