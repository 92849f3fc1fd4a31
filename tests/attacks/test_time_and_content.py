from __future__ import annotations

from typing import Any

import pytest

from attacks.kit import (
    DAY,
    HEAD,
    MANAGER,
    OTHER_MANAGER,
    RECORD,
    SUPERIOR,
    Scene,
    accepted,
    rejected,
    unverifiable,
)
from support.office import asset, minutes

SECOND = "changes/2026/RFC-2026-0002.yaml"


def test_23_record_altered_after_it_was_signed(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, analysis="Setuju.")
    data = office.read(RECORD, head).replace(b"Setuju.", b"Setuju!")
    rejected(office.verdicts(office.put({RECORD: data}, MANAGER, 41, head), 42), "UB501")


def closing(office: Scene, by: str = MANAGER, **more: Any) -> str:
    office.back_to("asset_update")
    return office.draft(
        "update_assets",
        by,
        110,
        files={"assets/SRV-0001.yaml": asset("SRV-0001", specification="16 inti, 128 GB")},
        **more,
    )


def test_23_asset_updated_as_declared(office: Scene) -> None:
    accepted(office.verdicts(closing(office), 111))


def test_23_asset_altered_after_update_assets_was_signed(office: Scene) -> None:
    other = {"assets/SRV-0001.yaml": asset("SRV-0001", specification="16 inti, 129 GB")}
    head = office.put(other, OTHER_MANAGER, 111, closing(office))
    rejected(office.verdicts(head, 112), "UB501")


def test_23_asset_brought_by_another_commit_of_the_same_person(office: Scene) -> None:
    office.back_to("asset_update")
    data = {"assets/SRV-0001.yaml": asset("SRV-0001", specification="16 inti, 128 GB")}
    first = office.put(data, MANAGER, 109)
    accepted(office.verdicts(office.draft("update_assets", MANAGER, 110, on=first), 111))
    last = office.draft("update_assets", MANAGER, 109)
    rejected(office.verdicts(office.put(data, MANAGER, 110, last), 111), "UB501")


def test_24_rebase_by_the_same_signer(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40)
    office.step("submit", "pemohon-1", 41, "RFC-2026-0002")
    rebased = office.put({RECORD: office.read(RECORD, head)}, HEAD, 45)
    accepted(office.verdicts(rebased, 46))


def test_24_squash_with_signatures_only(office: Scene) -> None:
    office.back_to("accepted")
    head = office.draft("escalate", MANAGER, 40)
    head = office.draft("approve", HEAD, 41, on=head)
    squash = office.commit(
        MANAGER, 42, {RECORD: office.read(RECORD, head)}, message="Squash (#7)\n"
    )
    rejected(office.pushed(squash, 42), "UB501")


def test_28_update_branch_merge_with_a_conflict_edit(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, analysis="Setuju.")
    office.step("submit", "pemohon-1", 41, "RFC-2026-0002")
    evil = office.read(RECORD, head).replace(b"Setuju.", b"Setuju untuk semua.")
    tree = office.git("merge-tree", "--write-tree", head, "main")
    merge = office.merge(head, "main", MANAGER, 45, office.commit_tree(tree, {RECORD: evil}))
    rejected(office.verdicts(merge, 46), "UB501")


def test_28_update_branch_merge_that_brings_an_asset_along(office: Scene) -> None:
    head = closing(office)
    office.step("submit", "pemohon-1", 111, "RFC-2026-0002")
    evil = asset("SRV-0001", specification="16 inti, 128 GB", owner="Orang lain")
    tree = office.git("merge-tree", "--write-tree", head, "main")
    tree = office.commit_tree(tree, {"assets/SRV-0001.yaml": evil})
    merge = office.merge(head, "main", OTHER_MANAGER, 113, tree)
    rejected(office.verdicts(merge, 114), "UB501")


# --- 29 ----------------------------------------------------------------------------------------


def test_29_two_branches_take_the_same_number(office: Scene) -> None:
    mine = office.draft("submit", "pemohon-1", 0)
    theirs = office.draft("submit", "pemohon-2", 5, title="Hal yang lain")
    office.land(mine, 6)
    result = office.propose(theirs, 10)
    rejected(result, "UB302")
    hints = [f.hint for f in result.findings if f.rule == "UB302"]
    assert "renumber" in hints[0].text  # type: ignore[union-attr]


@pytest.mark.parametrize("side", ["mine", "theirs"])
def test_29_the_second_one_forced_in(office: Scene, side: str) -> None:
    mine = office.draft("submit", "pemohon-1", 0)
    theirs = office.draft("submit", "pemohon-2", 5, title="Hal yang lain")
    office.land(mine, 6)
    tree = office.git("rev-parse", f"{mine if side == 'mine' else theirs}^{{tree}}")
    rejected(office.verdicts(theirs, 10, tree=tree), "UB702", "UB703", "UB704", "UB302")


def test_29_the_second_one_behind_a_merge_that_resolves(office: Scene) -> None:
    mine = office.draft("submit", "pemohon-1", 0)
    theirs = office.draft("submit", "pemohon-2", 5, title="Hal yang lain")
    office.land(mine, 6)
    tree = office.git("rev-parse", f"{theirs}^{{tree}}")
    merged = office.merge(theirs, "main", "pemohon-2", 7, tree)
    rejected(office.verdicts(merged, 10), "UB702", "UB703", "UB704", "UB302")


# --- 30 ----------------------------------------------------------------------------------------


def moment(at: float) -> str:
    return minutes(at).isoformat()


def test_30_started_before_the_approval(office: Scene) -> None:
    office.back_to("authorised")
    early = office.draft("implement", MANAGER, 60, started_at=moment(24), ended_at=moment(50))
    rejected(office.verdicts(early, 61), "UB420")
    right = office.draft("implement", MANAGER, 60, started_at=moment(31), ended_at=moment(50))
    accepted(office.verdicts(right, 61))


def test_30_at_of_the_approval_is_earlier_than_its_signature(office: Scene) -> None:
    """`at` is what the head writes; what counts is when the head signed."""
    office.back_to("awaiting_head")
    data = office.append(office.read(RECORD), "approve", HEAD, 25)
    office.land(office.put({RECORD: data}, HEAD, 90), 91)
    head = office.draft("implement", MANAGER, 120, started_at=moment(40), ended_at=moment(50))
    rejected(office.verdicts(head, 121), "UB420")


def test_30_approved_and_implemented_in_one_landing(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 60)
    head = office.draft(
        "implement", MANAGER, 90, on=head, started_at=moment(40), ended_at=moment(50)
    )
    rejected(office.verdicts(head, 91), "UB420")


def test_30_started_in_another_zones_clothing(office: Scene) -> None:
    """08:40+09:00 is 07:40 in the office."""
    office.back_to("authorised")
    head = office.draft(
        "implement", MANAGER, 60, started_at="2026-02-02T08:40:00+09:00", ended_at=moment(50)
    )
    rejected(office.verdicts(head, 61), "UB420")


def test_30_retrospective(office: Scene) -> None:
    past = {"performed_at": moment(-600), "reason": "Layanan mati pada malam hari."}
    head = office.draft("submit", "pemohon-1", 0, retrospective=past)
    office.land(head, 1)
    office.walk(("accept", MANAGER), ("escalate", MANAGER), ("approve", HEAD), start=10)
    head = office.draft("implement", MANAGER, 60, started_at=moment(-600), ended_at=moment(-500))
    accepted(office.verdicts(head, 61), "UB901")


def test_30_retrospective_put_in_by_a_revision(office: Scene) -> None:
    from support.office import load

    office.back_to("submitted")
    past = {"performed_at": moment(-600), "reason": "Menyusul."}
    request = {**load(office.read(RECORD))["request"], "retrospective": past}
    head = office.draft("revise", "pemohon-1", 20, request=request)
    rejected(office.verdicts(head, 21), "UB704")


# --- 31, 8: unproved in an office with a forge -------------------------------------------------


@pytest.fixture(scope="module")
def forge_office(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    settings = {"forge": {"kind": "github", "host": "forge.example"}}
    scene = Scene.make(tmp_path_factory.mktemp("forge"), settings=settings)
    scene.tell("awaiting_head")
    return scene


def test_31_unproved_is_indeterminate_to_the_audit_only(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    head = forge_office.draft("approve", HEAD, 40, signer=MANAGER)
    results = forge_office.verdicts(head, 41)
    unverifiable(results.pop("audit"), "UB501")
    rejected(results, "UB501")


def test_31_next_step_on_an_unproved_one(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    forge_office.land(forge_office.draft("approve", HEAD, 40, signer=MANAGER), 41)
    head = forge_office.draft("implement", MANAGER, 60, started_at=moment(50), ended_at=moment(55))
    rejected(forge_office.verdicts(head, 61), "UB519")


def test_31_proof_that_comes_after_the_next_step(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    prepared = forge_office.draft("approve", HEAD, 40, signer=MANAGER)
    forge_office.land(prepared, 41)
    forge_office.step("implement", MANAGER, 60, started_at=moment(50), ended_at=moment(55))
    forge_office.land(forge_office.put({}, HEAD, 70), 71)
    rejected(forge_office.audit(), "UB519")


def test_31_next_step_in_the_same_landing_as_the_unproved_one(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    head = forge_office.draft("approve", HEAD, 40, signer=MANAGER)
    head = forge_office.draft(
        "implement", MANAGER, 60, on=head, started_at=moment(50), ended_at=moment(55)
    )
    rejected(forge_office.verdicts(head, 61), "UB519")


def test_31_correction_on_an_unproved_step(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    forge_office.land(forge_office.draft("approve", HEAD, 40, signer=MANAGER), 41)
    head = forge_office.draft(
        "correct",
        "pemohon-1",
        50,
        entry=1,
        field="request.title",
        was="Pembaruan aplikasi SPSE",
        **{"is": "Pembaruan SPSE", "reason": "Ralat."},
    )
    rejected(forge_office.verdicts(head, 51), "UB519")


# --- 32 ----------------------------------------------------------------------------------------


def accepted_at(office: Scene, at: float, signed: float, on: str | None = None) -> str:
    base = on or office.main
    data = office.append(office.read(RECORD, base), "accept", MANAGER, at)
    return office.put({RECORD: data}, MANAGER, signed, base)


@pytest.mark.parametrize(
    ("at", "signed", "rule"),
    [
        (40, 30, "UB721"),
        (35.5, 30, "UB721"),
        (DAY + 10, DAY + 4, "UB721"),
        (20, 20 + DAY + 6, "UB723"),
        (20, 5 * DAY, "UB723"),
        (-5, 5, "UB722"),
    ],
)
def test_32_at_against_its_proof(office: Scene, at: float, signed: float, rule: str) -> None:
    office.back_to("submitted")
    landed = max(at, signed) + 1
    rejected(office.verdicts(accepted_at(office, at, signed), landed), rule)


@pytest.mark.parametrize(
    ("at", "signed"), [(30, 30), (34, 30), (35, 30), (20, 20 + DAY - 1), (20, 20 + DAY), (0, 20)]
)
def test_32_at_near_its_proof(office: Scene, at: float, signed: float) -> None:
    office.back_to("submitted")
    accepted(office.verdicts(accepted_at(office, at, signed), max(at, signed) + 1))


@pytest.mark.parametrize(
    "text",
    [
        '"2026-02-02T08:20:00"',
        '"2026-02-02 08:20:00+08:00"',
        '"2026-02-02T08:20+08:00"',
        '"2026-02-02T08:20:00.5+08:00"',
        '"2026-02-30T08:20:00+08:00"',
        '"2026-02-02T24:00:00+08:00"',
        '"2026-02-02T08:20:60+08:00"',
        '"2026-02-02T08:20:00+25:00"',
        '"2026-02-02"',
        "20260202",
        "null",
    ],
)
def test_32_at_that_is_no_moment(office: Scene, text: str) -> None:
    office.back_to("submitted")
    data = office.append(office.read(RECORD), "accept", MANAGER, 20)
    broken = data.replace(b'"2026-02-02T08:20:00+08:00"', text.encode())
    assert broken != data
    head = office.put({RECORD: broken}, MANAGER, 20)
    rejected(office.verdicts(head, 21), "UB201", "UB203")


def test_32_at_in_another_zone(office: Scene) -> None:
    office.back_to("submitted")
    data = office.append(office.read(RECORD), "accept", MANAGER, 20)
    for text in (b'"2026-02-02T00:20:00Z"', b"2026-02-02T09:20:00+09:00"):
        same = data.replace(b'"2026-02-02T08:20:00+08:00"', text)
        accepted(office.verdicts(office.put({RECORD: same}, MANAGER, 20), 21))


def test_32_in_the_future_of_the_clock(office: Scene) -> None:
    office.back_to("submitted")
    head = accepted_at(office, 300, 300)
    rejected(office.propose(head, 60), "UB727")
    with office.landed(head, 301) as (before, landing):
        rejected(office.push(landing, 60, before), "UB727")
        accepted(office.push(landing, 297, before))
        rejected(office.push(landing, 301 + DAY + 10, before), "UB727")
        accepted(office.push(landing, 301 + DAY, before))
        accepted(office.audit())


def test_32_proof_dated_before_the_newest_landing_below_it(office: Scene) -> None:
    office.back_to("submitted")
    office.step("submit", "pemohon-1", 100, "RFC-2026-0002")
    head = accepted_at(office, 50, 50)
    rejected(office.verdicts(head, 102), "UB724")
    accepted(office.verdicts(accepted_at(office, 50, 97), 102))


def test_32_such_a_proof_below_another_commit_and_a_merge(office: Scene) -> None:
    office.back_to("submitted")
    side = office.put({"docs/x.md": b"x\n"}, MANAGER, 20)
    office.step("submit", "pemohon-1", 100, "RFC-2026-0002")
    merged = office.merge(side, "main", MANAGER, 101)
    rejected(office.verdicts(accepted_at(office, 50, 50, merged), 103), "UB724")


def test_32_proof_on_an_old_branch_may_be_old(office: Scene) -> None:
    office.back_to("submitted")
    head = accepted_at(office, 50, 50)
    office.step("submit", "pemohon-1", 100, "RFC-2026-0002")
    accepted(office.verdicts(head, 103))


def test_proof_dated_after_its_landing(office: Scene) -> None:
    office.back_to("submitted")
    head = accepted_at(office, 50, 100)
    with office.landed(head, 90) as (before, landing):
        results = {"hook": office.push(landing, 100, before), "audit": office.audit()}
        rejected(results, "UB725")
    with office.landed(head, 96) as (before, landing):
        accepted({"hook": office.push(landing, 100, before), "audit": office.audit()})


def test_landing_dated_before_the_previous_one(office: Scene) -> None:
    office.back_to("submitted")
    office.land(office.put({"docs/x.md": b"x\n"}, MANAGER, 200), 201)
    head = accepted_at(office, 50, 50, office.milestones["submitted"])
    with office.landed(head, 190) as (before, landing):
        results = {"hook": office.push(landing, 201, before), "audit": office.audit()}
        rejected(results, "UB711")


def test_effective_times_that_decrease_along_a_journal(office: Scene) -> None:
    """The next step was signed, by a slow clock or on purpose, before the one it builds on."""
    office.back_to("submitted")
    data = office.append(office.read(RECORD), "accept", MANAGER, 20)
    office_after = office.append(data, "classify_normal", MANAGER, 20)
    first = office.put({RECORD: data}, MANAGER, 60)
    second = office.put({RECORD: office_after}, MANAGER, 40, first)
    rejected(office.verdicts(second, 62), "UB726")


def test_effective_times_that_decrease_across_landings(office: Scene) -> None:
    office.back_to("submitted")
    data = office.append(office.read(RECORD), "accept", MANAGER, 20)
    after = office.append(data, "classify_normal", MANAGER, 20)
    old = office.put({RECORD: after}, MANAGER, 30)
    office.land(office.put({RECORD: data}, MANAGER, 60), 61)
    tree = office.git("rev-parse", f"{old}^{{tree}}")
    rejected(office.verdicts(old, 62, tree=tree), "UB726")


def test_effective_times_within_the_skew(office: Scene) -> None:
    office.back_to("submitted")
    data = office.append(office.read(RECORD), "accept", MANAGER, 20)
    after = office.append(data, "classify_normal", MANAGER, 20)
    first = office.put({RECORD: data}, MANAGER, 60)
    accepted(office.verdicts(office.put({RECORD: after}, MANAGER, 56, first), 62))


def test_proof_much_older_than_its_landing_is_a_deviation(office: Scene) -> None:
    office.back_to("submitted")
    head = accepted_at(office, 50, 50)
    accepted(office.verdicts(head, 50 + DAY + 10), "UB906")


def test_substitution_ends_when_a_manager_comes_into_office(office: Scene) -> None:
    """Nobody is barred any more by the time the head signs as substitute."""
    office.back_to("root")
    office.step("submit", MANAGER, 0)

    def add(roles: dict[str, Any]) -> None:
        roles["roles"]["change_manager"][1]["until"] = "2026-02-02"

    office.land(office.amend(add, HEAD, 10), 11)
    same_day = office.draft("accept", HEAD, 20, capacity="substitute")
    rejected(office.verdicts(same_day, 21), "UB505")
    next_day = office.draft("accept", HEAD, DAY, capacity="substitute")
    accepted(office.verdicts(next_day, DAY + 1))
    other = office.draft("accept", SUPERIOR, DAY, capacity="substitute")
    rejected(office.verdicts(other, DAY + 1), "UB505")


def test_nobody_in_office_is_no_call_for_a_substitute(office: Scene) -> None:
    """With nobody appointed the change waits."""
    office.back_to("awaiting_head")

    def end(roles: dict[str, Any]) -> None:
        roles["roles"]["head"][0]["until"] = "2026-02-02"

    office.land(office.amend(end, HEAD, 40), 41)
    head = office.draft("approve", SUPERIOR, DAY, capacity="substitute")
    rejected(office.verdicts(head, DAY + 1), "UB505")


# --- guards that look at times -----------------------------------------------------------------


def test_request_dated_ahead_of_its_submission(office: Scene) -> None:
    head = office.draft("submit", "pemohon-1", 0, date="2026-02-05")
    rejected(office.verdicts(head, 1), "UB412")


def test_work_that_ends_after_it_is_recorded(office: Scene) -> None:
    office.back_to("authorised")
    head = office.draft("implement", MANAGER, 60, started_at=moment(50), ended_at=moment(70))
    rejected(office.verdicts(head, 61), "UB421")


def test_assets_changed_by_a_correction(office: Scene) -> None:
    office.back_to("asset_update")
    head = office.draft(
        "correct",
        MANAGER,
        110,
        entry=10,
        field="assets",
        was=[{"id": "SRV-0001", "change": "update", "intended": "Memori 128 GB"}],
        **{"is": [], "reason": "Ralat."},
    )
    rejected(office.verdicts(head, 111), "UB434")


@pytest.mark.parametrize(
    ("entry", "field", "was", "now"),
    [
        (4, "by", HEAD, SUPERIOR),
        (4, "action", "approve", "return"),
        (4, "at", "2026-02-02T08:30:00+08:00", "2026-02-02T08:31:00+08:00"),
        (3, "criterion", "security", "other"),
        (3, "rationale", "Yang tidak tertulis.", "Lain."),
        (1, "request.requester", "pemohon-1", "pemohon-2"),
        (99, "rationale", "x", "y"),
        (4, "evidence", {}, {"analysis": "x"}),
    ],
)
def test_correction_of_a_decision(
    office: Scene, entry: int, field: str, was: Any, now: Any
) -> None:
    office.back_to("authorised")
    head = office.draft(
        "correct", MANAGER, 40, entry=entry, field=field, was=was, **{"is": now, "reason": "Ralat."}
    )
    rejected(office.verdicts(head, 41), "UB434", "UB203")


def test_correction_of_words(office: Scene) -> None:
    office.back_to("authorised")
    words = {"is": "Celah terbuka di SPSE.", "reason": "Ralat."}
    what = {"entry": 3, "field": "rationale", "was": "Celah terbuka.", **words}
    accepted(office.verdicts(office.draft("correct", MANAGER, 40, **what), 41))
    rejected(office.verdicts(office.draft("correct", "pemohon-1", 40, **what), 41), "UB502")
