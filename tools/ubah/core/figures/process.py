"""What there is to be told of a process: an SOP that an office has adapted may lack some of it.

What it lacks is left out everywhere; a figure that stays empty for ever would say that nothing
happened, where nothing could.
"""

from __future__ import annotations

from collections.abc import Mapping

from ubah.core.meanings import TESTING, Meaning, StateMeaning
from ubah.core.people.roles import HEADS
from ubah.core.reading.journal import PLANNING
from ubah.core.sop import Sop

SUBMITTED, REJECTION = "submitted", "rejected"
"""Two figures: requests filed, and those that step 3 rejected (not the states of that name)."""

CLASSIFYING = (Meaning.CLASSIFIES_NORMAL, Meaning.ESCALATES)

_NEEDED: Mapping[str, tuple[tuple[Meaning, ...], ...]] = {
    "success": (TESTING,),
    "back_out": (TESTING, (Meaning.ROLLS_BACK,)),
    "restored": ((Meaning.ROLLS_BACK,),),
    "emergency": (CLASSIFYING,),
    "criterion": ((Meaning.ESCALATES,),),
    REJECTION: ((Meaning.ACCEPTS, Meaning.REJECTS), (Meaning.REJECTS,)),
    "schedule": (PLANNING,),
    "report_latency": ((Meaning.REPORTS,),),
    "review_latency": ((Meaning.REPORTS,), (Meaning.EXAMINES, Meaning.RETURNS_REPORT)),
}
"""A figure → groups of meanings; of each one, some action of the process has to have one."""


def classifies(sop: Sop) -> bool:
    """Whether a change is made a normal or an emergency one (step 4)."""
    return bool(sop.taking(*CLASSIFYING))


def tests(sop: Sop) -> bool:
    """Whether changes are tested (step 7)."""
    return bool(sop.taking(*TESTING))


def releases(sop: Sop) -> bool:
    """Whether releases are planned (step 11)."""
    return bool(sop.taking(*PLANNING))


def figures_of(sop: Sop) -> frozenset[str]:
    """Return the names of the shares and lengths of time that a process can have."""
    found = {
        name for name, groups in _NEEDED.items() if all(sop.taking(*group) for group in groups)
    }
    if any(StateMeaning.COMPLETES in state.means for state in sop.states.values()):
        found.add("lead_time")
    if has_acting_head(sop):
        found.add("acting")
    return frozenset({*found, "register", "evidence"})


def has_acting_head(sop: Sop) -> bool:
    """Whether some step is taken by an acting head, under a letter."""
    return any(HEADS[1] in action.by for action in sop.actions.values())
