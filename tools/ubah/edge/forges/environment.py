"""By what right a forge is asked: the environment of a job there, and the recorder's key in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ubah.core.diagnostics import CannotRun, msg
from ubah.edge.system.scratch import scratch_folder

TOKEN = "UBAH_FORGE_TOKEN"  # noqa: S105 - the variable's name
KEY = "UBAH_RECORDER_KEY"


@dataclass(frozen=True)
class JobVariables:
    """What a forge calls the variables that it sets for its jobs."""

    token: str
    repository: str  # holds owner/name
    api_url: str
    summary: str  # holds the file for what a job wants to show
    output: str  # holds the file for what a later step of the job wants to know


@dataclass(frozen=True)
class ForgeEnvironment:
    """What the environment says. The secrets are shown nowhere."""

    token: str = field(repr=False)
    key: str = field(repr=False)
    repository: str
    api_url: str
    summary: str  # "" where there is none
    output: str  # "" where there is none


def take_environment(
    environment: MutableMapping[str, str], known: Iterable[JobVariables]
) -> ForgeEnvironment:
    """Read the environment, and take the secrets out of it, so that no child process has them.

    ``known``: what each forge calls its variables; the last that set any tells the rest, since a forge
    that imitates another sets that one's besides its own.
    """
    kinds = tuple(known)
    tokens = [environment.pop(name, "") for name in (TOKEN, *(kind.token for kind in kinds))]
    here = [kind for kind in kinds if {kind.repository, kind.api_url} & environment.keys()]
    names = here[-1] if here else kinds[0]
    return ForgeEnvironment(
        token=next((token.strip() for token in tokens if token.strip()), ""),
        key=environment.pop(KEY, ""),
        repository=environment.get(names.repository, ""),
        api_url=environment.get(names.api_url, ""),
        summary=environment.get(names.summary, ""),
        output=environment.get(names.output, ""),
    )


def secret_in(path: Path) -> str:
    """Return what a file holds that only the recorder may read, such as its token.

    Raises:
        CannotRun: if it cannot be read, or is empty.
    """
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    if not text:
        raise CannotRun(
            msg("{path} cannot be read, or is empty", path=str(path)),
            msg("the file must be readable for the account that runs this, and for nobody else"),
        )
    return text


def key_text(content: str) -> str:
    """Return a private key as OpenSSH reads it.

    A pasted secret may lack its last line feed: OpenSSH 9.2 then reads no key at all.
    """
    return content.replace("\r\n", "\n").strip() + "\n"


@contextmanager
def key_file(content: str) -> Iterator[Path]:
    """Hold a private key in a file that only this user can read, as long as the block runs."""
    with scratch_folder() as folder:
        path = folder / "recorder"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(key_text(content))
        yield path
