"""Guards of steps 2 to 5: request, evaluation, the head's decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ubah.core.diagnostics import msg
from ubah.core.guards.context import Complaint, StepContext, guard, hidden_request, moment
from ubah.core.meanings import Meaning
from ubah.core.rules.guards_request import (
    ESCALATED_UNREVISED,
    INCIDENT_NAMED,
    NORMAL_AFTER_NOT_FEASIBLE,
    NOTICE_DATED_AHEAD,
    ORAL_APPROVAL_CONFIRMED,
    PLAN_PRESENT,
    REACCEPT_AFTER_NOT_FEASIBLE,
    REQUEST_DATED_AHEAD,
    SUBMITTER_IS_REQUESTER,
)


@guard(
    SUBMITTER_IS_REQUESTER,
    demands=msg("the one who submits is the requester, or acts for an outsider"),
)
def submitter_is_requester(step: StepContext) -> Iterator[Complaint]:
    """Step 2: the requester files the request; for an outsider, somebody of the office does."""
    requester = step.record.requester
    if requester and requester != step.entry.by:
        yield (
            msg(
                "the request names {requester} as requester, but {by} submits it",
                requester=requester,
                by=step.entry.by,
            ),
            msg("the requester submits in person: by: {requester}", requester=requester),
        )


@guard(
    REQUEST_DATED_AHEAD,
    demands=msg("the request is not dated ahead"),
    request=("date", "retrospective?.performed_at", "retrospective?.oral_approval?.at"),
)
def request_not_dated_ahead(step: StepContext) -> Iterator[Complaint]:
    """Nothing is dated ahead, and work that is told afterwards lies in the past."""
    request = step.record.request
    if date.fromisoformat(request["date"]) > step.office.day(step.entry.at):
        yield (
            msg("request.date lies after the day of the submission"),
            msg("write the day on which the request is made"),
        )
    retrospective = request.get("retrospective")
    if not retrospective:
        return
    if moment(retrospective["performed_at"]) > step.entry.at:
        yield (
            msg("request.retrospective.performed_at lies after the submission"),
            msg("work that is still to come needs no retrospective part; leave it out"),
        )
    oral = retrospective.get("oral_approval")
    if oral and moment(oral["at"]) > step.entry.at:
        yield (
            msg("request.retrospective.oral_approval.at lies after the submission"),
            msg("write when the approval was given, or leave it out and wait for the decision"),
        )


@guard(
    REACCEPT_AFTER_NOT_FEASIBLE,
    demands=msg("after a refusal only if the head found that it was no emergency"),
    earlier={Meaning.REFUSES: ("code",)},
    of_record=True,
)
def reaccept_only_after_not_emergency(step: StepContext) -> Iterator[Complaint]:
    """Step 5 "no → 3": what the head found not feasible goes back to the requester first."""
    refusal = step.progress.last_that(Meaning.REFUSES)
    if (
        step.sop.state_after(Meaning.REFUSES, step.progress.state)
        and refusal
        and refusal.evidence["code"] != "not_emergency"
    ):
        yield (
            msg("the head refused this as not feasible, so it cannot be accepted as it is"),
            msg(
                "the requester revises it ({revising}), or the change manager rejects it ({rejecting})",
                revising=step.sop.named(Meaning.REVISES),
                rejecting=step.sop.named(Meaning.REJECTS),
            ),
        )


@guard(
    PLAN_PRESENT,
    demands=msg("there is a plan, in the request or in the assessment"),
    reads=("plan?",),
    request=("plan?",),
)
def plan_present(step: StepContext) -> Iterator[Complaint]:
    """Step 6 carries out what was approved, so a plan must stand by step 3."""
    plans = [entry for entry in step.progress.entries if "plan" in entry.evidence]
    if step.evidence.get("plan") or plans or (step.request and step.request.get("plan")):
        return
    if step.request is None:
        if step.lands:
            yield hidden_request()
    else:
        yield (
            msg("neither the request nor its acceptance has a plan"),
            msg("add evidence.plan with implementation, test and rollback"),
        )


@guard(
    NOTICE_DATED_AHEAD,
    demands=msg("the requester has been told by then"),
    reads=("notified_at",),
)
def notice_not_ahead(step: StepContext) -> Iterator[Complaint]:
    """Step 3: the requester has been told, with the reasons, when the rejection is recorded."""
    if moment(step.evidence["notified_at"]) > step.entry.at:
        yield (
            msg("evidence.notified_at lies after the entry itself"),
            msg("tell the requester first, then record the rejection"),
        )


@guard(
    NORMAL_AFTER_NOT_FEASIBLE,
    demands=msg("not if the head found the change not feasible"),
    earlier={Meaning.APPROVES: ("code?",), Meaning.REFUSES: ("code?",)},
    of_record=True,
)
def not_after_not_feasible(step: StepContext) -> Iterator[Complaint]:
    """Step 4: what the head found not feasible does not get through as a normal change."""
    decision = step.progress.last_that(Meaning.APPROVES, Meaning.REFUSES)
    if decision and decision.evidence.get("code") == "not_feasible":
        yield (
            msg("the head's last decision was: not feasible; this cannot become a normal change"),
            msg("escalate it again so that the head can decide on the revised request"),
        )


@guard(
    ESCALATED_UNREVISED,
    demands=msg("not again after “no emergency”, unless the request was revised"),
    earlier={Meaning.REFUSES: ("code",)},
    of_record=True,
)
def not_escalated_again_unrevised(step: StepContext) -> Iterator[Complaint]:
    """Step 5 "no → 3" would loop for ever on an unchanged request."""
    refusal = step.progress.last_that(Meaning.REFUSES)
    if refusal is None or refusal.evidence["code"] != "not_emergency":
        return
    since = step.progress.since(refusal)
    if not any(step.sop.means(entry.action, Meaning.REVISES) for entry in since):
        yield (
            msg("the head found that this is no emergency, and nothing was revised since"),
            msg(
                "classify it as a normal change ({normal})",
                normal=step.sop.named(Meaning.CLASSIFIES_NORMAL),
            ),
        )


@guard(
    INCIDENT_NAMED,
    demands=msg("a major incident is named by its number"),
    reads=("criterion", "incident?"),
)
def incident_named(step: StepContext) -> Iterator[Complaint]:
    """Definition 2: a major incident is an incident that can be looked up."""
    if step.evidence["criterion"] == "major_incident" and "incident" not in step.evidence:
        yield msg("a major incident needs its reference"), msg("add evidence.incident")


@guard(
    ORAL_APPROVAL_CONFIRMED,
    demands=msg("only the one who approved orally may confirm it in writing"),
    reads=("confirms_oral?",),
    request=("retrospective?.oral_approval?.by",),
)
def oral_approval_confirmed_by_its_giver(step: StepContext) -> Iterator[Complaint]:
    """A change done before its RFC: only who gave the oral approval can confirm it."""
    if not step.evidence.get("confirms_oral"):
        return
    oral = step.record.request.get("retrospective", {}).get("oral_approval")
    if not oral:
        yield (
            msg("the request tells of no oral approval that could be confirmed"),
            msg("leave out evidence.confirms_oral"),
        )
    elif oral["by"] != step.entry.by:
        yield (
            msg(
                "the oral approval was given by {giver}, not by {by}",
                giver=oral["by"],
                by=step.entry.by,
            ),
            msg("leave out evidence.confirms_oral, or let {giver} decide", giver=oral["by"]),
        )
