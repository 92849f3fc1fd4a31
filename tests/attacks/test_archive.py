"""Attacks on the archive of requests from before the register (59, 60): it comes in proved, and stays."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from attacks.kit import (
    HEAD,
    MANAGER,
    OTHER_MANAGER,
    SUPERIOR,
    Scene,
    accepted,
    rejected,
)
from support.office import asset
from ubah.core.reading.writing import dump

ROOT = Path(__file__).resolve().parents[2]
FIRST, SECOND = "archive/2024/ARSIP-2024-0001.yaml", "archive/2024/ARSIP-2024-0002.yaml"
THIRD = "archive/2024/ARSIP-2024-0003.yaml"
SCHEMA = "schemas/archived-change.schema.json"


def archived(number: str = "ARSIP-2024-0001", **more: Any) -> bytes:
    data = {
        "id": number,
        "taken_over": {
            "file": "register.xlsx",
            "sha256": "0" * 64,
            "sheet": "2024",
            "row": 7,
            "by": MANAGER,
            "date": "2026-02-02",
        },
        "original": {"number": "01/RFC/2024", "title": "Pembaruan SPSE", "date": "2024-03-05"},
        **more,
    }
    return dump(data).encode()


@pytest.fixture
def filed(office: Scene) -> Scene:
    """An office that has one archived request on main."""
    landed = office.put({FIRST: archived()}, MANAGER, 5)
    accepted(office.verdicts(landed, 6))
    office.land(landed, 6)
    return office


def test_honest_archived_requests_are_proved_by_whoever_took_them_over(filed: Scene) -> None:
    more = archived("ARSIP-2024-0002", corrects={"id": "ARSIP-2024-0001", "reason": "Salah ketik."})
    accepted(filed.verdicts(filed.put({SECOND: more}, MANAGER, 20), 21))


@pytest.mark.parametrize("signer", ["pemohon-1", None])
def test_59_an_outsiders_or_requesters_proof(office: Scene, signer: str | None) -> None:
    rejected(office.verdicts(office.put({FIRST: archived()}, signer, 10), 11), "UB515")


@pytest.mark.parametrize("signer", [OTHER_MANAGER, HEAD, SUPERIOR])
def test_59_in_the_name_of_somebody_who_does_not_prove_it(office: Scene, signer: str) -> None:
    rejected(office.verdicts(office.put({FIRST: archived()}, signer, 10), 11), "UB523")


def test_59_dated_after_its_proof(office: Scene) -> None:
    data = archived().replace(b"2026-02-02", b"2026-02-09")
    rejected(office.verdicts(office.put({FIRST: data}, MANAGER, 10), 11), "UB523")


@pytest.mark.parametrize("signer", [MANAGER, HEAD])
def test_59_editing(filed: Scene, signer: str) -> None:
    data = archived().replace(b"Pembaruan SPSE", b"Pembaruan SPSF")
    rejected(filed.verdicts(filed.put({FIRST: data}, signer, 20), 21), "UB714")


def test_59_deleting(filed: Scene) -> None:
    rejected(filed.verdicts(filed.put({FIRST: None}, HEAD, 20), 21), "UB714")


def test_59_renaming(filed: Scene) -> None:
    files = {FIRST: None, SECOND: archived("ARSIP-2024-0002")}
    rejected(filed.verdicts(filed.put(files, MANAGER, 20), 21), "UB714")


@pytest.mark.parametrize("circle", [(FIRST, SECOND), (FIRST, SECOND, THIRD)])
def test_59_corrections_in_a_circle(office: Scene, circle: tuple[str, ...]) -> None:
    ids = [Path(path).stem for path in circle]
    files: dict[str, bytes | None] = {
        path: archived(own, corrects={"id": other, "reason": "Salah ketik."})
        for path, own, other in zip(circle, ids, (*ids[1:], ids[0]), strict=True)
    }
    rejected(office.verdicts(office.put(files, MANAGER, 10), 11), "UB303")
    in_a_row = {**files, circle[-1]: archived(ids[-1])}
    accepted(office.verdicts(office.put(in_a_row, MANAGER, 10), 11))


@pytest.mark.parametrize("field", ["date", "decided_on", "implemented_on"])
def test_59_taken_over_before_it_happened(office: Scene, field: str) -> None:
    original = {"title": "Pembaruan SPSE", "date": "2024-03-05", field: "2026-02-03"}
    head = office.put({FIRST: archived(original=original)}, MANAGER, 10)
    rejected(office.verdicts(head, 11), "UB523")


@pytest.mark.parametrize(
    ("old", "new"), [(b"by: pengelola-1", b"by: pengelola-9"), (b"2026-02-02", b"2026-02-03")]
)
def test_59_a_baseline_taken_over_by_nobody_or_in_the_future(
    office: Scene, old: bytes, new: bytes
) -> None:
    tree = office.tree(office.root, {FIRST: archived()})
    forged = office.tree(office.root, {FIRST: archived().replace(old, new)})
    for made, sound in ((tree, True), (forged, False)):
        root = office.commit(HEAD, 0, parents=(), tree=made)
        results = office.audit(root, root)
        accepted(results) if sound else rejected(results, "UB523")


@pytest.mark.parametrize("mode", ["120000", "100755"])
def test_59_made_a_link_or_executable(filed: Scene, mode: str) -> None:
    head = filed.put({FIRST: archived()}, MANAGER, 20, modes={FIRST: mode})
    rejected(filed.verdicts(head, 21), "UB714")


def test_59_dropped_by_a_merge(filed: Scene) -> None:
    """A branch that brings another archived request, merged so that main's own one is lost."""
    left = filed.put({SECOND: archived("ARSIP-2024-0002")}, MANAGER, 20)
    tree = filed.tree(left, {FIRST: None})
    rejected(filed.verdicts(left, 21, tree=tree), "UB714")


@pytest.mark.parametrize(
    "path",
    [
        "Archive/2024/ARSIP-2024-0001.yaml",
        "archive/2024/arsip-2024-0001.yaml",
        "archive/2024/ARSIP-2024-0001.YAML",
        "archive/2024/ARSIP-2024-0001.yaml.bak",
        "archive/2025/ARSIP-2024-0002.yaml",
        "archive/ARSIP-2024-0002.yaml",
        "ARCHIVE/x.md",
        "archive/README.md",
        "archive/2024/\uff21RSIP-2024-0001.yaml",
        "archive./2024/x.yaml",
    ],
)
def test_59_shadowed_or_joined_by_what_does_not_belong(filed: Scene, path: str) -> None:
    rejected(filed.verdicts(filed.put({path: archived()}, HEAD, 20), 21), "UB305")


@pytest.mark.parametrize(
    "data",
    [
        archived() + b"x: &a 1\n",
        archived() + b"lain: 1\n",
        archived("ARSIP-2024-0009"),
        archived(original={"number": "1"}),
        archived(original={"title": "x", "date": "2024-02-31"}),
        b"\xff\xfe",
        b"",
        b"[]\n",
    ],
)
def test_59_what_is_no_archived_request(office: Scene, data: bytes) -> None:
    syntax = ("UB101", "UB102", "UB103", "UB104", "UB201", "UB301")
    rejected(office.verdicts(office.put({FIRST: data}, MANAGER, 10), 11), *syntax)


@pytest.mark.parametrize("named", ["ARSIP-2024-0001", "ARSIP-2023-0001"])
def test_59_a_correction_of_itself_or_of_nothing(office: Scene, named: str) -> None:
    data = archived(corrects={"id": named, "reason": "Salah."})
    rejected(office.verdicts(office.put({FIRST: data}, MANAGER, 10), 11), "UB303")


def test_59_beside_a_step(office: Scene) -> None:
    head = office.draft("submit", "pemohon-1", 10, files={FIRST: archived()})
    rejected(office.verdicts(head, 11), "UB517")


def test_59_beside_an_asset(office: Scene) -> None:
    head = office.put({FIRST: archived(), "assets/SRV-0009.yaml": asset("SRV-0009")}, HEAD, 10)
    rejected(office.verdicts(head, 11), "UB517")


def test_60_code_under_the_archives_name(office: Scene) -> None:
    for path in (
        "archive/2024/x.py",
        "archive/Makefile",
        "archive",
        "archive/.github/workflows/a.yml",
    ):
        head = office.put({path: b"import os\n"}, MANAGER, 10)
        rejected(office.verdicts(head, 11), "UB305")


@pytest.mark.parametrize("mode", ["120000", "100755"])
def test_60_a_link_or_a_program_from_the_start(office: Scene, mode: str) -> None:
    head = office.put({FIRST: archived()}, MANAGER, 10, modes={FIRST: mode})
    rejected(office.verdicts(head, 11), "UB304")


@pytest.mark.parametrize("path", [FIRST, "archive"])
def test_60_a_submodule_in_its_place(office: Scene, path: str) -> None:
    index = {"GIT_INDEX_FILE": str(office.folder / "index-60")}
    office.git("read-tree", "main", env=index)
    office.git("update-index", "--add", "--cacheinfo", f"160000,{office.main},{path}", env=index)
    head = office.commit(HEAD, 20, tree=office.git("write-tree", env=index))
    rejected(office.verdicts(head, 21), "UB304", "UB305")


def test_59_what_is_no_archived_request_in_the_baseline(tmp_path: Path) -> None:
    scene = Scene.make(tmp_path)
    for files in ({FIRST: b"bukan arsip\n"}, {"archive/catatan.txt": b"x\n"}):
        tree = scene.tree(scene.main, dict(files))
        root = scene.commit(HEAD, -24 * 60, parents=(), tree=tree, message="Dirikan\n")
        rejected({"audit": scene.audit(root)}, "UB201", "UB305")


def test_60_nothing_that_a_workflow_runs_reads_the_archive() -> None:
    """Recorder and publication name no path of it: it is read as data, by the tool alone."""
    read = [
        *(ROOT / ".github").rglob("*.yml"),
        *(ROOT / ".github").rglob("*.sh"),
        *(ROOT / "tools/ubah/edge/forges").rglob("*.yml"),
        ROOT / "Makefile",
        ROOT / "mkdocs.yml",
    ]
    assert len(read) > 8
    for path in read:
        assert not re.search(r"\barchive/", path.read_text()), path


def test_honest_an_office_without_the_schema_goes_on_as_before(tmp_path: Path) -> None:
    """What lies in archive/ there is machinery, or prose, as it ever was."""
    scene = Scene.make(tmp_path)
    tree = scene.tree(scene.main, {SCHEMA: None})
    scene.root = scene.commit(HEAD, -24 * 60, parents=(), tree=tree, message="Dirikan\n")
    scene.set_branch("main", scene.root)
    for data in (
        {"archive/lama.txt": b"x\n"},
        {FIRST: b"bukan arsip\n"},
        {"archive/README.md": b"x\n"},
    ):
        accepted(scene.verdicts(scene.put(data, MANAGER, 10), 11))
    kept = scene.put({FIRST: b"bukan arsip\n"}, MANAGER, 10)
    scene.land(kept, 11)
    accepted(scene.verdicts(scene.put({FIRST: b"lain\n"}, MANAGER, 20), 21))
    adopted = {SCHEMA: (ROOT / SCHEMA).read_bytes()}
    rejected(scene.verdicts(scene.put(adopted, HEAD, 30), 31), "UB305")
    scene.land(scene.put({FIRST: None}, MANAGER, 40), 41)
    accepted(scene.verdicts(scene.put(adopted, HEAD, 50), 51))


def test_60_what_lay_there_before_the_archive_was_taken_up(tmp_path: Path) -> None:
    """A manager's unproved file becomes no archived request of the head's by the schema's coming."""
    scene = Scene.make(tmp_path)
    tree = scene.tree(scene.main, {SCHEMA: None})
    scene.root = scene.commit(HEAD, -24 * 60, parents=(), tree=tree, message="Dirikan\n")
    scene.set_branch("main", scene.root)
    forged = archived().replace(MANAGER.encode(), HEAD.encode())
    scene.land(scene.put({FIRST: forged}, MANAGER, 10), 11)
    adopted = scene.put({SCHEMA: (ROOT / SCHEMA).read_bytes()}, HEAD, 20)
    rejected(scene.verdicts(adopted, 21), "UB305")


@pytest.mark.parametrize("field", ["taken_over", "original", "id"])
def test_60_a_schema_that_asks_for_less_than_is_read(office: Scene, field: str) -> None:
    """It ends in a finding, never in a judge that fails for ever."""
    schema = json.loads(office.read(SCHEMA))
    schema["required"] = [name for name in schema["required"] if name != field]
    data = dump(schema) if SCHEMA.endswith("yaml") else json.dumps(schema, ensure_ascii=False)
    office.land(office.put({SCHEMA: data.encode()}, HEAD, 5), 6)
    kept = {k: v for k, v in yaml.load(archived(), yaml.CSafeLoader).items() if k != field}
    rejected(
        office.verdicts(office.put({FIRST: dump(kept).encode()}, MANAGER, 10), 11), "UB201", "UB301"
    )


def test_60_a_title_that_its_reader_would_see_cut(office: Scene) -> None:
    data = archived().replace(b"title: Pembaruan SPSE", b"title: Tiket #4521 hapus")
    results = office.verdicts(office.put({FIRST: data}, MANAGER, 10), 11)
    for judge in ("check", "hook"):
        rejected(results[judge], "UB108")
