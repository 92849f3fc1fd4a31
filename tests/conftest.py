"""Where all tests write, and how Hypothesis looks for examples."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import settings

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
