"""What is left to do after `ubah init`: the clicks on the forge, or the hook on a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ubah.core.diagnostics import Message, msg
from ubah.edge.founding import GITHUB, RECORDER, Founding
from ubah.edge.pinning import PIN, running_pin


def steps_after_init(
    founding: Founding, folder: Path, keys: Path | None, root: str
) -> Iterator[Message]:
    """Yield what to do next, in order; ``keys`` is the folder with the keys that were made."""
    if founding.repository:
        yield msg(
            "what is left, on https://{host}/{repository}:",
            host=GITHUB,
            repository=founding.repository,
        )
        for number, step in enumerate(_on_github(founding, folder, keys), 1):
            yield msg("  {number}. {step}", number=number, step=step)
    else:
        yield msg(
            "on the server, in a bare repository: write `exec ubah hook pre-receive` into hooks/pre-receive, make it executable, and type: git config ubah.root {root}",
            root=root,
        )
    if keys:
        yield msg(
            "new keys lie in {path}: hand each to its owner, then delete the folder", path=str(keys)
        )
    yield msg(
        "next: go there and type: ubah check, ubah audit, ubah new; ubah doctor says what is still missing"
    )


def _on_github(founding: Founding, folder: Path, keys: Path | None) -> Iterator[Message]:
    key = str(keys / RECORDER) if keys else RECORDER
    if not all(officer.account for officer in founding.officers if officer.id != RECORDER):
        yield msg(
            "without an account nobody can approve on GitHub: if the accounts exist already, delete {path} and found the office again with them; later each person adds the own account to roles.yaml, with the own key",
            path=str(folder),
        )
    if not running_pin().digest:
        yield msg(
            "pin the tool before the first push: pip download --no-deps ubah=={version} && pip hash ubah-*.whl; write the --hash behind the version in {path}; git commit --all --gpg-sign --message 'Pin the tool'",
            version=running_pin().version,
            path=PIN,
        )
    yield msg(
        "push: cd {path} && git remote add origin git@github.com:{repository}.git && git push -u origin main",
        path=str(folder),
        repository=founding.repository,
    )
    yield msg(
        "Settings > Environments > New environment: recorder; Deployment branches: Selected branches, main alone; Environment secret UBAH_RECORDER_KEY: the content of {key}",
        key=key,
    )
    yield msg(
        "Settings > Deploy keys > Add: the content of {key}.pub, with Allow write access", key=key
    )
    yield msg(
        "Settings > Rules > Rulesets > New > Import a ruleset: {path}",
        path=str(folder / ".github/rulesets/main.json"),
    )
    yield msg(
        "Settings > Actions > General > Workflow permissions: Read repository contents; tick Allow GitHub Actions to create and approve pull requests"
    )
    yield msg("Settings > General > Pull Requests: leave only Allow merge commits")
    logins = tuple(f"@{one.account.login}" for one in founding.officers if one.account)
    if logins:
        yield msg(
            "Settings > Collaborators: invite {accounts}; Read is enough, where roles are offered",
            accounts=logins,
        )
    yield msg(
        "Settings > Pages > Source: GitHub Actions; then Actions > publish > Run workflow, for the first site"
    )
