"""What a clever colleague tries: things that look right one by one, put together to slip through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from attacks.kit import (
    ACTING,
    DAY,
    FLAGGED,
    HEAD,
    MANAGER,
    OTHER_MANAGER,
    RECORD,
    RFC,
    STORY,
    SUPERIOR,
    Scene,
    accepted,
    never_passed,
    person,
    rejected,
    sshsig,
    unverifiable,
)
from attacks.test_vouchers import decide
from support.office import REQUEST, asset, load, minutes

SECOND_RFC = "RFC-2026-0002"
SECOND = "changes/2026/RFC-2026-0002.yaml"
SRV, APP = "assets/SRV-0001.yaml", "assets/APP-0001.yaml"
LETTER = {"capacity": "plh", "appointment": "800/1/Plh/2026"}
TODAY = "2026-02-02"
AT_SIXTY = minutes(60).isoformat().encode()


def request_with(scene: Scene, revision: str = "main", **changes: Any) -> dict[str, Any]:
    """Return the first record's request as it stands, with some of it changed."""
    return {**load(scene.read(RECORD, revision))["request"], **changes}


def correction(field: str, was: Any, to: Any, entry: int = 2) -> dict[str, Any]:
    """Return the evidence of a correction."""
    return {"entry": entry, "field": field, "was": was, "is": to, "reason": "Salah ketik."}


def head_manages(roles: dict[str, Any]) -> None:
    """Make the head a change manager as well."""
    roles["roles"]["change_manager"].append({"person": HEAD, "from": TODAY})


# --- clocks that each err a little -----------------------------------------------------------------


def test_landings_that_walk_back_four_minutes_at_a_time(office: Scene) -> None:
    office.land(office.put({"README.md": b"0\n"}, MANAGER, 499), 500)
    office.land(office.put({"README.md": b"1\n"}, MANAGER, 496), 496)
    rejected(office.verdicts(office.put({"README.md": b"2\n"}, MANAGER, 492), 492), "UB711")


def test_steps_that_walk_back_four_minutes_at_a_time(office: Scene) -> None:
    """All claim the same moment, so only their proofs show it."""
    head = office.draft("submit", "pemohon-1", 100)
    data = office.read(RECORD, head).replace(minutes(100).isoformat().encode(), AT_SIXTY)
    head = office.commit("pemohon-1", 100, {RECORD: data})
    for action, signed in (("accept", 96), ("classify_normal", 92)):
        data = office.append(data, action, MANAGER, 60)
        head = office.commit(MANAGER, signed, {RECORD: data}, parents=(head,))
    rejected(office.verdicts(head, 101), "UB726")


def test_claimed_times_that_decrease(office: Scene) -> None:
    office.back_to("submitted")
    data = office.append(office.read(RECORD), "accept", MANAGER, -30)
    rejected(office.verdicts(office.commit(MANAGER, 10, {RECORD: data}), 20), "UB722")


def test_landing_of_nothing_from_the_future(office: Scene) -> None:
    """It needs no proof, but would leave main no date to go on from."""
    tree, before = office.git("rev-parse", "main^{tree}"), office.main
    accepted(office.pushed(office.commit(None, 45, tree=tree), 45))
    ahead = office.commit(None, 400 * DAY, tree=tree)
    rejected(office.push(ahead, 45, before), "UB727")


# --- revisions and refusals ------------------------------------------------------------------------


def test_request_changed_again_under_the_acceptance_of_its_revision(office: Scene) -> None:
    """A revision lands, so the request may change; but not behind who accepted the revised one."""
    office.back_to("submitted")
    revised = office.draft("revise", "pemohon-1", 10, request=request_with(office, title="Judul A"))
    head = office.draft("accept", MANAGER, 11, on=revised)
    accepted(office.verdicts(head, 20))
    data = office.read(RECORD, head).replace(b"Judul A", b"Judul B")
    other = office.put({RECORD: data}, "pemohon-1", 12, head)
    rejected(office.verdicts(office.assent("pemohon-1", other, 13), 20), "UB501")


def test_retrospective_taken_out_by_a_revision(office: Scene) -> None:
    late = {"performed_at": minutes(-60).isoformat(), "reason": "Darurat malam."}
    submitted = office.draft("submit", "pemohon-1", 0, retrospective=late)
    request = request_with(office, submitted)
    request.pop("retrospective")
    together = office.draft("revise", "pemohon-2", 1, on=submitted, request=request)
    rejected(office.verdicts(together, 5), "UB501")
    office.land(submitted, 6)
    rejected(office.verdicts(office.draft("revise", "pemohon-1", 10, request=request), 15), "UB704")


def test_revision_that_changes_only_how_it_is_written(office: Scene) -> None:
    office.back_to("submitted")
    data = office.append(office.read(RECORD), "revise", "pemohon-1", 10)
    title = REQUEST["title"].encode()
    data = data.replace(b"title: " + title, b'title: "' + title + b'"')
    rejected(office.verdicts(office.commit("pemohon-1", 10, {RECORD: data}), 15), "UB431")


def test_two_revisions_for_one_change(office: Scene) -> None:
    office.back_to("submitted")
    head = office.draft("revise", "pemohon-1", 10, request=request_with(office, title="Judul A"))
    accepted(office.verdicts(head, 15))
    rejected(office.verdicts(office.draft("revise", "pemohon-2", 11, on=head), 15), "UB431")


def test_not_feasible_becomes_normal_by_way_of_a_revision(office: Scene) -> None:
    office.back_to("awaiting_head")
    office.step("return", HEAD, 30, code="not_feasible")
    rejected(office.verdicts(office.draft("accept", MANAGER, 40), 45), "UB413")
    head = office.draft("revise", "pemohon-1", 40, request=request_with(office, title="Judul A"))
    head = office.draft("accept", MANAGER, 41, on=head)
    rejected(office.verdicts(office.draft("classify_normal", MANAGER, 42, on=head), 45), "UB416")
    accepted(office.verdicts(office.draft("escalate", MANAGER, 42, on=head), 45))


def test_escalated_again_after_a_correction_instead_of_a_revision(office: Scene) -> None:
    office.back_to("awaiting_head")
    office.step("return", HEAD, 30, code="not_emergency")
    head = office.draft("accept", MANAGER, 40)
    mended = correction("request.title", REQUEST["title"], "Judul A", entry=1)
    head = office.draft("correct", "pemohon-1", 41, on=head, **mended)
    rejected(office.verdicts(office.draft("escalate", MANAGER, 42, on=head), 45), "UB417")
    accepted(office.verdicts(office.draft("classify_normal", MANAGER, 42, on=head), 45), "UB904")


# --- corrections -----------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", [0, -1, 1.0, True, "2", 3, 10**30])
def test_correction_of_an_entry_that_there_is_not(office: Scene, entry: Any) -> None:
    office.back_to("accepted")
    evidence = correction("assessment", "Layak.", "Baik.", entry)
    rejected(
        office.verdicts(office.draft("correct", MANAGER, 20, **evidence), 25), "UB203", "UB434"
    )


@pytest.mark.parametrize(
    ("entry", "field", "was"),
    [
        (2, "by", MANAGER),
        (2, "capacity", ""),
        (2, "evidence.risk", "low"),
        (2, " risk", "low"),
        (1, "request.plan.rollback", "Pulihkan cadangan."),
        (1, "request.requester", "pemohon-1"),
    ],
)
def test_correction_that_names_its_field_otherwise(
    office: Scene, entry: int, field: str, was: str
) -> None:
    office.back_to("accepted")
    evidence = correction(field, was, "high", entry)
    rejected(office.verdicts(office.draft("correct", MANAGER, 20, **evidence), 25), "UB434")


@pytest.mark.parametrize("value", ["", "\u200b", 5, [], {"a": 1}])
def test_correction_to_what_the_field_cannot_hold(office: Scene, value: Any) -> None:
    office.back_to("accepted")
    evidence = correction("assessment", "Layak.", value)
    rejected(office.verdicts(office.draft("correct", MANAGER, 20, **evidence), 25), "UB434")


# --- a request that points to itself ---------------------------------------------------------------


def test_work_begun_too_early_is_recorded_by_the_withdrawn_request_itself(office: Scene) -> None:
    office.back_to("authorised")
    late = {"performed_at": minutes(20).isoformat(), "reason": "Terlanjur dikerjakan."}
    office.step("submit", "pemohon-1", 100, SECOND_RFC, retrospective=late)

    def withdrawn(other: str) -> Any:
        head = office.draft("withdraw", "pemohon-1", 200, retrospective_rfc=other)
        return office.verdicts(head, 205)

    rejected(withdrawn(RFC), "UB303")
    rejected(withdrawn("RFC-2026-0009"), "UB303")
    accepted(withdrawn(SECOND_RFC))


def test_corrected_so_that_it_supersedes_itself(office: Scene) -> None:
    office.step("submit", "pemohon-1", 0)
    office.step("reject", MANAGER, 10, notified_at=minutes(9).isoformat())
    office.step("submit", "pemohon-1", 20, SECOND_RFC, supersedes=RFC)
    evidence = correction("request.supersedes", RFC, SECOND_RFC, 1)
    head = office.draft("correct", "pemohon-1", 30, number=SECOND_RFC, **evidence)
    rejected(office.verdicts(head, 35), "UB303")


# --- four eyes -------------------------------------------------------------------------------------


def test_superior_who_revised_stands_in_for_the_head(office: Scene) -> None:
    def more(roles: dict[str, Any]) -> None:
        roles["roles"]["requester"].append({"person": SUPERIOR, "from": TODAY})

    office.land(office.amend(more, HEAD, 1), 2)
    office.step("submit", HEAD, 10)
    office.land(
        office.draft("revise", SUPERIOR, 20, request=request_with(office, title="Judul A")), 21
    )
    office.step("accept", MANAGER, 30)
    office.step("escalate", MANAGER, 40)
    head = office.draft("approve", SUPERIOR, 50, capacity="substitute")
    rejected(office.verdicts(head, 55), "UB503")


def test_head_who_revised_stands_in_for_the_managers(office: Scene) -> None:
    office.step("submit", MANAGER, 0)
    revised = request_with(office, title="Judul A")
    office.land(office.draft("revise", OTHER_MANAGER, 10, request=revised), 11)
    accepted(office.verdicts(office.draft("accept", HEAD, 12, capacity="substitute"), 13))
    revised = request_with(office, title="Judul B")
    office.land(office.draft("revise", HEAD, 20, request=revised), 21)
    rejected(office.verdicts(office.draft("accept", HEAD, 30, capacity="substitute"), 35), "UB503")


def test_head_who_is_change_manager_too(office: Scene) -> None:
    """Who evaluated does not approve, and who carried it out does not examine the report."""
    office.land(office.amend(head_manages, HEAD, 1), 2)
    office.walk(("submit", "pemohon-1"), ("accept", HEAD), ("escalate", MANAGER), start=10)
    rejected(office.verdicts(office.draft("approve", HEAD, 40), 45), "UB503")
    substitute = office.draft("approve", SUPERIOR, 40, capacity="substitute")
    accepted(office.verdicts(substitute, 45))
    office.land(substitute, 46)
    office.walk(("implement", HEAD), ("pass_test", MANAGER), ("report", MANAGER), start=50)
    rejected(office.verdicts(office.draft("review", HEAD, 80), 85), "UB503")


# --- authority -------------------------------------------------------------------------------------


def test_office_ended_and_given_again(office: Scene) -> None:
    office.back_to("submitted")

    def end(roles: dict[str, Any]) -> None:
        roles["roles"]["change_manager"][1]["until"] = TODAY

    def again(roles: dict[str, Any]) -> None:
        roles["roles"]["change_manager"].append({"person": OTHER_MANAGER, "from": "2026-02-05"})

    office.land(office.amend(end, HEAD, 5), 6)
    office.land(office.amend(again, HEAD, 7), 8)
    between = office.draft("accept", OTHER_MANAGER, DAY)
    rejected(office.verdicts(between, DAY + 5), "UB502")
    rejected(office.verdicts(between, 3 * DAY), "UB502")
    accepted(office.verdicts(office.draft("accept", OTHER_MANAGER, 3 * DAY), 3 * DAY + 5))


@pytest.mark.parametrize("path", ["README.md", "lib/x.py", ".github/workflows/x.yml"])
def test_authority_with_something_beside_it(office: Scene, path: str) -> None:
    head = office.put({"roles.yaml": office.roles_changed(head_manages), path: b"x\n"}, HEAD, 5)
    rejected(office.verdicts(head, 10), "UB509")


@pytest.mark.parametrize("signatory", [MANAGER, ACTING])
def test_letter_signed_by_somebody_who_may_not(office: Scene, signatory: str) -> None:
    def letter(by: str) -> Any:
        row = {"person": OTHER_MANAGER, "from": "2026-02-03", "until": "2026-02-04"}
        row |= {"letter": "800/9/Plh/2026", "kind": "plh", "signatory": by}
        return office.amend(lambda roles: roles["roles"]["acting_head"].append(row), HEAD, 5)

    rejected(office.verdicts(letter(signatory), 10), "UB204")
    accepted(office.verdicts(letter(SUPERIOR), 10))


def test_first_key_of_a_superior_who_had_none(tmp_path: Path) -> None:
    """The head alone could else be the superior as well."""
    kept: list[dict[str, Any]] = []
    scene = Scene.make(tmp_path, lambda roles: kept.extend(person(roles, SUPERIOR).pop("keys")))

    def key(roles: dict[str, Any]) -> None:
        person(roles, SUPERIOR)["keys"] = [{**kept[0], "from": TODAY}]

    rejected(scene.verdicts(scene.amend(key, HEAD, 5), 10), "UB512")


# --- what runs, and what looks like something else -------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "venv.py",
        "pip.py",
        "pip/__init__.py",
        "hatch.toml",
        "GNUmakefile",
        "makefile",
        "Scripts/x.sh",
        ".GITHUB/workflows/x.yml",
    ],
)
def test_what_the_recorders_job_would_run_first(office: Scene, path: str) -> None:
    """install.sh runs python -m venv and pip, and hatchling builds; make reads GNUmakefile first."""
    head = office.put({path: b"x\n"}, MANAGER, 5)
    rejected(office.verdicts(head, 10), "UB516")
    accepted(office.verdicts(office.put({path: b"x\n"}, HEAD, 5), 10))


@pytest.mark.parametrize("path", ["lib/x.py", "lib/venv.py", "tests/test_x.py", "README.MD"])
def test_what_a_change_manager_may_change_alone(office: Scene, path: str) -> None:
    accepted(office.verdicts(office.put({path: b"x\n"}, MANAGER, 5), 10))
    rejected(office.verdicts(office.put({path: b"x\n"}, "pemohon-1", 5), 10), "UB515")


@pytest.mark.parametrize(
    "path",
    [
        "asse\u200cts/SRV-0001.yaml",
        "change\u017f/2026/RFC-2026-0002.yaml",
        "\uff52oles.yaml",
        "schemas./sop.yaml",
        "assets/README.md",
    ],
)
def test_path_that_some_disks_take_for_another(office: Scene, path: str) -> None:
    rejected(office.verdicts(office.put({path: b"x\n"}, MANAGER, 5), 10), "UB305")


@pytest.mark.parametrize("signer", [HEAD, MANAGER, None])
def test_old_workflow_brought_back_by_merging_old_main(office: Scene, signer: str | None) -> None:
    """The head signed it once, and signs the merge: but nobody introduces what a parent holds."""
    path = ".github/workflows/x.yml"
    old = office.land(office.put({path: b"a\n"}, HEAD, 1), 2)
    office.land(office.put({path: b"b\n"}, HEAD, 3), 4)
    tree = office.commit_tree(office.main, {path: b"a\n"})
    rejected(office.verdicts(old, 10, signer=signer, tree=tree), "UB516")


def test_prose_that_only_the_landing_deletes(office: Scene) -> None:
    office.land(office.put({"PANDUAN.md": b"a\n"}, MANAGER, 1), 2)
    accepted(office.verdicts(office.put({"PANDUAN.md": None}, MANAGER, 5), 10))
    rejected(office.verdicts(office.put({"PANDUAN.md": None}, None, 5), 10), "UB518")
    side = office.put({"README.md": b"a\n"}, MANAGER, 5)
    tree = office.commit_tree(side, {"PANDUAN.md": None})
    rejected(office.verdicts(side, 10, signer=None, tree=tree), "UB518")


# --- assets of two requests ------------------------------------------------------------------------


def two_asset_updates(scene: Scene, assets: list[dict[str, str]]) -> None:
    """Take a second request to where it waits for its assets, as the first one does."""
    scene.back_to("asset_update")
    for number, (_, action, by, evidence) in enumerate(STORY):
        declared = {**evidence, "assets": assets} if action == "flag_assets" else evidence
        scene.step(action, by, 100 + 10 * number, SECOND_RFC, **declared)


def test_two_asset_updates_that_carry_each_others_assets(office: Scene) -> None:
    two_asset_updates(office, [{"id": "APP-0001", "change": "add", "intended": "Aplikasi baru"}])
    srv, app = asset("SRV-0001", specification="128 GB"), asset("APP-0001", **{"class": "software"})

    def both(first: dict[str, bytes | None], second: dict[str, bytes | None]) -> Any:
        head = office.draft("update_assets", MANAGER, 300, files=first)
        more = {"number": SECOND_RFC, "on": head, "files": second}
        return office.verdicts(office.draft("update_assets", OTHER_MANAGER, 301, **more), 310)

    accepted(both({SRV: srv}, {APP: app}))
    rejected(both({APP: app}, {SRV: srv}), "UB501")
    other = asset("SRV-0001", specification="1 GB")
    rejected(both({SRV: srv}, {APP: app, SRV: other}), "UB501")
    alone = office.draft("update_assets", MANAGER, 300, files={SRV: srv, APP: app})
    rejected(office.verdicts(alone, 310), "UB601")


def test_two_asset_updates_of_one_asset_at_once(office: Scene) -> None:
    two_asset_updates(office, FLAGGED["assets"])
    head = office.draft("update_assets", MANAGER, 300, files={SRV: asset("SRV-0001", name="A")})
    more = {"number": SECOND_RFC, "on": head, "files": {SRV: asset("SRV-0001", name="B")}}
    head = office.draft("update_assets", OTHER_MANAGER, 301, **more)
    rejected(office.verdicts(head, 310), "UB601")


def test_asset_that_was_declared_before_another_was(office: Scene) -> None:
    office.back_to("asset_update")
    declared = [{"id": "APP-0001", "change": "add", "intended": "Aplikasi baru"}]
    office.land(office.draft("flag_assets", MANAGER, 100, assets=declared), 101)
    head = office.draft("update_assets", MANAGER, 110, files={SRV: asset("SRV-0001", name="A")})
    rejected(office.verdicts(head, 115), "UB601")
    head = office.draft("update_assets", MANAGER, 110, files={APP: asset("APP-0001")})
    accepted(office.verdicts(head, 115))


# --- commits ---------------------------------------------------------------------------------------


def approval(scene: Scene) -> tuple[str, bytes]:
    """Return the tree of the head's approval, and what a commit of it has the head sign."""
    scene.back_to("awaiting_head")
    tree = scene.tree(scene.main, {RECORD: scene.append(scene.read(RECORD), "approve", HEAD, 40)})
    who = f"Contoh <contoh@lpse.example> {int(minutes(40).timestamp())} +0800"
    lines = (f"tree {tree}", f"parent {scene.main}", f"author {who}", f"committer {who}")
    return tree, "\n".join(lines).encode() + b"\n\nLangkah\n"


@pytest.mark.parametrize(
    "name", ["gpgsig-sha256", "GPGSIG", "gpgsigs", "x gpgsig", "mergetag object x\n gpgsig"]
)
def test_signature_in_a_header_that_is_not_for_it(office: Scene, name: str) -> None:
    _, payload = approval(office)
    signature = sshsig(office.key(HEAD), payload).rstrip("\n").replace("\n", "\n ")

    def under(header: str) -> str:
        extra = f"\n{header} {signature}\n\n".encode()
        return office.write_object(payload.replace(b"\n\n", extra, 1))

    accepted(office.verdicts(under("gpgsig"), 45))
    never_passed(office.verdicts(under(name), 45))


@pytest.mark.parametrize("what", ["tag", "tree", "blob"])
def test_second_parent_that_is_no_commit(office: Scene, what: str) -> None:
    tree, _ = approval(office)
    head = office.commit(HEAD, 40, tree=tree)
    tag = f"object {head}\ntype commit\ntag x\ntagger C <c@x.example> 1770000000 +0800\n\nx\n"
    parent = {
        "tag": lambda: office.git("hash-object", "-t", "tag", "-w", "--stdin", stdin=tag.encode()),
        "tree": lambda: tree,
        "blob": lambda: office.git("rev-parse", f"main:{RECORD}"),
    }[what]()
    landing, before = office.raw(MANAGER, 45, tree, (office.main, parent)), office.main
    unverifiable({"hook": office.push(landing, 45, before)}, "UB709")
    unverifiable({"audit": office.audit(landing)}, "UB709")


def test_assent_in_a_commit_without_parents(office: Scene) -> None:
    tree, _ = approval(office)
    draft = office.commit(MANAGER, 40, tree=tree)
    message = f"Setuju\n\nUbah-Assent: {office.digest(draft)}\n"
    orphan = office.commit(HEAD, 41, parents=(), tree=tree, message=message)
    head = office.commit(MANAGER, 42, parents=(draft, orphan), tree=tree)
    rejected(office.verdicts(head, 45), "UB707")


def test_draft_with_three_parents(office: Scene) -> None:
    """A draft may be any merge; what it adds by itself needs its own proof."""
    tree, _ = approval(office)
    first = office.commit(HEAD, 40, tree=tree)
    second = office.draft("submit", "pemohon-2", 40, number=SECOND_RFC)
    third = office.put({"README.md": b"x\n"}, MANAGER, 40)
    merged = {SECOND: office.read(SECOND, second), "README.md": b"x\n"}
    parents = (first, second, third)
    plain = office.commit(None, 41, parents=parents, tree=office.commit_tree(first, merged))
    accepted(office.verdicts(plain, 45))
    times = {"started_at": minutes(41).isoformat(), "ended_at": minutes(41).isoformat()}
    more = office.append(office.read(RECORD, first), "implement", MANAGER, 42, **times)
    tree = office.commit_tree(first, {**merged, RECORD: more})
    rejected(office.verdicts(office.commit(None, 42, parents=parents, tree=tree), 45), "UB501")
    accepted(office.verdicts(office.commit(MANAGER, 42, parents=parents, tree=tree), 45))


def test_one_assent_for_what_two_records_gain(office: Scene) -> None:
    tree, _ = approval(office)
    first = office.commit(MANAGER, 40, tree=tree)
    both = office.draft("submit", HEAD, 40, number=SECOND_RFC, on=first, signer=MANAGER)
    accepted(office.verdicts(office.assent(HEAD, both, 42), 45))
    assented = office.assent(HEAD, first, 41)
    grown = office.draft("submit", HEAD, 42, number=SECOND_RFC, on=assented, signer=MANAGER)
    rejected(office.verdicts(grown, 45), "UB501")


# --- the recorder ----------------------------------------------------------------------------------


def test_decision_of_an_acting_head(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    acting = {"by": ACTING, "account": ACTING}
    accepted(decide(forge_office, "approve", at=9 * DAY, **acting, **LETTER))
    rejected(decide(forge_office, "approve", at=9 * DAY, **acting), "UB504")
    rejected(decide(forge_office, "approve", at=12 * DAY, **acting, **LETTER), "UB504")
    heads = {"by": ACTING, "account": HEAD}
    unverifiable(decide(forge_office, "approve", at=9 * DAY, **heads, **LETTER), "UB501")
