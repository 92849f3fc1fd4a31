"""What is legal and still has to be seen by an auditor: deviations, rule group 9xx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ubah.core.diagnostics import Basis, Finding, Place, deviation, msg
from ubah.core.guards import StepContext
from ubah.core.meanings import Meaning


def deviations(step: StepContext, place: Place) -> Iterator[Finding]:
    """Yield what a step's evidence and people tell beyond right and wrong."""
    evidence: Mapping[str, Any] = step.evidence

    def means(*meanings: Meaning) -> bool:
        return step.sop.means(step.entry.action, *meanings)

    if evidence.get("deviations"):
        yield deviation("UB902", place, msg("the work deviated from the plan"), Basis.READING)
    if evidence.get("restored") is False:
        yield deviation(
            "UB905", place, msg("the roll-back did not restore the service"), Basis.READING
        )
    if means(Meaning.SUBMITS) and "retrospective" in step.record.request:
        yield deviation(
            "UB901", place, msg("the change was done before its request"), Basis.READING
        )
    if means(Meaning.CLASSIFIES_NORMAL) and step.progress.last_that(Meaning.REFUSES):
        yield deviation(
            "UB904", place, msg("reclassified as normal after the head's refusal"), Basis.LOCAL
        )
    approval = step.progress.last_that(Meaning.APPROVES)
    if not means(Meaning.CARRIES_OUT, Meaning.ROLLS_BACK) or approval is None:
        return
    if approval.by in (step.entry.by, *evidence.get("implementers", ())):
        message = msg("{person} approved this change and carried it out", person=approval.by)
        yield deviation("UB903", place, message)
