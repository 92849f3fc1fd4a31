"""Where all tests write, and how Hypothesis looks for examples."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import settings

from ubah.core.office.authority import build_authority
from ubah.edge.git.commits import read_commit

# A machine may be slow, so no example has a deadline. What is found at random is looked for where
# somebody waits for it (`make test-thorough`, `make torture`): the gate tries the same examples each time.
settings.register_profile(
    "ubah", deadline=None, derandomize=os.environ.get("UBAH_TEST_EXAMPLES") != "all"
)
settings.load_profile("ubah")

MEMORY = Path("/dev/shm")  # noqa: S108 - below it every user of pytest has a folder of their own
ENOUGH = 2 * 1024**3
TEMPORARY = ("TMPDIR", "PYTEST_DEBUG_TEMPROOT")


def _has_room(folder: Path) -> bool:
    """Whether a folder can hold repositories, and the hooks in them can be run."""
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return False
    there = os.statvfs(folder)
    return not there.f_flag & os.ST_NOEXEC and there.f_bavail * there.f_frsize > ENOUGH


# Tests make and remove hundreds of thousands of small files: in memory that takes a tenth of the time.
if not any(name in os.environ for name in TEMPORARY) and _has_room(MEMORY):
    os.environ.update(dict.fromkeys(TEMPORARY, str(MEMORY)))
    tempfile.tempdir = None


@pytest.fixture(scope="session", autouse=True)
def pure_parts_worked_out_once() -> Iterator[None]:
    """An authority follows from its files, a commit from its bytes; most tests share theirs.

    Each judge of a test reads all that led up to it, again and again the same.
    """
    built = lru_cache(maxsize=64)(lambda files: build_authority(dict(files)))

    def build(files: Any) -> Any:
        return built(tuple(sorted(files.items())))

    with (
        patch("ubah.edge.history.landings.build_authority", build),
        patch("support.office.build_authority", build),
        patch("ubah.edge.history.landings.read_commit", lru_cache(maxsize=20_000)(read_commit)),
    ):
        yield
