"""The office's files as git would commit what is checked out.

Git may leave files out of the work tree (sparse checkout), write them with other line ends than it
commits (core.autocrlf), and pass over what .gitignore names. Who looks at the disk alone takes
honest files for deleted, changed or strays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.paths import (
    AUTHORITY_FILES,
    READ_AS_AUTHORITY,
    archived_id,
    asset_id,
    attachment_of,
    record_id,
)
from ubah.edge.git import MissingObject, ObjectStore
from ubah.edge.git.checkout import Checkout, checkout_of
from ubah.edge.system import disk

FOLDERS = ("changes", "assets")
CRLF = b"\r\n"


@dataclass(frozen=True)
class WorkFiles:
    """The files of ``folders`` below ``root``; ``checkout`` is None where git has nothing to do with them."""

    root: Path
    checkout: Checkout | None
    folders: tuple[str, ...] = FOLDERS

    def authority(self) -> dict[str, bytes]:
        """Return the authority files, as far as they exist."""
        there = {path for path in READ_AS_AUTHORITY if (self.root / path).is_file()}
        return self.read({*there, *(path for path in self.left_out if path in READ_AS_AUTHORITY)})

    def register(self) -> dict[str, bytes]:
        """Return everything below changes/ and assets/ but attachments, by path relative to the root.

        Raises:
            CannotRun: if a file cannot be read.
        """
        return self.read({path for path in self.names() if not attachment_of(path)[0]})

    def attachments(self, record: str = "") -> Iterator[tuple[str, bytes]]:
        """Yield the files in all records' folders, or in one's, one after another: they may be large.

        Raises:
            CannotRun: if a file cannot be read.
        """
        for path in sorted(self.names()):
            of = attachment_of(path)[0]
            if of and record in ("", of):
                yield path, self.read({path})[path]

    def every_file(self) -> Iterator[tuple[str, bytes]]:
        """Yield all of these: register, attachments and authority files.

        Raises:
            CannotRun: if a file cannot be read.
        """
        yield from self.register().items()
        yield from self.attachments()
        yield from self.authority().items()

    def names(self) -> set[str]:
        """Return the names of everything below the folders, relative to the root."""
        tops = tuple(f"{folder}/" for folder in self.folders)
        inside = {path for path in self.left_out if path.startswith(tops)}
        here = {name for name, is_file in disk.below(self.root, self.folders) if is_file}
        return {*(name for name in here if not self.is_passed_over(name)), *inside}

    def record(self, path: str) -> bytes | None:
        """Return one file, None where there is none."""
        there = path in self.left_out or (self.root / path).is_file()
        return self.read({path})[path] if there else None

    @cached_property
    def left_out(self) -> dict[str, str]:
        """Files that git keeps but does not check out here: path → blob."""
        tracked = self.checkout.tracked if self.checkout else {}
        return {
            path: file.oid
            for path, file in tracked.items()
            if file.left_out and not disk.is_there(self.root / path)
        }

    def is_passed_over(self, path: str) -> bool:
        """Whether git ignores what lies there, and it is nothing of the register in its place."""
        ignored = self.checkout is not None and path in self.checkout.ignored
        kept = record_id(path) or asset_id(path) or attachment_of(path)[0] or archived_id(path)
        return ignored and not kept

    def is_unwatched(self, path: str) -> bool:
        """Whether git takes a file for unchanged without looking at the disk."""
        known = self.checkout.tracked.get(path) if self.checkout else None
        return known is not None and known.unwatched

    def read(self, paths: set[str]) -> dict[str, bytes]:
        """Return files by their names, which `names` told.

        Raises:
            CannotRun: if a file cannot be read.
        """
        here = {path: disk.read(self.root / path) for path in paths - self.left_out.keys()}
        windows = [path for path, data in here.items() if CRLF in data]
        if self.checkout and windows:
            committed = self._blobs(
                {path: known.oid for path in windows if (known := self.checkout.tracked.get(path))}
            )
            for path in self.checkout.converts(windows):
                if CRLF not in committed.get(path, b""):  # git leaves such files alone
                    here[path] = here[path].replace(CRLF, b"\n")
        elsewhere = {path: oid for path, oid in self.left_out.items() if path in paths}
        files = {**here, **self._blobs(elsewhere)}
        return {path: files[path] for path in sorted(files)}

    def _blobs(self, wanted: dict[str, str]) -> dict[str, bytes]:
        if not wanted or self.checkout is None:
            return {}
        with ObjectStore(self.checkout.git_dir) as store:
            try:
                return {path: store.read(oid, "blob") for path, oid in wanted.items()}
            except MissingObject:
                raise CannotRun(
                    msg(
                        "{count} files are left out by the sparse checkout, and are not in this clone",
                        count=len(wanted),
                    ),
                    msg("type: git sparse-checkout disable"),
                    indeterminate=True,
                ) from None


def keeps_line_feeds(root: Path) -> bool:
    """Whether the office's attributes keep its records and authority files as they are committed."""
    checkout = checkout_of(root, (".gitattributes",))
    if checkout is None:
        return True
    samples = ("changes/2026/RFC-2026-0001.yaml", "assets/SRV-0001.yaml", *AUTHORITY_FILES)
    return ".gitattributes" in checkout.tracked and checkout.keeps_line_feeds(samples)


def refuse_left_out(root: Path, places: tuple[str, ...]) -> None:
    """Make sure that nothing of ``places`` is left out where a command needs all of it.

    Raises:
        CannotRun: if something is.
    """
    checkout = checkout_of(root, places)
    tracked = checkout.tracked if checkout else {}
    left_out = [path for path, file in tracked.items() if file.left_out]
    absent = [path for path in left_out if not disk.is_there(root / path)]
    if absent:
        raise CannotRun(
            msg(
                "{count} files that this needs are left out by the sparse checkout, such as {path}",
                count=len(absent),
                path=absent[0],
            ),
            msg("type: git sparse-checkout disable"),
        )


def work_files(root: Path, folders: tuple[str, ...] = FOLDERS) -> WorkFiles:
    """Return the files of the office at ``root``, of these folders."""
    checkout = checkout_of(root, (*folders, *AUTHORITY_FILES))
    own = checkout is not None and checkout.root.resolve() == root.resolve()
    return WorkFiles(root, checkout if own else None, folders)
