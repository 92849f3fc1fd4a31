"""What is carried from landing to landing along a history: how far records are, steps unproved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rpds import HashTrieMap, HashTrieSet

from ubah.core.diagnostics import Severity
from ubah.core.judge.calendar import bookings_after
from ubah.core.model import Booking, JudgedStep, Judgement, Progress
from ubah.core.paths import record_path


@dataclass(frozen=True)
class Ledger:
    """What earlier landings left behind.

    How far each record is as it was judged, by path; which have an unproved step (rule 8); and the
    release windows that stand.

    What has landed is not judged again (rule 1): a later landing goes on from here, whatever
    sop.yaml says by then.
    """

    progress: HashTrieMap[str, Progress] = field(default_factory=HashTrieMap)
    pending: HashTrieSet[str] = field(default_factory=HashTrieSet)
    bookings: Mapping[str, Booking] = field(default_factory=dict)

    def after(self, judgement: Judgement) -> Ledger:
        """Return the ledger after a landing has been judged."""
        if not judgement.steps:
            return self
        # Both share what stays with the ledger before: a copy of all at each landing would be felt.
        progress, pending = self.progress, self.pending
        for step in judgement.steps:
            progress = progress.insert(record_path(step.record), step.progress)
            pending = pending.discard(record_path(step.record))
        for step in judgement.steps:
            if _is_unproved(step):
                pending = pending.insert(record_path(step.record))
        return replace(
            self,
            progress=progress,
            pending=pending,
            bookings=bookings_after(self.bookings, judgement.steps),
        )


def _is_unproved(step: JudgedStep) -> bool:
    return any(f.severity is Severity.INDETERMINATE for f in step.findings)
