"""The action table and the SOP's fourteen steps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from sop.journals import (
    ASSETS,
    CANCELLED,
    LETTER,
    NUMBER,
    PATH,
    ROUTES,
    UPDATE,
    USUAL,
    Journal,
    QuickOffice,
    arrived,
    base_authority,
    errors,
    judged,
    rules,
)
from sop.table import FINAL, STATES, TABLE
from support.office import START, Office, asset, verdict
from support.office import rules as rules_of
from ubah.core.diagnostics import Finding, Severity, Verdict
from ubah.core.model import JudgedStep
from ubah.core.render import render

SOP = base_authority().sop


# --- the table as data ---------------------------------------------------------------------------


def test_sop_yaml_holds_the_action_table() -> None:
    assert set(SOP.actions) == set(TABLE)
    assert tuple(SOP.states) == STATES
    assert tuple(name for name, state in SOP.states.items() if state.final) == FINAL
    for name, (sources, target) in TABLE.items():
        action = SOP.actions[name]
        assert {state for state in ("", *STATES) if action.leads_from(state)} == set(sources), name
        assert action.target == target, name


def test_each_action_stands_for_the_steps_that_the_sop_numbers() -> None:
    steps = {
        **{"submit": (2,), "accept": (3,), "reject": (3,), "classify_normal": (4,)},
        **{"escalate": (4,), "approve": (5,), "return": (5,), "implement": (6,)},
        **{"pass_test": (7,), "fail_test": (7,), "roll_back": (8,), "report": (9,)},
        **{"review": (10,), "return_report": (10,), "schedule_release": (11,)},
        **{"reschedule": (11,), "keep_assets": (12, 14), "flag_assets": (12,)},
        **{"update_assets": (13, 14), "revise": (), "withdraw": (), "correct": ()},
    }
    assert {name: action.steps for name, action in SOP.actions.items()} == steps
    assert [step.number for step in SOP.steps] == list(range(1, 15))


def test_every_state_is_left_by_an_action_or_is_final() -> None:
    for state in STATES:
        leaving = [a for a in TABLE if a != "correct" and state in TABLE[a][0]]
        assert bool(leaving) != (state in FINAL), state


@pytest.mark.parametrize("state", ["", *STATES])
def test_a_legal_journal_leads_into_every_state(state: str) -> None:
    journal = arrived(state)
    assert journal.state == state
    if state:
        assert errors(journal) == []


PAIRS = [(state, action) for state in ("", *STATES) for action in TABLE]


def _after(journal: Journal, action: str) -> Journal:
    """Append ``action``, with what its guards want where it is legal."""
    more: dict[str, Any] = {}
    if action == "withdraw" and journal.state == "authorised":
        more = {"not_started": True}
    if journal.state == "asset_update" and action in ("keep_assets", "flag_assets"):
        more = {"release": None}
    after = journal.then(action, **more)
    return replace(after, status=after.state or "submitted")


@pytest.mark.parametrize(("state", "action"), PAIRS, ids=lambda value: value or "nothing")
def test_each_action_is_legal_in_exactly_its_states(state: str, action: str) -> None:
    found = errors(_after(arrived(state), action))
    illegal = [finding for finding in found if finding.rule == "UB401"]
    if state in TABLE[action][0]:
        assert found == []
        return
    (finding,) = illegal
    assert finding.basis is SOP.actions[action].basis
    assert finding.place.path == PATH
    assert finding.hint is not None
    _hint_says_what_is_legal(render(finding.hint, str, "en"), state)


WHO = {
    "requester": "pemohon-1, pemohon-2",
    "managers": "pengelola-1, pengelola-2",
    "heads": "kepala",
}


def _hint_says_what_is_legal(hint: str, state: str) -> None:
    if not state:
        assert hint == "the first entry is: submit"
        return
    listed = dict(re.findall(r"([a-z_]+) \(([^)]*)\)", hint))
    assert set(listed) == {action for action in TABLE if state in TABLE[action][0]}
    for action, people in listed.items():
        usual = USUAL[action]
        assert usual in people.split(", "), (action, people)
        if action in ("accept", "reject", "classify_normal", "escalate", "implement", "report"):
            assert people == WHO["managers"]
        if action in ("approve", "return", "review", "return_report"):
            assert people == WHO["heads"]
    assert f"ubah advance {NUMBER}" in hint


def test_an_illegal_step_names_only_those_who_may_take_the_legal_ones() -> None:
    journal = arrived("awaiting_head").then("implement", minute=9 * 24 * 60)
    (finding,) = [finding for finding in errors(journal) if finding.rule == "UB401"]
    assert finding.hint is not None
    hint = render(finding.hint, str, "en")
    assert "approve (kepala, plh-kepala)" in hint  # on a day inside the letter
    journal = arrived("submitted").then("approve")
    (finding,) = [finding for finding in errors(journal) if finding.rule == "UB401"]
    assert finding.hint is not None
    assert "withdraw (pemohon-1, pengelola-1, pengelola-2)" in render(finding.hint, str, "en")


@pytest.mark.parametrize("state", FINAL)
def test_a_final_state_takes_nothing_but_corrections(state: str) -> None:
    assert [action.name for action in SOP.legal_actions(state)] == ["correct"]
    assert (
        errors(
            arrived(state).then("correct").then("correct", was="Memperbarui SPSE.", **{"is": "X"})
        )
        == []
    )


@pytest.mark.parametrize("action", ["approve", "keep_assets"])
def test_the_status_must_be_what_the_journal_leads_to(action: str) -> None:
    journal = arrived("closed")
    assert rules(Journal(journal.request, journal.entries, "reviewed")) == ["UB402"]


def _without(journal: Journal, number: int, name: str) -> Journal:
    entries = [dict(entry) for entry in journal.entries]
    evidence = dict(entries[number]["evidence"])
    evidence.pop(name)
    entries[number]["evidence"] = evidence
    return Journal(journal.request, tuple(entries))


REQUIRED = {
    "accept": ("assessment", "category", "impact", "risk"),
    "reject": ("reason", "notified_at", "notified_via"),
    "classify_normal": ("rationale",),
    "escalate": ("criterion", "rationale"),
    "return": ("reason", "code"),
    "implement": ("started_at", "ended_at", "completed", "implementers", "work_log"),
    "pass_test": ("documentation", "tests"),
    "fail_test": ("documentation", "tests"),
    "roll_back": ("steps", "restored", "verification"),
    "report": ("number", "summary"),
    "return_report": ("defects",),
    "reschedule": ("window", "reason"),
    "keep_assets": ("reason",),
    "flag_assets": ("assets",),
    "revise": ("what", "why"),
    "withdraw": ("reason",),
    "correct": ("entry", "field", "was", "is", "reason"),
}


@pytest.mark.parametrize(
    ("action", "name"), [(action, name) for action, names in REQUIRED.items() for name in names]
)
def test_each_action_carries_its_evidence(action: str, name: str) -> None:
    journal = arrived(next(state for state in TABLE[action][0] if state)).then(action)
    assert rules(_without(journal, -1, name)) == ["UB203"]


@pytest.mark.parametrize("action", [action for action in TABLE if action != "submit"])
def test_no_action_carries_other_evidence(action: str) -> None:
    journal = arrived(next(state for state in TABLE[action][0] if state)).then(action, lain="x")
    assert rules(journal) == ["UB203"]


# --- one history with every action, on real git --------------------------------------------------


@dataclass
class History:
    """A real office with records on every path, and what the audit made of it."""

    office: Office
    steps: tuple[JudgedStep, ...]
    findings: tuple[Finding, ...]

    def of(self, number: int) -> list[JudgedStep]:
        return [step for step in self.steps if step.record == rfc(number)]

    def took(self, number: int, action: str) -> JudgedStep:
        """Return the record's first step with that action, proved for its person."""
        step = next(step for step in self.of(number) if step.entry.action == action)
        assert step.proof is not None
        assert step.proof.person == step.entry.by
        assert not [f for f in step.findings if f.severity is not Severity.DEVIATION]
        return step


def rfc(number: int) -> str:
    return f"RFC-2026-{number:04d}"


def path_of(number: int) -> str:
    return f"changes/2026/{rfc(number)}.yaml"


CLOSING: tuple[tuple[str, str], ...] = (
    ("report", "pengelola-1"),
    ("review", "kepala"),
)
NORMAL: tuple[tuple[str, str], ...] = (
    ("submit", "pemohon-1"),
    ("accept", "pengelola-1"),
    ("classify_normal", "pengelola-1"),
    ("implement", "pengelola-1"),
)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    office = QuickOffice.found(tmp_path_factory.mktemp("kantor"))
    minute = 0.0

    def walk(number: int, *steps: Any) -> None:
        nonlocal minute
        minute = office.walk(*steps, start=minute, number=rfc(number))

    changed = {"assets/SRV-0001.yaml": asset("SRV-0001", specification="32 inti")}
    walk(
        1,
        *NORMAL,
        ("pass_test", "pengelola-1"),
        *CLOSING,
        ("schedule_release", "pengelola-1"),
        ("reschedule", "pengelola-1"),
        ("flag_assets", "pengelola-1", {"release": CANCELLED, "assets": [UPDATE]}),
        ("update_assets", "pengelola-1", {"files": changed}),
    )
    walk(
        2,
        ("submit", "pemohon-1"),
        ("revise", "pemohon-2", {"request": _revised(office, minute)}),
        ("accept", "pengelola-1"),
        ("escalate", "pengelola-1"),
        ("return", "kepala"),
        ("accept", "pengelola-1"),
        ("classify_normal", "pengelola-1"),
        ("implement", "pengelola-2"),
        ("fail_test", "pengelola-1"),
        ("roll_back", "pengelola-1"),
        ("report", "pengelola-1"),
        ("return_report", "kepala"),
        *CLOSING,
        ("schedule_release", "pengelola-1", {"window": None, "nil_reason": "Dikembalikan."}),
        ("keep_assets", "pengelola-1", {"release": {"outcome": "none"}}),
        (
            "correct",
            "pengelola-1",
            {
                "entry": 3,
                "field": "assessment",
                "was": "Layak.",
                "is": "Layak sekali.",
                "reason": "Ralat.",
            },
        ),
    )
    walk(
        3,
        ("submit", "pemohon-1"),
        ("accept", "pengelola-1"),
        ("escalate", "pengelola-1"),
        ("approve", "kepala"),
    )
    walk(4, ("submit", "pemohon-1"), ("reject", "pengelola-1"))
    walk(5, ("submit", "pemohon-1"), ("withdraw", "pemohon-1"))
    minute = 8 * 24 * 60  # the acting head's first day
    acting = {"capacity": "plh", "appointment": LETTER}
    walk(
        6,
        ("submit", "pemohon-1"),
        ("accept", "pengelola-1"),
        ("escalate", "pengelola-1"),
        ("approve", "plh-kepala", acting),
        ("implement", "pengelola-1"),
        ("pass_test", "pengelola-1"),
        ("report", "pengelola-1"),
        ("review", "plh-kepala", acting),
    )
    result = office.audit()
    yield History(office, result.steps, result.findings)
    office.close()


def _revised(office: Office, minute: float) -> dict[str, Any]:
    from support.office import REQUEST, minutes

    day = minutes(minute).date().isoformat()
    return {**REQUEST, "requester": "pemohon-1", "date": day, "description": "Lebih jelas."}


def test_the_whole_history_passes(history: History) -> None:
    assert [f for f in history.findings if f.severity is not Severity.DEVIATION] == []
    assert verdict(history.office.audit()) is Verdict.PASS
    assert {step.entry.action for step in history.steps} == set(TABLE)


def refused(history: History, data: bytes, signer: str, at: float, number: int) -> set[str]:
    """Return the rules by which main refuses ``data``, signed by ``signer``."""
    head = history.office.commit(signer, at, {path_of(number): data})
    return rules_of(history.office.propose(head, at + 1))


NOW = 8 * 24 * 60 + 200


def attempt(
    history: History, number: int, action: str, by: str, signer: str = "", **more: Any
) -> set[str]:
    """Return the rules by which main refuses a step on top of the history."""
    office = history.office
    data = office.append(office.read(path_of(number)), action, by, NOW, rfc(number), **more)
    return refused(history, data, signer or by, NOW, number)


def test_action_submit(history: History) -> None:
    step = history.took(1, "submit")
    assert (step.state, step.entry.by) == ("submitted", "pemohon-1")
    office = history.office
    assert refused(history, office.submitted(NOW, rfc(9)), "pemohon-1", NOW, 9) == set()
    assert refused(history, office.submitted(NOW, rfc(9)), "pengelola-1", NOW, 9) == {"UB501"}
    by_manager = office.submitted(NOW, rfc(9), by="pengelola-1")
    assert refused(history, by_manager, "pengelola-1", NOW, 9) == {"UB502"}


def test_action_accept(history: History) -> None:
    assert history.took(1, "accept").state == "accepted"
    assert [s.state for s in history.of(2) if s.entry.action == "accept"] == ["accepted"] * 2
    assert rules(arrived("submitted").then("accept", "kepala")) == ["UB502"]
    assert rules(Journal().asking(plan=None).through("submit", "accept")) == ["UB414"]


def test_action_reject(history: History) -> None:
    assert history.took(4, "reject").state == "rejected"
    assert attempt(history, 4, "accept", "pengelola-1", status="accepted") == {"UB401"}
    assert rules(arrived("submitted").then("reject", "pemohon-1")) == ["UB502"]


def test_action_classify_normal(history: History) -> None:
    assert history.took(1, "classify_normal").state == "authorised"
    deviations = [f.rule for s in history.of(2) for f in s.findings]
    assert "UB904" in deviations  # reclassified after the head's refusal, to be seen
    assert rules(arrived("accepted").then("classify_normal", "kepala")) == ["UB502"]


def test_action_escalate(history: History) -> None:
    assert history.took(3, "escalate").state == "awaiting_head"
    named = {"criterion": "major_incident", "incident": "INS-1"}
    assert errors(arrived("accepted").then("escalate", **named)) == []
    assert rules(arrived("accepted").then("escalate", criterion="major_incident")) == ["UB418"]


def test_action_approve(history: History) -> None:
    assert history.took(3, "approve").state == "authorised"
    assert rules(arrived("awaiting_head").then("approve", "pengelola-2")) == ["UB502"]
    assert rules(arrived("awaiting_head").then("approve", "sekda")) == ["UB502"]


def test_action_return(history: History) -> None:
    assert history.took(2, "return").state == "returned"
    assert rules(arrived("awaiting_head").then("return", code="not_liked")) == ["UB203"]


def test_action_implement(history: History) -> None:
    assert history.took(1, "implement").state == "implemented"
    assert attempt(history, 3, "implement", "pengelola-1") == set()
    assert attempt(history, 3, "implement", "pengelola-1", signer="pengelola-2") == {"UB501"}
    assert attempt(history, 3, "implement", "kepala") == {"UB502"}
    early = START.isoformat()
    assert attempt(history, 3, "implement", "pengelola-1", started_at=early) == {"UB420"}


def test_action_pass_test(history: History) -> None:
    assert history.took(1, "pass_test").state == "tested"
    assert rules(arrived("implemented").then("pass_test", tests=[])) == ["UB423"]


def test_action_fail_test(history: History) -> None:
    assert history.took(2, "fail_test").state == "test_failed"
    passed = arrived("tested").entries[-1]["evidence"]["tests"]
    assert rules(arrived("implemented").then("fail_test", tests=passed)) == ["UB424"]


def test_action_roll_back(history: History) -> None:
    assert history.took(2, "roll_back").state == "rolled_back"
    assert rules(arrived("test_failed").then("roll_back", restored=False)) == ["UB425"]


def test_action_report(history: History) -> None:
    assert history.took(1, "report").state == "reported"
    assert [s.state for s in history.of(2) if s.entry.action == "report"] == ["reported"] * 2


def test_action_review(history: History) -> None:
    assert history.took(1, "review").state == "reviewed"
    assert rules(arrived("reported").then("review", "pengelola-2")) == ["UB502"]


def test_action_return_report(history: History) -> None:
    assert history.took(2, "return_report").state == "report_returned"
    assert rules(arrived("report_returned").then("review")) == ["UB401"]


def test_action_schedule_release(history: History) -> None:
    assert history.took(1, "schedule_release").state == "release_planned"
    assert history.took(2, "schedule_release").entry.evidence["nil_reason"]
    both = arrived("reviewed").then("schedule_release", nil_reason="Tidak.")
    assert rules(both) == ["UB426"]


def test_action_reschedule(history: History) -> None:
    assert history.took(1, "reschedule").state == "release_planned"
    live = {"at": START.isoformat(), "reason": "Langsung."}
    journal = arrived("reviewed").then("schedule_release", window=None, already_live=live)
    assert rules(journal.then("reschedule")) == ["UB428"]


def test_action_keep_assets(history: History) -> None:
    assert history.took(2, "keep_assets").state == "closed"
    journal = arrived("asset_update").then("keep_assets", release=None)
    assert errors(journal) == []  # a wrongly declared asset
    assert journal.state == "closed"


def test_action_flag_assets(history: History) -> None:
    assert history.took(1, "flag_assets").state == "asset_update"
    unknown = {**UPDATE, "id": "SRV-0099"}
    assert rules(arrived("release_planned").then("flag_assets", assets=[unknown])) == ["UB303"]


def test_action_update_assets(history: History) -> None:
    step = history.took(1, "update_assets")
    assert step.state == "closed"
    assert b"32 inti" in history.office.read("assets/SRV-0001.yaml")
    head = history.office.commit("pengelola-1", NOW, ASSETS)
    assert rules_of(history.office.propose(head, NOW + 1)) == {"UB601"}


def test_action_revise(history: History) -> None:
    step = history.took(2, "revise")
    assert (step.state, step.entry.by) == ("submitted", "pemohon-2")
    assert "description: Lebih jelas." in history.office.read(path_of(2)).decode()
    assert rules(arrived("submitted").then("revise", "pengelola-1")) == ["UB502"]


def test_action_withdraw(history: History) -> None:
    assert history.took(5, "withdraw").state == "withdrawn"
    assert attempt(history, 3, "withdraw", "pemohon-1") == {"UB433"}
    assert attempt(history, 3, "withdraw", "pemohon-1", not_started=True) == set()
    assert attempt(history, 3, "withdraw", "pemohon-2", not_started=True) == {"UB432", "UB502"}


def test_action_correct(history: History) -> None:
    assert history.took(2, "correct").state == "closed"
    assert "assessment: Layak.\n" in history.office.read(path_of(2)).decode()  # it stays visible
    code = {"entry": 5, "field": "code", "was": "not_emergency", "is": "not_feasible"}
    assert attempt(history, 2, "correct", "pengelola-1", reason="Keliru.", **code) == {"UB434"}


# --- the fourteen steps --------------------------------------------------------------------------


def states_of(history: History, number: int) -> list[str]:
    return [step.state for step in history.of(number)]


def test_sop_step_01_start(history: History) -> None:
    """Nothing stands before a request: only its submission opens a journal."""
    for action in TABLE:
        legal = rules(_after(Journal(), action)) == []
        assert legal == (action == "submit"), action
    for number in range(1, 7):
        assert history.of(number)[0].entry.action == "submit"


def test_sop_step_02_requester_files_the_request(history: History) -> None:
    step = history.took(1, "submit")
    assert step.proof is not None
    assert step.effective == step.proof.time
    required = ("title", "description", "reason", "services", "proposed_urgency", "wanted_by")
    for name in (*required, "addressee", "impact_if_not_done", "requester", "date"):
        assert rules(Journal().asking(**{name: None}).through("submit")) == ["UB201"], name
    assert rules(Journal().then("submit", "pemohon-2")) == ["UB411"]


def test_sop_step_03_change_manager_evaluates(history: History) -> None:
    assert history.took(1, "accept").state == "accepted"
    rejection = history.took(4, "reject").entry.evidence
    assert rejection["reason"]  # the requester is told, with the reasons
    assert rejection["notified_at"]
    assert rejection["notified_via"]


def test_sop_step_04_change_manager_judges_urgency(history: History) -> None:
    assert states_of(history, 1)[2] == "authorised"  # normal: on to step 6, without the head
    assert history.took(3, "escalate").state == "awaiting_head"  # emergency: to step 5


def test_sop_step_05_head_decides_on_an_emergency(history: History) -> None:
    assert history.took(3, "approve").state == "authorised"
    assert history.took(2, "return").state == "returned"  # refused: back to step 3
    acting = history.took(6, "approve")  # the head absent: the alternative activity
    assert (acting.entry.by, acting.entry.capacity) == ("plh-kepala", "plh")
    assert acting.state == "authorised"


def test_sop_step_06_change_manager_carries_it_out(history: History) -> None:
    for number, authorisation in ((1, "classify_normal"), (6, "approve")):
        approved, work = history.took(number, authorisation), history.took(number, "implement")
        assert approved.effective < work.effective
        assert work.state == "implemented"
    for state in ("submitted", "accepted", "awaiting_head", "returned"):
        assert "UB401" in rules(arrived(state).then("implement"))


def test_sop_step_07_change_manager_documents_and_tests(history: History) -> None:
    assert history.took(1, "pass_test").state == "tested"
    assert history.took(2, "fail_test").state == "test_failed"
    assert "UB401" in rules(arrived("implemented").then("report"))  # not without a test


def test_sop_step_08_change_manager_rolls_back(history: History) -> None:
    assert history.took(2, "roll_back").state == "rolled_back"
    assert "UB401" in rules(arrived("test_failed").then("report"))  # not without a roll-back
    assert "UB401" in rules(arrived("tested").then("roll_back"))


def test_sop_step_09_change_manager_reports(history: History) -> None:
    for number in (1, 2, 6):
        assert history.took(number, "report").state == "reported"


def test_sop_step_10_head_examines_the_report(history: History) -> None:
    assert history.took(1, "review").state == "reviewed"
    assert history.took(6, "review").entry.capacity == "plh"
    actions = [step.entry.action for step in history.of(2)]
    assert actions[10:14] == ["report", "return_report", "report", "review"]


def test_sop_step_11_change_manager_schedules_the_release(history: History) -> None:
    assert "window" in history.took(1, "schedule_release").entry.evidence
    assert "nil_reason" in history.took(2, "schedule_release").entry.evidence
    assert "UB401" in rules(arrived("reported").then("schedule_release"))


def test_sop_step_12_change_manager_judges_the_asset_register(history: History) -> None:
    assert history.took(1, "flag_assets").state == "asset_update"  # yes: to step 13
    assert history.took(2, "keep_assets").state == "closed"  # no: to step 14
    assert "UB401" in rules(arrived("reviewed").then("keep_assets"))


def test_sop_step_13_the_asset_register_is_updated(history: History) -> None:
    step = history.took(1, "update_assets")
    changed = history.office.git("diff", "--name-only", f"{step.landing}^1", step.landing)
    assert changed.split() == ["assets/SRV-0001.yaml", path_of(1)]


def test_sop_step_14_end(history: History) -> None:
    assert states_of(history, 1)[-1] == "closed"
    assert history.took(1, "update_assets").entry.number == len(history.of(1))
    assert attempt(history, 1, "report", "pengelola-1", status="reported") == {"UB401"}
    assert attempt(history, 4, "revise", "pemohon-1", status="submitted") >= {"UB401"}
    assert attempt(history, 5, "accept", "pengelola-1", status="accepted") == {"UB401"}


def _named_tests() -> Iterator[str]:
    yield from re.findall(
        r"^def (test_[a-z0-9_]+)", Path(__file__).read_text(encoding="utf-8"), re.M
    )


def test_every_action_and_every_step_has_its_test() -> None:
    names = list(_named_tests())
    assert [name for name in names if name.startswith("test_action_")] == [
        f"test_action_{action}" for action in TABLE
    ]
    steps = [
        name[len("test_sop_step_") :][:2] for name in names if name.startswith("test_sop_step_")
    ]
    assert steps == [f"{number:02d}" for number in range(1, 15)]


def test_routes_name_every_state() -> None:
    assert set(ROUTES) == {"", *STATES}
    assert [f for f in judged(arrived("closed")) if f.severity is Severity.ERROR] == []
