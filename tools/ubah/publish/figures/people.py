"""Who did what in a change: the people an auditor asks for by role (question 3)."""

from __future__ import annotations

from collections.abc import Mapping

from ubah.core.register.views import RecordView

PARTS: Mapping[str, tuple[str, ...]] = {
    "requester": ("submit", "revise"),
    "evaluator": ("accept", "reject", "classify_normal", "escalate"),
    "approver": ("approve", "return"),
    "implementer": ("implement", "roll_back"),
    "examiner": ("review", "return_report"),
}
"""A part in a change → the actions that give it."""


def people_of(view: RecordView) -> Mapping[str, tuple[str, ...]]:
    """Return part → the ids of the people who had it, each once, in the order of their steps."""
    found: dict[str, dict[str, None]] = {part: {} for part in PARTS}
    if view.record.requester:
        found["requester"][view.record.requester] = None
    for entry in view.record.journal:
        for part, actions in PARTS.items():
            if entry.action in actions:
                found[part][entry.by] = None
        if entry.action == "implement":
            named = entry.evidence.get("implementers", ())
            found["implementer"] |= dict.fromkeys(p for p in named if isinstance(p, str))
    return {part: tuple(people) for part, people in found.items()}
