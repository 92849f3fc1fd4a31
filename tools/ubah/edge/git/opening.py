"""Finding the repository around a folder, and making one."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator
from pathlib import Path

import git
from git.exc import GitCommandError, InvalidGitRepositoryError, NoSuchPathError

from ubah.core.diagnostics import CannotRun, msg
from ubah.edge.git.common import require_git, said_by_git


def find_repository(path: Path) -> Path:
    """Return the git directory of the repository around ``path``.

    Raises:
        CannotRun: if there is none, or git is not installed.
    """
    try:
        with _opened(path) as repo:
            return Path(repo.common_dir).resolve()
    except (InvalidGitRepositoryError, NoSuchPathError):
        raise CannotRun(
            msg("{path} is not inside a git repository", path=str(path)),
            msg("go to the office's repository, or make one: ubah init DIR"),
        ) from None


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[git.Repo]:
    require_git()
    with git.Repo(path, search_parent_directories=True) as repo:
        yield repo


def refuse_unusable(command: git.Git, git_dir: Path) -> None:
    """Make sure that git itself reads the repository, lest everything in it look absent.

    Raises:
        CannotRun: if its settings are broken, it belongs to another user, or its objects go by other
            hashes than SHA-1 (rule 10).
    """
    try:
        said = str(command.rev_parse("--git-dir", "--show-object-format"))
        object_format = said.split()[-1]
    except GitCommandError as problem:
        said = said_by_git(problem)
        path = str(git_dir.parent if git_dir.name == ".git" else git_dir)
        if "dubious ownership" in said:
            raise CannotRun(
                msg("{path} belongs to another user, so git does not read it", path=path),
                msg(
                    "if you trust it, type: git config --global --add safe.directory {path}",
                    path=shlex.quote(path),
                ),
            ) from None
        raise CannotRun(
            msg("git cannot work in {path}: {reason}", path=path, reason=said),
            msg("mend the file that git names, such as .git/config"),
        ) from None
    if object_format != "sha1":
        raise CannotRun(
            msg(
                "this repository is in {kind} format, which cannot be judged",
                kind=object_format.upper(),
            ),
            msg(
                "offices go by git's usual format: make one with ubah init DIR, or git init without --object-format"
            ),
            indeterminate=True,
        )


def make_repository(path: Path, *, bare: bool, branch: str) -> None:
    """Make an empty repository whose first branch is ``branch``."""
    with git.Repo.init(path, bare=bare, initial_branch=branch):
        pass
