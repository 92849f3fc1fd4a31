"""`ubah undo`: a step of one's own that has not landed, taken back."""

from __future__ import annotations

from pathlib import Path

import click

from ubah.cli.changes.branches import brings_nothing, named_branch
from ubah.cli.changes.drafting import open_drafting
from ubah.cli.language import language_option, say
from ubah.cli.session import key_options
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.model import Commit
from ubah.edge.clone.drafting import Drafting


@click.command()
@key_options
@language_option
def undo(key: Path | None, person: str, lang: str | None) -> None:
    """Take back the newest commit of this branch: a step of one's own that has not landed."""
    with open_drafting(key, person) as drafting:
        name, head, main = named_branch(drafting, "")
        repository = drafting.repository
        commit = drafting.reader.commit(head)
        _refuse_to_undo(drafting, name, commit, main)
        before = commit.parents[0]
        sent = repository.find(f"refs/remotes/origin/{name}") or ""
        was_sent = bool(sent) and repository.is_ancestor(head, sent)
        repository.move_branch(name, before, head, f"ubah: undo {head[:12]}")
        empty = repository.is_ancestor(before, main) and repository.switch(repository.main)
        if empty:
            repository.delete_branch(name)
    subject = commit.message.splitlines()[0] if commit.message else head[:12]
    say(msg("taken back: {subject} (commit {commit})", subject=subject, commit=head[:12]), lang)
    if empty:
        say(msg("the branch {branch} held nothing else, and is gone", branch=name), lang)
        say(
            msg("to have it back: git switch -c {branch} {commit}", branch=name, commit=head[:12]),
            lang,
        )
    else:
        say(msg("to have it back: git merge --ff-only {commit}", commit=head[:12]), lang)
    if was_sent and empty:
        say(msg("the server still has it: git push origin --delete {branch}", branch=name), lang)
    elif was_sent:
        say(
            msg(
                "the server still has it: git push --force-with-lease origin {branch}", branch=name
            ),
            lang,
        )


def _refuse_to_undo(drafting: Drafting, name: str, commit: Commit, main: str) -> None:
    """Make sure that the newest commit of a branch is one's own, and not on any main.

    Raises:
        CannotRun: if not.
    """
    repository, me = drafting.repository, drafting.signer.person
    if repository.is_ancestor(commit.oid, main):
        raise brings_nothing(name)
    server = repository.find(f"refs/remotes/origin/{repository.main}")
    if server and repository.is_ancestor(commit.oid, server):
        raise CannotRun(
            msg("the step has landed on the server; what has landed is never taken back"),
            msg(
                "bring main up to date (git fetch), then correct or withdraw it by a step: ubah next"
            ),
        )
    if len(commit.parents) != 1:
        raise CannotRun(
            msg("the newest commit of {branch} is a merge, not a step", branch=name),
            msg("type git log --oneline -3, to see what stands before it"),
        )
    owner = drafting.authority.roles.owner_of_key(commit.signature.key)
    if owner is None or owner[0].id != me.id:
        raise CannotRun(
            msg(
                "the newest commit of {branch} is not signed by {person}, so it is not yours to take back",
                branch=name,
                person=me.id,
            ),
            msg("whoever signed it types: ubah undo; git log -1 --show-signature says who it was"),
        )
