"""What a review of a decision pull request says in the SOP's words (steps 5 and 10).

The recorder writes the entry from it, and the judge holds the entry against it, so that the landed
step says exactly what the head said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

APPROVED = "approved"
CHANGES_REQUESTED = "changes_requested"
NOT_EMERGENCY_WORDS = "bukan mendesak"


@dataclass(frozen=True)
class DecidedStep:
    """The action that a review stands for, and the evidence field that takes its text."""

    action: str
    field: str
    text_required: bool


DECISIONS: Mapping[str, Mapping[str, DecidedStep]] = MappingProxyType(
    {
        "awaiting_head": {
            APPROVED: DecidedStep("approve", "analysis", text_required=False),
            CHANGES_REQUESTED: DecidedStep("return", "reason", text_required=True),
        },
        "reported": {
            APPROVED: DecidedStep("review", "notes", text_required=False),
            CHANGES_REQUESTED: DecidedStep("return_report", "defects", text_required=True),
        },
    }
)
"""State of the record, then how the review ended, to the step that it is."""


def decided_evidence(step: DecidedStep, text: str) -> Mapping[str, str]:
    """Return the whole evidence of the entry for a review with the plain text ``text``."""
    evidence = {step.field: text} if text else {}
    if step.action == "return":
        urgent = not text.casefold().startswith(NOT_EMERGENCY_WORDS)
        evidence["code"] = "not_feasible" if urgent else "not_emergency"
    return evidence
