"""The release calendar (8xx): releases in a freeze, and releases that meet on an asset.

Local rules, and deviations all: they are shown, and never fail a history. A clash is seen against
the windows that stood on main when the release was scheduled, so that the verdict on a landing
depends on nothing that came after it (rules 1 and 13). Two releases meet on an asset that both name,
not on one that depends on it: a record names every asset that it touches, and nearly everything in
an office depends on its switch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ubah.core.diagnostics import Finding, Place, deviation, msg
from ubah.core.meanings import Meaning
from ubah.core.model import Booking, JudgedStep, Progress, Record
from ubah.core.paths import record_path
from ubah.core.people.office import Office
from ubah.core.reading.journal import PLANNING, SETTLING, standing_window, stated_release
from ubah.core.reading.records import landed_record, read_file, standing
from ubah.core.rules.calendar import (
    RELEASE_IN_A_FREEZE,
    RELEASE_WINDOWS_CLASH,
    RELEASED_IN_A_FREEZE,
)
from ubah.core.sop import Action, Sop

_STATUS = re.compile(rb"^status: ([a-z_]+)$", re.MULTILINE)


def plans(action: Action) -> bool:
    """Whether an action sets a release window (step 11)."""
    return not action.means.isdisjoint(PLANNING)


def tells_release(action: Action) -> bool:
    """Whether an action may tell when a release was made (steps 11 and 12)."""
    return not action.means.isdisjoint((Meaning.PLANS_RELEASE, *SETTLING))


def booking_of(record: Record, progress: Progress) -> Booking | None:
    """Return the release window that stands after the steps so far, None once it is over."""
    window = standing_window(progress)
    if window is None or stated_release(progress) is not None:
        return None
    return Booking(
        record=record.id,
        start=datetime.fromisoformat(window["start"]),
        end=datetime.fromisoformat(window["end"]),
        release=str(window.get("release", "")),
        assets=frozenset(record.request.get("affected_assets", ())),
    )


def freeze_findings(
    action: Action, evidence: Mapping[str, Any], office: Office, place: Place
) -> Iterator[Finding]:
    """Yield the freezes of office.yaml that a release is planned in, or was made in."""
    window = evidence.get("window") if plans(action) else None
    if window:
        start, end = (datetime.fromisoformat(window[key]) for key in ("start", "end"))
        for freeze in office.freeze_windows:
            if start < freeze.end and freeze.start < end:
                message = msg("the release is planned in a freeze: {reason}", reason=freeze.reason)
                yield deviation(RELEASE_IN_A_FREEZE, place, message)
    made = _made(evidence) if tells_release(action) else None
    for freeze in office.freeze_windows:
        if made and freeze.start <= made <= freeze.end:
            message = msg("the release was made in a freeze: {reason}", reason=freeze.reason)
            yield deviation(RELEASED_IN_A_FREEZE, place, message)


def _made(evidence: Mapping[str, Any]) -> datetime | None:
    told = evidence.get("already_live") or evidence.get("release")
    return datetime.fromisoformat(told["at"]) if told and "at" in told else None


def clash_findings(
    booking: Booking, place: Place, known: Mapping[str, Booking]
) -> Iterator[Finding]:
    """Yield the standing windows that this one meets at the same time on the same asset."""
    for number in sorted(known):
        shared = clash(booking, known[number])
        if shared:
            message = msg(
                "the release window meets that of {record} on {assets}",
                record=number,
                assets=", ".join(sorted(shared)),
            )
            yield deviation(RELEASE_WINDOWS_CLASH, place, message)


def clash(one: Booking, other: Booking) -> frozenset[str]:
    """Return the assets on which two releases meet; parts of one named release never do."""
    if one.record == other.record or (one.release and one.release == other.release):
        return frozenset()
    if one.start < other.end and other.start < one.end:
        return one.assets & other.assets
    return frozenset()


def bookings_after(
    known: Mapping[str, Booking], steps: Iterable[JudgedStep]
) -> Mapping[str, Booking]:
    """Return the windows that stand after ``steps``."""
    bookings = dict(known)
    for step in steps:
        if step.booking is not None:
            bookings[step.record] = step.booking
        else:
            bookings.pop(step.record, None)
    return bookings


def bookings_of(files: Mapping[str, bytes], sop: Sop) -> Mapping[str, Booking]:
    """Return the windows that stand among the records of a tree; what cannot be read has none.

    Of ten thousand records a few are open: the others are told by their status line, unparsed.
    """
    bookings = {}
    for path, data in files.items():
        status = _STATUS.search(data)
        state = sop.states.get(status[1].decode()) if status else None
        if state is None or state.final or b"window:" not in data:
            continue
        file = read_file(data, path)
        record = landed_record(file)
        booking = booking_of(record, standing(file, record, sop)) if record else None
        if booking is not None:
            bookings[booking.record] = booking
    return bookings


def with_clashes(steps: Iterable[JudgedStep]) -> tuple[JudgedStep, ...]:
    """Add the clashes to steps that have no landings, as if each had landed at its own time."""
    ordered = tuple(steps)
    known: Mapping[str, Booking] = {}
    added: dict[tuple[str, int], tuple[Finding, ...]] = {}
    for step in sorted(ordered, key=lambda s: (s.effective, s.record, s.entry.number)):
        if step.booking and step.action and plans(step.action):
            place = Place(record_path(step.record), record=step.record)
            found = tuple(clash_findings(step.booking, place, known))
            added[step.record, step.entry.number] = found
        known = _replaced(known, step)
    return tuple(
        replace(step, findings=(*step.findings, *added.get((step.record, step.entry.number), ())))
        for step in ordered
    )


def _replaced(known: Mapping[str, Booking], step: JudgedStep) -> Mapping[str, Booking]:
    if step.booking == known.get(step.record):
        return known
    return bookings_after(known, (step,))
