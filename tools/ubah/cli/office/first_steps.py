"""What is left to do after `ubah init`: the clicks on the forge, or the hook on a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from ubah.core.diagnostics import Message, msg
from ubah.edge.office.founding import GITHUB, RECORDER, Founding, Premises
from ubah.edge.office.pinning import PIN, running_pin


@dataclass(frozen=True)
class Keys:
    """Private keys: the head's, the one that git signs with from now on and whose it is, the requester's."""

    head: Path
    daily: Path
    signer: str
    requester: Path


def steps_after_init(
    founding: Founding, place: Premises, own: Keys, root: str, *, new_keys: bool
) -> Iterator[Message]:
    """Yield what to do next, in order."""
    folder, keys = place.folder, place.keys if new_keys else None
    if founding.repository:
        yield msg(
            "what is left, on https://{host}/{repository}:",
            host=GITHUB,
            repository=founding.repository,
        )
        for number, step in enumerate(_on_github(founding, folder, keys, own.head), 1):
            yield msg("  {number}. {step}", number=number, step=step)
    else:
        yield msg(
            "on the server, in a bare repository: write `exec ubah hook pre-receive` into hooks/pre-receive, make it executable, and type: git config ubah.root {root}",
            root=root,
        )
    yield msg("next, type:")
    for command, what in (
        (f"cd {quote(str(folder))}", msg("go there")),
        ("ubah check", msg("judge the files")),
        ("ubah audit", msg("judge the history")),
        *(() if founding.repository else _to_the_server()),
        (f"ubah new --key {quote(str(own.requester))}", msg("the first request, by the requester")),
        ("ubah doctor", msg("what is still missing")),
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


def _to_the_server() -> Iterator[tuple[str, Message]]:
    yield "git remote add origin URL", msg("URL: of the bare repository on the server")
    yield "git push -u origin main", msg("hand the founding over to the server")


def _on_github(
    founding: Founding, folder: Path, keys: Path | None, head: Path
) -> Iterator[Message]:
    key = str(keys / RECORDER) if keys else RECORDER
    if not all(officer.account for officer in founding.officers if officer.id != RECORDER):
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
