"""What each guard of the action table demands, in a sentence for readers."""

from __future__ import annotations

from ubah.core.render import Translate


def guard_words(name: str, translate: Translate) -> str:
    """Return the guard's demand; a guard that is not known here stands by its name."""
    _ = translate
    known = {
        "submitter_is_requester": _(
            "the one who submits is the requester, or acts for an outsider"
        ),
        "request_not_dated_ahead": _("the request is not dated ahead"),
        "reaccept_only_after_not_emergency": _(
            "after a refusal only if the head found that it was no emergency"
        ),
        "plan_present": _("there is a plan, in the request or in the assessment"),
        "notice_not_ahead": _("the requester has been told by then"),
        "not_after_not_feasible": _("not if the head found the change not feasible"),
        "not_escalated_again_unrevised": _(
            "not again after “no emergency”, unless the request was revised"
        ),
        "incident_named": _("a major incident is named by its number"),
        "oral_approval_confirmed_by_its_giver": _(
            "only the one who approved orally may confirm it in writing"
        ),
        "started_after_authorisation": _("work started after the authorisation"),
        "work_times_in_order": _("start, end and record are in order of time"),
        "incompletion_explained": _("work left incomplete is explained"),
        "all_tests_passed": _("the work was completed, and every one of at least one test passed"),
        "a_test_failed": _("a test failed, or the work was not completed"),
        "unrestored_service_has_incident": _("a service not restored has an incident number"),
        "schedule_fits_test_outcome": _(
            "a tested change gets a release window or is live already; one rolled back gets none"
        ),
        "window_in_order": _("the window ends after it starts"),
        "window_stands": _("only where a release window stands"),
        "release_outcome_fits_schedule": _("the outcome of the release fits its schedule"),
        "declared_assets_distinct": _("each asset is declared once"),
        "assets_change_as_declared": _("exactly the declared asset files change with it"),
        "request_changes_only_by_revision": _(
            "the request changes; but never requester, date or retrospective part"
        ),
        "withdrawal_notified": _("a change manager who withdraws tells the requester"),
        "authorised_work_not_started": _(
            "once authorised only if work has not started, or a retrospective request records it"
        ),
        "correction_touches_no_decision": _(
            "never a decision, an actor, a time or an outcome; the original stays visible"
        ),
    }
    return known.get(name, name.replace("_", " "))
