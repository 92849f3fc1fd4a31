"""What is left to do on GitHub after `ubah init`: what only its owner can click."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ubah.core.diagnostics import msg
from ubah.edge.forges.github.files import PIN
from ubah.edge.forges.kind import FirstStep, before_the_push
from ubah.edge.office.founding import RECORDER, Founding, Premises


def first_steps(
    founding: Founding, place: Premises, keys: Path | None, proving: str
) -> Iterator[FirstStep]:
    """Yield what is left to do on GitHub after `ubah init`, in order.

    ``keys``: where the new private keys lie, None where none were made; ``proving``: the key to
    prove changes of the office with, "" for the one that git is set up for.
    """
    yield from before_the_push(founding, place, keys, proving, PIN)
    remote = f"git remote add origin git@github.com:{founding.repository}.git"
    yield FirstStep(
        msg("make an empty repository on GitHub, and push:"), (remote, "git push -u origin main")
    )
    yield from _clicks(founding, place, str(keys / RECORDER) if keys else RECORDER)


def _clicks(founding: Founding, place: Premises, key: str) -> Iterator[FirstStep]:
    """Yield what only the repository's owner can click."""
    yield FirstStep(
        msg(
            "on the repository's page on GitHub: Settings > Environments > New environment: recorder; Deployment branches: Selected branches and tags, a rule of type Branch for main alone; Environment secret UBAH_RECORDER_KEY: the content of {key}",
            key=key,
        )
    )
    yield FirstStep(
        msg(
            "Settings > Deploy keys > Add deploy key: the content of {key}.pub, with Allow write access; a new organisation must allow it first: Organization settings > Member privileges > Deploy keys",
            key=key,
        )
    )
    yield FirstStep(
        msg(
            "Settings > Rulesets > Rulesets (elsewhere Rules > Rulesets) > New ruleset > Import a ruleset, twice:"
        ),
        (
            str(place.folder / ".github/rulesets/main.json"),
            str(place.folder / ".github/rulesets/history.json"),
        ),
    )
    yield FirstStep(
        msg(
            "Settings > Actions > General > Workflow permissions: Read repository contents and packages permissions; tick Allow GitHub Actions to create and approve pull requests (in an organisation, in its own settings first)"
        )
    )
    yield FirstStep(
        msg(
            "Settings > General > Pull Requests: leave only Allow merge commits, and tick Automatically delete head branches"
        )
    )
    logins = tuple(f"@{one.account.login}" for one in founding.officers if one.account)
    if logins:
        yield FirstStep(
            msg(
                "Settings > Collaborators: invite {accounts}; Read is enough, where roles are offered",
                accounts=logins,
            )
        )
    yield FirstStep(
        msg(
            "Settings > Pages > Source: GitHub Actions; then Actions > publish > Run workflow, for the first site, at {address}; if it is elsewhere, the head changes site_url in office.yaml",
            address=founding.site,
        )
    )
    yield FirstStep(
        msg(
            "if you like, a GitHub App of the office's own in the place of the job's token, for its name and a higher limit of requests: see docs/guides/adopting.md"
        )
    )
