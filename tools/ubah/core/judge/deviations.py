"""What is legal and still has to be seen by an auditor: deviations, rule group 9xx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from ubah.core.diagnostics import Finding, Message, Place, deviation, msg
from ubah.core.guards import StepContext
from ubah.core.impact.risk import IMPACT, LIKELIHOOD, RISK, risk_that_follows
from ubah.core.meanings import Meaning
from ubah.core.rules.seen import (
    APPROVER_IMPLEMENTS,
    DEVIATED_FROM_PLAN,
    NOT_RESTORED,
    RECLASSIFIED_AS_NORMAL,
    RETROSPECTIVE,
    RISK_DIFFERS,
)


def _retrospective(told: Mapping[str, Any]) -> Message:
    """Two classes: with an approval by word of mouth beforehand, or without (sop.md, its gaps)."""
    oral = told.get("oral_approval")
    if oral and datetime.fromisoformat(oral["at"]) <= datetime.fromisoformat(told["performed_at"]):
        return msg(
            "the change was done before its request; {person} is said to have approved it orally before that",
            person=oral["by"],
        )
    return msg("the change was done before its request, with nobody's approval before that")


def _other_risk(step: StepContext, follows: str) -> Message:
    levels, evidence = step.sop.levels, step.evidence
    said, impact, likelihood, risk = (
        levels.get(name, name)
        for name in (str(evidence.get(RISK, "")), evidence[IMPACT], evidence[LIKELIHOOD], follows)
    )
    return msg(
        "the risk was judged as {said}; by the office's matrix it is {risk}, for impact {impact} and likelihood {likelihood}",
        said=said,
        risk=risk,
        impact=impact,
        likelihood=likelihood,
    )


def deviations(step: StepContext, place: Place) -> Iterator[Finding]:
    """Yield what a step's evidence and people tell beyond right and wrong."""
    evidence: Mapping[str, Any] = step.evidence

    def means(*meanings: Meaning) -> bool:
        return step.sop.means(step.entry.action, *meanings)

    if evidence.get("deviations"):
        yield deviation(DEVIATED_FROM_PLAN, place, msg("the work deviated from the plan"))
    risk = risk_that_follows(step.office.risk_matrix, evidence)
    if risk and risk != evidence.get(RISK):
        yield deviation(RISK_DIFFERS, place, _other_risk(step, risk))
    if evidence.get("restored") is False:
        yield deviation(NOT_RESTORED, place, msg("the roll-back did not restore the service"))
    if means(Meaning.SUBMITS) and "retrospective" in step.record.request:
        yield deviation(RETROSPECTIVE, place, _retrospective(step.record.request["retrospective"]))
    if means(Meaning.CLASSIFIES_NORMAL) and step.progress.last_that(Meaning.REFUSES):
        yield deviation(
            RECLASSIFIED_AS_NORMAL, place, msg("reclassified as normal after the head's refusal")
        )
    approval = step.progress.last_that(Meaning.APPROVES)
    if not means(Meaning.CARRIES_OUT, Meaning.ROLLS_BACK) or approval is None:
        return
    if approval.by in (step.entry.by, *evidence.get("implementers", ())):
        message = msg("{person} approved this change and carried it out", person=approval.by)
        yield deviation(APPROVER_IMPLEMENTS, place, message)
