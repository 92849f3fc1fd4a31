"""The guards that sop.yaml sets on actions: what must be so, beyond state and office.

Each guard is one small function that yields a message, and a hint, for each thing that is not so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ubah.core.authority import Office
from ubah.core.diagnostics import Message, msg
from ubah.core.journal import (
    Progress,
    declared_assets,
    standing_window,
    stated_release,
    value_now,
)
from ubah.core.model import SKEW, Entry, Record
from ubah.core.schema import unchecked_validator_for
from ubah.core.sop import Sop

Complaint = tuple[Message, Message | None]


@dataclass(frozen=True)
class StepContext:
    """A step that is about to be judged, and what stands before it."""

    record: Record
    entry: Entry
    progress: Progress
    effective: datetime
    office: Office
    sop: Sop
    change_schema: Mapping[str, Any] = field(default_factory=dict)
    earlier_request: Mapping[str, Any] | None = None  # as the first parent held it, if known
    asset_changes: Mapping[str, str] | None = None  # asset id → add/update/retire; None: not known

    @property
    def evidence(self) -> Mapping[str, Any]:
        """The entry's evidence."""
        return self.entry.evidence

    @property
    def day(self) -> date:
        """The day of the step in office time."""
        return self.office.day(self.effective)


Guard = Callable[[StepContext], Iterator[Complaint]]


@dataclass(frozen=True)
class GuardRule:
    """A guard and the rule under which its findings are reported."""

    rule: str
    check: Guard


GUARDS: dict[str, GuardRule] = {}


def _guard(rule: str) -> Callable[[Guard], Guard]:
    def register(check: Guard) -> Guard:
        GUARDS[check.__name__] = GuardRule(rule, check)
        return check

    return register


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


@_guard("UB411")
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


@_guard("UB412")
def request_not_dated_ahead(step: StepContext) -> Iterator[Complaint]:
    """Nothing is dated ahead, and work that is told afterwards lies in the past."""
    request = step.record.request
    if date.fromisoformat(request["date"]) > step.office.day(step.entry.at):
        yield msg("request.date lies after the day of the submission"), None
    retrospective = request.get("retrospective")
    if not retrospective:
        return
    if _time(retrospective["performed_at"]) > step.entry.at:
        yield msg("request.retrospective.performed_at lies after the submission"), None
    oral = retrospective.get("oral_approval")
    if oral and _time(oral["at"]) > step.entry.at:
        yield msg("request.retrospective.oral_approval.at lies after the submission"), None


@_guard("UB413")
def reaccept_only_after_not_emergency(step: StepContext) -> Iterator[Complaint]:
    """Step 5 "no → 3": what the head found not feasible goes back to the requester first."""
    refusal = step.progress.last("return")
    if (
        step.progress.state == "returned"
        and refusal
        and refusal.evidence["code"] != "not_emergency"
    ):
        yield (
            msg("the head refused this as not feasible, so it cannot be accepted as it is"),
            msg("the requester revises it (revise), or the change manager rejects it (reject)"),
        )


@_guard("UB414")
def plan_present(step: StepContext) -> Iterator[Complaint]:
    """Step 6 carries out what was approved, so a plan must stand by step 3."""
    plans = [entry for entry in step.progress.entries if "plan" in entry.evidence]
    if not (step.record.request.get("plan") or step.evidence.get("plan") or plans):
        yield (
            msg("neither the request nor its acceptance has a plan"),
            msg("add evidence.plan with implementation, test and rollback"),
        )


@_guard("UB415")
def notice_not_ahead(step: StepContext) -> Iterator[Complaint]:
    """Step 3: the requester has been told, with the reasons, when the rejection is recorded."""
    if _time(step.evidence["notified_at"]) > step.entry.at:
        yield (
            msg("evidence.notified_at lies after the entry itself"),
            msg("tell the requester first, then record the rejection"),
        )


@_guard("UB416")
def not_after_not_feasible(step: StepContext) -> Iterator[Complaint]:
    """Step 4: what the head found not feasible does not get through as a normal change."""
    decision = step.progress.last("approve", "return")
    if decision and decision.evidence.get("code") == "not_feasible":
        yield (
            msg("the head's last decision was: not feasible; this cannot become a normal change"),
            msg("escalate it again so that the head can decide on the revised request"),
        )


@_guard("UB417")
def not_escalated_again_unrevised(step: StepContext) -> Iterator[Complaint]:
    """Step 5 "no → 3" would loop for ever on an unchanged request."""
    refusal = step.progress.last("return")
    if refusal is None or refusal.evidence["code"] != "not_emergency":
        return
    if not any(entry.action == "revise" for entry in step.progress.since(refusal)):
        yield (
            msg("the head found that this is no emergency, and nothing was revised since"),
            msg("classify it as a normal change (classify_normal)"),
        )


@_guard("UB418")
def incident_named(step: StepContext) -> Iterator[Complaint]:
    """Definition 2: a major incident is an incident that can be looked up."""
    if step.evidence["criterion"] == "major_incident" and "incident" not in step.evidence:
        yield msg("a major incident needs its reference"), msg("add evidence.incident")


@_guard("UB419")
def oral_approval_confirmed_by_its_giver(step: StepContext) -> Iterator[Complaint]:
    """A change done before its RFC: only who gave the oral approval can confirm it."""
    if not step.evidence.get("confirms_oral"):
        return
    oral = step.record.request.get("retrospective", {}).get("oral_approval")
    if not oral:
        yield msg("the request tells of no oral approval that could be confirmed"), None
    elif oral["by"] != step.entry.by:
        yield (
            msg(
                "the oral approval was given by {giver}, not by {by}",
                giver=oral["by"],
                by=step.entry.by,
            ),
            None,
        )


@_guard("UB420")
def started_after_authorisation(step: StepContext) -> Iterator[Complaint]:
    """Step 6: work begins after the approval, unless the RFC itself says that it came late."""
    authorisation = step.progress.last("approve", "classify_normal")
    if authorisation is None or step.record.request.get("retrospective"):
        return
    authorised = step.progress.effective_time(authorisation)
    if _time(step.evidence["started_at"]) < authorised - SKEW:
        yield (
            msg(
                "the work began at {start}, before its authorisation at {authorised}",
                start=step.evidence["started_at"],
                authorised=authorised.astimezone(step.office.zone).isoformat(),
            ),
            msg("withdraw this request and file a retrospective one (request.retrospective)"),
        )


@_guard("UB421")
def work_times_in_order(step: StepContext) -> Iterator[Complaint]:
    """Step 6 is recorded once the work has ended."""
    start, end = _time(step.evidence["started_at"]), _time(step.evidence["ended_at"])
    if not start <= end <= step.entry.at:
        yield msg("the times must be in order: started_at, ended_at, at"), None


@_guard("UB422")
def incompletion_explained(step: StepContext) -> Iterator[Complaint]:
    """Work that was broken off says why."""
    if not step.evidence["completed"] and "reason" not in step.evidence:
        yield msg("the work was not completed, but no reason is given"), msg("add evidence.reason")


def _completed(step: StepContext) -> bool:
    work = step.progress.last("implement")
    return bool(work and work.evidence["completed"])


@_guard("UB423")
def all_tests_passed(step: StepContext) -> Iterator[Complaint]:
    """Step 7: a change passes if its work was completed and each test listed has passed."""
    tests = step.evidence["tests"]
    if not _completed(step):
        yield (
            msg("the work was not completed, so the test cannot pass"),
            msg("record it as failed (fail_test)"),
        )
    if not tests:
        yield msg("no test is listed"), msg("list at least one test under evidence.tests")
    if any(not test["passed"] for test in tests):
        yield msg("a test that is listed has failed"), msg("record it as failed (fail_test)")


@_guard("UB424")
def a_test_failed(step: StepContext) -> Iterator[Complaint]:
    """Step 7: a change fails by a failed test, or because its work was not completed."""
    if _completed(step) and all(test["passed"] for test in step.evidence["tests"]):
        yield (
            msg("no test that is listed has failed, and the work was completed"),
            msg("record it as passed (pass_test), or list the test that failed"),
        )


@_guard("UB425")
def unrestored_service_has_incident(step: StepContext) -> Iterator[Complaint]:
    """Step 8: a roll-back that fails goes on as an incident."""
    if not step.evidence["restored"] and "incident" not in step.evidence:
        yield (
            msg("the service was not restored, but no incident is named"),
            msg("add evidence.incident"),
        )


@_guard("UB426")
def schedule_fits_test_outcome(step: StepContext) -> Iterator[Complaint]:
    """Step 11: a tested change gets a window or is live; a rolled-back one has no release."""
    given = [key for key in ("window", "already_live", "nil_reason") if key in step.evidence]
    outcome = step.progress.last("pass_test", "fail_test")
    passed = outcome is not None and outcome.action == "pass_test"
    if passed and (len(given) != 1 or given == ["nil_reason"]):
        yield msg("a tested change needs either a window or already_live, and nothing else"), None
    if not passed and given != ["nil_reason"]:
        yield (
            msg("a change that was rolled back has no release: only nil_reason belongs here"),
            None,
        )


@_guard("UB427")
def window_in_order(step: StepContext) -> Iterator[Complaint]:
    """A release window starts before it ends; what is live already is not so in the future."""
    window, live = step.evidence.get("window"), step.evidence.get("already_live")
    if window and _time(window["start"]) >= _time(window["end"]):
        yield msg("the release window ends before it starts"), None
    if live and _time(live["at"]) > step.entry.at:
        yield msg("already_live.at lies after the entry itself"), msg("give a window instead")


@_guard("UB428")
def window_stands(step: StepContext) -> Iterator[Complaint]:
    """Only a release that is still to come can be moved."""
    if standing_window(step.progress) is None:
        yield msg("there is no release window that could be moved"), None


@_guard("UB429")
def release_outcome_fits_schedule(step: StepContext) -> Iterator[Complaint]:
    """Before step 12 the release has happened, was cancelled, or there was none."""
    release, stated = step.evidence.get("release"), stated_release(step.progress)
    if stated is not None:
        if release is not None and release != stated:
            yield (
                msg("the release outcome has been stated already, and differently"),
                msg("leave out evidence.release"),
            )
        return
    if release is None:
        yield msg("the release outcome is missing"), msg("add evidence.release with its outcome")
        return
    yield from _release_fits(step, release)


def _release_fits(step: StepContext, release: Mapping[str, Any]) -> Iterator[Complaint]:
    outcome = release["outcome"]
    planned = step.progress.last("schedule_release")
    schedule = planned.evidence if planned else {}
    if (outcome == "none") != ("nil_reason" in schedule):
        yield msg("the outcome is none exactly if step 11 recorded that there is no release"), None
    if "already_live" in schedule and outcome != "released":
        yield msg("step 11 recorded that this is live already, so the outcome is: released"), None
    if outcome == "released" and "at" not in release:
        yield msg("the time of the release is missing"), msg("add evidence.release.at")
    if "at" in release and _time(release["at"]) > step.entry.at:
        yield msg("the time of the release lies after the entry itself"), None
    if outcome == "cancelled" and "reason" not in release:
        yield msg("a cancelled release needs a reason"), msg("add evidence.release.reason")


@_guard("UB430")
def declared_assets_distinct(step: StepContext) -> Iterator[Complaint]:
    """Each asset is declared once."""
    ids = [row["id"] for row in step.evidence["assets"]]
    for asset in sorted({asset for asset in ids if ids.count(asset) > 1}):
        yield msg("the asset {asset} is declared twice", asset=asset), None


@_guard("UB602")
def assets_change_as_declared(step: StepContext) -> Iterator[Complaint]:
    """Step 13: the same landing changes the declared asset files, in the declared way."""
    if step.asset_changes is None:
        return
    for asset, declared in declared_assets(step.progress).items():
        done = step.asset_changes.get(asset, "")
        if not done:
            yield (
                msg(
                    "the asset {asset} is declared ({declared}), but does not change here",
                    asset=asset,
                    declared=declared,
                ),
                msg(
                    "change assets/{asset}.yaml in the same commit, or declare anew with flag_assets",
                    asset=asset,
                ),
            )
        elif done != declared:
            yield (
                msg(
                    "the asset {asset} is declared as {declared}, but this is {done}",
                    asset=asset,
                    declared=declared,
                    done=done,
                ),
                msg("declare anew with flag_assets"),
            )


@_guard("UB431")
def request_changes_only_by_revision(step: StepContext) -> Iterator[Complaint]:
    """A revision that revises nothing is none."""
    if step.earlier_request is not None and step.earlier_request == step.record.request:
        yield msg("the entry says revise, but the request is the same as before"), None


@_guard("UB432")
def withdrawal_notified(step: StepContext) -> Iterator[Complaint]:
    """A change manager who withdraws somebody's request tells them."""
    if step.entry.by in step.progress.barred(["requester"]):
        return
    if "notified_at" not in step.evidence or "notified_via" not in step.evidence:
        yield (
            msg("a change manager who withdraws a request tells the requester"),
            msg("add evidence.notified_at and evidence.notified_via"),
        )


@_guard("UB433")
def authorised_work_not_started(step: StepContext) -> Iterator[Complaint]:
    """Work that has begun cannot be made unhappen by withdrawing its request."""
    if step.progress.state != "authorised":
        return
    if not step.evidence.get("not_started") and "retrospective_rfc" not in step.evidence:
        yield (
            msg("an authorised change can be withdrawn only if work has not started"),
            msg(
                "add evidence.not_started: true, or retrospective_rfc with the RFC that records the work"
            ),
        )


@_guard("UB434")
def correction_touches_no_decision(step: StepContext) -> Iterator[Complaint]:
    """A correction (ralat) mends words, never a decision, actor, time or outcome."""
    number, field = step.evidence["entry"], step.evidence["field"]
    if number >= step.entry.number:
        yield msg("entry {number} does not stand before this one", number=number), None
        return
    target = step.progress.entries[number - 1]
    original = _correctable(step, target, field)
    if original is None:
        yield (
            msg("{field} of entry {number} cannot be corrected", field=field, number=number),
            msg(
                "possible here: {known}", known=", ".join(_correctable_fields(step, target)) or "–"
            ),
        )
        return
    current = value_now(target, field, step.progress, original)
    if step.evidence["was"] != current:
        yield msg("evidence.was is not what stands in {field}", field=field), None
    if step.evidence["is"] == current:
        yield msg("evidence.is changes nothing"), None
    schema = {**_field_schema(step, target, field), "$defs": step.change_schema.get("$defs", {})}
    if not unchecked_validator_for(schema).is_valid(step.evidence["is"]):
        yield msg("evidence.is is not the kind of value that belongs in {field}", field=field), None


def _field_schema(step: StepContext, target: Entry, field: str) -> Mapping[str, Any]:
    if field.startswith("request."):
        request: Mapping[str, Any] = step.change_schema["$defs"]["request"]["properties"]
        schema: Mapping[str, Any] = request[field.removeprefix("request.")]
        return schema
    return step.sop.actions[target.action].evidence[field].schema


def _correctable_fields(step: StepContext, target: Entry) -> list[str]:
    if target.action == "correct":
        return []
    fields = step.sop.actions[target.action].evidence.values()
    names = [field.name for field in fields if not field.decisive and field.name in target.evidence]
    if target.action == "submit":
        decisive = step.sop.decisive_request
        names += [f"request.{key}" for key in step.record.request if key not in decisive]
    return names


def _correctable(step: StepContext, target: Entry, field: str) -> object:
    if field not in _correctable_fields(step, target):
        return None
    if field.startswith("request."):
        value: object = step.record.request[field.removeprefix("request.")]
        return value
    return target.evidence[field]
