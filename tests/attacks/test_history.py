"""Attacks on the history itself: merges, rewriting, deletion, edited old text (34 to 42, 56)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from attacks.kit import (
    FLAGGED,
    HEAD,
    MANAGER,
    OTHER_MANAGER,
    RECORD,
    RFC,
    Scene,
    accepted,
    explained,
    rejected,
    unverifiable,
)
from support.objects import forget
from support.office import asset, load, minutes, verdict
from ubah.core.diagnostics import Verdict
from ubah.edge.git import ObjectStore
from ubah.edge.history.audit import HistoryResult, audit
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.pushes import judge_push

ASSET = "assets/SRV-0001.yaml"
OTHER = "changes/2026/RFC-2026-0002.yaml"


def rejection(office: Scene) -> tuple[str, str]:
    """Land a rejection; return (a branch from before that accepts, main with the rejection)."""
    office.back_to("submitted")
    branch = office.draft("accept", MANAGER, 20)
    office.step("reject", OTHER_MANAGER, 22)
    return branch, office.main


# --- 33, 34 ------------------------------------------------------------------------------------


def test_33_evil_merge_sets_a_step(office: Scene) -> None:
    """The merge itself holds an approval that none of its parents has."""
    office.back_to("awaiting_head")
    side = office.put({"docs/x.md": b"x\n"}, MANAGER, 38)
    approved = office.append(office.read(RECORD), "approve", HEAD, 40)
    tree = office.commit_tree(side, {RECORD: approved})
    rejected(office.verdicts(side, 40, MANAGER, tree), "UB501")
    accepted(office.verdicts(side, 40, HEAD, tree))


def test_34_ours_merge_that_drops_a_rejection(office: Scene) -> None:
    branch, _ = rejection(office)
    tree = office.git("rev-parse", f"{branch}^{{tree}}")
    rejected(office.verdicts(branch, 25, MANAGER, tree), "UB703", "UB704")


def test_34_ours_merge_in_the_branch(office: Scene) -> None:
    branch, main = rejection(office)
    tree = office.git("rev-parse", f"{branch}^{{tree}}")
    merged = office.merge(branch, main, MANAGER, 24, tree)
    rejected(office.verdicts(merged, 25), "UB703", "UB704")


def test_34_ours_merge_flips_the_first_parent(office: Scene) -> None:
    """Main moves to a merge whose first parent is the branch: the rejection hangs on the second."""
    branch, main = rejection(office)
    tree = office.git("rev-parse", f"{branch}^{{tree}}")
    flipped = office.merge(branch, main, MANAGER, 24, tree)
    results = office.pushed(flipped, 25)
    rejected({"hook": results["hook"]}, "UB712")
    rejected({"audit": results["audit"]}, "UB703", "UB704")


def test_34_three_parents(office: Scene) -> None:
    office.back_to("submitted")
    one = office.draft("accept", MANAGER, 20)
    two = office.put({"docs/x.md": b"x\n"}, MANAGER, 20)
    tree = office.commit_tree(one, {"docs/x.md": b"x\n"})
    octopus = office.commit(MANAGER, 22, parents=(office.main, one, two), tree=tree)
    rejected(office.pushed(octopus, 22), "UB706")


# --- 35, 36 ------------------------------------------------------------------------------------


def test_35_force_push_drops_mains_tip(office: Scene) -> None:
    office.back_to("authorised")
    tip = office.main
    office.back_to("accepted")
    other = office.land(office.draft("classify_normal", MANAGER, 40), 41)
    rejected(office.push(other, 41, tip), "UB712")
    rejected(office.audit(seen=tip), "UB708")
    accepted(office.audit())
    accepted(office.audit(seen=office.milestones["submitted"]))


def test_35_main_set_back(office: Scene) -> None:
    office.back_to("authorised")
    rejected(office.push(office.milestones["accepted"], 41, office.main), "UB712")


def test_36_replaced_commit(office: Scene) -> None:
    """A replace ref shows another history to git; the judge reads the one that was pushed."""
    office.back_to("awaiting_head")
    forged = office.land(office.draft("approve", HEAD, 40, signer=MANAGER), 41)
    before = office.audit()
    office.back_to("authorised")
    good = office.main
    office.git("replace", forged, good)
    try:
        office.set_branch("main", forged)
        rejected(office.audit(), "UB501")
        assert office.audit().findings == before.findings
    finally:
        office.git("replace", "-d", forged)


# --- 37 ----------------------------------------------------------------------------------------


def clone(office: Scene, folder: Path, *words: str) -> Path:
    where = folder / "klon"
    office.git("config", "uploadpack.allowFilter", "true")
    office.git("clone", "-q", "-b", "main", *words, f"file://{office.repo}", str(where))
    return where


def audited(repository: Path, tip: str) -> HistoryResult:
    with ObjectStore(repository / ".git") as store:
        return audit(LandingReader(store), tip)


@pytest.mark.parametrize("words", [("--depth", "3"), ("--filter=blob:none", "--no-checkout")])
def test_37_clone_that_lacks_objects(office: Scene, tmp_path: Path, words: tuple[str, ...]) -> None:
    office.back_to("tested")
    unverifiable(audited(clone(office, tmp_path, *words), office.main), "UB709")


def test_37_missing_object(office: Scene, tmp_path: Path) -> None:
    office.back_to("tested")
    where = clone(office, tmp_path, "--no-checkout")
    subprocess.run(["git", "-C", str(where), "unpack-objects", "-q"], input=b"", check=False)
    packs = list((where / ".git/objects/pack").glob("*.pack"))
    kept = tmp_path / "lama.pack"
    shutil.move(packs[0], kept)
    for leftover in (where / ".git/objects/pack").iterdir():
        leftover.unlink()
    with kept.open("rb") as pack:
        subprocess.run(["git", "-C", str(where), "unpack-objects", "-q"], stdin=pack, check=True)
    accepted(audited(where, office.main))
    blob = office.git("rev-parse", f"{office.milestones['accepted']}:{RECORD}")
    lost = where / ".git/objects" / blob[:2] / blob[2:]
    lost.chmod(0o644)
    lost.unlink()
    unverifiable(audited(where, office.main), "UB709")


def test_37_damaged_object(office: Scene, tmp_path: Path) -> None:
    """The object is there, but it is not what its id says."""
    office.back_to("submitted")
    blob = office.git("rev-parse", f"main:{RECORD}")
    other = office.git("rev-parse", "main:office.yaml")
    folder = office.repo / ".git/objects"
    path, source = folder / blob[:2] / blob[2:], folder / other[:2] / other[2:]
    kept = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(source.read_bytes())
    forget(office.repo)
    try:
        unverifiable(office.audit(), "UB709")
    finally:
        path.write_bytes(kept)
        forget(office.repo)


# --- 38 ----------------------------------------------------------------------------------------


def test_38_direct_push_is_judged_like_any_landing(office: Scene) -> None:
    office.back_to("awaiting_head")
    accepted(office.pushed(office.draft("approve", HEAD, 40), 40))
    rejected(office.pushed(office.draft("approve", HEAD, 40, signer=MANAGER), 40), "UB501")
    rejected(office.pushed(office.draft("approve", MANAGER, 40), 40), "UB502")


def test_38_direct_push_of_several_landings(office: Scene) -> None:
    """Each commit on the first-parent chain is a landing of its own."""
    office.back_to("awaiting_head")
    first = office.draft("approve", HEAD, 40, signer=MANAGER)
    second = office.draft("implement", MANAGER, 60, on=first)
    rejected(office.pushed(second, 60), "UB501")


# --- 39 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [RECORD, ASSET])
def test_39_deleted(office: Scene, path: str) -> None:
    office.back_to("submitted")
    rejected(office.verdicts(office.put({path: None}, HEAD, 20), 21), "UB701", "UB603")


@pytest.mark.parametrize(
    "new",
    [
        "changes/2026/RFC-2026-0009.yaml",
        "changes/2027/RFC-2026-0001.yaml",
        "changes/2026/rfc-2026-0001.yaml",
        "arsip/RFC-2026-0001.yaml",
        "docs/RFC-2026-0001.md",
    ],
)
def test_39_renamed(office: Scene, new: str) -> None:
    office.back_to("submitted")
    head = office.put({RECORD: None, new: office.read(RECORD)}, HEAD, 20)
    rejected(office.verdicts(head, 21), "UB701")


def test_39_moved_out_and_back(office: Scene) -> None:
    """In drafts it is nobody's business; as landings the first is refused."""
    office.back_to("submitted")
    data = office.read(RECORD)
    out = office.put({RECORD: None}, HEAD, 20)
    back = office.put({RECORD: data}, HEAD, 21, out)
    accepted(office.verdicts(back, 22))
    rejected(office.pushed(back, 22), "UB701")


def test_39_moved_out_and_back_shorter(office: Scene) -> None:
    office.back_to("accepted")
    shorter = office.read(RECORD, office.milestones["submitted"])
    out = office.put({RECORD: None}, HEAD, 30)
    rejected(office.verdicts(office.put({RECORD: shorter}, HEAD, 31, out), 32), "UB703", "UB704")


def test_39_shadowed_by_case(office: Scene) -> None:
    office.back_to("submitted")
    shadow = "changes/2026/RFC-2026-0001.YAML"
    head = office.put({shadow: office.read(RECORD)}, MANAGER, 20)
    rejected(office.verdicts(head, 21), "UB305")


# --- 40, 41 ------------------------------------------------------------------------------------

OLD = b"Memperbarui aplikasi SPSE."


def edit(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old in data, old
        return data.replace(old, new, 1)

    return change


def entries(data: bytes) -> tuple[bytes, list[bytes]]:
    head, *rest = data.split(b"  - action: ")
    return head, rest


def without(number: int) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        head, rest = entries(data)
        return b"  - action: ".join([head, *rest[:number], *rest[number + 1 :]])

    return change


def swapped(data: bytes) -> bytes:
    head, rest = entries(data)
    return b"  - action: ".join([head, rest[1], rest[0], *rest[2:]])


def inserted(data: bytes) -> bytes:
    head, rest = entries(data)
    return b"  - action: ".join([head, rest[0], rest[1], *rest[1:]])


EDITS: dict[str, Callable[[bytes], bytes]] = {
    "evidence": edit(b"Layak.", b"Layak sekali."),
    "actor": edit(b"by: pengelola-1", b"by: pengelola-2"),
    "time": edit(b"T08:10:00+08:00", b"T08:11:00+08:00"),
    "same time in another zone": edit(b"T08:10:00+08:00", b"T09:10:00+09:00"),
    "quotes": edit(b"by: pengelola-1", b'by: "pengelola-1"'),
    "comment": edit(b"journal:\n", b"journal:\n  # catatan\n"),
    "trailing space": edit(b"by: pengelola-1\n", b"by: pengelola-1 \n"),
    "key added": edit(b"by: pengelola-1\n", b"by: pengelola-1\n    capacity: substitute\n"),
    "removed": without(1),
    "last removed": without(2),
    "reordered": swapped,
    "inserted": inserted,
    "request": edit(OLD, b"Hal yang lain."),
    "request's requester": edit(b"requester: pemohon-1", b"requester: pemohon-2"),
    "id": edit(b"id: RFC-2026-0001", b"id: RFC-2026-0002"),
    "last line feed": lambda data: data.rstrip(b"\n"),
}


@pytest.mark.parametrize("what", EDITS)
@pytest.mark.parametrize("step", [False, True], ids=["alone", "with a step"])
def test_40_41_old_text_edited(office: Scene, what: str, *, step: bool) -> None:
    """Neither alone nor under the cover of an honest new step."""
    office.back_to("awaiting_head")
    data = EDITS[what](office.read(RECORD))
    if step and what != "last line feed":
        whole = office.append(office.read(RECORD), "approve", HEAD, 40)
        data = EDITS[what](whole)
    head = office.put({RECORD: data}, HEAD, 40)
    rules = ("UB103", "UB107", "UB301", "UB702", "UB703", "UB704", "UB705")
    rejected(office.verdicts(head, 41), *rules)


def test_40_append_that_continues_the_last_entry(office: Scene) -> None:
    office.back_to("awaiting_head")
    data = office.read(RECORD)
    for tail in (b"    capacity: substitute\n", b"      incident: INS-1\n", b"    # catatan\n"):
        head = office.put({RECORD: data + tail}, MANAGER, 40)
        rejected(office.verdicts(head, 41), "UB107", "UB201", "UB203", "UB703", "UB704", "UB705")


def test_40_append_that_continues_the_last_entry_before_a_new_one(office: Scene) -> None:
    office.back_to("awaiting_head")
    data = office.read(RECORD)
    whole = office.append(data, "approve", HEAD, 40)
    cut = len(data) + len(whole) - len(data) - len(whole[len(data) :])
    grown = whole[:cut] + b"      incident: INS-1\n" + whole[cut:]
    head = office.put({RECORD: grown}, HEAD, 40)
    rejected(office.verdicts(head, 41), "UB703", "UB704", "UB103", "UB107")


def test_41_request_changed_beside_another_step(office: Scene) -> None:
    office.back_to("submitted")
    data = office.append(office.read(RECORD), "accept", MANAGER, 20).replace(OLD, b"Lain.")
    rejected(office.verdicts(office.put({RECORD: data}, MANAGER, 20), 21), "UB703", "UB704")


def test_41_request_changed_by_revise(office: Scene) -> None:
    office.back_to("submitted")
    request = {**load(office.read(RECORD))["request"], "description": "Lebih jelas."}
    head = office.draft("revise", "pemohon-1", 20, request=request)
    accepted(office.verdicts(head, 21))


def test_41_revise_that_also_edits_the_journal(office: Scene) -> None:
    office.back_to("submitted")
    request = {**load(office.read(RECORD))["request"], "description": "Lebih jelas."}
    head = office.draft("revise", "pemohon-1", 20, request=request)
    data = office.read(RECORD, head).replace(b"T08:00:00+08:00", b"T07:59:00+08:00", 1)
    rejected(
        office.verdicts(office.put({RECORD: data}, "pemohon-1", 21, head), 22), "UB703", "UB704"
    )


# --- 42 ----------------------------------------------------------------------------------------

UPDATED = asset("SRV-0001", specification="16 inti, 128 GB")


@pytest.mark.parametrize(
    "files",
    [
        {ASSET: UPDATED},
        {"assets/SRV-0002.yaml": asset("SRV-0002")},
    ],
)
def test_42_asset_changed_outside_update_assets(office: Scene, files: dict[str, Any]) -> None:
    rejected(office.verdicts(office.put(files, HEAD, 10), 11), "UB601")


def test_42_asset_beside_another_step(office: Scene) -> None:
    office.back_to("submitted")
    head = office.draft("accept", MANAGER, 20, files={ASSET: UPDATED})
    rejected(office.verdicts(head, 21), "UB601")


@pytest.mark.parametrize(
    "files",
    [
        {},
        {ASSET: UPDATED, "assets/SRV-0002.yaml": asset("SRV-0002")},
        {"assets/SRV-0002.yaml": asset("SRV-0002")},
        {ASSET: asset("SRV-0001", status="retired", specification="128 GB")},
        {ASSET: None},
        {ASSET: b"bukan aset\n"},
    ],
    ids=["fewer", "more", "other", "retired, not updated", "deleted", "no asset"],
)
def test_42_not_exactly_the_declared_assets(office: Scene, files: dict[str, Any]) -> None:
    office.back_to("asset_update")
    head = office.draft("update_assets", MANAGER, 110, files=files)
    rejected(office.verdicts(head, 111), "UB201", "UB601", "UB602", "UB603")


def test_42_declared_in_the_same_landing_with_other_assets(office: Scene) -> None:
    office.back_to("release_planned")
    head = office.draft("flag_assets", MANAGER, 100, **FLAGGED)
    head = office.draft(
        "update_assets", MANAGER, 110, on=head, files={"assets/SRV-0002.yaml": asset("SRV-0002")}
    )
    rejected(office.verdicts(head, 111), "UB601", "UB602")


# --- 56 ----------------------------------------------------------------------------------------


def test_56_first_push_with_another_root(office: Scene, tmp_path: Path) -> None:
    """The server pins the root; a history founded by somebody else is not the office's."""
    office.back_to("submitted")
    forged = office.commit(MANAGER, 0, {"docs/x.md": b"x\n"}, parents=())
    tree = office.git("rev-parse", "main^{tree}")
    other_root = office.commit(MANAGER, 0, parents=(), tree=tree)
    with ObjectStore(office.repo / ".git") as store:
        reader = LandingReader(store)
        for tip in (forged, other_root):
            rejected(judge_push(reader, "", tip, minutes(5), office.root), "UB712")
        accepted(judge_push(reader, "", office.main, minutes(5), office.root))


def test_56_unrelated_history_merged_in(office: Scene) -> None:
    office.back_to("submitted")
    tree = office.git("rev-parse", "main^{tree}")
    foreign = office.commit(MANAGER, 5, parents=(), tree=tree)
    landing = office.commit(MANAGER, 6, parents=(office.main, foreign), tree=tree)
    rejected(office.pushed(landing, 6), "UB707")


def test_the_story_is_whole(office: Scene) -> None:
    office.back_to("asset_update")
    result = office.audit()
    assert verdict(result) is Verdict.PASS, explained(result)
    assert {step.record for step in result.steps} == {RFC}
