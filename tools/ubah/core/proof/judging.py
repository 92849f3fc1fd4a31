"""What the judging of steps works on: one record's part of a landing, and what it is judged by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ubah.core.diagnostics import Severity
from ubah.core.model import (
    Booking,
    Landing,
    Progress,
    Record,
)
from ubah.core.office.authority import Authority
from ubah.core.reading.records import RecordFile
from ubah.core.voucher import Voucher


@dataclass(frozen=True)
class RecordLanding:
    """One record's part of a landing."""

    path: str
    record: Record
    file: RecordFile
    before: RecordFile | None
    progress: Progress  # as it was judged when what ``before`` holds had landed
    asset_changes: Mapping[str, str] | None

    @property
    def known(self) -> int:
        """How many entries the first parent held already."""
        return len(self.before.entries) if self.before else 0


@dataclass(frozen=True)
class Judging:
    """What every step of a landing is judged by. Without a landing only content is judged."""

    authority: Authority
    landing: Landing | None = None
    vouchers: tuple[Voucher, ...] = ()
    unproved: Severity = Severity.ERROR
    bookings: Mapping[str, Booking] = field(default_factory=dict)  # release windows that stand
    read: Callable[[str, str], RecordFile | None] = lambda _path, _oid: None
