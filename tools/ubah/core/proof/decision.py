"""What a review of a decision pull request says in the SOP's words (steps 5 and 10).

The recorder writes the entry from it, and the judge holds the entry against it, so that the landed
step says exactly what the head said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ubah.core.sop import Sop

APPROVED = "approved"
CHANGES_REQUESTED = "changes_requested"
NOT_EMERGENCY_WORDS = "bukan mendesak"


@dataclass(frozen=True)
class DecidedStep:
    """The action that a review stands for, and the evidence field that takes its text."""

    action: str
    field: str
    text_required: bool


def decided_steps(sop: Sop, state: str) -> Mapping[str, DecidedStep]:
    """Return what a review decides on a record in ``state``: how it ended, to the step that it is.

    Which actions are taken by a review, and which field takes its words, sop.yaml says (`review`); of
    the head's own actions it is known. Empty: the record does not wait for a decision.
    """
    found: dict[str, DecidedStep] = {}
    for action in sop.legal_actions(state):
        if action.review is not None:
            field = action.evidence[action.review.text]
            step = DecidedStep(action.name, field.name, text_required=field.required)
            found.setdefault(action.review.state, step)
    return found if APPROVED in found else {}


def decided_evidence(step: DecidedStep, text: str) -> Mapping[str, str]:
    """Return the whole evidence of the entry for a review with the plain text ``text``."""
    evidence = {step.field: text} if text else {}
    if step.action == "return":
        urgent = not text.casefold().startswith(NOT_EMERGENCY_WORDS)
        evidence["code"] = "not_feasible" if urgent else "not_emergency"
    return evidence
