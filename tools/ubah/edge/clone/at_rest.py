"""What was listed of records at which nothing can happen by itself, kept in the clone between commands.

Such a record need not be read again while its file lies there as it did: same size, inode and times,
as git's own index has it. Nothing is judged by what is kept; it only spares a list of thousands of
finished requests their reading. A file that is gone, or odd, costs nothing but time.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ubah
from ubah.core.diagnostics import CannotRun
from ubah.core.register.summaries import RecordSummary, summary_from
from ubah.edge.system import disk

FORM = 2
"""Raised whenever what is kept means something else."""
SETTLED_NS = 2_000_000_000
"""A file that is younger may change again within the same tick of the disk's clock (git: racy-git)."""

Stamp = tuple[int, ...]


class RecordsAtRest:
    """Summaries of finished records, by what their files look like on the disk.

    ``git_dir`` is where git keeps the clone's own files, None where there is no clone;
    ``authority`` are the files by which the records were read.
    """

    def __init__(self, root: Path, git_dir: Path | None, authority: Mapping[str, bytes]) -> None:
        self._root = root
        self._file = git_dir / "ubah" / "records-at-rest.json" if git_dir else None
        self._key = _key(root, authority)
        self._known = self._read()
        self._kept: dict[str, list[Any]] = {}
        self._now = time.time_ns()

    def find(self, path: str) -> RecordSummary | None:
        """Return what is kept of the record at ``path``, None where it has to be read."""
        row, stamp = self._known.get(path), self._stamp(path)
        if row is None or not stamp:
            return None
        try:
            was, texts = row
            if was != list(stamp) or not all(isinstance(text, str) for text in texts):
                return None
            summary = summary_from(texts)
        except (TypeError, ValueError):
            return None
        self._kept[path] = row
        return summary

    def keep(self, path: str, summary: RecordSummary) -> None:
        """Keep what was read of a record, for the next time."""
        stamp = self._stamp(path)
        if stamp and max(stamp[2:]) < self._now - SETTLED_NS:
            self._kept[path] = [list(stamp), list(summary.plain)]

    def write(self) -> None:
        """Write down what is kept, where it is not what was; whether that succeeds matters to nobody."""
        if self._file is None or self._kept == self._known:
            return
        body = json.dumps({"for": self._key, "records": self._kept}, separators=(",", ":"))
        try:
            disk.make_folder(self._file.parent)
            disk.write_atomically(self._file, body.encode())
        except CannotRun:
            return

    def _read(self) -> dict[str, list[Any]]:
        try:
            value = json.loads(self._file.read_bytes()) if self._file else {}
            return dict(value["records"]) if value["for"] == self._key else {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}

    def _stamp(self, path: str) -> Stamp:
        try:
            found = os.lstat(self._root / path)
        except OSError:
            return ()
        return (found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)


def _key(root: Path, authority: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(f"{FORM}\n{ubah.__version__}\n{root.resolve()}\n".encode())
    for path in sorted(authority):
        digest.update(hashlib.sha256(authority[path]).digest())
    return digest.hexdigest()
