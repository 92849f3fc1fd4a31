"""Reading objects for the judge: by id, hashed again, out of a repository of its own.

The clean, empty repository borrows the other's objects, so that no config, hook, attribute, replace
ref, graft, commit graph or environment variable of the judged clone is honoured (rule 9), and
nothing is ever fetched.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

import git
from git.exc import GitCommandError

from ubah.core.attachments import BEGINNING, KeptFile
from ubah.core.blobs import Blob
from ubah.core.diagnostics import msg
from ubah.core.model import Change
from ubah.core.paths import attachment_of
from ubah.edge.git.common import (
    CLEAN_ENVIRONMENT,
    CLEAN_OPTIONS,
    MissingObject,
    first_parent,
    merge_tree,
    said_by_git,
)
from ubah.edge.git.object_pipe import ObjectPipe, RawObject
from ubah.edge.git.tree_rows import (
    EMPTY,
    TREE_MODE,
    TreeRows,
    UnsoundTree,
    differing,
    read_tree,
)
from ubah.edge.system.scratch import Scratch

MAX_BLOB = 2 * 1024 * 1024
MAX_FOLDERS = 64
REGULAR_MODES = ("100644", "100755")
TREES_KEPT = 1024
READ_HERE = 40
"""So many commits of a chain are looked at here: starting git for the list takes longer."""
BYTES_AHEAD = 16 * 1024 * 1024
"""How much is kept of what was read ahead."""


class ObjectStore:
    """Reads objects by id out of a repository, trusting nothing but their hashes."""

    def __init__(self, git_dir: Path, extra_objects: tuple[Path, ...] = ()):
        self._folder = Scratch()
        room = self._folder.path / "judging.git"
        # git takes a folder for a repository if it has HEAD, objects and refs; HEAD may lead nowhere.
        for part in ("objects/info", "refs/heads"):
            (room / part).mkdir(parents=True)
        (room / "HEAD").write_bytes(b"ref: refs/heads/none\n")
        (room / "config").write_bytes(b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n")
        borrowed = [git_dir / "objects", *extra_objects]
        (room / "objects/info/alternates").write_bytes(
            b"".join(os.fsencode(f"{path.resolve().as_posix()}\n") for path in borrowed)
        )
        # git itself reads: GitPython's default reads packs in Python, past the checks of this room.
        self._repo = git.Repo(room, odbt=git.GitCmdObjectDB)
        self._git = self._repo.git
        self._git.update_environment(**CLEAN_ENVIRONMENT)
        self._git.set_persistent_git_options(c=CLEAN_OPTIONS)
        self._pipe = ObjectPipe(self._git, MAX_BLOB)
        self._ahead: OrderedDict[str, RawObject] = OrderedDict()
        self._bytes_ahead = 0
        self.shallow = (git_dir / "shallow").exists()
        self._trees: OrderedDict[str, TreeRows] = OrderedDict()
        self._newest: dict[str, TreeRows] = {}  # folder → the tree last read of it

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
        self._pipe.close()
        self._repo.close()
        self._git.clear_cache()
        self._folder.remove()

    def read(self, oid: str, kind: str) -> bytes:
        """Return an object's content.

        Raises:
            MissingObject: if it is absent, of another kind, or does not hash to its id.
        """
        raw = self._ahead.get(oid) or next(iter(self._pipe.ask([oid])))
        if raw is None:
            raise MissingObject(oid)
        if raw.kind != kind:
            raise MissingObject(oid, msg("it is no {kind}", kind=kind))
        if oid not in self._ahead and not raw.is_whole(oid):
            raise MissingObject(oid, msg("its content is not what its id says"))
        return raw.data

    def kept_file(self, oid: str) -> KeptFile:
        """Return what judging asks of an attachment, however large it is.

        Raises:
            MissingObject: if it is absent, no blob, or does not hash to its id.
        """
        digest, beginning, size = hashlib.sha256(), bytearray(), 0
        for piece in self._pieces(oid):
            digest.update(piece)
            beginning += piece[: BEGINNING - len(beginning)]
            size += len(piece)
        return KeptFile(size, digest.hexdigest(), bytes(beginning))

    def read_whole(self, oid: str) -> bytes:
        """Return a blob's content, however large it is.

        Raises:
            MissingObject: if it is absent, no blob, or does not hash to its id.
        """
        return b"".join(self._pieces(oid))

    def _pieces(self, oid: str) -> Iterator[bytes]:
        """Yield a blob's content piece by piece; whether it is what its id says is known at the end."""
        streamed = self._pipe.stream(oid)
        if streamed is None:
            raise MissingObject(oid)
        header = f"{streamed.kind} {streamed.size}\0".encode()
        own = hashlib.sha1(header, usedforsecurity=False)
        for piece in streamed.pieces:
            own.update(piece)
            yield piece
        if streamed.kind != "blob" or own.hexdigest() != oid:
            raise MissingObject(oid, msg("its content is not what its id says"))

    def ahead(self, oid: str, kind: str) -> bytes | None:
        """Return an object of that kind if it was read ahead and is still at hand."""
        raw = self._ahead.get(oid)
        return raw.data if raw is not None and raw.kind == kind else None

    def read_ahead(self, oids: Iterable[str]) -> None:
        """Read objects all at once that are soon asked for; what is wrong with one is told then."""
        wanted = [oid for oid in dict.fromkeys(oids) if oid not in self._ahead]
        for oid, raw in zip(wanted, self._pipe.ask(wanted), strict=True):
            if raw is not None and raw.is_whole(oid):
                self._ahead[oid] = raw
                self._bytes_ahead += len(raw.data)
        while self._bytes_ahead > BYTES_AHEAD:
            _, raw = self._ahead.popitem(last=False)
            self._bytes_ahead -= len(raw.data)

    def tree(self, oid: str, folder: str = "") -> TreeRows:
        """Return a tree; ``folder`` says of which folder, where neighbouring versions are alike.

        Raises:
            MissingObject: if it is absent, or not written as git writes trees.
        """
        known = self._trees.get(oid)
        if known is None:
            data = self.read(oid, "tree")
            try:
                known = read_tree(data, self._newest.get(folder, EMPTY))
            except UnsoundTree as problem:
                raise MissingObject(
                    oid, msg("it is no sound tree: {problem}", problem=str(problem))
                ) from None
            self._trees[oid] = known
            if len(self._newest) > TREES_KEPT:
                self._newest.clear()
            self._newest[folder] = known
            if len(self._trees) > TREES_KEPT:
                self._trees.popitem(last=False)
        else:
            self._trees.move_to_end(oid)
        return known

    def read_ahead_commits(self, oids: Sequence[str]) -> None:
        """Read commits at once, and what their trees hold that the ones before them do not."""
        self.read_ahead(oids)
        raws = (self._ahead.get(oid) for oid in oids)
        level = [("", raw.data[5:45].decode("ascii", "replace")) for raw in raws if raw]
        files: list[str] = []
        while level:
            self.read_ahead(oid for _, oid in level if oid not in self._trees)
            below: list[tuple[str, str]] = []
            for folder, oid in dict.fromkeys(level):
                try:
                    known = self._newest.get(folder, EMPTY)
                    changed = [*differing(known, self.tree(oid, folder))]
                except MissingObject:  # told when it is asked for
                    continue
                for name, _, now in changed:
                    if now and now.mode == TREE_MODE and folder.count("/") < MAX_FOLDERS:
                        below.append((f"{folder}{name}/", now.oid))
                    elif now and now.mode in REGULAR_MODES and not _is_attached(folder, name):
                        files.append(now.oid)
            level = below
        self.read_ahead(files)

    def lookup(self, tree: str, path: str) -> Blob | None:
        """Return what ``path`` is in ``tree``; None if there is no such file."""
        *folders, name = path.split("/")
        under = ""
        for folder in folders:
            entry = self.tree(tree, under).get(folder)
            if entry is None or entry.mode != TREE_MODE:
                return None
            tree, under = entry.oid, f"{under}{folder}/"
        entry = self.tree(tree, under).get(name)
        return entry if entry and entry.mode != TREE_MODE else None

    def has_folder(self, tree: str, name: str) -> bool:
        """Whether ``tree`` holds a folder called ``name`` at its top."""
        entry = self.tree(tree).get(name)
        return entry is not None and entry.mode == TREE_MODE

    def files(self, tree: str, under: str = "") -> Iterator[tuple[str, Blob]]:
        """Yield every file of ``tree``, or of its folder ``under`` ("changes/")."""
        if under.count("/") > MAX_FOLDERS:
            raise MissingObject(tree, msg("its folders are nested too deep"))
        for name, entry in self.tree(tree, under).entries.items():
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
        old = self.tree(before, under) if before else EMPTY
        new = self.tree(after, under) if after else EMPTY
        for name, was, now in differing(old, new):
            path = f"{under}{name}"
            was_tree = was.oid if was and was.mode == TREE_MODE else None
            now_tree = now.oid if now and now.mode == TREE_MODE else None
            if was_tree or now_tree:
                yield from self.changes(was_tree, now_tree, f"{path}/")
            was_file = None if was_tree else was
            now_file = None if now_tree else now
            if was_file or now_file:
                yield Change(path, was_file, now_file)

    def first_parents(self, tip: str, most: int = 0) -> list[str]:
        """Return the first-parent chain from ``tip`` on, newest first, as git lists it.

        ``most`` commits at the most; 0: down to its end.

        Raises:
            MissingObject: if the history is cut off.
        """
        found: list[str] = []
        oid = tip
        while len(found) < READ_HERE:
            parent = first_parent(self.read(oid, "commit"))
            if parent is None:
                break  # git knows what to make of it
            found.append(oid)
            if not parent or len(found) == most:
                return found
            oid = parent
        left = [f"--max-count={most - len(found)}"] if most else []
        return [*found, *self._listed(oid, *left, first_parent=True)]

    def _listed(self, tip: str, *more: str, **options: bool) -> list[str]:
        try:
            return str(self._git.rev_list(tip, *more, **options)).split()
        except GitCommandError as problem:
            raise MissingObject(tip, msg("git says: {said}", said=said_by_git(problem))) from None

    def reachable(self, tip: str, excluding: str) -> tuple[str, ...]:
        """Return the commits reachable from ``tip`` but not from ``excluding``, parents first.

        Raises:
            MissingObject: if the history is cut off.
        """
        return tuple(self._listed(tip, f"^{excluding}", topo_order=True, reverse=True))

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


def _is_attached(folder: str, name: str) -> bool:
    """Whether it is an attachment, which is read piece by piece and not held."""
    return folder.count("/") == 3 and attachment_of(f"{folder}{name}")[0] != ""
