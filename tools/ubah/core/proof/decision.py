"""What a review of a decision pull request says in the SOP's words (steps 5 and 10).

The recorder writes the entry from it, and the judge holds the entry against it, so that the landed
step says exactly what the head said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ubah.core.proof.refusal import code_by_first_edition, refusal_code

APPROVED = "approved"
CHANGES_REQUESTED = "changes_requested"


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


def decided_evidence(step: DecidedStep, text: str) -> Mapping[str, str] | None:
    """Return the whole evidence of the entry for a review with the plain text ``text``.

    None where the text of a refusal leaves open which of its codes is meant: that is asked again.
    """
    evidence = {step.field: text} if text else {}
    if step.action != "return":
        return evidence
    code = refusal_code(text)
    return {**evidence, "code": code} if code else None


def says_as_decided(step: DecidedStep, text: str, evidence: Mapping[str, object]) -> bool:
    """Whether an entry's evidence says what the review said, and nothing more (rule 5).

    Entries that landed while a refusal was read by its first characters keep their verdict (rule 13).
    """
    if evidence == decided_evidence(step, text):
        return True
    said = {step.field: text} if text else {}
    return step.action == "return" and evidence == {**said, "code": code_by_first_edition(text)}
