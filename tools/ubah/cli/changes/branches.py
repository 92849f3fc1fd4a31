"""The branch that `ubah land`, `assent` and `renumber` are about, and how to go on with it."""

from __future__ import annotations

from ubah.cli.language import say
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.forge.words import is_proposed_by_fork, pull_called
from ubah.core.office.authority import Authority
from ubah.edge.clone.drafting import Drafting


def named_branch(drafting: Drafting, branch: str) -> tuple[str, str, str]:
    """Return the branch's name, its commit, and main's commit."""
    repository = drafting.repository
    name = branch or repository.current_branch()
    if not name or name == repository.main:
        raise CannotRun(
            msg(
                "this is about a branch beside {main}, and none is named or checked out",
                main=repository.main,
            ),
            msg("go to it: git switch BRANCH; git branch shows which there are"),
        )
    main = repository.find(f"refs/heads/{repository.main}")
    if main is None:
        raise CannotRun(
            msg("there is no branch {branch} here", branch=repository.main),
            msg("type: git fetch origin {branch}:{branch}", branch=repository.main),
        )
    return name, repository.resolve(name), main


def brings_nothing(branch: str) -> CannotRun:
    """Return the complaint about a branch that main holds whole."""
    return CannotRun(
        msg("{branch} brings nothing that main does not have", branch=branch),
        msg("type ubah next to see what may be done, git branch to see the other branches"),
    )


def say_how_to_land(branch: str, lang: str | None, authority: Authority) -> None:
    """Say what to type next so that the branch comes into main: the one way of this office."""
    if is_proposed_by_fork(authority.office.forge):
        say(
            msg(
                "next: push the branch {branch} to your own fork of the repository, then open a pull request from there",
                branch=branch,
            ),
            lang,
        )
    elif authority.office.forge:
        say(
            msg(
                "next: git push -u origin {branch}, then open a {pull}",
                branch=branch,
                pull=pull_called(authority.office.forge),
            ),
            lang,
        )
    else:
        say(msg("next: ubah land {branch}", branch=branch), lang)
