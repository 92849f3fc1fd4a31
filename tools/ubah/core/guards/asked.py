"""Which optional evidence a step has to give where it is taken, and which it has no use for.

The SOP marks as optional what a step needs only sometimes; its guards say when. So whoever is asked at a
terminal is asked for what the judge will want, and not for what it would refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ubah.core.meanings import Meaning
from ubah.core.model import Progress
from ubah.core.reading.journal import stated_release
from ubah.core.sop import Action, Sop


@dataclass(frozen=True)
class StepToCome:
    """Where a record stands before a step that somebody, ``by``, is about to take."""

    request: Mapping[str, Any]
    progress: Progress
    by: str
    sop: Sop


FieldNeed = Callable[[StepToCome, Mapping[str, Any]], bool | None]
"""Whether a field is needed (True), of no use (False) or left to whoever acts (None), by the evidence so far."""


def wanted(
    action: Action, field: str, step: StepToCome, evidence: Mapping[str, Any]
) -> bool | None:
    """Return what the guards of ``action`` say of an optional field of its evidence."""
    for guard in action.guards:
        asked = _WANTED.get(guard.name, {}).get(field)
        if asked is not None:
            return asked(step, evidence)
    return None


def release_by_schedule(progress: Progress) -> dict[str, Any] | None:
    """Return what became of a release that step 11 told whole: live already, or none."""
    planned = progress.last_that(Meaning.PLANS_RELEASE)
    if planned is None or stated_release(progress) is not None:
        return None
    live = planned.evidence.get("already_live")
    if live:
        return {"outcome": "released", "at": live["at"]}
    return {"outcome": "none"} if "nil_reason" in planned.evidence else None


def _plan(step: StepToCome, _: Mapping[str, Any]) -> bool:
    return not step.request.get("plan") and not any(
        "plan" in entry.evidence for entry in step.progress.entries
    )


def _major_incident(_: StepToCome, evidence: Mapping[str, Any]) -> bool | None:
    return True if evidence.get("criterion") == "major_incident" else None


def _confirms_oral(step: StepToCome, _: Mapping[str, Any]) -> bool | None:
    oral = step.request.get("retrospective", {}).get("oral_approval")
    return None if oral and oral["by"] == step.by else False


def _incomplete(_: StepToCome, evidence: Mapping[str, Any]) -> bool:
    return evidence.get("completed") is False


def _unrestored(_: StepToCome, evidence: Mapping[str, Any]) -> bool:
    return evidence.get("restored") is False


def _passed(step: StepToCome) -> bool:
    outcome = step.progress.last_that(Meaning.PASSES_TEST, Meaning.FAILS_TEST)
    return outcome is not None and step.progress.means(outcome, Meaning.PASSES_TEST)


def _window(step: StepToCome, evidence: Mapping[str, Any]) -> bool | None:
    return None if _passed(step) and "already_live" not in evidence else False


def _already_live(step: StepToCome, evidence: Mapping[str, Any]) -> bool:
    return _passed(step) and "window" not in evidence


def _no_release(step: StepToCome, _: Mapping[str, Any]) -> bool:
    return not _passed(step)


def _release(step: StepToCome, _: Mapping[str, Any]) -> bool:
    return stated_release(step.progress) is None


def _tells_requester(step: StepToCome, _: Mapping[str, Any]) -> bool:
    return step.by not in step.progress.barred(["requester"])


def _work_not_started(step: StepToCome, evidence: Mapping[str, Any]) -> bool | None:
    work = step.sop.taking(Meaning.CARRIES_OUT)
    if not any(step.progress.state in action.sources for action in work):
        return False
    return None if "retrospective_rfc" not in evidence else False


def _retrospective(step: StepToCome, evidence: Mapping[str, Any]) -> bool:
    return _work_not_started(step, {}) is None and not evidence.get("not_started")


_WANTED: Mapping[str, Mapping[str, FieldNeed]] = MappingProxyType(
    {
        "plan_present": {"plan": _plan},
        "incident_named": {"incident": _major_incident},
        "oral_approval_confirmed_by_its_giver": {"confirms_oral": _confirms_oral},
        "incompletion_explained": {"reason": _incomplete},
        "unrestored_service_has_incident": {"incident": _unrestored},
        "schedule_fits_test_outcome": {
            "window": _window,
            "already_live": _already_live,
            "nil_reason": _no_release,
        },
        "release_outcome_fits_schedule": {"release": _release},
        "withdrawal_notified": {"notified_at": _tells_requester, "notified_via": _tells_requester},
        "authorised_work_not_started": {
            "not_started": _work_not_started,
            "retrospective_rfc": _retrospective,
        },
    }
)
"""Guard → optional field that it reads → whether the field is wanted."""
