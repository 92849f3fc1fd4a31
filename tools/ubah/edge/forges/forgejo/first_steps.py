"""What is left to do on a Forgejo or a Gitea after `ubah init`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from ubah.core.diagnostics import msg
from ubah.edge.forges.forgejo.files import PIN
from ubah.edge.forges.kind import FirstStep, before_the_push
from ubah.edge.office.founding import RECORDER, Founding, Premises


def first_steps(
    founding: Founding, place: Premises, keys: Path | None, proving: str
) -> Iterator[FirstStep]:
    """Yield what is left to do there after `ubah init`, in order.

    ``keys``: where the new private keys lie, None where none were made; ``proving``: the key to
    prove changes of the office with, "" for the one that git is set up for.
    """
    yield from before_the_push(founding, place, keys, proving, PIN)
    host, key = founding.forge[1], str(keys / RECORDER) if keys else RECORDER
    yield FirstStep(
        msg(
            "on {host}, make an account for the recorder alone, and as that account an empty repository {repository}; staff are let in to read (Settings > Collaborators), for who may write can edit other people's forms unseen",
            host=host,
            repository=founding.repository,
        )
    )
    logins = tuple(f"@{one.account.login}" for one in founding.officers if one.account)
    if logins:
        yield FirstStep(
            msg(
                "Settings > Collaborators: add {accounts}, and set each to Read: they come with Write",
                accounts=logins,
            ),
        )
    yield FirstStep(
        msg(
            "as the recorder's account, Settings > SSH / GPG keys > Add key: the content of {key}; then push, as that account:",
            key=f"{key}.pub",
        ),
        (
            f"git remote add origin git@{host.partition(':')[0]}:{founding.repository}.git",
            f"GIT_SSH_COMMAND={quote(f'ssh -i {quote(key)} -o IdentitiesOnly=yes')} git push -u origin main",
        ),
    )
    yield FirstStep(
        msg(
            "Settings > Branches > Add new rule: main; Push: Whitelist restricted push (newer Gitea: Allowlist), for the recorder's account alone; tick Enforce this rule for repository admins"
        )
    )
    yield FirstStep(
        msg(
            "Settings > Units: tick Issues and Pull requests; under Pull requests tick Manually merged"
        )
    )
    yield FirstStep(
        msg(
            "on the server, install the recorder as a timer, with the key {key} and a token of its account in files of its own, and the hook as the gate: see docs/guides/forgejo.md",
            key=key,
        )
    )
