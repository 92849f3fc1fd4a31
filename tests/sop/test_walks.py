"""Random walks over the SOP: every legal journal passes, and every illegal edit of one is found."""

import copy
import random
from collections import Counter
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sop.journals import (
    CANCELLED,
    LETTER,
    NONE,
    UPDATE,
    Journal,
    at_minute,
    authority_with,
    base_authority,
    errors,
    holding,
    sound,
    text_of,
)
from sop.oracle import Entry, Held, Oracle, is_legal, state_after, words_of
from sop.table import TABLE
from support.examples import examples
from support.office import PEOPLE, REQUEST, TEST
from ubah.core.office.authority import Authority

FAILED_TEST = {**TEST, "passed": False}
SUPPLIER = {"name": "Budi", "organisation": "PT Contoh"}
OUTSIDER = {
    "name": "Sari",
    "organisation": "Dinas Contoh",
    "contact": "surel",
    "source_document": "ND/1/2026",
}
GAPS = (10, 10, 60, 60, 24 * 60, 4 * 24 * 60)
CAPACITIES: tuple[dict[str, str], ...] = (
    {},
    {},
    {"capacity": "plh", "appointment": LETTER},
    {"capacity": "substitute"},
)


@cache
def offices() -> dict[str, Authority]:
    """Return offices of three sizes; in the smaller ones four eyes bars whoever is there."""
    raw = base_authority().raw_roles["roles"]
    requester = [*raw["requester"], holding("pengelola-2"), holding("kepala")]
    one = [holding("pengelola-2")]
    heads = [holding("kepala"), holding("pengelola-1", "2026-02-08")]
    return {
        "usual": base_authority(),
        "mixed": authority_with(requester=requester, head=heads),
        "small": authority_with(requester=requester, change_manager=one),
    }


@cache
def held(size: str) -> Held:
    return Held(offices()[size].raw_roles["roles"], frozenset(PEOPLE))


# --- building legal journals ---------------------------------------------------------------------


def evidence_for(action: str, oracle: Oracle, minute: float, pick: random.Random) -> dict[str, Any]:
    """Return evidence that an action may carry here; the oracle still has to allow it."""
    now = at_minute(minute)
    evidence = sound(action, now)
    before = text_of(now - timedelta(minutes=pick.choice((0, 1, 4))))
    match action:
        case "accept":
            evidence["assessment"] = pick.choice(("Layak.", "Layak dengan catatan."))
            if not oracle.request.get("plan") or pick.random() < 0.1:
                evidence["plan"] = dict(REQUEST["plan"])
        case "reject":
            evidence["notified_at"] = before
        case "escalate":
            evidence["criterion"] = pick.choice(("security", "other", "major_incident"))
            if evidence["criterion"] == "major_incident":
                evidence["incident"] = "INS-1"
        case "approve":
            if pick.random() < 0.5:
                evidence["analysis"] = "Mendesak."
            if oracle.request.get("retrospective", {}).get("oral_approval"):
                evidence["confirms_oral"] = True
        case "return":
            evidence["code"] = pick.choice(("not_emergency", "not_emergency", "not_feasible"))
        case "implement":
            evidence |= {"started_at": before, "ended_at": text_of(now)}
            evidence["implementers"] = pick.sample(["pengelola-1", "kepala", SUPPLIER], 2)[
                : pick.randint(1, 2)
            ]
            if "retrospective" in oracle.request and pick.random() < 0.7:
                evidence["started_at"] = oracle.request["retrospective"]["performed_at"]
            if pick.random() < 0.3:
                evidence |= {"completed": False, "reason": "Terhenti."}
            if pick.random() < 0.2:
                evidence["deviations"] = "Satu peladen menyusul."
        case "pass_test":
            evidence["tests"] = [dict(TEST)] * pick.randint(1, 2)
        case "fail_test":
            evidence["tests"] = pick.choice(
                ([dict(FAILED_TEST)], [dict(TEST), dict(FAILED_TEST)], [], [dict(TEST)])
            )
        case "roll_back" if pick.random() < 0.4:
            evidence |= {"restored": False, "incident": "INS-2"}
        case "review" if pick.random() < 0.5:
            evidence["notes"] = "Baik."
        case "schedule_release":
            live = {"at": before, "reason": "Langsung."}
            choices = [{"nil_reason": "Dikembalikan."}, {"already_live": live}, evidence, evidence]
            evidence = pick.choice(choices)
        case "keep_assets" | "flag_assets":
            outcomes = [None, NONE, CANCELLED, {"outcome": "released", "at": before}]
            evidence["release"] = pick.choice(outcomes)
            if evidence["release"] is None:
                del evidence["release"]
        case "withdraw":
            if pick.random() < 0.6:
                evidence |= {"notified_at": before, "notified_via": "surel"}
            if oracle.state == "authorised":
                evidence |= pick.choice(
                    ({"not_started": True}, {"retrospective_rfc": "RFC-2026-0002"})
                )
        case "correct":
            evidence = _correction(oracle, pick)
    return evidence


def retrospective(minute: float, pick: random.Random) -> dict[str, Any]:
    """Return the part of a request for work that was done before it was asked for."""
    done = {"performed_at": text_of(at_minute(minute - 600)), "reason": "Gangguan malam hari."}
    if pick.random() < 0.6:
        giver = pick.choice(("kepala", "kepala", "plh-kepala"))
        told = text_of(at_minute(minute - 660))
        return {**done, "oral_approval": {"by": giver, "at": told, "channel": "telepon"}}
    return done


def _correction(oracle: Oracle, pick: random.Random) -> dict[str, Any]:
    places = [(n, name) for n, entry in enumerate(oracle.entries, 1) for name in words_of(entry)]
    if not places:
        return {}
    number, name = pick.choice(places)
    was = oracle.text_now(number, name)
    return {
        "entry": number,
        "field": name,
        "was": was,
        "is": f"{was} (ralat)",
        "reason": "Salah tik.",
    }


def next_entry(oracle: Oracle, minute: float, pick: random.Random) -> Entry | None:
    """Return some legal next entry, if a few throws find one."""
    actions = [action for action, (sources, _) in TABLE.items() if oracle.state in sources]
    entry: Entry
    if not oracle.state:
        asker = oracle.request["requester"]
        known = isinstance(asker, str)
        for by in (
            (asker,) if known else pick.sample(("pemohon-1", "pengelola-1", "pengelola-2"), 3)
        ):
            entry = {"action": "submit", "by": by, "at": text_of(at_minute(minute))}
            if known or oracle.allows(entry):
                return entry
        return None
    rare = {"correct": 0.08, "withdraw": 0.15, "reject": 0.3, "revise": 0.2}
    for _ in range(60):
        action = pick.choice(actions)
        if pick.random() > rare.get(action, 1):
            continue
        entry = {"action": action, "by": pick.choice(PEOPLE), **pick.choice(CAPACITIES)}
        entry["at"] = text_of(at_minute(minute))
        evidence = evidence_for(action, oracle, minute, pick)
        if evidence:
            entry["evidence"] = evidence
        if oracle.allows(entry):
            return entry
    return None


def walk(pick: random.Random, longest: int = 28) -> tuple[str, dict[str, Any]]:
    """Walk from a submission as far as chance leads; return the office and the record."""
    size = pick.choice(list(offices()))
    askers = (
        ("pemohon-1", "pemohon-2") if size == "usual" else ("pemohon-1", "pengelola-2", "kepala")
    )
    request = {**copy.deepcopy(REQUEST), "requester": pick.choice(askers)}
    if pick.random() < 0.3:
        del request["plan"]
    if pick.random() < 0.2:
        request["requester"] = dict(OUTSIDER)
    if pick.random() < 0.2:
        request["retrospective"] = retrospective(0.0, pick)
    oracle, minute = Oracle(request, held(size)), 0.0
    for _ in range(pick.randint(2, longest)):
        minute += pick.choice(GAPS)
        entry = next_entry(oracle, minute, pick)
        if entry is None:
            break
        oracle = oracle.after(entry)
    return size, {"request": request, "journal": list(oracle.entries), "status": oracle.state}


def record(value: dict[str, Any]) -> Journal:
    return Journal(value["request"], tuple(value["journal"]), value["status"])


SEEDS = st.integers(0, 2**32)
QUIET = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    max_examples=examples(250),
)


@QUIET
@given(SEEDS)
def test_every_legal_journal_passes(seed: int) -> None:
    size, value = walk(random.Random(seed))
    assert is_legal(value, held(size))
    assert errors(record(value), offices()[size]) == []


def test_the_walks_reach_every_action_state_and_capacity() -> None:
    """So that what the walks show is shown of the whole SOP."""
    actions: Counter[str] = Counter()
    states: Counter[str] = Counter()
    capacities: Counter[str] = Counter()
    for seed in range(1200):
        _, value = walk(random.Random(seed))
        entries = value["journal"]
        actions.update(entry["action"] for entry in entries)
        capacities.update(entry.get("capacity", "") for entry in entries)
        states.update(state_after(entries[:number]) for number in range(1, len(entries) + 1))
    assert set(actions) == set(TABLE)
    assert set(capacities) == {"", "plh", "substitute"}
    assert set(states) == {target for _, target in TABLE.values()} - {"same"}
    assert min(actions.values()) > 10


# --- editing them --------------------------------------------------------------------------------


def _drop(entries: list[Entry], pick: random.Random) -> None:
    entries.pop(pick.randrange(len(entries)))


def _duplicate(entries: list[Entry], pick: random.Random) -> None:
    index = pick.randrange(len(entries))
    entries.insert(index + 1, copy.deepcopy(entries[index]))


def _swap(entries: list[Entry], pick: random.Random) -> None:
    index = pick.randrange(len(entries) - 1) if len(entries) > 1 else 0
    other = min(index + 1, len(entries) - 1)
    entries[index], entries[other] = entries[other], entries[index]


def _swap_but_for_times(entries: list[Entry], pick: random.Random) -> None:
    times = [entry["at"] for entry in entries]
    _swap(entries, pick)
    for entry, time in zip(entries, times, strict=True):
        entry["at"] = time


def _action(entries: list[Entry], pick: random.Random) -> None:
    pick.choice(entries)["action"] = pick.choice(list(TABLE))


def _action_and_evidence(entries: list[Entry], pick: random.Random) -> None:
    entry = pick.choice(entries)
    entry["action"] = pick.choice(list(TABLE))
    evidence = sound(entry["action"], _at(entry))
    entry.pop("evidence", None)
    if evidence:
        entry["evidence"] = evidence


def _at(entry: Entry) -> Any:
    from sop.oracle import at

    return at(entry)


def _actor(entries: list[Entry], pick: random.Random) -> None:
    pick.choice(entries)["by"] = pick.choice((*PEOPLE, "siapa"))


def _capacity(entries: list[Entry], pick: random.Random) -> None:
    entry = pick.choice(entries)
    for key in ("capacity", "appointment"):
        entry.pop(key, None)
    entry |= pick.choice(
        (*CAPACITIES, {"capacity": "plt", "appointment": LETTER}, {"capacity": "plh"})
    )


def _time(entries: list[Entry], pick: random.Random) -> None:
    entry = pick.choice(entries)
    shift = timedelta(minutes=pick.choice((-24 * 60, -60, -9, 9, 60, 24 * 60, 9 * 24 * 60)))
    entry["at"] = text_of(_at(entry) + shift)


def _all_times(entries: list[Entry], pick: random.Random) -> None:
    """Move the whole journal to other days, where other people hold the offices."""
    shift = timedelta(days=pick.choice((-40, -1, 1, 5, 8, 20)))
    for entry in entries:
        entry["at"] = text_of(_at(entry) + shift)


def _without_evidence(entries: list[Entry], pick: random.Random) -> None:
    entry = pick.choice([entry for entry in entries if "evidence" in entry] or entries)
    evidence = entry.get("evidence", {})
    if evidence:
        evidence.pop(pick.choice(sorted(evidence)))
    if not evidence:
        entry.pop("evidence", None)


FLIPS: dict[str, tuple[Any, ...]] = {
    "confirms_oral": (True, False),
    "code": ("not_emergency", "not_feasible"),
    "criterion": ("major_incident", "security"),
    "completed": (True, False),
    "restored": (True, False),
    "not_started": (False,),
    "tests": ([], [TEST], [FAILED_TEST], [TEST, FAILED_TEST]),
    "release": (NONE, CANCELLED, {"outcome": "released"}, {"outcome": "cancelled"}),
    "assets": ([UPDATE, UPDATE], [UPDATE]),
    "entry": (1, 2, 3, 99),
    "field": ("assessment", "code", "by", "request.requester", "request.plan", "request.title"),
    "was": ("Lain.",),
    "is": ("", "Lain."),
    "started_at": (-90, -24 * 60, 1, 24 * 60),
    "ended_at": (-90, 1, 24 * 60),
    "notified_at": (-60, 0, 1, 24 * 60),
    "window": ("reversed",),
    "already_live": (-60, 1, 24 * 60),
}


def _decisive(entries: list[Entry], pick: random.Random) -> None:
    places = [(e, name) for e in entries for name in e.get("evidence", {}) if name in FLIPS]
    if not places:
        return
    entry, name = pick.choice(places)
    value = copy.deepcopy(pick.choice(FLIPS[name]))
    evidence = entry["evidence"]
    if name == "window":
        window = evidence["window"]
        evidence["window"] = {**window, "start": window["end"], "end": window["start"]}
    elif name == "already_live":
        evidence[name] = {**evidence[name], "at": text_of(_at(entry) + timedelta(minutes=value))}
    elif name.endswith("_at"):
        evidence[name] = text_of(_at(entry) + timedelta(minutes=value))
    else:
        evidence[name] = value


EDITS = (
    *(_drop, _duplicate, _swap, _swap_but_for_times, _action, _action_and_evidence, _actor),
    *(_capacity, _time, _all_times, _without_evidence, _decisive, _decisive),
)


def edited(value: dict[str, Any], pick: random.Random) -> dict[str, Any]:
    """Return the record after one edit; as a rule the status is made to fit, as a forger would."""
    changed = copy.deepcopy(value)
    edit = pick.choice((*EDITS, None))
    if edit is None:
        changed["status"] = pick.choice(
            [target for _, target in TABLE.values() if target != "same"]
        )
        return changed
    edit(changed["journal"], pick)
    if pick.random() < 0.8 and changed["journal"]:
        changed["status"] = state_after(changed["journal"]) or value["status"]
    return changed


@settings(QUIET, max_examples=examples(900))
@given(SEEDS)
def test_every_illegal_edit_is_found_and_no_legal_one_is(seed: int) -> None:
    pick = random.Random(seed)
    size, value = walk(pick)
    changed = edited(value, pick)
    if not changed["journal"]:
        return
    legal = is_legal(changed, held(size))
    found = errors(record(changed), offices()[size])
    assert (found == []) == legal, (size, changed, found)


@pytest.mark.parametrize("edit", sorted({edit.__name__ for edit in EDITS}))
def test_each_kind_of_edit_is_illegal_as_a_rule(edit: str) -> None:
    """So that the test above does not pass by making harmless edits only."""
    change = next(each for each in EDITS if each.__name__ == edit)
    illegal = 0
    for seed in range(60):
        pick = random.Random(seed)
        size, value = walk(pick)
        change(value["journal"], pick)
        value["status"] = state_after(value["journal"])
        illegal += not is_legal(value, held(size))
    assert illegal > 10
