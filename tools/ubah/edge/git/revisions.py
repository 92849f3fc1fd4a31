"""Names: which commit a person means by one, and names that can be claimed once."""

from __future__ import annotations

import re
from pathlib import Path

import git
from git.exc import GitCommandError

from ubah.edge.git.common import OID

WHOLE = 40
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
    if len(name) == WHOLE and not suffix and _commit_of(command, name) == name:
        return name  # git takes a whole id for nothing else
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


_CLAIMS = "refs/ubah-claims"


class Claims:
    """Names that whoever is first claims in the repository at ``git_dir``, each until a moment.

    git makes a ref with zeros as the old value only where it is not there yet, in one step, whoever
    else tries at the same time; so no other store is needed for what must happen once.
    """

    def __init__(self, git_dir: Path) -> None:
        self._git = git.Git(str(git_dir))
        self._git.update_environment(LC_ALL="C")

    def claim(self, name: str, until: int, commit: str) -> bool:
        """Claim a name; False where it was claimed before. ``commit`` is any that is here."""
        try:
            self._git.update_ref(self._ref(name, until), commit, "0" * 40)
        except GitCommandError:
            return False
        return True

    def is_claimed(self, name: str, until: int) -> bool:
        """Whether a name was claimed."""
        found = self._git.for_each_ref("--format=%(refname)", self._ref(name, until))
        return bool(str(found).strip())

    def forget(self, now: int) -> None:
        """Drop what needs to be remembered no more."""
        for ref in str(self._git.for_each_ref("--format=%(refname)", _CLAIMS)).split():
            until = ref.removeprefix(f"{_CLAIMS}/").partition("/")[0]
            if until.isdigit() and int(until) < now:
                self._git.update_ref("-d", ref)

    def _ref(self, name: str, until: int) -> str:
        return f"{_CLAIMS}/{until}/{name}"
