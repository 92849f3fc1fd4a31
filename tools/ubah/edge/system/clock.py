"""The clock: read here only, and passed on as a value."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

from ubah.core.diagnostics import CannotRun, msg

DATE = "SOURCE_DATE_EPOCH"
"""By it whoever builds reproducibly says which time built files bear; MkDocs reads it."""


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.fromtimestamp(int(time.time()), UTC)


def wait(length: timedelta) -> None:
    """Let so much time pass."""
    time.sleep(length.total_seconds())


def refuse_unusable_date() -> None:
    """Refuse a SOURCE_DATE_EPOCH that no build can go by, before there is much to lose.

    Set to nothing, as a script does whose own variable is empty, it counts as not set.

    Raises:
        CannotRun: if it is no number of seconds.
    """
    value = os.environ.get(DATE)
    if value is None:
        return
    if not value.strip():
        del os.environ[DATE]
        return
    try:
        datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError):
        raise CannotRun(
            msg("SOURCE_DATE_EPOCH is no number of seconds: {value}", value=value),
            msg("take it out of the environment: unset SOURCE_DATE_EPOCH"),
        ) from None
