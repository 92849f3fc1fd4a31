"""The user's own repository: its branches, its files, and the commits that are made in it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import git
from git.exc import GitCommandError

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.names import MAIN
from ubah.edge.git.common import OID, merge_tree, said_by_git
from ubah.edge.git.index import add_to_index
from ubah.edge.git.opening import find_repository, refuse_unusable
from ubah.edge.git.revisions import find_commit
from ubah.edge.git.settings import settings_of, settled
from ubah.edge.git.signing import cannot_sign, key_named
from ubah.edge.system.scratch import scratch_folder


class WorkingRepository:
    """The user's repository: its branches, its work tree, and the commits that are made in it."""

    def __init__(self, path: Path):
        """Open the repository around ``path``.

        Raises:
            CannotRun: if there is none, or git will not work with it.
        """
        self.git_dir = find_repository(path)
        self._repo = git.Repo(path, search_parent_directories=True)
        self._git = self._repo.git
        self._git.update_environment(GIT_TERMINAL_PROMPT="0", LC_ALL="C")
        refuse_unusable(self._git, self.git_dir)
        self._settings: dict[bool, Mapping[str, str]] = {}
        self._bases: dict[tuple[str, str], str] = {}

    def __enter__(self) -> WorkingRepository:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._repo.close()

    @property
    def has_work_tree(self) -> bool:
        """Whether files are checked out here, as they are not in a bare repository."""
        return self._repo.working_tree_dir is not None

    @property
    def work_tree(self) -> Path:
        """The folder that the files are checked out in.

        Raises:
            CannotRun: in a bare repository.
        """
        if self._repo.working_tree_dir is None:
            raise CannotRun(
                msg("this is a bare repository, without files to work on"),
                msg("work in a clone of it"),
            )
        return Path(self._repo.working_tree_dir)

    def resolve(self, revision: str) -> str:
        """Return the commit that a revision names.

        Raises:
            CannotRun: if it names none.
        """
        found = self.find(revision)
        if found is None:
            message = msg("there is no commit {revision} here", revision=revision)
            raise CannotRun(
                message, msg("type git branch --all to see what there is; git fetch may be missing")
            )
        return found

    def find(self, revision: str) -> str | None:
        """Return the commit that a revision names, or None.

        Anybody may push a tag, so a tag never takes the place of a branch or of a commit's own id:
        hexadecimal words are ids, other words are branches here, on a remote, and only then tags.
        """
        return find_commit(self._git, revision)

    def config(self, name: str, *, own: bool = False) -> str:
        """Return a git setting, or ""; ``own``: only as this repository itself has it."""
        if own not in self._settings:
            self._settings[own] = settings_of(self._git, own=own)
        return self._settings[own].get(settled(name), "")

    def set_config(self, name: str, value: str) -> None:
        """Set a git setting of this repository."""
        self._git.config(name, value)
        self._settings.clear()

    @property
    def main(self) -> str:
        """The name of the protected branch: ``git config ubah.main``, else main."""
        return self.config("ubah.main", own=True) or MAIN

    def unset_config(self, name: str) -> None:
        """Drop a git setting of this repository."""
        with contextlib.suppress(GitCommandError):
            self._git.config("--unset-all", name)
        self._settings.clear()

    def add_remote(self, name: str, url: str) -> None:
        """Name another repository; fetching from it brings all its branches."""
        self._git.remote("add", name, url)

    def push(self, remote: str, *branches: str) -> tuple[bool, str]:
        """Push branches; return whether all were accepted, and what the other side said."""
        words = [str(self._git.GIT_PYTHON_GIT_EXECUTABLE), "push", "--quiet", remote, *branches]
        status, _, error = self._git.execute(
            words, with_extended_output=True, with_exceptions=False
        )
        return status == 0, str(error)

    def set_branch(self, branch: str, commit: str) -> None:
        """Point a branch that is not checked out at ``commit``."""
        self._git.update_ref(f"refs/heads/{branch}", commit)

    def delete_branch(self, branch: str) -> None:
        """Drop a branch; its commits stay where something else leads to them."""
        self._git.update_ref("-d", f"refs/heads/{branch}")

    def check_out_afresh(self, branch: str) -> None:
        """Fill a work tree that holds nothing yet with ``branch``."""
        self._git.symbolic_ref("HEAD", f"refs/heads/{branch}")
        self._git.read_tree("--reset", "-u", "HEAD")

    def current_branch(self) -> str:
        """Return the branch that is checked out, "" if none is."""
        try:
            return str(self._git.symbolic_ref("--quiet", "--short", "HEAD")).strip()
        except GitCommandError:
            return ""

    def branch_tips(self) -> tuple[str, ...]:
        """Return the commits that local and remote branches point at."""
        said = str(self._git.for_each_ref("--format=%(objectname)", "refs/heads", "refs/remotes"))
        return tuple(dict.fromkeys(said.split()))

    def create_branch(self, branch: str, commit: str) -> None:
        """Make a branch and check it out where no file changes by that.

        Raises:
            CannotRun: if the branch exists already.
        """
        try:
            # Zeros as the old value: the ref must not be there yet (git-update-ref).
            self._git.update_ref(f"refs/heads/{branch}", commit, "0" * 40)
            self._git.symbolic_ref("HEAD", f"refs/heads/{branch}")
        except GitCommandError:
            message = msg("the branch {branch} exists already", branch=branch)
            raise CannotRun(message, msg("type: git switch {branch}", branch=branch)) from None

    @contextmanager
    def own_branch(self, name: str, head: str) -> Iterator[str]:
        """Give the branch to commit on: the one that is checked out, or beside main a new one.

        A new one is called ``name``, or so with a number, and stands at ``head``, where main is checked
        out: no file changes. Where the block breaks off, it is gone, and main is checked out again.
        """
        current = self.current_branch()
        if current not in ("", self.main):
            yield current
            return
        branch = self.free_branch(name)
        self.create_branch(branch, head)
        try:
            yield branch
        except BaseException:
            if current:
                self._git.symbolic_ref("HEAD", f"refs/heads/{current}")
                self.delete_branch(branch)
            raise

    def dirty_paths(self) -> tuple[str, ...]:
        """Return the paths with changes that are not committed; untracked ones included."""
        said = str(
            self._git.status("--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
        )
        return tuple(item[3:] for item in said.split("\0") if item)

    def write_tree(
        self,
        base: str,
        files: Mapping[str, bytes],
        without: Iterable[str] = (),
        blobs: Mapping[str, str] | None = None,
    ) -> str:
        """Write the tree of commit ``base`` with some files replaced or left out; return its id.

        ``blobs`` are files that git holds already: path → object id.

        The index and the work tree are not touched.
        """
        with scratch_folder() as folder:
            index = {"GIT_INDEX_FILE": str(folder / "index")}
            with self._git.custom_environment(**index):
                self._git.read_tree(base) if base else self._git.read_tree("--empty")
                add_to_index(self._git, folder, files)
                for path, oid in (blobs or {}).items():
                    self._git.update_index("--add", "--cacheinfo", f"100644,{oid},{path}")
                for path in without:
                    self._git.update_index("--force-remove", path)
                return str(self._git.write_tree()).strip()

    def rename_branch(self, old: str, new: str) -> str:
        """Call a branch ``new``, or so with a number added; return what it is called now."""
        name = self.free_branch(new)
        self._git.branch("--move", old, name)
        return name

    def merge_base(self, one: str, other: str) -> str:
        """Return the newest common ancestor, or ""."""
        if (one, other) in self._bases:
            return self._bases[one, other]
        try:
            found = str(self._git.merge_base(one, other)).strip().split("\n")[0]
        except GitCommandError:
            found = ""
        if found and OID.match(one) and OID.match(other):  # for two commits it is the same for ever
            self._bases[one, other] = found
        return found

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether ``new`` is ``old`` or descends from it."""
        return self.merge_base(old, new) == old

    def free_branch(self, name: str) -> str:
        """Return ``name``, or with a number added, such that no branch is called so yet."""
        number = 1
        candidate = name
        while self.find(f"refs/heads/{candidate}"):
            number += 1
            candidate = f"{name}-{number}"
        return candidate

    def merged_tree(self, base: str, head: str) -> tuple[str, tuple[str, ...]]:
        """Return the tree that merging makes, written here, and the paths in conflict."""
        return merge_tree(self._git, base, head)

    def commit_tree(
        self,
        tree: str,
        parents: tuple[str, ...],
        message: str,
        key: Path | None,
        environment: Mapping[str, str],
    ) -> str:
        """Make a commit, signed with ``key`` or as git is configured, and return its id.

        Raises:
            CannotRun: if git or ssh-keygen refuses, most often for want of a key.
        """
        words = [str(self._git.GIT_PYTHON_GIT_EXECUTABLE), "-c", "gpg.format=ssh"]
        if key is not None:
            words += ["-c", f"user.signingKey={key.resolve()}"]
        words += ["commit-tree", "-S", tree, "-F", "-"]
        for parent in parents:
            words += ["-p", parent]
        # It becomes git's standard input as it is, so it has to be a file that the system knows.
        with tempfile.TemporaryFile() as source:
            source.write(message.encode())
            source.seek(0)
            try:
                said = self._git.execute(words, istream=source, env={**os.environ, **environment})
            except GitCommandError as problem:
                named = key_named(key, self.config("user.signingkey"))
                raise cannot_sign(said_by_git(problem), named) from None
        return str(said).strip()

    def move_branch(self, branch: str, new: str, old: str, reason: str) -> None:
        """Point ``branch`` at ``new``, and bring index and work tree along if it is checked out.

        ``old`` is what it must still point at. Files come first and the branch last, each step
        atomic, so that whoever is interrupted finds the files as before or as after.

        Raises:
            CannotRun: if a file that is not committed stands in the way; nothing is changed then.
        """
        try:
            if self.current_branch() == branch and self._repo.working_tree_dir:
                # With two trees git read-tree refuses where a file that is not committed would be lost.
                base = self.find("HEAD")
                self._git.read_tree("-m", "-u", *([base] if base else []), new)
            self._git.update_ref("-m", reason, f"refs/heads/{branch}", new, old or "0" * 40)
        except GitCommandError as problem:
            raise CannotRun(
                msg("git did not update the files: {reason}", reason=said_by_git(problem)),
                msg(
                    "commit or stash what you have changed (git status), then type the command again"
                ),
            ) from None

    def switch(self, branch: str) -> bool:
        """Check a branch out as git switch does; return False if files stand in the way."""
        try:
            self._git.switch("--quiet", branch)
        except GitCommandError:
            return False
        return True

    def stage(self, paths: tuple[str, ...]) -> None:
        """Put files of the work tree into the index."""
        self._git.add("--", *paths)
