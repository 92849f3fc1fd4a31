"""Which commit a person means by a name."""

from __future__ import annotations

import re

import git
from git.exc import GitCommandError

from ubah.edge.git.common import OID

_HEX = re.compile(r"[0-9a-f]{4,40}\Z")
_PLACES = ("refs/heads/", "refs/remotes/", "refs/remotes/origin/", "refs/tags/")


def find_commit(command: git.Git, revision: str) -> str | None:
    """Return the commit that ``revision`` names, or None.

    Anybody may push a tag, so a tag never takes the place of a branch or of a commit's own id:
    hexadecimal words are ids; other words are branches here, on a remote, and only then tags.
    """
    name, suffix = _split(revision)
    if _HEX.match(name):
        return _by_id(command, name, suffix)
    names = [f"{place}{name}" for place in _PLACES]
    if name.startswith("refs/") or name in ("HEAD", "@", "", "FETCH_HEAD", "MERGE_HEAD"):
        names = [name]
    found = (_commit_of(command, f"{each}{suffix}") for each in names)
    return next((commit for commit in found if commit), None)


def _split(revision: str) -> tuple[str, str]:
    """Part a revision into its name and what goes on from there ("main~2", "HEAD^{tree}")."""
    ends = [at for mark in ("~", "^", ":", "@{") if (at := revision.find(mark)) >= 0]
    end = min(ends, default=len(revision))
    return revision[:end], revision[end:]


def _by_id(command: git.Git, name: str, suffix: str) -> str | None:
    """Return the one commit whose id begins with ``name``; a branch of that name comes last."""
    said = str(command.rev_parse(f"--disambiguate={name}")).split()
    commits = [oid for oid in said if _commit_of(command, oid) == oid]
    if len(commits) == 1:
        return _commit_of(command, f"{commits[0]}{suffix}")
    return None if commits else _commit_of(command, f"refs/heads/{name}{suffix}")


def _commit_of(command: git.Git, revision: str) -> str | None:
    try:
        said = command.rev_parse(
            "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
    except GitCommandError:
        return None
    return str(said).strip() if OID.match(str(said).strip()) else None
