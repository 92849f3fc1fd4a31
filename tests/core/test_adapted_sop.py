"""SOPs that an office has adapted: an added security clearance, other names, and slips in names."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import yaml

from sister.processes import clearance
from sop.journals import Journal, arrived, base_authority, base_files, holding, rules
from support.office import CHECKOUT
from ubah.core.diagnostics import Finding
from ubah.core.guards import StepContext
from ubah.core.meanings import Meaning
from ubah.core.office.authority import Authority, build_authority
from ubah.core.office.offices import who_may
from ubah.core.office.sop_names import further_name_findings
from ubah.core.proof.decision import decided_steps
from ubah.core.reading.journal import replay
from ubah.core.reading.records import build_record, entry_of, read_file
from ubah.core.reading.writing import entry_data
from ubah.core.sop_proof.laws import sop_findings
from ubah.edge.forges.github.words import WORDS
from ubah.report.decision import decision_body, decision_title

DATA: dict[str, Any] = yaml.load((CHECKOUT / "schemas/sop.yaml").read_bytes(), yaml.CSafeLoader)
OFFICER = "plh-kepala"
Change = Callable[[dict[str, Any]], object]


def built(change: Change, *, with_officer: bool = False) -> tuple[Authority | None, list[Finding]]:
    """Return the authority of an office whose sop.yaml ``change`` has had a hand in."""
    data = copy.deepcopy(DATA)
    change(data)
    data = json.loads(json.dumps(data))  # no object stands there twice
    files = base_files()
    files["schemas/sop.yaml"] = yaml.safe_dump(data, sort_keys=False, allow_unicode=True).encode()
    if with_officer:
        schema = json.loads(files["schemas/roles.schema.json"])
        roles = schema["properties"]["roles"]["properties"]
        roles["security_officer"] = {
            **roles["requester"],
            "title": "Pejabat Keamanan / Security officer",
        }
        files["schemas/roles.schema.json"] = json.dumps(schema).encode()
        held = yaml.load(files["roles.yaml"], yaml.CSafeLoader)
        held["roles"]["security_officer"] = [holding(OFFICER)]
        files["roles.yaml"] = yaml.safe_dump(held, sort_keys=False, allow_unicode=True).encode()
    authority, findings = build_authority(files)
    return authority, list(findings)


@cache
def cleared() -> Authority:
    authority, findings = built(clearance, with_officer=True)
    assert authority is not None, findings
    return authority


def evaluated() -> Journal:
    return arrived("accepted").then("classify_normal")


def status(journal: Journal, authority: Authority) -> Journal:
    """Return the journal with the status that the adapted SOP leads to."""
    state = ""
    for entry in journal.entries:
        state = authority.sop.actions[entry["action"]].leads_to(state)
    return replace(journal, status=state)


def found(journal: Journal, authority: Authority) -> list[str]:
    return rules(status(journal, authority), authority)


def test_an_added_clearance_is_a_sound_sop() -> None:
    authority = cleared()
    assert sop_findings(authority.sop, authority.change_schema) == ()


def test_work_begins_after_the_clearance_and_not_after_what_came_before_it() -> None:
    authority = cleared()
    waiting = evaluated()
    journal = waiting.then("clear", OFFICER)
    after = journal.then("implement")
    assert found(after, authority) == []
    before = journal.then(
        "implement",
        started_at=waiting.entries[-1]["at"],
        ended_at=after.entries[-1]["evidence"]["ended_at"],
    )
    assert found(before, authority) == ["UB420"]


def test_without_the_clearance_there_is_no_work() -> None:
    authority = cleared()
    assert found(evaluated().then("implement"), authority) == ["UB401"]
    assert "UB502" in found(evaluated().then("clear", "pengelola-2"), authority)
    assert "UB502" in found(  # one finding: it tells of four eyes as well
        arrived("accepted").then("classify_normal", "pengelola-1").then("clear", "pengelola-1"),
        authority,
    )


def test_who_gives_the_clearance_is_asked_like_the_head() -> None:
    authority = cleared()
    steps = decided_steps(authority.sop, "awaiting_clearance")
    assert {state: step.action for state, step in steps.items()} == {
        "approved": "clear",
        "changes_requested": "withhold",
    }
    assert [step.text_required for step in steps.values()] == [False, True]
    assert {s for s in authority.sop.states if decided_steps(authority.sop, s)} == {
        "awaiting_head",
        "reported",
        "awaiting_clearance",
    }


def renamed(old: str, new: str, *means: Meaning) -> Change:
    """Give an action another name, with marks that say what it means (none: it has none)."""

    def change(data: dict[str, Any]) -> None:
        rows = data["actions"]
        data["actions"] = {new if name == old else name: row for name, row in rows.items()}
        if means:
            data["actions"][new]["means"] = [meaning.value for meaning in means]
        for part in ("four_eyes", "substitution"):
            for group in data[part].values():
                group["actions"] = [new if name == old else name for name in group["actions"]]

    return change


RENAMED = {
    "accept": (Meaning.ACCEPTS, {"UB214"}),
    "implement": (Meaning.CARRIES_OUT, {"UB209"}),
    "pass_test": (Meaning.PASSES_TEST, {"UB209", "UB211"}),
    "approve": (Meaning.APPROVES, {"UB207", "UB208"}),
}
"""What is found where an action has another name, and no mark says what it means."""


@pytest.mark.parametrize("name", RENAMED)
def test_an_action_of_another_name_needs_a_mark(name: str) -> None:
    meaning, expected = RENAMED[name]
    unmarked, _ = built(renamed(name, "lain"))
    assert unmarked is not None
    rules_ = {f.rule for f in sop_findings(unmarked.sop, unmarked.change_schema)}
    assert rules_ & expected
    marked, _ = built(renamed(name, "lain", meaning))
    assert marked is not None
    assert sop_findings(marked.sop, marked.change_schema) == ()


def misspelt(change: Change) -> tuple[bool, list[tuple[str, str]]]:
    """Return whether anything can be judged by the file, and which names lead nowhere in it."""
    authority, findings = built(change)
    if authority is not None:
        sop, schema = authority.sop, authority.change_schema
        findings = list(further_name_findings(sop, authority.roles_schema, schema))
    assert all(f.rule == "UB202" and f.hint is not None for f in findings), findings
    names = [(dict(f.message.values)["action"], dict(f.message.values)["name"]) for f in findings]
    return authority is not None, names


SLIPS: dict[str, tuple[Change, tuple[str, str]]] = {
    "an action of four eyes": (
        lambda d: d["four_eyes"]["evaluator"]["actions"].append("acept"),
        ("four_eyes.evaluator", "acept"),
    ),
    "a part of four eyes": (
        lambda d: d["four_eyes"]["implementer"].update(parts=["evidence.implementer"]),
        ("four_eyes.implementer.parts", "evidence.implementer"),
    ),
    "an action of a substitution": (
        lambda d: d["substitution"]["head"]["actions"].append("aprove"),
        ("substitution.head", "aprove"),
    ),
    "who substitutes": (
        lambda d: d["substitution"]["head"].update(by="superiour"),
        ("substitution.head.by", "superiour"),
    ),
    "whom is substituted": (
        lambda d: d["substitution"].update(heads=d["substitution"].pop("head")),
        ("substitution", "heads"),
    ),
    "an office": (lambda d: d["actions"]["report"].update(by=["manager"]), ("report", "manager")),
    "the recorder": (
        lambda d: d["actions"]["report"].update(by=["recorder"]),
        ("report", "recorder"),
    ),
    "a state": (lambda d: d["actions"]["report"].update(to="repoted"), ("report", "repoted")),
    "a state that it comes from": (
        lambda d: d["actions"]["report"]["from"].append("testd"),
        ("report", "testd"),
    ),
    "a group that is barred": (
        lambda d: d["actions"]["report"].update(barred=["requesters"]),
        ("report", "requesters"),
    ),
    "a guard": (
        lambda d: d["actions"]["report"]["guards"].append({"name": "x", "basis": "local"}),
        ("report", "x"),
    ),
    "a step": (lambda d: d["actions"]["report"].update(steps=[19]), ("report", "19")),
    "a part of the request": (
        lambda d: d["decisive_request"].append("requestor"),
        ("decisive_request", "requestor"),
    ),
    "the field of a review": (
        lambda d: d["actions"]["approve"].update(review={"state": "approved", "text": "analisys"}),
        ("approve.review.text", "analisys"),
    ),
    "an office that roles.yaml cannot hold": (
        lambda d: d["roles"].update(auditor={"label": {"id": "A", "en": "A"}, "basis": "local"}),
        ("roles", "auditor"),
    ),
}


UNUSABLE = {
    "an office",
    "a state",
    "a state that it comes from",
    "a group that is barred",
    "a guard",
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_name_that_leads_nowhere(name: str) -> None:
    """What keeps everything from being judged makes the file unusable; the rest is found beside it."""
    change, expected = SLIPS[name]
    assert misspelt(change) == (name not in UNUSABLE, [expected])


def test_what_the_format_knows_by_name_cannot_be_given_to_another_action() -> None:
    def change(data: dict[str, Any]) -> None:
        data["actions"]["report"]["means"] = ["corrects"]

    authority, _ = built(change)
    assert authority is not None
    found = further_name_findings(authority.sop, authority.roles_schema, authority.change_schema)
    assert [f.rule for f in found] == ["UB202"]


def test_a_mark_takes_nothing_away_from_a_known_name() -> None:
    """Else the guards of step 5 could be switched off while they still stand in the file."""

    def change(data: dict[str, Any]) -> None:
        for row in data["actions"].values():
            row["means"] = []

    authority, findings = built(change)
    assert authority is not None, findings
    assert authority.sop.actions == base_authority().sop.actions


def test_what_waits_to_be_carried_out_is_not_withdrawn_once_it_has_begun() -> None:
    """Also where the office has put another state between authorisation and work."""

    def change(data: dict[str, Any]) -> None:
        clearance(data)
        for action in ("approve", "classify_normal"):
            data["actions"][action]["to"] = "authorised"
        data["actions"]["clear"].update({"from": ["authorised"], "to": "awaiting_clearance"})
        data["actions"]["withhold"]["from"] = ["authorised"]
        data["actions"]["implement"]["from"] = ["awaiting_clearance"]

    authority, findings = built(change, with_officer=True)
    assert authority is not None, findings
    journal = evaluated().then("clear", OFFICER)
    assert found(journal.then("withdraw"), authority) == ["UB433"]
    assert found(journal.then("withdraw", not_started=True), authority) == []


def test_who_may_is_asked_of_the_added_office() -> None:
    authority = cleared()
    journal = status(evaluated(), authority)
    record, problems = build_record(
        read_file(journal.data, "changes/2026/RFC-2026-0001.yaml"), authority.records
    )
    assert record is not None, problems
    progress = replay(record, [e.at for e in record.journal], authority.sop)
    at = record.journal[-1].at
    entry = entry_of(len(record.journal) + 1, entry_data("clear", "", at, {}))
    step = StepContext(record, entry, progress, at, authority.office, authority.sop)
    assert who_may(step, authority.roles, authority.office.day(at)) == (OFFICER,)


def test_the_tools_own_sop_needs_no_marks() -> None:
    sop = base_authority().sop
    assert {a.name for a in sop.taking(Meaning.AUTHORISES)} == {"approve", "classify_normal"}
    assert all(action.means for action in sop.actions.values())


def test_the_decision_pull_request_asks_by_the_names_of_the_added_step() -> None:
    authority = cleared()
    journal = status(evaluated(), authority)
    record, problems = build_record(
        read_file(journal.data, "changes/2026/RFC-2026-0001.yaml"), authority.records
    )
    assert record is not None, problems
    progress = replay(record, [e.at for e in record.journal], authority.sop)
    asked = decision_body(record, progress, authority.roles, authority.sop, "en", str, WORDS)
    assert "- **Approve**: Give security clearance; your text, if any, stands as “Notes”" in asked
    assert "- **Request changes**: Withhold clearance; your text stands as “Notes”" in asked
    assert "nothing is recorded" not in asked  # that is for the head's two kinds of refusal
    assert "What is to be changed" in asked
    assert decision_title(record, authority.sop, "en", str).startswith(
        "Please decide: RFC-2026-0001"
    )
