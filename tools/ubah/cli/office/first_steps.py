"""What is left to do after `ubah init`: the clicks on the forge, or the hook on a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from ubah.core.diagnostics import Message, msg
from ubah.edge.forges.kind import ForgeKind
from ubah.edge.office.founding import Founding, Premises


@dataclass(frozen=True)
class Keys:
    """Private keys: the head's, the one that git signs with from now on and whose it is, the requester's."""

    head: Path
    daily: Path
    signer: str
    requester: Path


def steps_after_init(
    founding: Founding, place: Premises, own: Keys, root: str, forge: ForgeKind, *, new_keys: bool
) -> Iterator[Message]:
    """Yield what to do next, in order."""
    folder, keys = place.folder, place.keys if new_keys else None
    if founding.repository:
        yield msg(
            "what is left, on https://{host}/{repository}:",
            host=forge.public_host,
            repository=founding.repository,
        )
        for number, step in enumerate(forge.first_steps(founding, place, keys, own.head), 1):
            yield msg("  {number}. {step}", number=number, step=step)
    else:
        yield msg(
            "on the server, as the account that owns the repository: ubah hook install perubahan.git --root {root}",
            root=root,
        )
    yield msg("next, type:")
    for command, what in (
        (f"cd {quote(str(folder))}", msg("go there")),
        ("ubah check", msg("judge the files")),
        ("ubah audit", msg("judge the history")),
        *(() if founding.repository else _to_the_server()),
        *_begins(founding, own),
    ):
        yield msg("  {command}   # {what}", command=command, what=what)
    yield msg(
        "the head's key has signed the founding; from now on git signs here with {key}, {person}'s; in a clone of their own everybody types: git config gpg.format ssh; git config user.signingKey FILE",
        key=quote(str(own.daily)),
        person=own.signer,
    )
    if keys:
        yield msg(
            "new keys lie in {path}: hand each to its owner; whoever works here moves their own to ~/.ssh and types: git config user.signingKey ~/.ssh/FILE; then delete the folder",
            path=str(keys),
        )


def _begins(founding: Founding, own: Keys) -> Iterator[tuple[str, Message]]:
    if not founding.rehearsal:
        new = f"ubah new --key {quote(str(own.requester))}"
        yield new, msg("the first request, by the requester")
    yield "ubah doctor", msg("what is still missing")
    if founding.rehearsal:
        yield "ubah forge rehearse --play", msg("play, with the two accounts; see --help")


def _to_the_server() -> Iterator[tuple[str, Message]]:
    yield "git remote add origin URL", msg("URL: of the bare repository on the server")
    yield "git push -u origin main", msg("hand the founding over to the server")
