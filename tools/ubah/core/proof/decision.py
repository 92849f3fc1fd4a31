"""What a review of a decision pull request says in the SOP's words (steps 5 and 10).

The recorder writes the entry from it, and the judge holds the entry against it, so that the landed
step says exactly what the head said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ubah.core.meanings import Meaning
from ubah.core.proof.refusal import code_by_first_edition, refusal_code
from ubah.core.sop import Sop

READS_WORDS_ONLY = 2
"""The edition of the rules from which a refusal's code must stand in words of its own."""
APPROVED = "approved"
CHANGES_REQUESTED = "changes_requested"


@dataclass(frozen=True)
class DecidedStep:
    """The action that a review stands for, and the evidence field that takes its text.

    ``coded``: it is a refusal whose text must say which of its codes is meant (SOP step 5).
    """

    action: str
    field: str
    text_required: bool
    coded: bool = False


def decided_steps(sop: Sop, state: str) -> Mapping[str, DecidedStep]:
    """Return what a review decides on a record in ``state``: how it ended, to the step that it is.

    Which actions are taken by a review, and which field takes its words, sop.yaml says (`review`); of
    the head's own actions it is known. Empty: the record does not wait for a decision.
    """
    found: dict[str, DecidedStep] = {}
    for action in sop.legal_actions(state):
        if action.review is not None and action.review.text in action.evidence:
            field = action.evidence[action.review.text]
            coded = Meaning.REFUSES in action.means and "code" in action.evidence
            step = DecidedStep(action.name, field.name, field.required, coded)
            found.setdefault(action.review.state, step)
    return found if APPROVED in found else {}


def decided_evidence(step: DecidedStep, text: str) -> Mapping[str, str] | None:
    """Return the whole evidence of the entry for a review with the plain text ``text``.

    None where the text of a refusal leaves open which of its codes is meant: that is asked again.
    """
    evidence = {step.field: text} if text else {}
    if not step.coded:
        return evidence
    code = refusal_code(text)
    return {**evidence, "code": code} if code else None


def says_as_decided(
    step: DecidedStep, text: str, evidence: Mapping[str, object], edition: int
) -> bool:
    """Whether an entry's evidence says what the review said, and nothing more (rule 5).

    In edition 1 of the rules a refusal may also be read by its first characters, as it was while
    entries landed by that; an office that has raised `rules` has an end of it (rule 13).
    """
    if evidence == decided_evidence(step, text):
        return True
    if edition >= READS_WORDS_ONLY:
        return False
    said = {step.field: text} if text else {}
    return step.coded and evidence == {**said, "code": code_by_first_edition(text)}
