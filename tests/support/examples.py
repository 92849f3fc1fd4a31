"""How many examples a test of Hypothesis tries: a quarter in `make test`, all in `make test-thorough`."""

from __future__ import annotations

import os

ALL = os.environ.get("UBAH_TEST_EXAMPLES") == "all"


def examples(many: int) -> int:
    """Return how many of ``many`` examples are tried."""
    return many if ALL else many // 4
