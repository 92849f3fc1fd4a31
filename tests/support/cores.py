"""Processes that read commits for the tests: started once, as they load the judge anew."""

from __future__ import annotations

import atexit
from functools import cache

from ubah.edge.git.commit_pool import CommitPool


@cache
def other_cores() -> CommitPool:
    """Return two processes to read commits in, which end with the tests."""
    pool = CommitPool(2)
    atexit.register(pool.close)
    return pool
