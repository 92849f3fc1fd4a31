"""The clock: read here only, and passed on as a value."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.fromtimestamp(int(time.time()), UTC)
