"""Exchanging commits with the office's server: fetching them as data, and moving one branch.

Nothing that is fetched is checked out, so no hook, filter or attribute of it is run (rule 9).
"""

from __future__ import annotations

import os
import re
from datetime import datetime

import git

from ubah.edge.git.common import OID
from ubah.edge.git.working import WorkingRepository

_OWN = "refs/ubah"
_SECRET = re.compile(r"(://)[^/\s@]*@")
_ASIDE = ("Warning:", "hint:")


class Exchange:
    """Fetches from and pushes to ``remote``, a name or an address."""

    def __init__(self, repository: WorkingRepository, remote: str) -> None:
        self._repository = repository
        self._remote = remote
        self._git = git.Git(str(repository.git_dir))
        self._git.update_environment(GIT_TERMINAL_PROMPT="0", LC_ALL="C")
        self.said = ""  # what the other side said last, without passwords in addresses

    @property
    def reason(self) -> str:
        """The first line of what the other side said that tells why it failed, "" where none does."""
        lines = (line.strip() for line in self.said.splitlines())
        return next((line[:200] for line in lines if line and not line.startswith(_ASIDE)), "")

    def fetch(self, ref: str) -> str:
        """Fetch a ref, or a commit by its id, and return the commit; "" if it cannot be had."""
        return self._repository.find(_own(ref)) or "" if self._fetched(ref) else ""

    def fetch_both(self, one: str, other: str) -> tuple[str, str]:
        """Fetch two refs by one connection, and return their commits; "" for what cannot be had."""
        if not self._fetched(one, other):  # git then brings neither
            return self.fetch(one), self.fetch(other)
        words = ["rev-parse", *(f"{_own(ref)}^{{commit}}" for ref in (one, other))]
        found = self._execute(words)[1].split()
        return (found[0], found[1]) if len(found) == 2 else (self.fetch(one), self.fetch(other))

    def _fetched(self, *refs: str) -> bool:
        words = [
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-recurse-submodules",
            "--no-write-fetch-head",
        ]
        return self._run([*words, "--", self._remote, *(f"+{ref}:{_own(ref)}" for ref in refs)])

    def has(self, oid: str) -> bool:
        """Whether a commit is here already."""
        return self._repository.find(oid) == oid

    def move(self, branch: str, new: str, old: str) -> bool:
        """Move a branch of the other side from ``old`` ("": it is not there) to exactly ``new``.

        The other side compares and swaps: it refuses if the branch is not at ``old`` any more.
        """
        ref = f"refs/heads/{branch}"
        # With nothing behind the colon the ref must not be there yet (git-push).
        lease = f"--force-with-lease={ref}:{old}"
        return self._run(
            ["push", "--quiet", "--no-verify", lease, "--", self._remote, f"{new}:{ref}"]
        )

    def tip(self, branch: str) -> str | None:
        """Return where a branch of the other side is, "" if it is not there, None if unknown."""
        ref = f"refs/heads/{branch}"
        status, out = self._execute(["ls-remote", "--quiet", "--", self._remote, ref])
        found = out.split("\t")[0].strip()
        return None if status else found if OID.match(found) else ""

    def branches(self, below: str) -> dict[str, str]:
        """Return name → commit of the other side's branches below a prefix; none where unknown."""
        words = ["ls-remote", "--quiet", "--", self._remote, f"refs/heads/{below}*"]
        status, out = self._execute(words)
        rows = [] if status else [line.split("\t") for line in out.splitlines() if "\t" in line]
        return {ref.strip().removeprefix("refs/heads/"): oid for oid, ref in rows}

    def remove(self, branch: str, old: str) -> bool:
        """Remove a branch of the other side, if it is at ``old`` still."""
        return self.move(branch, "", old)

    def unsigned_commit(self, tree: str, parent: str, message: str, when: datetime) -> str:
        """Make a commit that nobody signs; it proves nothing, and nothing moves."""
        stamp = f"{int(when.timestamp())} +0000"
        who = {"NAME": "ubah", "EMAIL": "ubah@localhost", "DATE": stamp}
        parts = {f"GIT_{r}_{k}": v for r in ("AUTHOR", "COMMITTER") for k, v in who.items()}
        words = ["commit-tree", "--no-gpg-sign", tree, "-p", parent, "-m", message]
        return str(
            self._git.execute(
                [str(self._git.GIT_PYTHON_GIT_EXECUTABLE), *words], env={**os.environ, **parts}
            )
        ).strip()

    def _run(self, words: list[str]) -> bool:
        return self._execute(words)[0] == 0

    def _execute(self, words: list[str]) -> tuple[int, str]:
        # git fetch ends by starting gc or maintenance, which would go on behind us.
        options = [f"core.hooksPath={os.devnull}", "gc.auto=0", "maintenance.auto=false"]
        settings = [word for option in options for word in ("-c", option)]
        status, out, problem = self._git.execute(
            [str(self._git.GIT_PYTHON_GIT_EXECUTABLE), *settings, *words],
            with_extended_output=True,
            with_exceptions=False,
        )
        self.said = _SECRET.sub(r"\1", str(problem)).strip()
        return int(status), str(out)


def _own(ref: str) -> str:
    """Return a ref of our own for what is fetched: the user's remote-tracking branches stay where they are."""
    return f"{_OWN}/{ref.removeprefix('refs/')}"
