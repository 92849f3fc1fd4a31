"""What reading and writing share: errors of git, its options for judging, sound commits, merging trees."""

from __future__ import annotations

import os
import re
import shutil

import git
from git.compat import defenc
from git.exc import GitCommandError, GitCommandNotFound

from ubah.core.diagnostics import CannotRun, Message, msg

_CANONICAL = re.compile(
    rb"tree [0-9a-f]{40}\n(parent [0-9a-f]{40}\n)*author [^\n]*\ncommitter [^\n]*\n"
    rb"((?!tree |parent |author |committer )[^\n]+\n)*(\n|\Z)"
)
_FIRST_PARENT = re.compile(rb"tree [0-9a-f]{40}\nparent ([0-9a-f]{40})\n")
OID = re.compile(r"[0-9a-f]{40}\Z")
CLEAN_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",  # a git that lacks it finds no promisor remote here
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_FLUSH": "0",  # else each line of a list is a write of its own, and wakes who reads it
    "LC_ALL": "C",
    "TZ": "UTC",
}
CLEAN_OPTIONS = [
    "core.commitGraph=false",
    "core.hooksPath=" + os.devnull,
    "core.fsmonitor=false",
    "core.attributesFile=" + os.devnull,
    "protocol.allow=never",
    "safe.directory=*",  # taken from the command line since git 2.38; every object is hashed again
]
"""No configuration, attributes, replace refs, lazy fetching or prompts (rule 9)."""

GIT_ERRORS = (GitCommandError, GitCommandNotFound)


class MissingObject(CannotRun):
    """An object that history needs is not here, or is not what its id says (rule 10)."""

    hint: Message

    def __init__(self, oid: str, reason: Message | None = None):
        super().__init__(
            msg(
                "the object {oid} cannot be read: {reason}",
                oid=oid,
                reason=reason or msg("it is missing"),
            ),
            msg(
                "this clone is shallow, partial or damaged; "
                "type: git fetch --unshallow, or clone anew"
            ),
            indeterminate=True,
        )
        self.oid = oid


def describe_git_problem(problem: Exception) -> Message:
    """Return a sentence for a git command that failed in an unexpected way."""
    return msg(
        "git failed: {reason}",
        reason=said_by_git(problem) if isinstance(problem, GitCommandError) else str(problem),
    )


def said_by_git(problem: GitCommandError) -> str:
    """Return git's own words about a failure."""
    return str(problem.stderr or problem).strip().removeprefix("stderr:").strip(" '\n")


def path_name(decoded: str) -> str:
    """Return a path as UTF-8 has it, whatever the locale by which GitPython decoded it.

    Verdicts look at the characters of paths, and must not depend on who runs the tool (rule 13).
    """
    return decoded.encode(defenc, "surrogateescape").decode("utf-8", "surrogateescape")


def merge_tree(command: git.Git, base: str, head: str) -> tuple[str, tuple[str, ...]]:
    """Return the tree that a merge makes, and the paths in conflict.

    Raises:
        MissingObject: if the two cannot be merged at all.
    """
    status, out, error = command.execute(
        [
            *_git_words(command),
            # Merges without a work tree, index or ref; --write-tree is why git 2.38 is needed.
            "merge-tree",
            "--write-tree",
            "--no-messages",
            "--name-only",
            "-z",
            base,
            head,
        ],
        with_extended_output=True,
        with_exceptions=False,
    )
    words = str(out).split("\0")
    # 1 says conflicts: the tree is written all the same, with git's marks in the files.
    if status not in (0, 1) or not OID.match(words[0]):
        raise MissingObject(head, msg("git says: {said}", said=str(error).strip() or "merge-tree"))
    conflicts = tuple(path_name(path) for path in words[1:] if path)
    return words[0], conflicts if status == 1 else ()


def _git_words(command: git.Git) -> list[str]:
    # GitPython's `execute` takes the words as they are, without its persistent options.
    options = [word for option in CLEAN_OPTIONS for word in ("-c", option)]
    return [str(command.GIT_PYTHON_GIT_EXECUTABLE), *options]


def require_git() -> None:
    """Make sure that git is there.

    Raises:
        CannotRun: if it is not installed.
    """
    if shutil.which("git") is None:
        raise CannotRun(msg("git is not installed"), msg("install git 2.38 or newer"))


def require_signing_tools() -> None:
    """Make sure that git, and what it signs with, is there before anybody is asked anything.

    Raises:
        CannotRun: if one is not installed.
    """
    require_git()
    if shutil.which("ssh-keygen") is None:
        raise CannotRun(
            msg("ssh-keygen is not installed, and git signs with it"),
            msg("install OpenSSH's client, on Debian or Ubuntu: sudo apt install openssh-client"),
        )


def is_sound(data: bytes) -> bool:
    """Whether the headers stand as git writes them, so that git and the judge read the same."""
    return _CANONICAL.match(data) is not None and b"\0" not in data


def first_parent(data: bytes) -> str | None:
    """Return the first parent of the commit whose content is ``data``, "" of a root; None if it is unsound."""
    if not is_sound(data):
        return None
    parent = _FIRST_PARENT.match(data)
    return parent[1].decode("ascii") if parent else ""
