"""Each guard both ways: met, and not met with its rule and the basis that sop.yaml gives it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sop.journals import (
    CANCELLED,
    LETTER,
    NONE,
    UPDATE,
    Journal,
    arrived,
    at_minute,
    authority_with,
    base_authority,
    errors,
    holding,
    judged,
    landed_steps,
    rules,
    text_of,
)
from sop.table import TABLE
from support.office import PLAN, REQUEST, TEST
from ubah.core.diagnostics import Severity
from ubah.core.guards import GUARDS

SOP = base_authority().sop
Case = Callable[[], Journal]

SUBMITTED = arrived("submitted")
ACCEPTED = arrived("accepted")
AWAITING = arrived("awaiting_head")
RETURNED = arrived("returned")
NOT_FEASIBLE = AWAITING.then("return", code="not_feasible")
AUTHORISED = arrived("authorised")
IMPLEMENTED = arrived("implemented")
BROKEN_OFF = AUTHORISED.then("implement", completed=False, reason="Listrik padam.")
FAILED = arrived("test_failed")
REVIEWED = arrived("reviewed")
NIL_REVIEWED = arrived("rolled_back").through("report", "review")
NIL = {"window": None, "nil_reason": "Dikembalikan seperti semula."}
NIL_PLANNED = NIL_REVIEWED.then("schedule_release", **NIL)
PLANNED = arrived("release_planned")
FLAGGED = arrived("asset_update")
FAILED_TEST = {**TEST, "passed": False}
NEW_TEXT = {"description": "Uraian yang diperjelas."}


def moment(journal: Journal, after: float = 10) -> str:
    """Return the time that many minutes after the record's newest entry."""
    return text_of(at_minute(journal.minute + after))


def live_at(after: float) -> dict[str, Any]:
    return {"window": None, "already_live": {"at": moment(REVIEWED, after), "reason": "Langsung."}}


LIVE_PLANNED = REVIEWED.then("schedule_release", **live_at(5))
SUPPLIER = {
    "name": "Budi",
    "organisation": "PT Contoh",
    "contact": "budi@contoh.example",
    "source_document": "Surat 1",
}


def retrospective(after: float = -60, oral: dict[str, Any] | None = None) -> Journal:
    told = {"performed_at": text_of(at_minute(after)), "reason": "Gangguan malam hari."}
    return Journal().asking(retrospective={**told, **({"oral_approval": oral} if oral else {})})


def oral(by: str = "kepala", after: float = -90) -> dict[str, Any]:
    return {"by": by, "at": text_of(at_minute(after)), "channel": "telepon"}


def corrected(entry: int, field: str, was: object, becomes: object, journal: Journal) -> Journal:
    return journal.then(
        "correct", "pengelola-1", entry=entry, field=field, was=was, **{"is": becomes}
    )


DESCRIPTION = REQUEST["description"]
WINDOW = PLANNED.entries[-1]["evidence"]["window"]
WRONG_WINDOW = {**WINDOW, "end": WINDOW["start"]}
RELEASED = {"outcome": "released", "at": moment(PLANNED, 5)}
RELEASED_LIVE = {"outcome": "released", "at": moment(LIVE_PLANNED, 5)}
BY_MANAGER = {"notified_at": moment(SUBMITTED), "notified_via": "surel"}

# guard → (action, journals on which it is met, journals on which it is not)
CASES: dict[str, tuple[dict[str, Journal], dict[str, Journal]]] = {
    "submitter_is_requester": (
        {
            "in person": SUBMITTED,
            "an outsider through a requester": Journal().asking(requester=SUPPLIER).then("submit"),
            "an outsider through a change manager": Journal()
            .asking(requester=SUPPLIER)
            .then("submit", "pengelola-1"),
        },
        {"another requester": Journal().then("submit", "pemohon-2")},
    ),
    "request_not_dated_ahead": (
        {
            "the same day": SUBMITTED,
            "a day before": Journal().asking(date="2026-02-01").then("submit"),
            "told afterwards": retrospective(0).then("submit"),
            "with oral approval": retrospective(-60, oral()).then("submit"),
        },
        {
            "a day ahead": Journal().asking(date="2026-02-03").then("submit"),
            "performed ahead": retrospective(11).then("submit"),
            "oral approval ahead": retrospective(-60, oral(after=11)).then("submit"),
        },
    ),
    "reaccept_only_after_not_emergency": (
        {
            "from submitted": ACCEPTED,
            "after not_emergency": RETURNED.then("accept"),
            "after not_feasible and a revision": NOT_FEASIBLE.then("revise", request=NEW_TEXT).then(
                "accept"
            ),
            "not_emergency the second time": NOT_FEASIBLE.then("revise", request=NEW_TEXT).through(
                "accept", "escalate", "return", "accept"
            ),
        },
        {
            "after not_feasible": NOT_FEASIBLE.then("accept"),
            "not_feasible the second time": RETURNED.then("revise", request=NEW_TEXT)
            .through("accept", "escalate")
            .then("return", code="not_feasible")
            .then("accept"),
        },
    ),
    "plan_present": (
        {
            "in the request": ACCEPTED,
            "in the acceptance": Journal()
            .asking(plan=None)
            .through("submit")
            .then("accept", plan=PLAN),
            "in an earlier acceptance": Journal()
            .asking(plan=None)
            .through("submit")
            .then("accept", plan=PLAN)
            .through("escalate", "return", "accept"),
        },
        {"nowhere": Journal().asking(plan=None).through("submit", "accept")},
    ),
    "notice_not_ahead": (
        {
            "before": SUBMITTED.then("reject", notified_at=moment(SUBMITTED, 1)),
            "at once": SUBMITTED.then("reject", notified_at=moment(SUBMITTED, 10)),
            "in another zone": SUBMITTED.then("reject", notified_at="2026-02-02T07:15:00+07:00"),
        },
        {
            "ahead": SUBMITTED.then("reject", notified_at=moment(SUBMITTED, 11)),
            "ahead in another zone": SUBMITTED.then(
                "reject", notified_at="2026-02-02T08:15:00+07:00"
            ),
        },
    ),
    "not_after_not_feasible": (
        {
            "no decision": AUTHORISED,
            "after not_emergency": RETURNED.through("accept", "classify_normal"),
            "not_feasible, then not_emergency": NOT_FEASIBLE.then(
                "revise", request=NEW_TEXT
            ).through("accept", "escalate", "return", "accept", "classify_normal"),
        },
        {
            "after revise and accept": NOT_FEASIBLE.then("revise", request=NEW_TEXT).through(
                "accept", "classify_normal"
            ),
            "after two revisions": NOT_FEASIBLE.then("revise", request=NEW_TEXT)
            .then("revise", request={"reason": "Lain lagi."})
            .through("accept", "classify_normal"),
            "not_emergency, then not_feasible": RETURNED.then("revise", request=NEW_TEXT)
            .through("accept", "escalate")
            .then("return", code="not_feasible")
            .then("revise", request={"reason": "Lain."})
            .through("accept", "classify_normal"),
        },
    ),
    "not_escalated_again_unrevised": (
        {
            "the first time": AWAITING,
            "after a revision": RETURNED.then("revise", request=NEW_TEXT).through(
                "accept", "escalate"
            ),
            "not_feasible and revised": NOT_FEASIBLE.then("revise", request=NEW_TEXT).through(
                "accept", "escalate"
            ),
        },
        {
            "unrevised": RETURNED.through("accept", "escalate"),
            "revised before the refusal only": SUBMITTED.then("revise", request=NEW_TEXT).through(
                "accept", "escalate", "return", "accept", "escalate"
            ),
            "revised before the second refusal only": RETURNED.then(
                "revise", request=NEW_TEXT
            ).through("accept", "escalate", "return", "accept", "escalate"),
        },
    ),
    "incident_named": (
        {
            "named": ACCEPTED.then("escalate", criterion="major_incident", incident="INS-1"),
            "security needs none": AWAITING,
            "other needs none": ACCEPTED.then("escalate", criterion="other"),
        },
        {"not named": ACCEPTED.then("escalate", criterion="major_incident")},
    ),
    "oral_approval_confirmed_by_its_giver": (
        {
            "nothing confirmed": arrived("awaiting_head").then("approve"),
            "expressly nothing": AWAITING.then("approve", confirms_oral=False),
            "by its giver": retrospective(-60, oral())
            .through("submit", "accept", "escalate")
            .then("approve", confirms_oral=True),
        },
        {
            "no retrospective request": AWAITING.then("approve", confirms_oral=True),
            "no oral approval told": retrospective()
            .through("submit", "accept", "escalate")
            .then("approve", confirms_oral=True),
            "by somebody else": retrospective(-60, oral("sekda"))
            .through("submit", "accept", "escalate")
            .then("approve", confirms_oral=True),
        },
    ),
    "started_after_authorisation": (
        {
            "after": IMPLEMENTED,
            "at once": AUTHORISED.then("implement", started_at=moment(AUTHORISED, 0)),
            "within the skew": AUTHORISED.then("implement", started_at=moment(AUTHORISED, -5)),
            "retrospective": retrospective()
            .through("submit", "accept", "classify_normal")
            .then(
                "implement", started_at=text_of(at_minute(-70)), ended_at=text_of(at_minute(-60))
            ),
        },
        {
            "beyond the skew": AUTHORISED.then("implement", started_at=moment(AUTHORISED, -5.1)),
            "before the head approved": AWAITING.then("approve").then(
                "implement", started_at=moment(AWAITING, 0)
            ),
        },
    ),
    "work_times_in_order": (
        {
            "all at once": AUTHORISED.then(
                "implement", started_at=moment(AUTHORISED), ended_at=moment(AUTHORISED)
            ),
        },
        {
            "ended before it started": AUTHORISED.then(
                "implement", started_at=moment(AUTHORISED, 6), ended_at=moment(AUTHORISED, 5)
            ),
            "recorded before it ended": AUTHORISED.then(
                "implement", ended_at=moment(AUTHORISED, 11)
            ),
        },
    ),
    "incompletion_explained": (
        {"completed": IMPLEMENTED, "explained": BROKEN_OFF},
        {"unexplained": AUTHORISED.then("implement", completed=False)},
    ),
    "all_tests_passed": (
        {
            "one": arrived("tested"),
            "several": IMPLEMENTED.then("pass_test", tests=[TEST, TEST, TEST]),
        },
        {
            "none listed": IMPLEMENTED.then("pass_test", tests=[]),
            "one failed": IMPLEMENTED.then("pass_test", tests=[TEST, FAILED_TEST]),
            "work broken off": BROKEN_OFF.then("pass_test"),
        },
    ),
    "a_test_failed": (
        {
            "one of two": IMPLEMENTED.then("fail_test", tests=[TEST, FAILED_TEST]),
            "work broken off, test passed": BROKEN_OFF.then("fail_test", tests=[TEST]),
            "work broken off, no test": BROKEN_OFF.then("fail_test", tests=[]),
        },
        {
            "all passed": IMPLEMENTED.then("fail_test", tests=[TEST]),
            "none listed": IMPLEMENTED.then("fail_test", tests=[]),
        },
    ),
    "unrestored_service_has_incident": (
        {
            "restored": arrived("rolled_back"),
            "with its incident": FAILED.then("roll_back", restored=False, incident="INS-2"),
        },
        {"no incident": FAILED.then("roll_back", restored=False)},
    ),
    "schedule_fits_test_outcome": (
        {"window": PLANNED, "already live": LIVE_PLANNED, "nil": NIL_PLANNED},
        {
            "tested, nothing": REVIEWED.then("schedule_release", window=None),
            "tested, nil": REVIEWED.then("schedule_release", **NIL),
            "tested, window and nil": REVIEWED.then("schedule_release", nil_reason="Tidak."),
            "tested, window and live": REVIEWED.then(
                "schedule_release", already_live=live_at(5)["already_live"]
            ),
            "rolled back, window": NIL_REVIEWED.then("schedule_release"),
            "rolled back, nothing": NIL_REVIEWED.then("schedule_release", window=None),
            "rolled back, window and nil": NIL_REVIEWED.then(
                "schedule_release", nil_reason="Tidak."
            ),
            "rolled back, live": NIL_REVIEWED.then("schedule_release", **live_at(5)),
        },
    ),
    "window_in_order": (
        {"in order": PLANNED, "live now": REVIEWED.then("schedule_release", **live_at(10))},
        {
            "no time at all": REVIEWED.then("schedule_release", window=WRONG_WINDOW),
            "moved to no time at all": PLANNED.then("reschedule", window=WRONG_WINDOW),
            "live in the future": REVIEWED.then("schedule_release", **live_at(11)),
        },
    ),
    "window_stands": (
        {
            "once": PLANNED.then("reschedule"),
            "twice": PLANNED.through("reschedule", "reschedule"),
        },
        {"already live": LIVE_PLANNED.then("reschedule"), "nil": NIL_PLANNED.then("reschedule")},
    ),
    "release_outcome_fits_schedule": (
        {
            "cancelled": arrived("closed"),
            "released": PLANNED.then("keep_assets", release=RELEASED),
            "released, with assets": PLANNED.then("flag_assets", release=RELEASED),
            "live": LIVE_PLANNED.then("keep_assets", release=RELEASED_LIVE),
            "nil": NIL_PLANNED.then("keep_assets", release=NONE),
            "nil, with assets": NIL_PLANNED.then("flag_assets", release=NONE),
            "stated once": FLAGGED.then("keep_assets", release=None),
            "stated twice alike": FLAGGED.then("keep_assets"),
            "flagged again": FLAGGED.then("flag_assets", release=None).through("update_assets"),
        },
        {
            "missing": PLANNED.then("keep_assets", release=None),
            "missing, with assets": PLANNED.then("flag_assets", release=None),
            "none though a window stands": PLANNED.then("keep_assets", release=NONE),
            "none though live": LIVE_PLANNED.then("keep_assets", release=NONE),
            "cancelled though live": LIVE_PLANNED.then("keep_assets"),
            "released though nil": NIL_PLANNED.then(
                "keep_assets", release={"outcome": "released", "at": moment(NIL_PLANNED, 5)}
            ),
            "cancelled though nil": NIL_PLANNED.then("keep_assets"),
            "released without its time": PLANNED.then(
                "keep_assets", release={"outcome": "released"}
            ),
            "released in the future": PLANNED.then(
                "keep_assets", release={"outcome": "released", "at": moment(PLANNED, 11)}
            ),
            "cancelled without a reason": PLANNED.then(
                "keep_assets", release={"outcome": "cancelled"}
            ),
            "stated twice differently": FLAGGED.then("keep_assets", release=RELEASED),
            "stated twice, another reason": FLAGGED.then(
                "keep_assets", release={**CANCELLED, "reason": "Lain."}
            ),
            "flagged again differently": FLAGGED.then("flag_assets", release=RELEASED),
        },
    ),
    "declared_assets_distinct": (
        {"one": FLAGGED},
        {"twice": PLANNED.then("flag_assets", assets=[UPDATE, {**UPDATE, "intended": "Lain."}])},
    ),
    "withdrawal_notified": (
        {
            "the requester": SUBMITTED.then("withdraw"),
            "who revised": SUBMITTED.then("revise", "pemohon-2", request=NEW_TEXT).then(
                "withdraw", "pemohon-2"
            ),
            "a change manager with notice": SUBMITTED.then("withdraw", "pengelola-1", **BY_MANAGER),
        },
        {
            "no notice": SUBMITTED.then("withdraw", "pengelola-1"),
            "no time": SUBMITTED.then("withdraw", "pengelola-1", notified_via="surel"),
            "no medium": SUBMITTED.then("withdraw", "pengelola-1", notified_at=moment(SUBMITTED)),
        },
    ),
    "authorised_work_not_started": (
        {
            "not started": AUTHORISED.then("withdraw", not_started=True),
            "begun too early, and told": AUTHORISED.then(
                "withdraw", retrospective_rfc="RFC-2026-0002"
            ),
            **{
                f"from {state}": arrived(state).then("withdraw")
                for state in ("submitted", "accepted", "awaiting_head", "returned")
            },
        },
        {
            "not told": AUTHORISED.then("withdraw"),
            "started": AUTHORISED.then("withdraw", not_started=False),
            "approved by the head": AWAITING.then("approve").then("withdraw"),
        },
    ),
    "correction_touches_no_decision": (
        {
            "request": corrected(1, "request.description", DESCRIPTION, "Lain.", SUBMITTED),
            "assessment": corrected(2, "assessment", "Layak.", "Layak sekali.", ACCEPTED),
            "rationale": corrected(3, "rationale", "Dapat dijadwalkan.", "Lain.", AUTHORISED),
            "list of services": corrected(
                1, "request.services", ["SPSE"], ["SPSE", "SIKAP"], SUBMITTED
            ),
            "a chain": corrected(
                2, "assessment", "B", "C", corrected(2, "assessment", "Layak.", "B", ACCEPTED)
            ),
            "two fields": corrected(
                3,
                "rationale",
                "Dapat dijadwalkan.",
                "B",
                corrected(2, "assessment", "Layak.", "C", AUTHORISED),
            ),
            "in a closed record": corrected(2, "assessment", "Layak.", "B", arrived("closed")),
            "in a rejected record": corrected(
                2, "reason", "Tidak perlu.", "B", arrived("rejected")
            ),
            "in a withdrawn record": corrected(
                2, "reason", "Tidak jadi.", "B", arrived("withdrawn")
            ),
            "by the author": SUBMITTED.then("correct", "pemohon-1"),
            "by the head, of the own entry": RETURNED.then(
                "correct",
                "kepala",
                entry=4,
                field="reason",
                was="Bukan keadaan mendesak.",
                **{"is": "Tidak mendesak."},
            ),
        },
        {
            "the release outcome": corrected(9, "release", CANCELLED, RELEASED, arrived("closed")),
            "an actor": corrected(2, "by", "pengelola-1", "pengelola-2", ACCEPTED),
            "a time": corrected(2, "at", ACCEPTED.entries[1]["at"], moment(ACCEPTED), ACCEPTED),
            "an action": corrected(2, "action", "accept", "reject", ACCEPTED),
            "the refusal code": corrected(4, "code", "not_emergency", "not_feasible", RETURNED),
            "the criterion": corrected(3, "criterion", "security", "other", AWAITING),
            "the tests": corrected(5, "tests", [TEST], [TEST, TEST], arrived("tested")),
            "the notice": corrected(
                2,
                "notified_at",
                arrived("rejected").entries[1]["evidence"]["notified_at"],
                moment(ACCEPTED),
                arrived("rejected"),
            ),
            "the implementers": corrected(
                4, "implementers", ["pengelola-1"], ["pengelola-2"], IMPLEMENTED
            ),
            "the requester": corrected(1, "request.requester", "pemohon-1", "pemohon-2", SUBMITTED),
            "the date": corrected(1, "request.date", "2026-02-02", "2026-02-01", SUBMITTED),
            "the plan": corrected(1, "request.plan", PLAN, {**PLAN, "test": "Lain."}, SUBMITTED),
            "retrospective": corrected(1, "request.retrospective", {}, {"a": 1}, SUBMITTED),
            "a request field of another entry": corrected(
                2, "request.description", DESCRIPTION, "B", ACCEPTED
            ),
            "a field that is not there": corrected(
                2, "plan", PLAN, {**PLAN, "test": "Lain."}, ACCEPTED
            ),
            "no field at all": corrected(2, "lain", "a", "b", ACCEPTED),
            "the journal": corrected(1, "journal", "a", "b", ACCEPTED),
            "itself": corrected(2, "reason", "Salah tik.", "B", SUBMITTED),
            "an entry to come": corrected(9, "assessment", "Layak.", "B", ACCEPTED),
            "another correction": corrected(
                3, "reason", "Salah tik.", "B", corrected(2, "assessment", "Layak.", "B", ACCEPTED)
            ),
            "was does not stand there": corrected(2, "assessment", "Tidak layak.", "B", ACCEPTED),
            "a chain from its start": corrected(
                2, "assessment", "Layak.", "C", corrected(2, "assessment", "Layak.", "B", ACCEPTED)
            ),
            "nothing changes": corrected(2, "assessment", "Layak.", "Layak.", ACCEPTED),
            "another kind of value": corrected(2, "assessment", "Layak.", ["Layak."], ACCEPTED),
            "emptied": corrected(2, "assessment", "Layak.", "", ACCEPTED),
        },
    ),
}

# Guards that compare with what main held, or with the asset files that land: not seen in contents.
ON_LANDING = ("request_changes_only_by_revision", "assets_change_as_declared")


def bases(name: str, action: str) -> str:
    return next(guard.basis for guard in SOP.actions[action].guards if guard.name == name)


def test_every_guard_is_used_and_has_a_good_and_a_bad_case() -> None:
    used = {guard.name for action in SOP.actions.values() for guard in action.guards}
    assert set(GUARDS) == used
    assert set(CASES) | set(ON_LANDING) == used
    assert all(good and bad for good, bad in CASES.values())
    assert len({guard.rule for guard in GUARDS.values()}) == len(GUARDS)
    for name, guard in GUARDS.items():
        assert guard.check.__doc__, name


MET = [(name, case) for name, (good, _) in CASES.items() for case in good]
NOT_MET = [(name, case) for name, (_, bad) in CASES.items() for case in bad]


@pytest.mark.parametrize(("name", "case"), MET)
def test_a_guard_that_is_met_says_nothing(name: str, case: str) -> None:
    journal = CASES[name][0][case]
    assert name in {g.name for e in journal.entries for g in SOP.actions[e["action"]].guards}
    assert errors(journal) == []


@pytest.mark.parametrize(("name", "case"), NOT_MET)
def test_a_guard_that_is_not_met_names_its_rule_and_basis(name: str, case: str) -> None:
    journal = CASES[name][1][case]
    found = errors(journal)
    assert {finding.rule for finding in found} == {GUARDS[name].rule.id}
    action = journal.entries[-1]["action"]
    assert {finding.basis for finding in found} == {bases(name, action)}
    assert all(finding.place.position.line for finding in found)


@pytest.mark.parametrize("name", [*CASES, *ON_LANDING])
def test_the_basis_is_what_the_sop_says(name: str) -> None:
    """The table of sop.md: what the document says, what is read into it, and what is local."""
    local = {
        *("request_not_dated_ahead", "not_after_not_feasible", "not_escalated_again_unrevised"),
        *("window_stands", "declared_assets_distinct", "assets_change_as_declared"),
        *("request_changes_only_by_revision", "withdrawal_notified"),
        *("authorised_work_not_started", "correction_touches_no_decision"),
    }
    said = {"submitter_is_requester", "plan_present", "started_after_authorisation"}
    said |= {"all_tests_passed", "a_test_failed"}
    basis = "local" if name in local else "sop" if name in said else "reading"
    for action in SOP.actions.values():
        for guard in action.guards:
            assert guard.name != name or guard.basis == basis, action.name


# --- guards that need what lands -----------------------------------------------------------------


def landing_rules(*args: Any, **kwargs: Any) -> list[str]:
    steps = landed_steps(*args, **kwargs)
    return sorted({f.rule for s in steps for f in s.findings if f.severity is Severity.ERROR})


def test_a_revision_changes_the_request() -> None:
    revised = SUBMITTED.then("revise", request=NEW_TEXT)
    assert landing_rules(revised, 1, earlier=SUBMITTED) == []
    assert landing_rules(SUBMITTED.then("revise"), 1, earlier=SUBMITTED) == ["UB431"]
    assert bases("request_changes_only_by_revision", "revise") == "local"


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"SRV-0001": "update"}, []),
        (
            {"SRV-0001": "update", "SRV-0002": "add"},
            [],
        ),  # the other one is another record's business
        ({}, ["UB602"]),
        ({"SRV-0001": "retire"}, ["UB602"]),
        ({"SRV-0002": "update"}, ["UB602"]),
        (None, []),  # a work tree: not known
    ],
)
def test_assets_change_exactly_as_declared(
    changes: dict[str, str] | None, wanted: list[str]
) -> None:
    journal = FLAGGED.then("update_assets")
    assert landing_rules(journal, len(FLAGGED.entries), asset_changes=changes) == wanted


def test_only_the_newest_declaration_counts() -> None:
    again = FLAGGED.then("flag_assets", release=None, assets=[{**UPDATE, "change": "retire"}])
    journal, known = again.then("update_assets"), len(again.entries)
    assert landing_rules(journal, known, asset_changes={"SRV-0001": "retire"}) == []
    assert landing_rules(journal, known, asset_changes={"SRV-0001": "update"}) == ["UB602"]


@pytest.mark.parametrize(("minutes", "wanted"), [(0, []), (-5, []), (-6, ["UB420"])])
def test_work_starts_after_the_authorisations_effective_time(
    minutes: int, wanted: list[str]
) -> None:
    """The effective time counts, not the ``at`` that the authorising entry claims."""
    times = (at_minute(10), at_minute(20), at_minute(300))
    started = text_of(at_minute(300) + timedelta(minutes=minutes))
    journal = AUTHORISED.then(
        "implement", minute=400, started_at=started, ended_at=text_of(at_minute(400))
    )
    assert landing_rules(journal, 3, effective=times) == wanted


def test_the_newest_authorisation_counts() -> None:
    journal = RETURNED.through("accept", "classify_normal").then(
        "implement", started_at=moment(RETURNED, 10), ended_at=moment(RETURNED, 11)
    )
    assert rules(journal) == ["UB420"]


# --- loops and deviations ------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_report_may_be_returned_again_and_again(times: int) -> None:
    journal = arrived("reported")
    for _ in range(times):
        journal = journal.through("return_report", "report")
    assert errors(journal.through("review", "schedule_release", "keep_assets")) == []


@pytest.mark.parametrize("times", [1, 2, 4])
def test_an_emergency_may_be_refused_revised_and_escalated_again_and_again(times: int) -> None:
    journal = AWAITING
    for number in range(times):
        code = ("not_emergency", "not_feasible")[number % 2]
        journal = journal.then("return", code=code)
        journal = journal.then("revise", request={"reason": f"Alasan {number}."})
        journal = journal.through("accept", "escalate")
    assert errors(journal.then("approve")) == []


@pytest.mark.parametrize(
    ("rule", "journal"),
    {
        "UB901": retrospective().then("submit"),
        "UB902": AUTHORISED.then("implement", deviations="Satu peladen menyusul."),
        "UB903": AWAITING.then("approve").then("implement", implementers=["kepala"]),
        "UB904": RETURNED.through("accept", "classify_normal"),
        "UB905": FAILED.then("roll_back", restored=False, incident="INS-2"),
    }.items(),
)
def test_what_is_legal_and_must_be_seen_is_a_deviation(rule: str, journal: Journal) -> None:
    found = judged(journal)
    assert [(f.rule, f.severity) for f in found] == [(rule, Severity.DEVIATION)]


def test_the_head_who_carried_out_and_approved_is_seen() -> None:
    roles = authority_with(change_manager=[holding("pengelola-1"), holding("kepala")])
    journal = AWAITING.then("approve").then("implement", "kepala", implementers=["pengelola-1"])
    assert [f.rule for f in judged(journal, roles)] == ["UB903"]


def test_entries_are_in_the_order_of_their_times() -> None:
    assert rules(SUBMITTED.then("accept", minute=9)) == ["UB722"]
    assert rules(SUBMITTED.then("accept", minute=10)) == []


def test_a_rejected_request_comes_back_as_a_new_one() -> None:
    journal = Journal().asking(supersedes="RFC-2026-0002").then("submit")
    assert errors(journal) == []
    assert rules(Journal().asking(supersedes="RFC-2026-0009").then("submit")) == ["UB303"]
    assert rules(Journal().asking(supersedes="RFC-2026-0001").then("submit")) == ["UB303"]


@pytest.mark.parametrize("action", [a for a in TABLE if a != "submit"])
def test_a_correction_never_touches_what_a_guard_reads(action: str) -> None:
    """Each field that a guard reads from an earlier entry is decisive in sop.yaml."""
    read = {
        "accept": {"plan"},
        "return": {"code"},
        "implement": {"completed", "implementers", "started_at"},
        "schedule_release": {"window", "already_live", "nil_reason"},
        "reschedule": {"window"},
        "keep_assets": {"release"},
        "flag_assets": {"release", "assets"},
        "correct": {"entry", "field", "was", "is"},
    }
    fields = SOP.actions[action].evidence
    assert all(fields[name].decisive for name in read.get(action, ()))


def test_a_letter_of_the_acting_head_confirms_only_the_own_word() -> None:
    told = retrospective(-60, oral("kepala")).through("submit", "accept", "escalate")
    acting = told.then(
        "approve",
        "plh-kepala",
        minute=8 * 24 * 60,
        capacity="plh",
        appointment=LETTER,
        confirms_oral=True,
    )
    assert rules(acting) == ["UB419"]


def test_a_corrected_category_is_still_a_category() -> None:
    journal = corrected(2, "category", "application", "bukan-kategori", ACCEPTED)
    assert rules(journal) == ["UB434"]


# --- a record judged as a whole, after its request was revised -----------------------------------


def test_a_correction_of_the_request_survives_a_later_revision() -> None:
    """What was legal when it landed is legal in the finished record (rules 1 and 13)."""
    before = corrected(1, "request.description", DESCRIPTION, "Uraian B.", SUBMITTED)
    assert errors(before) == []
    revised = before.then("revise", request={"description": "Uraian C."})
    assert errors(revised) == []


def test_a_revised_request_is_corrected_from_what_stands_in_it() -> None:
    before = corrected(1, "request.description", DESCRIPTION, "Uraian B.", SUBMITTED)
    revised = before.then("revise", request={"description": "Uraian C."})
    journal = corrected(1, "request.description", "Uraian C.", "Uraian D.", revised)
    assert landing_rules(journal, 3, earlier=revised) == []


def test_an_acceptance_keeps_the_plan_that_a_later_revision_drops() -> None:
    revised = RETURNED.then("revise", request=NEW_TEXT).asking(plan=None)
    assert errors(revised) == []
    assert rules(replace(revised).then("accept")) == ["UB414"]


def test_a_withdrawal_is_not_notified_in_the_future() -> None:
    """Dates in a journal are never in the future; as for a rejection."""
    told = {"notified_at": moment(SUBMITTED, 60), "notified_via": "surel"}
    assert rules(SUBMITTED.then("withdraw", "pengelola-1", **told)) == ["UB432"]
