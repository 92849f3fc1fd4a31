"""Reading objects for the judge: by id, hashed again, out of a repository of its own.

The clean, empty repository borrows the other's objects, so that no config, hook, attribute, replace
ref, graft, commit graph or environment variable of the judged clone is honoured (rule 9), and
nothing is ever fetched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import TracebackType

import git
from git.exc import GitCommandError
from git.objects.fun import tree_entries_from_data

from ubah.core.blobs import Blob
from ubah.core.diagnostics import msg
from ubah.core.model import Change
from ubah.edge.git.common import (
    CLEAN_ENVIRONMENT,
    CLEAN_OPTIONS,
    MissingObject,
    merge_tree,
    path_name,
    said_by_git,
)
from ubah.edge.system.scratch import Scratch

MAX_BLOB = 2 * 1024 * 1024
TREE_MODE = "040000"
MAX_FOLDERS = 64
_MODES = {
    "040000": b"40000",  # a tree object has no leading zero, though git ls-tree shows one
    "100644": b"100644",
    "100755": b"100755",
    "120000": b"120000",
    "160000": b"160000",
}


class ObjectStore:
    """Reads objects by id out of a repository, trusting nothing but their hashes."""

    def __init__(self, git_dir: Path, extra_objects: tuple[Path, ...] = ()):
        self._folder = Scratch()
        room = self._folder.path / "judging.git"
        # git takes a folder for a repository if it has HEAD, objects and refs; HEAD may lead nowhere.
        for part in ("objects/info", "refs/heads"):
            (room / part).mkdir(parents=True)
        (room / "HEAD").write_text("ref: refs/heads/none\n")
        (room / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n")
        borrowed = [git_dir / "objects", *extra_objects]
        (room / "objects/info/alternates").write_text(
            "".join(f"{path.resolve()}\n" for path in borrowed)
        )
        # git itself reads: GitPython's default reads packs in Python, past the checks of this room.
        self._repo = git.Repo(room, odbt=git.GitCmdObjectDB)
        self._git = self._repo.git
        self._git.update_environment(**CLEAN_ENVIRONMENT)
        self._git.set_persistent_git_options(c=CLEAN_OPTIONS)
        self.shallow = (git_dir / "shallow").exists()
        self.tree = lru_cache(maxsize=4096)(self._tree)

    def __enter__(self) -> ObjectStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End git's process and remove the clean repository."""
        self._repo.close()
        self._git.clear_cache()
        self._folder.remove()

    def read(self, oid: str, kind: str) -> bytes:
        """Return an object's content.

        Raises:
            MissingObject: if it is absent, of another kind, or does not hash to its id.
        """
        try:
            _, said, size, stream = self._git.stream_object_data(oid)
        except ValueError:
            # git says "OID missing" where a kind and a size belong; GitPython makes a ValueError of it.
            raise MissingObject(oid) from None
        data: bytes = stream.read(size if kind != "blob" else min(size, MAX_BLOB + 1))
        # The rest, with the line feed behind it, must be taken off the pipe before the next request.
        stream.read()
        found = _plain(said)
        if found != kind:
            raise MissingObject(oid, msg("it is no {kind}", kind=kind))
        if len(data) == size and _hash(kind, data) != oid:
            raise MissingObject(oid, msg("its content is not what its id says"))
        return data

    def _tree(self, oid: str) -> Mapping[str, Blob]:
        data = self.read(oid, "tree")
        try:
            entries = tree_entries_from_data(data)
        except ValueError as problem:
            raise MissingObject(
                oid, msg("it is no sound tree: {problem}", problem=str(problem))
            ) from None
        found = {path_name(name): Blob(f"{mode:06o}", sha.hex()) for sha, mode, name in entries}
        if len(found) != len(entries):  # git itself would pick either of two files of one name
            raise MissingObject(
                oid, msg("it is no sound tree: {problem}", problem="duplicateEntries")
            )
        if not _is_canonical(data, found):
            raise MissingObject(oid, msg("it is no sound tree: {problem}", problem="treeNotSorted"))
        return found

    def lookup(self, tree: str, path: str) -> Blob | None:
        """Return what ``path`` is in ``tree``; None if there is no such file."""
        *folders, name = path.split("/")
        for folder in folders:
            entry = self.tree(tree).get(folder)
            if entry is None or entry.mode != TREE_MODE:
                return None
            tree = entry.oid
        entry = self.tree(tree).get(name)
        return entry if entry and entry.mode != TREE_MODE else None

    def files(self, tree: str, under: str = "") -> Iterator[tuple[str, Blob]]:
        """Yield every file of ``tree``, or of its folder ``under`` ("changes/")."""
        if under.count("/") > MAX_FOLDERS:
            raise MissingObject(tree, msg("its folders are nested too deep"))
        for name, entry in self.tree(tree).items():
            path = f"{under}{name}"
            if entry.mode == TREE_MODE:
                yield from self.files(entry.oid, f"{path}/")
            else:
                yield path, entry

    def changes(self, before: str | None, after: str | None, under: str = "") -> Iterator[Change]:
        """Yield what differs between two trees (None: the empty one), in path order.

        Raises:
            MissingObject: if folders lie in folders beyond all measure.
        """
        if under.count("/") > MAX_FOLDERS:
            raise MissingObject(after or before or "", msg("its folders are nested too deep"))
        old = self.tree(before) if before else {}
        new = self.tree(after) if after else {}
        for name in sorted({*old, *new}):
            was, now = old.get(name), new.get(name)
            if was == now:
                continue
            path = f"{under}{name}"
            was_tree = was.oid if was and was.mode == TREE_MODE else None
            now_tree = now.oid if now and now.mode == TREE_MODE else None
            if was_tree or now_tree:
                yield from self.changes(was_tree, now_tree, f"{path}/")
            was_file = None if was_tree else was
            now_file = None if now_tree else now
            if was_file or now_file:
                yield Change(path, was_file, now_file)

    def reachable(self, tip: str, excluding: str) -> tuple[str, ...]:
        """Return the commits reachable from ``tip`` but not from ``excluding``, parents first.

        Raises:
            MissingObject: if the history is cut off.
        """
        try:
            said = self._git.rev_list(tip, f"^{excluding}", topo_order=True, reverse=True)
        except GitCommandError as problem:
            raise MissingObject(tip, msg("git says: {said}", said=said_by_git(problem))) from None
        return tuple(str(said).split())

    def merge_bases(self, one: str, other: str) -> tuple[str, ...]:
        """Return the newest common ancestors of two commits.

        Raises:
            MissingObject: if a history is cut off.
        """
        try:
            return tuple(str(self._git.merge_base("--all", one, other)).split())
        except GitCommandError as problem:
            if problem.status == 1:  # they have nothing in common
                return ()
            raise MissingObject(other, msg("git says: {said}", said=said_by_git(problem))) from None

    def merged_tree(self, base: str, head: str) -> tuple[str, tuple[str, ...]]:
        """Return the tree that merging ``head`` into ``base`` makes, and the paths in conflict.

        Raises:
            MissingObject: if the two cannot be merged at all.
        """
        return merge_tree(self._git, base, head)


def _is_canonical(data: bytes, entries: Mapping[str, Blob]) -> bool:
    """Whether a tree is written as git writes it: in its order, with its modes (git fsck)."""
    rows = [(name.encode("utf-8", "surrogateescape"), blob) for name, blob in entries.items()]
    # git sorts a folder as if a slash stood behind its name.
    rows.sort(key=lambda row: row[0] + (b"/" if row[1].mode == TREE_MODE else b""))
    written = b"".join(
        b"%s %s\0%s" % (_MODES.get(blob.mode, b"?"), name, bytes.fromhex(blob.oid))
        for name, blob in rows
    )
    return written == data


def _plain(said: object) -> str:
    """Return what GitPython's stubs call a text and its persistent process hands out as bytes."""
    return said.decode() if isinstance(said, bytes) else str(said)


def _hash(kind: str, data: bytes) -> str:
    header = f"{kind} {len(data)}\0".encode()
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()
