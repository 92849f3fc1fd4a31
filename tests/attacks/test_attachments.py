"""Attacks by files that support a step: swapped, hidden, smuggled in, or of another kind (rules 2, 4, 5)."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from attacks.kit import (
    AT,
    HEAD,
    MANAGER,
    OTHER_MANAGER,
    RECORD,
    Scene,
    accepted,
    rejected,
)
from support.office import REQUEST

FOLDER = "changes/2026/RFC-2026-0001"
PNG = b"\x89PNG\r\n\x1a\n" + b"gambar" * 20
OTHER_PNG = b"\x89PNG\r\n\x1a\n" + b"lainnya" * 20
LATER = AT["tested"]


def named(data: bytes, file: str = "hasil.png", **more: Any) -> dict[str, Any]:
    row = {"name": "Hasil uji.png", "sha256": hashlib.sha256(data).hexdigest()}
    return {**row, "file": file, **more}


def drafted(
    office: Scene, *rows: dict[str, Any], files: dict[str, bytes | None] | None = None, **more: Any
) -> str:
    """Draft a passed test that names attachments, with files beside it."""
    office.back_to("implemented")
    return office.draft(
        "pass_test", MANAGER, LATER, files=files or {}, attachments=list(rows) or None, **more
    )


def with_attachment(office: Scene) -> None:
    """Land a passed test with its screenshot."""
    head = drafted(office, named(PNG), files={f"{FOLDER}/hasil.png": PNG})
    office.land(head, LATER + 1)


def test_a_step_lands_with_the_file_that_it_names(office: Scene) -> None:
    head = drafted(office, named(PNG), files={f"{FOLDER}/hasil.png": PNG})
    accepted(office.verdicts(head, LATER + 1))


def test_a_file_kept_elsewhere_needs_no_file_here(office: Scene) -> None:
    row = {"name": "Berita acara", "sha256": "0" * 64, "location": "Lemari arsip 3"}
    accepted(office.verdicts(drafted(office, row), LATER + 1))


def test_a_request_lands_with_its_letter(office: Scene) -> None:
    office.back_to("root")
    letter = b"%PDF-1.7\n" + b"surat" * 30
    head = office.draft(
        "submit",
        "pemohon-1",
        0,
        files={f"{FOLDER}/surat.pdf": letter},
        attachments=[named(letter, "surat.pdf")],
    )
    accepted(office.verdicts(head, 1))


def test_57_the_file_is_not_the_one_that_was_signed(office: Scene) -> None:
    head = drafted(office, named(PNG), files={f"{FOLDER}/hasil.png": OTHER_PNG})
    rejected(office.verdicts(head, LATER + 1), "UB312")


def test_57_swapped_by_the_merge(office: Scene) -> None:
    """What the change manager signed comes along, but the merge holds another picture."""
    head = drafted(office, named(PNG), files={f"{FOLDER}/hasil.png": PNG})
    data = office.read(RECORD, head)
    evil = office.tree(office.main, {RECORD: data, f"{FOLDER}/hasil.png": OTHER_PNG})
    rejected(office.verdicts(head, LATER + 1, OTHER_MANAGER, evil), "UB312")


@pytest.mark.parametrize("what", ["altered", "deleted", "renamed", "made a link"])
def test_57_altered_after_it_landed(office: Scene, what: str) -> None:
    with_attachment(office)
    path = f"{FOLDER}/hasil.png"
    files: dict[str, bytes | None] = {
        "altered": {path: OTHER_PNG},
        "deleted": {path: None},
        "renamed": {path: None, f"{FOLDER}/lain.png": PNG},
        "made a link": {path: b"../RFC-2026-0002/hasil.png"},
    }[what]
    modes = {path: "120000"} if what == "made a link" else {}
    for signer in (MANAGER, HEAD):
        head = office.put(files, signer, LATER + 10, modes=modes)
        rejected(office.verdicts(head, LATER + 11), "UB315", "UB304")


def test_57_altered_together_with_a_later_step_that_names_it_anew(office: Scene) -> None:
    with_attachment(office)
    head = office.draft(
        "report",
        MANAGER,
        LATER + 10,
        files={f"{FOLDER}/hasil.png": OTHER_PNG},
        attachments=[named(OTHER_PNG)],
    )
    rejected(office.verdicts(head, LATER + 11), "UB315")


def test_57_a_later_step_says_another_digest_of_a_file_that_landed(office: Scene) -> None:
    with_attachment(office)
    head = office.draft("report", MANAGER, LATER + 10, attachments=[named(OTHER_PNG)])
    rejected(office.verdicts(head, LATER + 11), "UB311")


def test_a_later_step_may_name_the_same_file_again(office: Scene) -> None:
    with_attachment(office)
    head = office.draft("report", MANAGER, LATER + 10, attachments=[named(PNG)])
    accepted(office.verdicts(head, LATER + 11))


def test_57_named_but_not_there(office: Scene) -> None:
    rejected(office.verdicts(drafted(office, named(PNG)), LATER + 1), "UB311")


def test_57_the_file_comes_after_its_step(office: Scene) -> None:
    """Neither may the step land first: its file would be made to fit later."""
    head = drafted(office, named(PNG))
    with office.landed(head, LATER + 1):
        late = office.put({f"{FOLDER}/hasil.png": PNG}, MANAGER, LATER + 10)
        rejected(office.verdicts(late, LATER + 11), "UB313")


def test_57_neither_a_file_nor_a_place(office: Scene) -> None:
    row = {"name": "Foto", "sha256": "0" * 64}
    rejected(office.verdicts(drafted(office, row), LATER + 1), "UB311")


@pytest.mark.parametrize("signer", [MANAGER, HEAD, None])
def test_58_a_file_that_nothing_names(office: Scene, signer: str | None) -> None:
    office.back_to("implemented")
    head = office.put({f"{FOLDER}/lain.png": PNG}, signer, LATER)
    rejected(office.verdicts(head, LATER + 1), "UB313")
    head = drafted(office, files={f"{FOLDER}/lain.png": PNG})
    rejected(office.verdicts(head, LATER + 1), "UB313")


def test_58_beside_the_one_that_is_named(office: Scene) -> None:
    files = {f"{FOLDER}/hasil.png": PNG, f"{FOLDER}/lain.png": PNG}
    rejected(office.verdicts(drafted(office, named(PNG), files=files), LATER + 1), "UB313")


def test_58_in_another_records_folder(office: Scene) -> None:
    files = {"changes/2026/RFC-2026-0002/hasil.png": PNG}
    rejected(office.verdicts(drafted(office, named(PNG), files=files), LATER + 1), "UB311")


@pytest.mark.parametrize(
    "name",
    [
        "hasil.html",
        "hasil.svg",
        "hasil.js",
        "hasil.py",
        "hasil.png.exe",
        "Hasil.png",
        "hasil uji.png",
        ".hasil.png",
        "hasil",
        "con.png",
        "lpt1.pdf",
        "hasil\u202egnp.png",
        "sub/hasil.png",
        "index.md",
        ".htaccess",
    ],
)
def test_58_names_that_are_no_attachments(office: Scene, name: str) -> None:
    """Neither what a browser or a server would run, nor what some system could not keep."""
    office.back_to("implemented")
    head = office.put({f"{FOLDER}/{name}": PNG}, MANAGER, LATER)
    rejected(office.verdicts(head, LATER + 1), "UB305")


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("hasil.png", b"<html><script>alert(1)</script>"),
        ("surat.pdf", PNG),
        ("foto.jpg", b"GIF89a"),
        ("tabel.xlsx", b"Nama;Nilai\n"),
        ("catatan.txt", b"\0\1\2"),
        ("kosong.pdf", b""),
    ],
)
def test_58_content_of_another_kind(office: Scene, file: str, data: bytes) -> None:
    head = drafted(office, named(data, file), files={f"{FOLDER}/{file}": data})
    rejected(office.verdicts(head, LATER + 1), "UB314")


def test_58_larger_than_the_office_keeps(office: Scene) -> None:
    large = PNG + bytes(5121 * 1024)
    head = drafted(office, named(large), files={f"{FOLDER}/hasil.png": large})
    rejected(office.verdicts(head, LATER + 1), "UB314")


@pytest.mark.parametrize("mode", ["120000", "100755", "160000"])
def test_58_a_link_a_program_or_another_repository(office: Scene, mode: str) -> None:
    head = drafted(office, named(PNG), files={f"{FOLDER}/hasil.png": PNG})
    index = {"GIT_INDEX_FILE": str(office.folder / "index-58")}
    office.git("read-tree", head, env=index)
    oid = head if mode == "160000" else office.git("rev-parse", f"{head}:{FOLDER}/hasil.png")
    office.git("update-index", "--cacheinfo", f"{mode},{oid},{FOLDER}/hasil.png", env=index)
    tree = office.git("write-tree", env=index)
    head = office.commit(MANAGER, LATER, tree=tree, parents=(office.main,))
    rejected(office.verdicts(head, LATER + 1), "UB304")


def test_58_together_with_machinery(office: Scene) -> None:
    head = drafted(
        office, named(PNG), files={f"{FOLDER}/hasil.png": PNG, "lain/alat.sh": b"#!/bin/sh\n"}
    )
    rejected(office.verdicts(head, LATER + 1), "UB517")


def test_58_a_correction_never_touches_attachments(office: Scene) -> None:
    with_attachment(office)
    number = office.read(RECORD).count(b"\n  - action:")
    head = office.draft(
        "correct",
        MANAGER,
        LATER + 10,
        entry=number,
        field="attachments",
        was=[named(PNG)],
        **{"is": [named(OTHER_PNG)]},
        reason="Salah berkas.",
    )
    rejected(office.verdicts(head, LATER + 11), "UB434")


def revised(office: Scene, attachments: list[dict[str, Any]] | None, **files: bytes | None) -> str:
    """Land a request with a restricted letter, then draft a revision that has other attachments."""
    office.back_to("root")
    letter = b"%PDF-1.7 surat"
    row = named(letter, "surat.pdf", restricted=True)
    head = office.draft(
        "submit", "pemohon-1", 0, files={f"{FOLDER}/surat.pdf": letter}, attachments=[row]
    )
    office.land(head, 1)
    request = {**REQUEST, "requester": "pemohon-1", "date": "2026-02-02", "reason": "Lain."}
    if attachments is not None:
        request["attachments"] = attachments
    return office.draft("revise", "pemohon-1", 10, request=request, what="Alasan.", why="Jelas.")


@pytest.mark.parametrize("left", ["gone", "no longer restricted", "another name"])
def test_57_a_revision_keeps_what_the_request_had(office: Scene, left: str) -> None:
    row = named(b"%PDF-1.7 surat", "surat.pdf", restricted=True)
    rows = {
        "gone": None,
        "no longer restricted": [{k: v for k, v in row.items() if k != "restricted"}],
        "another name": [{**row, "name": "Lain"}],
    }[left]
    rejected(office.verdicts(revised(office, rows), 11), "UB315")
    accepted(office.verdicts(revised(office, [row]), 11))


def test_57_a_link_in_a_records_folder_at_the_trust_root(office: Scene) -> None:
    tree = office.tree(
        office.root, {f"{FOLDER}/hasil.png": b"/etc/passwd"}, {f"{FOLDER}/hasil.png": "120000"}
    )
    root = office.commit(HEAD, 0, tree=tree, parents=())
    rejected(office.audit(root, trust_root=root), "UB304")
