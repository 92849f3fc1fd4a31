"""What is carried from landing to landing along a history: how far records are, steps unproved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

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

    progress: Mapping[str, Progress] = field(default_factory=dict)
    pending: frozenset[str] = frozenset()
    bookings: Mapping[str, Booking] = field(default_factory=dict)

    def after(self, judgement: Judgement) -> Ledger:
        """Return the ledger after a landing has been judged."""
        if not judgement.steps:
            return self
        progress = dict(self.progress)
        for step in judgement.steps:
            progress[record_path(step.record)] = step.progress
        touched = {record_path(step.record) for step in judgement.steps}
        unproved = {record_path(step.record) for step in judgement.steps if _is_unproved(step)}
        return replace(
            self,
            progress=progress,
            pending=(self.pending - touched) | unproved,
            bookings=bookings_after(self.bookings, judgement.steps),
        )


def _is_unproved(step: JudgedStep) -> bool:
    return any(f.severity is Severity.INDETERMINATE for f in step.findings)
