"""What is left to do on GitHub after `ubah init`: what only its owner can click."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from ubah.core.diagnostics import Message, msg
from ubah.edge.forges.github.files import PIN
from ubah.edge.office.founding import RECORDER, Founding, Premises
from ubah.edge.office.pinning import running_pin


def first_steps(
    founding: Founding, place: Premises, keys: Path | None, head: Path
) -> Iterator[Message]:
    """Yield the clicks that are left on GitHub after `ubah init`, in order.

    ``keys``: where the new private keys lie, None where none were made; ``head``: the head's.
    """
    folder = place.folder
    key = str(keys / RECORDER) if keys else RECORDER
    if not founding.rehearsal and not all(
        officer.account for officer in founding.officers if officer.id != RECORDER
    ):
        yield msg(
            "without an account nobody can approve on GitHub: if the accounts exist already, type: rm -r {paths}; and found the office again with them; later each person adds the own account to roles.yaml, with the own key",
            paths=" ".join(quote(str(path)) for path in (folder, keys) if path),
        )
    if not running_pin().digest:
        yield msg(
            "pin the tool before the first push: pip download --no-deps ubah=={version} && pip hash ubah-*.whl; write the --hash behind the version in {path}; git -c user.signingKey={head} commit --all --gpg-sign --message 'Pin the tool'",
            version=running_pin().version,
            path=PIN,
            head=quote(str(head)),
        )
    yield msg(
        "push: cd {path} && git remote add origin git@github.com:{repository}.git && git push -u origin main",
        path=quote(str(folder)),
        repository=founding.repository,
    )
    yield msg(
        "Settings > Environments > New environment: recorder; Deployment branches: Selected branches and tags, a rule of type Branch for main alone; Environment secret UBAH_RECORDER_KEY: the content of {key}",
        key=key,
    )
    yield msg(
        "Settings > Deploy keys > Add deploy key: the content of {key}.pub, with Allow write access; a new organisation must allow it first: Organization settings > Member privileges > Deploy keys",
        key=key,
    )
    yield msg(
        "Settings > Rulesets > Rulesets (elsewhere Rules > Rulesets) > New ruleset > Import a ruleset, twice: {main} and {history}",
        main=str(folder / ".github/rulesets/main.json"),
        history=str(folder / ".github/rulesets/history.json"),
    )
    yield msg(
        "Settings > Actions > General > Workflow permissions: Read repository contents and packages permissions; tick Allow GitHub Actions to create and approve pull requests (in an organisation, in its own settings first)"
    )
    yield msg(
        "Settings > General > Pull Requests: leave only Allow merge commits, and tick Automatically delete head branches"
    )
    logins = tuple(f"@{one.account.login}" for one in founding.officers if one.account)
    if logins:
        yield msg(
            "Settings > Collaborators: invite {accounts}; Read is enough, where roles are offered",
            accounts=logins,
        )
    yield msg(
        "Settings > Pages > Source: GitHub Actions; then Actions > publish > Run workflow, for the first site, at {address}; if it is elsewhere, the head changes site_url in office.yaml",
        address=founding.site,
    )
    yield msg(
        "if you like, a GitHub App of the office's own in the place of the job's token, for its name and a higher limit of requests: see docs/guides/adopting.md"
    )
