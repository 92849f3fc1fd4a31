"""What each guard of the action table demands, in a sentence for readers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ubah.core.diagnostics import Label, Message, msg

_DEMANDS: Mapping[str, Message] = MappingProxyType(
    {
        "submitter_is_requester": msg(
            "the one who submits is the requester, or acts for an outsider"
        ),
        "request_not_dated_ahead": msg("the request is not dated ahead"),
        "reaccept_only_after_not_emergency": msg(
            "after a refusal only if the head found that it was no emergency"
        ),
        "plan_present": msg("there is a plan, in the request or in the assessment"),
        "notice_not_ahead": msg("the requester has been told by then"),
        "not_after_not_feasible": msg("not if the head found the change not feasible"),
        "not_escalated_again_unrevised": msg(
            "not again after “no emergency”, unless the request was revised"
        ),
        "incident_named": msg("a major incident is named by its number"),
        "oral_approval_confirmed_by_its_giver": msg(
            "only the one who approved orally may confirm it in writing"
        ),
        "started_after_authorisation": msg("work started after the authorisation"),
        "work_times_in_order": msg("start, end and record are in order of time"),
        "incompletion_explained": msg("work left incomplete is explained"),
        "all_tests_passed": msg(
            "the work was completed, and every one of at least one test passed"
        ),
        "a_test_failed": msg("a test failed, or the work was not completed"),
        "unrestored_service_has_incident": msg("a service not restored has an incident number"),
        "schedule_fits_test_outcome": msg(
            "a tested change gets a release window or is live already; one rolled back gets none"
        ),
        "window_in_order": msg("the window ends after it starts"),
        "window_stands": msg("only where a release window stands"),
        "release_outcome_fits_schedule": msg("the outcome of the release fits its schedule"),
        "declared_assets_distinct": msg("each asset is declared once"),
        "assets_change_as_declared": msg("exactly the declared asset files change with it"),
        "request_changes_only_by_revision": msg(
            "the request changes; but never requester, date or retrospective part"
        ),
        "withdrawal_notified": msg("a change manager who withdraws tells the requester"),
        "authorised_work_not_started": msg(
            "once authorised only if work has not started, or a retrospective request records it"
        ),
        "correction_touches_no_decision": msg(
            "never a decision, an actor, a time or an outcome; the original stays visible"
        ),
    }
)


def demand(guard: str) -> Message | Label:
    """Return what a guard demands; one that is not known here stands by its name."""
    named = guard.replace("_", " ")
    return _DEMANDS.get(guard, Label(named, named))
