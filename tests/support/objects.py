"""The objects of the tests' repositories, each read by one git for as long as it is asked for.

To start a git of its own for each verdict takes longer than most verdicts. What is kept of objects goes by
their ids, so only a test that damages what is stored has it forgotten.
"""

from __future__ import annotations

import atexit
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ubah.edge.git import ObjectStore

KEPT = 4
_open: OrderedDict[Path, ObjectStore] = OrderedDict()


@contextmanager
def objects_of(repository: Path) -> Iterator[ObjectStore]:
    """Lend the objects of a checkout's repository."""
    folder = repository / ".git"
    store = _open.pop(folder, None) or ObjectStore(folder)
    store.shallow = (folder / "shallow").exists()
    _open[folder] = store
    while len(_open) > KEPT:
        _open.popitem(last=False)[1].close()
    yield store


def forget(repository: Path) -> None:
    """Have what is stored be read anew, since it was damaged, or mended."""
    if (store := _open.pop(repository / ".git", None)) is not None:
        store.close()


@atexit.register
def close_all() -> None:
    """End the gits that still run."""
    while _open:
        _open.popitem()[1].close()
