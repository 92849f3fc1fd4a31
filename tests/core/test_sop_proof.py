"""The shipped SOP is proved, and each way of breaking it breaks the property that it should."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from sop.journals import Journal, base_authority, base_files, judged
from support.office import CHECKOUT
from ubah.core.diagnostics import Severity
from ubah.core.guards import GUARDS
from ubah.core.model import Record
from ubah.core.office.authority import build_authority
from ubah.core.reading.derivation import derive_change_schema
from ubah.core.reading.journal import advance, begin
from ubah.core.sop_file import build_sop
from ubah.core.sop_proof.laws import sop_findings
from ubah.core.sop_proof.walk import NOW, READ, REQUEST, START, _allowed, _step, explore, menu

DATA: dict[str, Any] = yaml.load((CHECKOUT / "schemas/sop.yaml").read_bytes(), yaml.CSafeLoader)
SHIPPED = base_authority()
Change = Callable[[dict[str, Any]], object]


def broken(change: Change) -> set[str]:
    """Return the rules that sop.yaml breaks once ``change`` has had a hand in it."""
    data = copy.deepcopy(DATA)
    change(data)
    sop = build_sop(data)
    findings = sop_findings(sop, derive_change_schema(SHIPPED.change_schema, sop))
    assert all(f.hint and f.severity is Severity.ERROR for f in findings)
    return {finding.rule for finding in findings}


def without_guard(name: str) -> Change:
    def change(data: dict[str, Any]) -> None:
        for action in data["actions"].values():
            action["guards"] = [guard for guard in action["guards"] if guard["name"] != name]

    return change


def with_action(source: list[str], target: str, by: str = "change_manager") -> Change:
    def change(data: dict[str, Any]) -> None:
        row = copy.deepcopy(data["actions"]["report"])
        data["actions"]["shortcut"] = {
            **row, "from": source, "to": target, "by": [by], "guards": [], "evidence": {}
        }  # fmt: skip

    return change


def set_in(action: str, **values: Any) -> Change:
    return lambda data: data["actions"][action].update(values)


def test_the_shipped_sop_keeps_every_property() -> None:
    assert sop_findings(SHIPPED.sop, SHIPPED.change_schema) == ()


def test_the_walk_takes_every_action_and_reaches_every_state() -> None:
    walk = explore(SHIPPED.sop, SHIPPED.change_schema)
    assert {move.action.name for move in walk.moves} == set(SHIPPED.sop.actions) - {"correct"}
    assert {facts.state for facts in walk.paths} == {"", *SHIPPED.sop.states}
    assert len(walk.paths) > 200
    assert walk.misfits == ()


def test_the_walk_varies_every_field_that_a_guard_reads() -> None:
    """Corrections and what the request holds apart, which the walk leaves out."""
    folder = CHECKOUT / "tools/ubah/core"
    text = "".join(
        path.read_text() for path in (*folder.glob("guards/*.py"), folder / "reading/journal.py")
    )
    named = set(re.findall(r'evidence(?:\[|\.get\()"(\w+)"', text))
    named |= set(re.findall(r'"(\w+)" (?:not )?in (?:\w+\.)*evidence', text))
    assert named - {"entry", "field", "was", "is", "plan", "implementers"} <= READ
    assert len(named) > 15


def test_no_guard_can_tell_apart_what_the_walk_takes_as_one() -> None:
    """Every second path into a place allows exactly what the path that was kept allows."""
    sop, schema = SHIPPED.sop, SHIPPED.change_schema
    walk = explore(sop, schema)
    menus = {name: tuple(menu(action, schema["$defs"])) for name, action in sop.actions.items()}
    allowed: dict[object, set[tuple[str, int]]] = {}
    routes = {START: [begin(Record("", "", REQUEST, ()))]}
    compared = 0
    for move in walk.moves:  # breadth first, so what leads to a place stands before what leaves it
        for progress in routes.get(move.before, [])[:3]:
            step = _step(move.action, move.evidence, progress, sop, schema)
            assert _allowed(step, move.action), move
            taken = advance(progress, step.entry, NOW, sop)
            routes.setdefault(move.after, []).append(taken)
            able = {
                (name, number)
                for name, action in sop.actions.items()
                if action.leads_from(taken.state) and name != "correct"
                for number, evidence in enumerate(menus[name])
                if _allowed(_step(action, evidence, taken, sop, schema), action)
            }
            assert allowed.setdefault(move.after, able) == able, move.after
            compared += 1
    assert compared > 1500


GUARDED = {
    "reaccept_only_after_not_emergency": {"UB213"},
    "not_after_not_feasible": {"UB207", "UB208"},
    "not_escalated_again_unrevised": {"UB213"},
    "all_tests_passed": {"UB211"},
    "schedule_fits_test_outcome": {"UB209", "UB211"},
    "release_outcome_fits_schedule": {"UB211"},
}
"""What dropping a guard breaks; the others see to texts, times, persons or assets of one entry."""


@pytest.mark.parametrize("guard", sorted(GUARDS))
def test_dropping_a_guard_breaks_the_property_that_rests_on_it(guard: str) -> None:
    assert broken(without_guard(guard)) == GUARDED.get(guard, set())


NEEDED = {
    "submit": {"UB209"},
    "accept": {"UB209"},
    "implement": {"UB209"},
    "pass_test": {"UB209"},
    "fail_test": {"UB209"},
    "roll_back": {"UB209"},
    "report": {"UB209"},
    "review": {"UB209"},
    "schedule_release": {"UB209"},
    "keep_assets": set(),  # a change can still end by update_assets
}


@pytest.mark.parametrize("action", sorted(set(DATA["actions"]) - {"correct"}))
def test_dropping_an_action_is_told_where_a_change_would_be_stuck(action: str) -> None:
    def change(data: dict[str, Any]) -> None:
        del data["actions"][action]

    assert broken(change) == NEEDED.get(action, set())


TRANSITIONS = [
    (name, source)
    for name, row in DATA["actions"].items()
    if row["from"] != "any" and len(row["from"]) > 1
    for source in row["from"]
]
ONLY_WAY_ON = {
    ("accept", "submitted"),
    ("report", "tested"),
    ("report", "rolled_back"),
    ("report", "report_returned"),
}


@pytest.mark.parametrize(("action", "source"), TRANSITIONS)
def test_dropping_a_transition_is_told_where_it_was_the_only_way(action: str, source: str) -> None:
    def change(data: dict[str, Any]) -> None:
        data["actions"][action]["from"].remove(source)

    assert broken(change) == ({"UB209"} if (action, source) in ONLY_WAY_ON else set())


ADDED: dict[str, tuple[Change, set[str]]] = {
    "from nothing to the work": (with_action([], "authorised"), {"UB214"}),
    "past the acceptance": (with_action(["submitted"], "authorised"), {"UB214", "UB207", "UB208"}),
    "past the head": (with_action(["awaiting_head"], "authorised"), {"UB207", "UB208"}),
    "past the refusal": (with_action(["returned"], "authorised"), {"UB207", "UB208"}),
    "past the refusal, to accepted": (with_action(["returned"], "accepted"), {"UB213"}),
    "past test and report": (with_action(["implemented"], "reviewed"), set()),
    "out of rejected": (with_action(["rejected"], "submitted"), {"UB210", "UB213"}),
    "out of closed": (with_action(["closed"], "authorised"), {"UB210", "UB211"}),
    "a note on what is closed": (with_action(["closed"], "same"), set()),
    "into a state without a way out": (
        lambda d: (
            d["states"].update(parked={"label": {"id": "P", "en": "P"}, "basis": "local"}),
            with_action(["accepted"], "parked")(d),
        ),
        {"UB209"},
    ),
    "the change manager approves": (set_in("approve", by=["change_manager"]), {"UB207", "UB208"}),
    "the change manager refuses": (
        set_in("return", by=["change_manager"]),
        {"UB207", "UB208", "UB213"},
    ),
    "the head's substitute is the change manager": (
        lambda d: d["substitution"]["head"].update(by="change_manager"),
        {"UB207", "UB208", "UB213"},
    ),
    "what is rejected goes on": (set_in("reject", to="authorised"), {"UB214", "UB207", "UB208"}),
    "a state that nothing ends": (lambda d: d["states"]["closed"].pop("final"), {"UB209"}),
    "a guard on an action without its evidence": (
        lambda d: d["actions"]["report"]["guards"].append(
            {"name": "incident_named", "basis": "local"}
        ),
        {"UB209", "UB212"},
    ),
    "evidence that a guard reads is optional": (
        lambda d: d["actions"]["return"]["evidence"]["code"].update(required=False),
        {"UB212"},
    ),
}


@pytest.mark.parametrize("name", sorted(ADDED))
def test_adding_or_bending_something_breaks_the_right_property(name: str) -> None:
    change, expected = ADDED[name]
    assert broken(change) == expected


def test_a_finding_shows_a_shortest_path() -> None:
    data = copy.deepcopy(DATA)
    with_action(["submitted"], "authorised")(data)
    sop = build_sop(data)
    first = sop_findings(sop, derive_change_schema(SHIPPED.change_schema, sop))[0]
    assert first.rule == "UB214"
    assert dict(first.message.values)["path"] == "submit → shortcut → implement"


def test_a_guard_that_cannot_be_asked_is_a_finding_and_no_crash() -> None:
    files = base_files()
    data = copy.deepcopy(DATA)
    data["actions"]["escalate"]["evidence"].pop("criterion")
    files["schemas/sop.yaml"] = yaml.safe_dump(data, sort_keys=False, allow_unicode=True).encode()
    authority, findings = build_authority(files)
    assert authority is not None, findings
    journal = Journal().through("submit", "accept").then("escalate", criterion=None)
    assert "UB202" in {f.rule for f in judged(journal, authority)}
