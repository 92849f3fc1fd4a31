"""What is left to do on GitLab after `ubah init`: what only its owner can click."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from ubah.core.diagnostics import msg
from ubah.edge.forges.gitlab.files import PIN
from ubah.edge.forges.kind import FirstStep, before_the_push
from ubah.edge.office.founding import RECORDER, Founding, Premises


def first_steps(
    founding: Founding, place: Premises, keys: Path | None, proving: str
) -> Iterator[FirstStep]:
    """Yield what is left to do on GitLab after `ubah init`, in order.

    ``keys``: where the new private keys lie, None where none were made; ``proving``: the key to
    prove changes of the office with, "" for the one that git is set up for.
    """
    yield from before_the_push(founding, place, keys, proving, PIN)
    key = str(keys / RECORDER) if keys else RECORDER
    host, path = founding.forge[1], founding.repository
    yield FirstStep(
        msg(
            "on GitLab make an account for the recorder alone, and as that account a group and an empty project in it, with Initialize repository with a README unticked; whoever owns a project may change its rules, so no person owns it"
        )
    )
    yield FirstStep(
        msg(
            "as that account: Settings > Repository > Deploy keys > Add new key: the content of {key}.pub, with Grant write permissions to this key, and no expiration date",
            key=key,
        )
    )
    yield FirstStep(
        msg("push with that key, which alone may write there as yet:"),
        (
            f"git remote add origin git@{host.partition(':')[0]}:{path}.git",
            f"GIT_SSH_COMMAND={quote(f'ssh -i {quote(key)} -o IdentitiesOnly=yes')} git push -u origin main",
        ),
    )
    yield FirstStep(
        msg(
            "Settings > Repository > Protected branches, four of them: main, which GitLab has protected for Maintainers, decision/*, issue/*, review/*; Allowed to merge: No one; Allowed to push and merge: the deploy key alone; Allowed to force push: off for main, on for the other three"
        )
    )
    yield FirstStep(
        msg(
            "Settings > Merge requests: Merge commit; Squash commits: Do not allow; untick Enable Delete source branch option by default"
        )
    )
    logins = tuple(f"@{one.account.login}" for one in founding.officers if one.account)
    if logins:
        yield FirstStep(
            msg(
                "Manage > Members: invite {accounts}, as Developer: GitLab takes approvals from no lesser role",
                accounts=logins,
            )
        )
    yield FirstStep(
        msg(
            "set up the recorder as a timer on the server, and the hook as the gate, as docs/guides/gitlab.md says; it needs {key}, and a token of that account with the scope api: note the day on which it expires, from then on the recorder stands still",
            key=key,
        )
    )
    yield FirstStep(
        msg(
            "Deploy > Pages shows where the site is once the job pages has run; then the head writes site_url into office.yaml"
        )
    )
