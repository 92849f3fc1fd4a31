"""What git knows of the files that are checked out: left out, ignored, converted on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import git
from git.exc import GitCommandError, GitCommandNotFound, InvalidGitRepositoryError, NoSuchPathError

from ubah.edge.git.common import path_name

_LEFT_OUT = "S"  # skip-worktree: sparse checkout (git ls-files -t)
_RUN_NOTHING = "core.fsmonitor=false"  # git ls-files starts the program that this setting names
_CONVERTING = ("true", "input", "yes", "on", "1")


@dataclass(frozen=True)
class Tracked:
    """A file of the index. ``unwatched``: git takes it for unchanged, whatever lies on the disk."""

    oid: str
    left_out: bool
    unwatched: bool


@dataclass(frozen=True)
class Checkout:
    """What the index, the ignore rules and the attributes say of a work tree."""

    root: Path
    git_dir: Path
    tracked: Mapping[str, Tracked] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()

    def converts(self, paths: Iterable[str]) -> frozenset[str]:
        """Return those of ``paths`` whose CRLF git itself makes into LF when it commits them."""
        wanted = tuple(paths)
        if not wanted:
            return frozenset()
        with git.Repo(self.root) as repo:
            attributes = _attributes(repo, wanted)
            usual = _setting(repo, "core.autocrlf").lower() in _CONVERTING
        return frozenset(path for path in wanted if _is_converted(attributes.get(path, {}), usual))

    def keeps_line_feeds(self, paths: Iterable[str]) -> bool:
        """Whether the attributes see to it that no checkout gives ``paths`` other line ends."""
        with git.Repo(self.root) as repo:
            attributes = _attributes(repo, paths)
        return all(
            row.get("eol") == "lf" or row.get("text") == "unset" for row in attributes.values()
        )


def checkout_of(path: Path, folders: Iterable[str]) -> Checkout | None:
    """Return the checkout around ``path`` with what it tracks in ``folders``; None where there is none."""
    try:
        with git.Repo(path, search_parent_directories=True) as repo:
            if repo.working_tree_dir is None:
                return None
            root, places = Path(repo.working_tree_dir), tuple(folders)
            options = ["-c", _RUN_NOTHING, "ls-files", "-z"]
            tracked = _listed(repo, [*options, "-v", "--stage", "--", *places], root)
            ignored = _listed(
                repo,
                [*options, "--others", "--ignored", "--exclude-standard", "--", *places],
                root,
            )
            return Checkout(
                root,
                Path(repo.common_dir).resolve(),
                dict(filter(None, map(_tracked, tracked))),
                frozenset(map(path_name, ignored)),
            )
    except (InvalidGitRepositoryError, NoSuchPathError, GitCommandError, GitCommandNotFound):
        return None


def _listed(repo: git.Repo, words: list[str], root: Path) -> list[str]:
    command = [str(repo.git.GIT_PYTHON_GIT_EXECUTABLE), *words]
    said = str(repo.git.execute(command, with_extended_output=False))
    return [item for item in said.split("\0") if item]


def _tracked(item: str) -> tuple[str, Tracked] | None:
    """Read ``TAG MODE OID STAGE<tab>PATH``; a path in conflict has no single content."""
    words, _, path = item.partition("\t")
    # With -v a lower-case tag says assume-unchanged: git no longer looks at the file.
    tag, _, oid, stage = words.split(" ")
    if stage != "0":
        return None
    left_out = tag.upper() == _LEFT_OUT
    return path_name(path), Tracked(oid, left_out, left_out or tag.islower())


def _setting(repo: git.Repo, name: str) -> str:
    try:
        return str(repo.git.config("--get", name)).strip()
    except GitCommandError:
        return ""


def _attributes(repo: git.Repo, paths: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return path → attribute → value, as git check-attr tells them."""
    wanted = tuple(paths)
    words = [str(repo.git.GIT_PYTHON_GIT_EXECUTABLE), "check-attr", "-z", "text", "eol", "--"]
    found: dict[str, dict[str, str]] = {path: {} for path in wanted}
    for start in range(0, len(wanted), 500):  # a command line has its limits
        said = str(repo.git.execute([*words, *wanted[start : start + 500]])).split("\0")
        for path, name, value in zip(said[::3], said[1::3], said[2::3], strict=False):
            found[path_name(path)][name] = value
    return found


def _is_converted(attributes: Mapping[str, str], usual: bool) -> bool:
    """Whether git converts the line ends of a text: see gitattributes(5), text and eol."""
    text, eol = attributes.get("text", "unspecified"), attributes.get("eol", "unspecified")
    if text == "unset":
        return False
    # "input" is in no manual, but git takes text=input as it takes core.autocrlf=input (seen with 2.39).
    return text in ("set", "auto", "input") or eol in ("lf", "crlf") or usual
