"""Git's settings, all of them read at once: a command asks for ten, and each took a run of git."""

from __future__ import annotations

from collections.abc import Mapping

import git
from git.exc import GitCommandError


def settings_of(command: git.Git, *, own: bool) -> Mapping[str, str]:
    """Return git's settings by name; ``own``: only as the repository itself has them.

    Where a name stands twice the last counts, as in git config --get. None where they are broken.
    """
    scope = ("--local",) if own else ()
    try:
        said = str(command.config(*scope, "--list", "-z"))
    except GitCommandError:
        return {}
    found = {}
    for row in said.split("\0"):
        name, _, value = row.partition("\n")
        found[name] = value.strip()
    return found


def user_setting(name: str) -> str:
    """Return a setting of the user's own git, where there is no repository yet; "" for none."""
    return settings_of(git.Git(), own=False).get(settled(name), "")


def settled(name: str) -> str:
    """Return a name as git lists it: only what stands between the dots keeps its capital letters."""
    section, *between, last = name.split(".")
    return ".".join([section.lower(), *between, last.lower()])
