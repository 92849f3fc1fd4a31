"""Names that can be claimed once in a repository, by whoever is first: refs of our own.

git makes a ref with zeros as the old value only where it is not there yet, in one step, whoever else
tries at the same time; so no other store is needed for what must happen once.
"""

from __future__ import annotations

from pathlib import Path

import git
from git.exc import GitCommandError

_CLAIMS = "refs/ubah-claims"


class Claims:
    """Claims in the repository at ``git_dir``; a name tells until when it has to be remembered."""

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
