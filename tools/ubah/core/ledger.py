"""What is carried from landing to landing along a history: times that were judged, steps unproved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ubah.core.calendar import bookings_after
from ubah.core.diagnostics import Severity
from ubah.core.model import Booking, JudgedStep, Judgement
from ubah.core.paths import record_path


@dataclass(frozen=True)
class Ledger:
    """What earlier landings left behind.

    Effective times by record path, records with a step that is still unproved (rule 8), and the
    release windows that stand, by record.
    """

    effective: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    pending: frozenset[str] = frozenset()
    bookings: Mapping[str, Booking] = field(default_factory=dict)

    def after(self, judgement: Judgement) -> Ledger:
        """Return the ledger after a landing has been judged."""
        if not judgement.steps:
            return self
        effective = dict(self.effective)
        touched = {record_path(step.record) for step in judgement.steps}
        for step in judgement.steps:
            path = record_path(step.record)
            effective[path] = (*effective.get(path, ())[: step.entry.number - 1], step.effective)
        unproved = {record_path(step.record) for step in judgement.steps if _is_unproved(step)}
        return replace(
            self,
            effective=effective,
            pending=(self.pending - touched) | unproved,
            bookings=bookings_after(self.bookings, judgement.steps),
        )


def _is_unproved(step: JudgedStep) -> bool:
    return any(f.severity is Severity.INDETERMINATE for f in step.findings)
