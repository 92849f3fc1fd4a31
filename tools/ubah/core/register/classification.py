"""How a change was classified: as normal or an emergency (step 4), and in which category."""

from __future__ import annotations

from ubah.core.meanings import Meaning
from ubah.core.register.views import RecordView

NORMAL, EMERGENCY, UNDECIDED = "normal", "emergency", "undecided"


def kind_of_change(view: RecordView) -> str:
    """Return whether step 4 made it a normal or an emergency change, if it has."""
    decided = view.progress.last_that(Meaning.CLASSIFIES_NORMAL, Meaning.ESCALATES)
    if decided is None:
        return UNDECIDED
    return NORMAL if view.progress.means(decided, Meaning.CLASSIFIES_NORMAL) else EMERGENCY


def category_of(view: RecordView) -> str:
    """Return the category; the change manager's judgement counts before the requester's wish."""
    accepted = view.progress.last_that(Meaning.ACCEPTS)
    if accepted and "category" in accepted.evidence:
        return str(accepted.evidence["category"])
    return str(view.record.request.get("category", ""))
