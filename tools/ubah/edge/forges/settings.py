"""Where the forge is and by what right it is asked: the environment of a CI job, and office.yaml."""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.health.facts import ForgeFacts
from ubah.core.office.settings import Authority
from ubah.edge.forges import Forge
from ubah.edge.forges.github import GitHub
from ubah.edge.forges.github_facts import ask_github
from ubah.edge.forges.github_http import GitHubHttp
from ubah.edge.scratch import scratch_folder

TOKENS = ("UBAH_FORGE_TOKEN", "GITHUB_TOKEN")
KEY = "UBAH_RECORDER_KEY"
MAIN = "main"


@dataclass(frozen=True)
class ForgeEnvironment:
    """What the environment says. The secrets are shown nowhere."""

    token: str = field(repr=False)
    key: str = field(repr=False)
    repository: str
    api_url: str
    summary: str  # the file for what a job wants to show, "" where there is none
    output: str  # the file for what a later step of the job wants to know


def take_environment(environment: MutableMapping[str, str]) -> ForgeEnvironment:
    """Read the environment, and take the secrets out of it, so that no child process has them."""
    tokens = [environment.pop(name, "") for name in TOKENS]
    return ForgeEnvironment(
        token=next((token.strip() for token in tokens if token.strip()), ""),
        key=environment.pop(KEY, ""),
        repository=environment.get("GITHUB_REPOSITORY", ""),
        api_url=environment.get("GITHUB_API_URL", ""),
        summary=environment.get("GITHUB_STEP_SUMMARY", ""),
        output=environment.get("GITHUB_OUTPUT", ""),
    )


def connect(environment: ForgeEnvironment, authority: Authority) -> Forge:
    """Return the office's forge.

    Raises:
        CannotRun: if the office has none, one of a kind not known yet, or something is missing.
    """
    repository = _repository(environment, authority)
    if not environment.token:
        raise CannotRun(
            msg("the token for the forge is missing"),
            msg("put a valid token into UBAH_FORGE_TOKEN or GITHUB_TOKEN"),
        )
    http, host = _http(environment, authority)
    return GitHub(http, host, repository)


def ask_forge(environment: ForgeEnvironment, authority: Authority) -> ForgeFacts | None:
    """Return what the office's forge says of its own settings, None without a token to ask with.

    Raises:
        CannotRun: if the office has no forge, or one of a kind not known yet.
        ForgeUnreachable: if it does not answer at all.
        ForgeRefused: if the token is not accepted, or sees no such repository.
    """
    repository = _repository(environment, authority)
    if not environment.token:
        return None
    return ask_github(_http(environment, authority)[0], repository, MAIN)


def _repository(environment: ForgeEnvironment, authority: Authority) -> str:
    settings = authority.raw_office.get("forge")
    if not settings:
        raise CannotRun(
            msg("the office has no forge"),
            msg("write forge (kind, host, repository) into office.yaml, or use: ubah land"),
        )
    if settings["kind"] != "github":
        raise CannotRun(
            msg("{kind} is not supported yet", kind=settings["kind"]),
            msg("possible here: {known}", known="github"),
        )
    repository = str(environment.repository or settings.get("repository", ""))
    if repository.count("/") != 1:
        raise CannotRun(
            msg("which repository is meant is not known"),
            msg("set GITHUB_REPOSITORY (owner/name), or forge.repository in office.yaml"),
        )
    return repository


def _http(environment: ForgeEnvironment, authority: Authority) -> tuple[GitHubHttp, str]:
    host = str(authority.raw_office["forge"]["host"])
    # A GitHub Enterprise Server has the same API below /api/v3 of its own host.
    public = "https://api.github.com"
    api_url = environment.api_url or (public if host == "github.com" else f"https://{host}/api/v3")
    return GitHubHttp(environment.token, api_url), host


@contextmanager
def key_file(content: str) -> Iterator[Path]:
    """Hold a private key in a file that only this user can read, as long as the block runs."""
    with scratch_folder() as folder:
        path = folder / "recorder"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            # A secret that was pasted may lack its last line feed: OpenSSH 9.2 then reads no key at all.
            stream.write(content.replace("\r\n", "\n").strip() + "\n")
        yield path
