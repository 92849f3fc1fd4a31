"""Folders that hold something only while a command runs.

A command that is killed cannot tidy up. So each folder holds a file that its owner keeps locked;
the lock ends with the process, and whoever makes the next folder removes those without an owner.
On Windows the file need not be locked: what a process has open there, no other one can remove.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl

    HAS_LOCKS = True
except ImportError:  # Windows
    HAS_LOCKS = False

_LOCK = ".owner"
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_swept: set[Path] = set()


class Scratch:
    """A folder of this process's own, in ``parent`` or where the system keeps such things."""

    def __init__(self, parent: Path | None = None, prefix: str = "ubah-"):
        home = parent or Path(tempfile.gettempdir())
        if home not in _swept:
            _swept.add(home)
            remove_orphans(home, prefix)
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=home))
        # Locked before it has its name, so that nobody finds it without an owner.
        unnamed = self.path / f"{_LOCK}-new"
        self._lock = os.open(unnamed, os.O_RDWR | os.O_CREAT | _NO_LINKS, 0o600)
        if HAS_LOCKS:
            with contextlib.suppress(OSError):  # some network disks know no locks
                fcntl.flock(self._lock, fcntl.LOCK_EX)
            unnamed.rename(self.path / _LOCK)
        else:
            os.close(self._lock)
            unnamed.rename(self.path / _LOCK)  # what is open cannot be renamed there
            self._lock = os.open(self.path / _LOCK, os.O_RDWR)

    def remove(self) -> None:
        """Remove the folder and all that is in it; a second time nothing happens."""
        if self._lock >= 0:
            if not HAS_LOCKS:
                os.close(self._lock)
            shutil.rmtree(self.path, ignore_errors=True)
            if HAS_LOCKS:
                os.close(self._lock)
            self._lock = -1

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.remove()


@contextlib.contextmanager
def scratch_folder(parent: Path | None = None, prefix: str = "ubah-") -> Iterator[Path]:
    """Make a folder for as long as the block runs.

    Raises:
        OSError: if it cannot be made.
    """
    scratch = Scratch(parent, prefix)
    try:
        yield scratch.path
    finally:
        scratch.remove()


def remove_orphans(home: Path, prefix: str) -> None:
    """Remove the folders in ``home`` whose process ended without tidying up."""
    try:
        folders = [entry for entry in os.scandir(home) if entry.name.startswith(prefix)]
    except OSError:
        return
    for entry in folders:
        with contextlib.suppress(OSError):
            if entry.is_dir(follow_symlinks=False) and _is_own(entry.stat()):
                _remove_orphan(Path(entry.path))


def _is_own(found: os.stat_result) -> bool:
    """Whether this account made it; on Windows each account has a folder of its own for such things."""
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()


def _remove_orphan(folder: Path) -> None:
    if not HAS_LOCKS:
        (folder / _LOCK).unlink()  # its owner still has it open: PermissionError
        shutil.rmtree(folder, ignore_errors=True)
        return
    lock = os.open(folder / _LOCK, os.O_RDWR | _NO_LINKS)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # its owner still has it: BlockingIOError
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
