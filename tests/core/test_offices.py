"""Who may take which step on which day: offices, letters, substitution, four eyes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from sop.journals import (
    LETTER,
    PATH,
    Journal,
    arrived,
    authority_with,
    base_authority,
    base_files,
    errors,
    holding,
    landed_steps,
    rules,
)
from sop.table import HEADS_ACTIONS, TABLE
from support.office import PEOPLE
from ubah.core.diagnostics import Basis
from ubah.core.office.authority import Authority, build_authority
from ubah.core.people.office import ZONES, build_office, zone_of
from ubah.core.people.roles import Period, fingerprint, plain_key
from ubah.core.reading.writing import dump
from ubah.core.render import render
from ubah.publish.words.language import Words

SOP = base_authority().sop
DAY = 24 * 60
TENTH = 8 * DAY  # 10 February, 08.00 in office time: the acting head's first day
TWELFTH = 10 * DAY
SUPPLIER = {
    "name": "Budi",
    "organisation": "PT Contoh",
    "contact": "budi@contoh.example",
    "source_document": "Surat 1",
}
NOTICE = {"notified_at": "2026-02-02T08:00:00+08:00", "notified_via": "surel"}


# --- the "by" column -----------------------------------------------------------------------------

MANAGERS = {"pengelola-1", "pengelola-2"}
MAY = {
    **dict.fromkeys(TABLE, MANAGERS),
    **{action: {"kepala"} for action in HEADS_ACTIONS},
    "submit": {"pemohon-1"},
    "revise": {"pemohon-1", "pemohon-2"},
    "withdraw": {"pemohon-1"} | MANAGERS,
    "correct": {"pemohon-1"} | MANAGERS,  # of the requester's own entry
}


def step_by(action: str, person: str, minute: float | None = None) -> Journal:
    """Return a record whose last entry is ``action`` by ``person``, sound but for that perhaps."""
    if action == "submit":
        return Journal().asking(requester=person).then("submit", person, minute=minute)
    state = "accepted" if action == "withdraw" else next(s for s in TABLE[action][0] if s)
    more = NOTICE if action == "withdraw" and not person.startswith("pemohon") else {}
    return arrived(state).then(action, person, minute=minute, **more)


@pytest.mark.parametrize("person", [*PEOPLE, "siapa"])
@pytest.mark.parametrize("action", TABLE)
def test_only_who_holds_the_office_takes_the_step(action: str, person: str) -> None:
    found = rules(step_by(action, person))
    may = MAY[action] | ({"pemohon-2"} if action == "submit" else set())
    if person in may:
        assert found == []
    else:
        assert "UB502" in found


@pytest.mark.parametrize("action", [action for action in TABLE if action != "correct"])
@pytest.mark.parametrize(("start", "until", "may"), [
    ("2026-02-02", "2026-02-02", True),
    ("2026-02-03", "", False),
    ("2026-01-01", "2026-02-01", False),
    ("2026-01-01", "2026-02-02", True),
])  # fmt: skip
def test_an_office_counts_on_its_days_only(action: str, start: str, until: str, may: bool) -> None:
    """Someone new takes just the last step, on 2 February."""
    office = {"submit": "requester", "revise": "requester", "withdraw": "change_manager"}.get(
        action, "head" if action in HEADS_ACTIONS else "change_manager"
    )
    raw = base_authority().raw_roles["roles"]
    roles = authority_with(**{office: [*raw[office], holding("sekda", start, until)]})
    found = rules(step_by(action, "sekda"), roles)
    assert found == ([] if may else ["UB502"])


@pytest.mark.parametrize(
    ("minute", "may"),
    [(TWELFTH - 8 * 60, True), (TWELFTH + 16 * 60 - 1, True), (TWELFTH + 16 * 60, False)],
)
def test_days_are_counted_in_office_time(minute: float, may: bool) -> None:
    """The day ends at midnight in Makassar, not in Greenwich."""
    managers = [holding("pengelola-1", "2026-02-12", "2026-02-12"), holding("pengelola-2")]
    roles = authority_with(change_manager=managers)
    journal = arrived("submitted").then("accept", "pengelola-1", minute=minute)
    assert rules(journal, roles) == ([] if may else ["UB502"])


def test_the_effective_day_counts_not_the_claimed_one() -> None:
    journal = arrived("submitted").then("accept", minute=TENTH)
    (step,) = landed_steps(journal, 1)
    assert step.effective == step.entry.at


@pytest.mark.parametrize(("zone", "day"), [
    ("Asia/Jakarta", date(2026, 2, 12)),
    ("Asia/Pontianak", date(2026, 2, 12)),
    ("Asia/Makassar", date(2026, 2, 13)),
    ("Asia/Jayapura", date(2026, 2, 13)),
])  # fmt: skip
def test_each_indonesian_zone_has_its_days(zone: str, day: date) -> None:
    from datetime import UTC, datetime

    office = build_office({"name": "a", "language": "id", "time_zone": zone, "rules": 1})
    assert office.zone == ZONES[zone]
    assert office.day(datetime(2026, 2, 12, 16, 30, tzinfo=UTC)) == day


@pytest.mark.parametrize(("said", "told", "day"), [
    ("+05:30", "UTC+05:30", date(2026, 2, 12)),
    ("-03:30", "UTC-03:30", date(2026, 2, 12)),
    ("+12:45", "UTC+12:45", date(2026, 2, 13)),
    ("+14:00", "UTC+14:00", date(2026, 2, 13)),
    ("-12:00", "UTC-12:00", date(2026, 2, 12)),
    ("+00:00", "UTC", date(2026, 2, 12)),
])  # fmt: skip
def test_an_office_anywhere_has_its_days(said: str, told: str, day: date) -> None:
    from datetime import UTC, datetime

    files = base_files()
    office = yaml.load(files["office.yaml"], yaml.CSafeLoader)
    files["office.yaml"] = yaml.safe_dump({**office, "time_zone": said}).encode()
    authority, findings = build_authority(files)
    assert authority is not None, findings
    assert str(authority.office.zone) == told
    assert authority.office.day(datetime(2026, 2, 12, 16, 30, tzinfo=UTC)) == day
    moment = datetime(2026, 2, 12, 16, 30, tzinfo=UTC)
    words = Words("en", str, authority.office.zone)
    assert words.time(moment).endswith(told)
    local = moment.astimezone(authority.office.zone)
    assert words.clock(moment) == local.strftime("%H:%M")


@pytest.mark.parametrize(
    "said", ["+14:15", "-12:30", "+5:30", "05:30", "+05:60", "Europe/Berlin", "+15:00", ""]
)
def test_what_is_no_fixed_offset_is_no_zone(said: str) -> None:
    files = base_files()
    office = yaml.load(files["office.yaml"], yaml.CSafeLoader)
    files["office.yaml"] = yaml.safe_dump({**office, "time_zone": said}).encode()
    assert zone_of(said) is None
    authority, findings = build_authority(files)
    assert authority is None
    assert {finding.rule for finding in findings} == {"UB201"}


def test_a_period_is_inclusive() -> None:
    period = Period(date(2026, 2, 10), date(2026, 2, 12))
    days = [period.covers(date(2026, 2, number)) for number in range(9, 14)]
    assert days == [False, True, True, True, False]
    assert Period(date(2026, 2, 10)).covers(date(2099, 1, 1))


# --- requesters ----------------------------------------------------------------------------------


def outside(by: str) -> Journal:
    return Journal().asking(requester=SUPPLIER).then("submit", by)


@pytest.mark.parametrize("by", ["pemohon-1", "pemohon-2", "pengelola-1"])
def test_an_outsiders_request_is_filed_by_a_requester_or_a_change_manager(by: str) -> None:
    assert rules(outside(by)) == []


@pytest.mark.parametrize("by", ["kepala", "sekda", "plh-kepala", "pencatat"])
def test_an_outsiders_request_is_filed_by_nobody_else(by: str) -> None:
    assert rules(outside(by)) == ["UB502"]


def test_a_change_manager_files_only_for_outsiders() -> None:
    own = Journal().asking(requester="pengelola-1").then("submit", "pengelola-1")
    assert rules(own) == ["UB502"]


def test_who_files_for_an_outsider_counts_as_requester() -> None:
    journal = outside("pengelola-1")
    assert rules(journal.then("accept", "pengelola-1")) == ["UB503"]
    assert rules(journal.then("accept", "pengelola-2")) == []
    assert rules(journal.then("withdraw", "pengelola-1")) == []  # an own request: no notice
    assert rules(journal.then("revise", "pengelola-1", request={"reason": "Lain."})) == []


@pytest.mark.parametrize(("by", "wanted"), [
    ("pemohon-1", []),
    ("pemohon-2", ["UB432", "UB502"]),
    ("kepala", ["UB432", "UB502"]),
])  # fmt: skip
def test_a_request_is_withdrawn_by_its_own_requester(by: str, wanted: list[str]) -> None:
    assert rules(arrived("accepted").then("withdraw", by)) == wanted


def test_who_revised_a_request_counts_as_its_requester() -> None:
    journal = arrived("submitted").then("revise", "pemohon-2", request={"reason": "Lain."})
    assert rules(journal.then("withdraw", "pemohon-2")) == []


def test_a_requester_who_left_the_office_withdraws_nothing() -> None:
    roles = authority_with(
        requester=[holding("pemohon-1", until="2026-02-02"), holding("pemohon-2")]
    )
    journal = arrived("submitted").then("withdraw", minute=DAY)
    assert rules(journal, roles) == ["UB502"]
    told = arrived("submitted").then("withdraw", "pengelola-1", minute=DAY, **NOTICE)
    assert rules(told, roles) == []  # a change manager closes it


@pytest.mark.parametrize(("by", "entry", "may"), [
    ("pemohon-1", 1, True),
    ("pemohon-2", 1, False),
    ("pemohon-1", 2, False),
    ("pengelola-1", 1, True),
    ("pengelola-2", 2, True),
    ("kepala", 2, False),
    ("kepala", 4, True),
    ("plh-kepala", 4, False),
])  # fmt: skip
def test_an_entry_is_corrected_by_its_author_or_a_change_manager(
    by: str, entry: int, may: bool
) -> None:
    journal = arrived("returned")
    fields = {1: "request.reason", 2: "assessment", 4: "reason"}
    field = fields[entry]
    text = (
        journal.request["reason"] if entry == 1 else journal.entries[entry - 1]["evidence"][field]
    )
    corrected = journal.then("correct", by, entry=entry, field=field, was=text, **{"is": "X"})
    assert rules(corrected) == ([] if may else ["UB502"])


# --- the acting head -----------------------------------------------------------------------------

ACTING = {"capacity": "plh", "appointment": LETTER}


def acting(
    action: str = "approve", minute: float = TENTH, by: str = "plh-kepala", **how: str
) -> Journal:
    state = TABLE[action][0][0]
    return arrived(state).then(action, by, minute=minute, **how)


@pytest.mark.parametrize("action", HEADS_ACTIONS)
@pytest.mark.parametrize("minute", [TENTH - 8 * 60, TENTH, TWELFTH + 16 * 60 - 1])
def test_an_acting_head_decides_inside_the_letters_period(action: str, minute: float) -> None:
    assert rules(acting(action, minute, **ACTING)) == []


LETTERLESS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "the day before": ({"minute": TENTH - 8 * 60 - 1, **ACTING}, ["UB504"]),
    "the day after": ({"minute": TWELFTH + 16 * 60, **ACTING}, ["UB504"]),
    "no letter": ({"capacity": "plh"}, ["UB504"]),
    "another letter": ({"capacity": "plh", "appointment": "800/2/Plh/2026"}, ["UB504"]),
    "another kind": ({"capacity": "plt", "appointment": LETTER}, ["UB504"]),
    "no capacity": ({"appointment": LETTER}, ["UB504"]),
    "neither": ({}, ["UB504"]),
    "neither, before": ({"minute": TENTH - DAY}, ["UB502"]),
    "another person": ({"by": "pengelola-2", **ACTING}, ["UB504"]),
    "the superior with the letter": ({"by": "sekda", **ACTING}, ["UB504"]),
    "the head with a letter": ({"by": "kepala", **ACTING}, ["UB504"]),
    "the head with a letter but no capacity": ({"by": "kepala", "appointment": LETTER}, ["UB504"]),
    "an unknown capacity": ({"capacity": "pjs", "appointment": LETTER}, ["UB203"]),
}


@pytest.mark.parametrize("name", LETTERLESS)
def test_an_acting_head_without_the_right_letter_decides_nothing(name: str) -> None:
    how, wanted = LETTERLESS[name]
    found = errors(acting(**how))
    assert sorted({finding.rule for finding in found}) == wanted
    if wanted == ["UB504"]:
        assert {finding.basis for finding in found} == {Basis.READING}


@pytest.mark.parametrize(
    "action", [action for action in TABLE if action not in (*HEADS_ACTIONS, "submit")]
)
def test_an_acting_head_takes_no_other_step(action: str) -> None:
    state = next(s for s in TABLE[action][0] if s)
    journal = arrived(state).then(action, "plh-kepala", minute=TENTH, **ACTING)
    assert "UB504" in rules(journal)


def test_two_letters_are_two_appointments() -> None:
    later = holding(
        "plh-kepala", "2026-02-14", "2026-02-20", letter="L-2", kind="plt", signatory="sekda"
    )
    rows = [*base_authority().raw_roles["roles"]["acting_head"], later]
    roles = authority_with(acting_head=rows)
    second = {"capacity": "plt", "appointment": "L-2"}
    assert rules(acting(minute=12 * DAY, **second), roles) == []
    assert rules(acting(minute=12 * DAY, **ACTING), roles) == ["UB504"]
    assert rules(acting(minute=11 * DAY, **second), roles) == ["UB504"]


def _roles_file(signatory: str) -> dict[str, bytes]:
    files = base_files()
    raw = {**base_authority().raw_roles}
    row = {**raw["roles"]["acting_head"][0], "signatory": signatory}
    raw["roles"] = {**raw["roles"], "acting_head": [row]}
    files["roles.yaml"] = dump(raw).encode()
    return files


@pytest.mark.parametrize(("signatory", "may"), [
    ("sekda", True), ("kepala", True), ("plh-kepala", False), ("pengelola-1", False),
    ("pemohon-1", False), ("pencatat", False), ("siapa", False),
])  # fmt: skip
def test_a_letter_is_signed_by_the_head_or_the_superior(signatory: str, may: bool) -> None:
    """And an acting head's power cannot be handed on."""
    built, findings = build_authority(_roles_file(signatory))
    assert (built is not None) == may
    assert {finding.rule for finding in findings} == (set() if may else {"UB204"})


# --- four eyes -----------------------------------------------------------------------------------

EVALUATIONS = ("accept", "reject", "classify_normal", "escalate")
BARRED = {
    **{action: {"requester"} for action in EVALUATIONS},
    **{action: {"requester", "evaluator"} for action in ("approve", "return")},
    **{action: {"requester", "evaluator", "implementer"} for action in ("review", "return_report")},
}


def test_sop_yaml_bars_whom_the_table_bars() -> None:
    assert {
        name: set(action.barred) for name, action in SOP.actions.items() if action.barred
    } == BARRED
    assert {name: set(group.actions) for name, group in SOP.four_eyes.items()} == {
        "requester": {"submit", "revise"},
        "evaluator": {"accept", "reject", "classify_normal", "escalate"},
        "implementer": {"implement", "roll_back"},
    }


def everybody() -> Authority:
    """Return an office in which one person, kepala, holds every office beside the others."""
    raw = base_authority().raw_roles["roles"]
    offices = ("requester", "change_manager", "head", "superior")
    rows = {office: [*raw[office], holding("kepala")] for office in offices if office != "head"}
    heads = [holding("kepala"), holding("plh-kepala")]
    return authority_with(**rows, head=heads)


REVISION = {"request": {"reason": "Lain."}}
MEMBERSHIPS: dict[str, tuple[str, Journal]] = {
    "requester by request": (
        "requester",
        Journal().asking(requester="kepala").then("submit", "kepala"),
    ),
    "requester by revise": (
        "requester",
        Journal().then("submit").then("revise", "kepala", **REVISION),
    ),
    "requester for an outsider": ("requester", outside("kepala")),
    "evaluator by accept": ("evaluator", Journal().then("submit").then("accept", "kepala")),
}


def _on_to(journal: Journal, action: str) -> Journal:
    """Carry a young record on, by others, to where ``action`` is legal."""
    route = {
        "accept": (),
        "reject": (),
        "classify_normal": ("accept",),
        "escalate": ("accept",),
        "approve": ("accept", "escalate"),
        "return": ("accept", "escalate"),
        "review": ("accept", "classify_normal", "implement", "pass_test", "report"),
        "return_report": ("accept", "classify_normal", "implement", "pass_test", "report"),
    }[action]
    done = {entry["action"] for entry in journal.entries}
    for step in route:
        if step not in done:
            journal = journal.then(step, "pengelola-2")
    return journal


@pytest.mark.parametrize(
    ("name", "action"),
    [
        (name, action)
        for name, (group, _) in MEMBERSHIPS.items()
        for action in BARRED
        if group != "evaluator" or action not in ("accept", "reject")  # it stands there already
    ],
)
def test_four_eyes_bars_requesters_and_evaluators(action: str, name: str) -> None:
    group, young = MEMBERSHIPS[name]
    found = errors(_on_to(young, action).then(action, "kepala"), everybody())
    wanted = ["UB503"] if group in BARRED[action] else []
    assert [finding.rule for finding in found] == wanted
    assert all(finding.basis is Basis.LOCAL for finding in found)


def evaluated_by_head(action: str) -> Journal:
    young = Journal().then("submit")
    match action:
        case "accept":
            return young.then("accept", "kepala").then("escalate", "pengelola-2")
        case "classify_normal":
            return young.then("accept", "pengelola-2").then("classify_normal", "kepala")
        case _:
            return young.then("accept", "pengelola-2").then("escalate", "kepala")


@pytest.mark.parametrize("action", ["accept", "escalate"])
@pytest.mark.parametrize("decision", ["approve", "return"])
def test_who_evaluated_an_emergency_does_not_decide_on_it(action: str, decision: str) -> None:
    journal = evaluated_by_head(action)
    assert rules(journal.then(decision, "kepala"), everybody()) == ["UB503"]
    assert rules(journal.then(decision, "plh-kepala"), everybody()) == []


def test_an_evaluation_before_a_refusal_bars_after_it_too() -> None:
    """Four eyes looks at the whole journal."""
    journal = evaluated_by_head("accept").then("return", "plh-kepala")
    journal = journal.then("revise", **REVISION).then("accept", "pengelola-2")
    journal = journal.then("escalate", "pengelola-2")
    assert rules(journal.then("approve", "kepala"), everybody()) == ["UB503"]


IMPLEMENTERS: dict[str, Journal] = {
    "by implement": arrived("authorised")
    .then("implement", "kepala")
    .through("pass_test", "report"),
    "listed": arrived("authorised")
    .then("implement", implementers=["pengelola-1", "kepala"])
    .through("pass_test", "report"),
    "by roll_back": arrived("test_failed").then("roll_back", "kepala").through("report"),
}


@pytest.mark.parametrize("action", ["review", "return_report"])
@pytest.mark.parametrize("name", IMPLEMENTERS)
def test_four_eyes_bars_implementers_from_the_examination(action: str, name: str) -> None:
    journal = IMPLEMENTERS[name]
    assert rules(journal.then(action, "kepala"), everybody()) == ["UB503"]
    assert rules(journal.then(action, "plh-kepala"), everybody()) == []


def test_a_supplier_of_the_same_name_is_nobody_of_the_office() -> None:
    supplier = {"name": "kepala", "organisation": "PT Contoh"}
    journal = arrived("authorised").then("implement", implementers=[supplier])
    assert rules(journal.through("pass_test", "report", "review")) == []


def test_an_implementer_may_approve_but_that_is_seen() -> None:
    journal = arrived("awaiting_head").through("approve")
    journal = journal.then("implement", implementers=["kepala"]).through("pass_test", "report")
    assert rules(journal) == []


# --- substitution --------------------------------------------------------------------------------

SUBSTITUTE = {"capacity": "substitute"}


def small_office(**more: list[dict[str, str]]) -> Authority:
    """Return an office whose only change manager also files requests."""
    raw = base_authority().raw_roles["roles"]
    managers = more.pop("change_manager", [holding("pengelola-1")])
    return authority_with(
        requester=[*raw["requester"], holding("pengelola-1")], change_manager=managers, **more
    )


def by_the_manager() -> Journal:
    return Journal().asking(requester="pengelola-1").then("submit", "pengelola-1")


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_the_head_evaluates_where_every_change_manager_is_barred(action: str) -> None:
    journal = by_the_manager().then(action, "kepala", **SUBSTITUTE)
    assert rules(journal, small_office()) == []


@pytest.mark.parametrize("action", ["classify_normal", "escalate"])
def test_the_head_judges_urgency_where_every_change_manager_is_barred(action: str) -> None:
    journal = by_the_manager().then("accept", "kepala", **SUBSTITUTE)
    assert rules(journal.then(action, "kepala", **SUBSTITUTE), small_office()) == []


def _unwarranted() -> Iterator[tuple[str, Journal, Authority, list[str]]]:
    two = small_office(change_manager=[holding("pengelola-1"), holding("pengelola-2")])
    young = by_the_manager()
    yield "another is free", young.then("accept", "kepala", **SUBSTITUTE), two, ["UB505"]
    nobody = small_office(change_manager=[holding("pengelola-1", until="2026-02-01")])
    own = Journal().then("submit")
    yield "nobody in office", own.then("accept", "kepala", **SUBSTITUTE), nobody, ["UB505"]
    never = small_office(change_manager=[])
    yield "nobody ever", own.then("accept", "kepala", **SUBSTITUTE), never, ["UB505"]
    small = small_office()
    yield "nobody barred", own.then("accept", "kepala", **SUBSTITUTE), small, ["UB505"]
    yield "not the head", young.then("accept", "sekda", **SUBSTITUTE), small, ["UB505"]
    yield "no capacity", young.then("accept", "kepala"), small, ["UB502"]
    letter = {**SUBSTITUTE, "appointment": LETTER}
    yield "with a letter", young.then("accept", "kepala", **letter), small, ["UB505"]
    work = arrived("authorised").then("implement", "kepala", **SUBSTITUTE)
    yield "no step of evaluation", work, small, ["UB505"]
    barred = small_office(head=[holding("pengelola-1")])
    yield "barred too", young.then("accept", "pengelola-1", **SUBSTITUTE), barred, ["UB503"]


UNWARRANTED = {name: case for name, *case in _unwarranted()}


@pytest.mark.parametrize("name", UNWARRANTED)
def test_nobody_substitutes_where_it_is_not_called_for(name: str) -> None:
    journal, authority, wanted = UNWARRANTED[name]
    assert rules(journal, authority) == wanted


def substituted_to(state: str) -> Journal:
    """Return a record that the head evaluated as a substitute."""
    journal = by_the_manager().then("accept", "kepala", **SUBSTITUTE)
    if state == "awaiting_head":
        return journal.then("escalate", "kepala", **SUBSTITUTE)
    journal = journal.then("classify_normal", "kepala", **SUBSTITUTE)
    return journal.through("implement", "pass_test", "report")


@pytest.mark.parametrize("action", HEADS_ACTIONS)
def test_the_superior_decides_after_a_head_who_evaluated_as_substitute(action: str) -> None:
    journal = substituted_to(TABLE[action][0][0])
    assert rules(journal.then(action, "kepala"), small_office()) == ["UB503"]
    assert rules(journal.then(action, "sekda", **SUBSTITUTE), small_office()) == []
    assert rules(journal.then(action, "sekda"), small_office()) == ["UB502"]


@pytest.mark.parametrize("action", HEADS_ACTIONS)
def test_the_superior_waits_while_an_acting_head_is_free(action: str) -> None:
    journal = substituted_to(TABLE[action][0][0])
    superior = journal.then(action, "sekda", minute=TENTH, **SUBSTITUTE)
    assert rules(superior, small_office()) == ["UB505"]
    free = journal.then(action, "plh-kepala", minute=TENTH, **ACTING)
    assert rules(free, small_office()) == []


def test_with_no_head_at_all_the_change_waits() -> None:
    nobody = authority_with(head=[holding("kepala", until="2026-02-01")])
    journal = arrived("awaiting_head").then("approve", "sekda", **SUBSTITUTE)
    (finding,) = errors(journal, nobody)
    assert finding.rule == "UB505"
    assert "waits for an appointment" in render(finding.message, str, "en")


@pytest.mark.parametrize("action", ["accept", "approve"])
def test_a_refusal_names_who_may_take_the_step(action: str) -> None:
    if action == "accept":
        (finding,) = errors(by_the_manager().then("accept", "pengelola-1"), small_office())
        wanted = "kepala (Kepala Contoh)"
    else:
        journal = substituted_to("awaiting_head").then("approve", "kepala")
        (finding,) = errors(journal, small_office())
        wanted = "sekda (Sekda Contoh)"
    assert finding.rule == "UB503"
    assert finding.place.path == PATH
    assert finding.hint is not None
    assert render(finding.hint, str, "en") == f"who may take it: {wanted}"


# --- keys ----------------------------------------------------------------------------------------

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMfeRFoOWTLy/p5sgdhPXst5nFk4+IxjnCpJBYYb+c9/"


def test_a_fingerprint_is_what_ssh_keygen_shows() -> None:
    assert plain_key(f"{KEY} nama@mesin\n") == KEY
    assert fingerprint(KEY) == "SHA256:dKQ+8wnxgIa7y88JjuuHJdSorM+d/KGPrlvMUuDyxkE"


@pytest.mark.parametrize(
    "line", ["", "ssh-ed25519", "ssh-ed25519 !!!", KEY.replace("ssh-ed25519", "ssh-rsa")]
)
def test_what_is_no_key_has_no_fingerprint(line: str) -> None:
    with pytest.raises(ValueError, match="key"):
        fingerprint(line)
