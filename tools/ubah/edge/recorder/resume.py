"""What a recorder that was killed after its push left undone: closing, and saying so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ubah.core.proof.vouchers import ATTESTS
from ubah.edge.history.lineage import first_parent_chain
from ubah.edge.recorder.recorder import PULL, Recorder

LOOKED_AT = 20
"""So many of the newest landings are looked at."""
_PULL = re.compile(r"([1-9][0-9]{0,8}) [0-9a-f]{40}\Z")


@dataclass(frozen=True)
class LandedPull:
    """A pull request and the recorder's landing of it."""

    number: int
    commit: str


def landed_lately(recorder: Recorder) -> tuple[LandedPull, ...]:
    """Return what the recorder has landed in the last day or so, oldest first.

    That is long enough for a later run to see what an earlier one left undone, and short enough to
    ask the forge of each.
    """
    base = recorder.fetch_main()
    authority = recorder.authority(base)
    since = recorder.clock() - authority.office.late_entry
    found = []
    for oid in first_parent_chain(recorder.reader, base)[:LOOKED_AT]:
        if recorder.reader.commit(oid).committed < since:
            break
        own = recorder.own_trailers(oid, authority)
        marks = [match[1] for key, value in own if key == PULL and (match := _PULL.match(value))]
        if len(marks) == 1 and not any(key == ATTESTS for key, _ in own):
            found.append(LandedPull(int(marks[0]), oid))
    return tuple(reversed(found))
