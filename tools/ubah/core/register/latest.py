"""The newest steps of all requests."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest

from ubah.core.model import Entry
from ubah.core.register.views import RecordView


def latest_steps(records: Iterable[RecordView], count: int) -> list[tuple[RecordView, Entry]]:
    """Return the ``count`` newest entries of all journals with their records, newest first."""
    steps = ((view, entry) for view in records for entry in view.record.journal)
    return nlargest(count, steps, key=lambda s: (s[1].at, s[0].record.id, s[1].number))
