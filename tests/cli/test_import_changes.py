"""Old requests come into the archive: shown first, proved by whoever takes them over, read-only from then on."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from clerk import Kantor, state_of

from support.tables import workbook

HEAD = (
    *("No", "No. RFC", "Judul Perubahan", "Tanggal", "Pemohon", "Jenis Perubahan"),
    *("Disetujui oleh", "Hasil", "Keterangan"),
)
ROWS: list[tuple[Any, ...]] = [
    (
        1,
        "01/RFC/2024",
        "Pembaruan SPSE",
        dt.date(2024, 3, 5),
        "Dedi",
        "Aplikasi",
        "Ani",
        "Berhasil",
        "-",
    ),
    (
        2,
        "02/RFC/2024",
        "Ganti kabel",
        "7 Mei 2024",
        "Eka",
        "Infrastruktur",
        "Ani",
        "Berhasil",
        None,
    ),
    (3, None, "Pindah ruang", "12/11/2023", "Eka", "Infrastruktur", None, "Gagal", "Diulang"),
    (4, "04/RFC/2022", "Tanpa tanggal", None, "Eka", None, None, None, None),
]
SCHEMA = "schemas/archived-change.schema.json"


def register_of(folder: Path, rows: list[tuple[Any, ...]], name: str = "lama.xlsx") -> Path:
    return workbook(folder / name, [("REGISTER PERUBAHAN",), (), HEAD, *rows], "Register")


def archive_of(kantor: Kantor) -> dict[str, dict[str, Any]]:
    found = [
        yaml.load(path.read_text(), yaml.CSafeLoader)
        for path in (kantor.repo / "archive").rglob("*.yaml")
    ]
    return {each["id"]: each for each in found}


def taken_over(kantor: Kantor, *words: str | Path) -> str:
    said = kantor.ubah("import", "changes", *words, "--write", by="pengelola-1").out
    kantor.land()
    return said


def test_old_requests_are_archived_and_stay_out_of_everything_else(kantor: Kantor) -> None:
    source = register_of(kantor.folder, ROWS)
    before = state_of(kantor.repo)
    shown = kantor.ubah("import", "changes", source).out
    for said in ("ARSIP-2024-0002", "ARSIP-2023-0001", "ARSIP-2022-0001", "baris: 4 baru"):
        assert said in shown, shown
    assert state_of(kantor.repo) == before
    taken_over(kantor, source)
    found = archive_of(kantor)
    assert len(found) == len(ROWS)
    assert found["ARSIP-2024-0001"] == {
        "id": "ARSIP-2024-0001",
        "taken_over": {
            "file": "lama.xlsx",
            "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
            "sheet": "Register",
            "row": 4,
            "by": "pengelola-1",
            "date": kantor.today(),
        },
        "original": {
            "number": "01/RFC/2024",
            "title": "Pembaruan SPSE",
            "date": "2024-03-05",
            "requester": "Dedi",
            "category": "Aplikasi",
            "decided_by": "Ani",
            "result": "Berhasil",
        },
    }
    report = json.loads(kantor.ubah("audit", "--format", "json").out)
    assert (report["verdict"], report["findings"]) == ("pass", [])
    assert report["counts"]["steps"] == 0
    kantor.ubah("check")
    assert "0 dari 0 permintaan" in kantor.ubah("list").out
    listed = kantor.ubah("list", "--archived").out
    assert "4 permintaan terarsip" in listed
    assert "tidak dibuktikan" in listed
    shown = kantor.ubah("show", "arsip-2023-0001").out
    assert "tidak dibuktikan" in shown
    assert "Hasil: Gagal" in shown
    again = kantor.ubah("import", "changes", source).out
    assert "baris: 0 baru, 4 sudah ada dalam arsip" in again


def test_a_slip_is_corrected_by_another_archived_request(kantor: Kantor) -> None:
    taken_over(kantor, register_of(kantor.folder, ROWS))
    mended = [*ROWS[:1], (*ROWS[1][:7], "Gagal", None)]
    source = register_of(kantor.folder, mended, "perbaikan.xlsx")
    told = kantor.ubah("import", "changes", source).out
    assert "berbeda pada result" in told
    taken_over(kantor, source, "--correct", "Salah ketik.")
    found = archive_of(kantor)
    assert found["ARSIP-2024-0003"]["corrects"] == {
        "id": "ARSIP-2024-0002",
        "reason": "Salah ketik.",
    }
    assert found["ARSIP-2024-0002"]["original"]["result"] == "Berhasil"
    assert "(sudah diperbaiki)" in kantor.ubah("list", "--archived").out
    assert "diperbaiki oleh ARSIP-2024-0003" in kantor.ubah("show", "ARSIP-2024-0002").out
    assert "baris: 0 baru, 2 sudah ada" in kantor.ubah("import", "changes", source).out
    kantor.ubah("audit")


def test_every_bad_row_is_refused_by_its_cell(kantor: Kantor) -> None:
    bad = [
        ROWS[0],
        (2, "02", None, "7 Mei 2024", "Eka", None, None, None, None),
        (3, "03", "Tanggal salah", "31/02/2024", "Eka", None, None, None, None),
        (4, "04", "Rumus", "7 Mei 2024", "#REF!", None, None, None, None),
        (5, "05", "Tanpa tahun", None, "Eka", None, None, None, None),
        ROWS[0],
    ]
    source = register_of(kantor.folder, bad)
    before = state_of(kantor.repo)
    refused = kantor.ubah("import", "changes", source, "--write", by="pengelola-1", code=2)
    cells = [
        w.split()[0].rstrip(":") for w in refused.err.splitlines() if w.startswith("Register!")
    ]
    assert cells == [f"Register!{cell}" for cell in ("C5", "D6", "E7", "C8", "C9")], refused.err
    assert "5 baris ditolak" in refused.err
    assert state_of(kantor.repo) == before
    words = [source, "--skip-refused", "--default", "year=2021"]
    taken_over(kantor, *words)
    assert sorted(archive_of(kantor)) == ["ARSIP-2021-0001", "ARSIP-2024-0001"]


@pytest.mark.parametrize("by", ["pemohon-1"])
def test_only_who_manages_or_heads_takes_over(kantor: Kantor, by: str) -> None:
    before = state_of(kantor.repo)
    refused = kantor.ubah(
        "import", "changes", register_of(kantor.folder, ROWS), "--write", by=by, code=1
    )
    assert "UB515" in refused.said
    assert state_of(kantor.repo) == before


def test_an_office_from_before_the_archive_takes_up_its_schema_first(kantor: Kantor) -> None:
    kantor.git("rm", "-q", SCHEMA)
    kantor.root()
    source = register_of(kantor.folder, ROWS)
    words = ["import", "changes", source, "--write"]
    refused = kantor.ubah(*words, by="pengelola-1", code=2)
    assert "ketik: ubah schemas --archive" in refused.err
    kantor.ubah("check")
    kantor.ubah("audit")
    assert "0 permintaan terarsip" in kantor.ubah("list", "--archived").out
    kantor.git("switch", "-q", "-c", "skema")
    kantor.ubah("schemas", "--archive")
    kantor.git("add", "--all")
    kantor.git("-c", f"user.signingKey={kantor.key('kepala')}", "commit", "-q", "-S", "-m", "Arsip")
    kantor.land()
    taken_over(kantor, source)
    assert len(archive_of(kantor)) == len(ROWS)
    kantor.ubah("audit")


def test_check_tells_what_was_done_to_the_archive(kantor: Kantor) -> None:
    taken_over(kantor, register_of(kantor.folder, ROWS))
    folder = kantor.repo / "archive/2024"
    first = folder / "ARSIP-2024-0001.yaml"
    first.write_text(first.read_text().replace("Dedi", "Ani"))
    (folder / "ARSIP-2024-0002.yaml").unlink()
    (folder / "catatan.txt").write_text("x")
    report = json.loads(kantor.ubah("check", "--format", "json", code=1).out)
    assert {(f["rule"], f["path"]) for f in report["findings"]} == {
        ("UB714", "archive/2024/ARSIP-2024-0001.yaml"),
        ("UB714", "archive/2024/ARSIP-2024-0002.yaml"),
        ("UB305", "archive/2024/catatan.txt"),
    }
    told = kantor.ubah("show", "ARSIP-2024-0009", code=2)
    assert "tidak ada permintaan terarsip ARSIP-2024-0009" in told.err
