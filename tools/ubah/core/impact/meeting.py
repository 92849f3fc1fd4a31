"""Releases that meet through dependence, at the same time on assets of which one stands on the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ubah.core.impact.reach import Dependents, paths_to, touched_by
from ubah.core.register.releases import PLANNED, ReleaseEvent
from ubah.core.register.views import RecordView


@dataclass(frozen=True)
class Meeting:
    """A release at the same time as one's own, of a change that touches the other end of ``path``."""

    record: str
    path: tuple[str, ...]


def planned_releases(releases: Iterable[ReleaseEvent]) -> tuple[ReleaseEvent, ...]:
    """Return the releases whose window stands, in their order."""
    return tuple(event for event in releases if event.outcome == PLANNED and event.windowed)


def meetings(
    own: RecordView, planned: Collection[ReleaseEvent], dependents: Dependents
) -> tuple[Meeting, ...]:
    """Return which of the ``planned`` releases a change's own meets through dependence.

    One of the two touches an asset that an asset of the other depends on. Where both touch the same
    asset the judge says so (rule book: release windows clash); this is what it does not count. Two
    changes that only share what depends on both do not meet: nearly everything would.
    """
    mine = next((event for event in planned if event.view.record.id == own.record.id), None)
    if mine is None:
        return ()
    met = ((event.view.record.id, _meets(mine, event, dependents)) for event in planned)
    return tuple(Meeting(record, path) for record, path in met if path)


def _meets(one: ReleaseEvent, other: ReleaseEvent, dependents: Dependents) -> tuple[str, ...]:
    """Return the path on which two releases meet, () for none."""
    if one.view.record.id == other.view.record.id or (one.release and one.release == other.release):
        return ()
    if not (one.start < other.end and other.start < one.end):
        return ()
    if set(one.assets) & set(other.assets):
        return ()
    ours, theirs = touched_by(one.view), touched_by(other.view)
    for touched, ends in ((ours, theirs), (theirs, ours)):
        known = paths_to(touched, dependents)
        path = next((known[end] for end in ends if len(known.get(end, ())) > 1), ())
        if path:
            return path
    return ()
