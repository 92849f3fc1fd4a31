"""What an office has in spreadsheets becomes its asset register: shown, judged, landed by a request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from clerk import ANSWERS, Kantor, at_terminal, implemented, now, run, state_of
from openpyxl import load_workbook
from test_init_whole import GOOD

from support.tables import (
    KIB_B_ROWS,
    RISK_HEAD,
    RISK_ROWS,
    kib_b,
    open_document,
    risk_list,
    workbook,
)
from ubah.core.reading.writing import dump

DEFAULTS = (
    *("--default", "owner=LPSE Contoh", "--default", "custodian=Pengurus Barang"),
    *("--default", "location=Ruang server", "--default", "confidentiality=2"),
    *("--default", "integrity=Sedang", "--default", "availability=tinggi"),
)
TESTED = {
    "documentation": "Lembar uji.",
    "tests": [
        {
            "scenario": "Contoh",
            "expected": "Sama",
            "result": "Sama",
            "passed": True,
            "tester": "Cici",
        }
    ],
}


def assets_of(folder: Path) -> dict[str, dict[str, Any]]:
    found = [
        yaml.load(path.read_text(), yaml.CSafeLoader) for path in (folder / "assets").glob("*.yaml")
    ]
    return {asset["id"]: asset for asset in found}


def brought_to_step_12(kantor: Kantor, number: str) -> None:
    """Take a request through all steps before the asset register, each by who may."""
    accept = {"assessment": "Layak.", "category": "data", "impact": "low", "risk": "low"}
    evidence = {"accept": accept, "classify_normal": {"rationale": "Rutin."}}
    plan = kantor.record(number)["request"].get("plan")
    assert plan
    kantor.step(number, "accept", "classify_normal", by="pengelola-1", **evidence)
    work = {
        "implement": implemented(),
        "pass_test": TESTED,
        "report": {"number": "L-1", "summary": "Selesai."},
    }
    kantor.step(number, "implement", "pass_test", "report", by="pengelola-1", **work)
    kantor.step(number, "review", by="kepala")
    live = {"already_live": {"at": now(), "reason": "Daftar berlaku sejak ditulis."}}
    kantor.step(number, "schedule_release", by="pengelola-1", **live)


def passes(folder: Path) -> None:
    report = json.loads(run(folder, "audit", "--format", "json").out)
    assert (report["verdict"], report["findings"]) == ("pass", [])


def test_an_office_begins_with_its_kib_b(tmp_path: Path) -> None:
    kib_b(tmp_path / "kib.xlsx")
    (tmp_path / "jawaban.yaml").write_text(dump(ANSWERS))
    words = ["init", "kantor", "--answers", "jawaban.yaml", "--make-keys", "--assets", "kib.xlsx"]
    refused = run(tmp_path, *words, code=2)
    assert "tidak ada kolom yang memuat: Pemilik, Pemegang, Lokasi, Kerahasiaan" in refused.err
    assert not (tmp_path / "kantor").exists()
    assert not (tmp_path / "kantor-keys").exists()
    said = run(tmp_path, *words, *DEFAULTS, "--mapping", "padanan.yaml").out
    assert "3 aset dicatat bersama pendirian kantor" in said
    office = tmp_path / "kantor"
    found = assets_of(office)
    assert sorted(found) == ["BRG-0001", "BRG-0002", "BRG-0003"]
    assert len(found) == len(KIB_B_ROWS)
    assert found["BRG-0003"] == {
        "id": "BRG-0003",
        "name": "Mobil Dinas",
        "class": "physical",
        "status": "active",
        "specification": "Ukuran / CC: 1500 CC; Bahan: Logam",
        "owner": "LPSE Contoh",
        "custodian": "Pengurus Barang",
        "location": "Ruang server",
        "confidentiality": 2,
        "integrity": 2,
        "availability": 3,
        "state_property": {
            "item_code": "1.3.2.02.01.01.002",
            "register_number": "0001",
            "brand_type": "Toyota / Avanza",
            "year": 2019,
            "serial_number": "Nomor Rangka: MHK-001; Nomor Mesin: 2NR-55; Nomor Polisi: KU 1234 X; Nomor BPKB: M-0042",
            "origin": "Hibah",
            "price": 215_000_000,
        },
        "remarks": "Baik",
    }
    prices = [asset["state_property"]["price"] for asset in found.values()]
    assert sum(prices) == 185_000_000 + 152_500_000 + 215_000_000
    run(office, "check")
    passes(office)
    again = run(office, "import", "assets", "../kib.xlsx", "--mapping", "../padanan.yaml").out
    assert "baris: 0 baru, 3 sudah ada dalam daftar, 0 ditolak" in again
    assert "tidak ada yang perlu ditulis" in again


def test_a_stock_take_lands_all_assets_by_one_request(kantor: Kantor) -> None:
    source = risk_list(kantor.folder / "aset.xlsx")
    before = state_of(kantor.repo)
    shown = kantor.ubah("import", "assets", source).out
    for said in ("APP-0001", "INF-0001", "LYN-0001", "baris: 3 baru", "tambahkan: --write"):
        assert said in shown, shown
    assert state_of(kantor.repo) == before
    said = kantor.ubah("import", "assets", source, "--write", by="pemohon-1").out
    number = next(word for word in said.split() if word.startswith("RFC-"))
    request = kantor.record(number)["request"]
    assert request["title"] == "Inventarisasi daftar aset: 3 aset"
    assert request["attachments"][0]["name"] == "aset.xlsx"
    kantor.land()
    words = ["import", "assets", source, "--rfc", number, "--write"]
    early = kantor.ubah(*words, by="pengelola-1", code=2)
    assert "masih berstatus “Diajukan”" in early.err
    assert "accept (Setujui Permintaan)" in early.err
    assert "schedule_release" in early.err
    brought_to_step_12(kantor, number)
    foreign = kantor.ubah(*words, by="pemohon-1", code=1)
    assert "tidak dicatat" in foreign.err
    assert not (kantor.repo / "assets").exists()
    kantor.ubah(*words, by="pengelola-1")
    assert kantor.git("status", "--porcelain") == ""
    kantor.land()
    passes(kantor.repo)
    assert kantor.record(number)["status"] == "closed"
    flag = kantor.record(number)["journal"][-2]["evidence"]
    assert [(row["id"], row["change"]) for row in flag["assets"]] == [
        ("APP-0001", "add"),
        ("INF-0001", "add"),
        ("LYN-0001", "add"),
    ]
    found = assets_of(kantor.repo)
    assert {number: asset["name"] for number, asset in found.items()} == {
        "APP-0001": "Aplikasi SPSE",
        "INF-0001": "Sertifikat TLS",
        "LYN-0001": "Helpdesk",
    }
    assert found["INF-0001"]["valid_until"] == "2027-02-24"
    assert found["APP-0001"]["remarks"] == "Nilai Risiko: Sedang (6)"
    again = kantor.ubah("import", "assets", source).out
    assert "baris: 0 baru, 3 sudah ada" in again
    other = risk_list(
        kantor.folder / "lain.xlsx", ((*RISK_ROWS[0][:5], "Rak 2", *RISK_ROWS[0][6:]),)
    )
    assert "baris: 1 baru" in kantor.ubah("import", "assets", other).out


BAD_ROWS: tuple[tuple[Any, ...], ...] = (
    RISK_ROWS[0],
    (2, None, "Layanan", "LPSE", "Cici", "Rak 1", 1, 2, 3, None, None, "x"),
    (3, "B", "Tanah", "LPSE", "Cici", "Rak 1", 1, 2, 3, None, None, "x"),
    (4, "C", "Layanan", "LPSE", "Cici", "Rak 1", 9, 2, 3, None, "31 Februari 2026", "x"),
    (5, "D", "Layanan", "LPSE", "Cici", "#REF!", 1, 2, 3, None, None, "x"),
    (6, "E", "Layanan", "LPSE", "Cici", "=A1&A2", 1, 2, 3, None, None, "x"),
    (),
    RISK_ROWS[0],
    (8, "x" * 301, "Layanan", "LPSE", "Cici", "Rak 1", 1, 2, 3, None, None, "x"),
    (9, "F", "Layanan", None, "-", "Rak 1", 1, 2, 3, None, None, "x"),
)
BAD_CELLS = ("B5", "C6", "G7", "K7", "F8", "F9", "B11", "B12", "D13", "E13")


def test_every_bad_row_is_refused_by_its_cell(kantor: Kantor) -> None:
    source = risk_list(kantor.folder / "buruk.xlsx", BAD_ROWS)
    before = state_of(kantor.repo)
    refused = kantor.ubah("import", "assets", source, "--write", by="pemohon-1", code=2)
    cells = [line.split()[0].rstrip(":") for line in refused.err.splitlines() if "Aset!" in line]
    assert cells == [f"Aset!{cell}" for cell in BAD_CELLS], refused.err
    for said in ("rumusnya galat", "belum pernah dihitung", "baris 4 memuat aset yang sama"):
        assert said in refused.err
    assert "8 baris ditolak, sehingga tidak ada yang ditulis" in refused.err
    assert state_of(kantor.repo) == before
    kept = kantor.ubah("import", "assets", source, "--write", "--skip-refused", by="pemohon-1")
    assert "baris: 1 baru, 0 sudah ada dalam daftar, 8 ditolak" in kept.out
    number = next(word for word in kept.out.split() if word.startswith("RFC-"))
    assert kantor.record(number)["request"]["title"] == "Inventarisasi daftar aset: 1 aset"


def test_the_same_table_by_any_program_comes_to_the_same(kantor: Kantor) -> None:
    rows = [RISK_HEAD, *RISK_ROWS]
    text = "\r\n".join(";".join(str(cell or "") for cell in row) for row in rows)
    files = [
        workbook(kantor.folder / "a.xlsx", rows),
        open_document(kantor.folder / "a.ods", rows),
    ]
    for name, data in (("a.csv", text.encode("cp1252")), ("b.csv", text.encode("utf-8-sig"))):
        (kantor.folder / name).write_bytes(data)
        files.append(kantor.folder / name)
    tables = []
    for source in files:
        shown = kantor.ubah("import", "assets", source).out
        tables.append(shown[shown.index("Baris ") :])
    assert len(set(tables)) == 1, tables
    assert "baris: 3 baru" in tables[0]


def test_errors_in_an_open_document_are_no_empty_cells_and_no_zeros(kantor: Kantor) -> None:
    row = (1, "A", "Layanan", "LPSE", "Cici", "#DIV/0!", 1, 2, 3, None, None, "x")
    source = open_document(kantor.folder / "a.ods", [RISK_HEAD, row])
    refused = kantor.ubah("import", "assets", source, code=2)
    assert "Lembar1!F2 “#DIV/0!”: rumusnya galat" in refused.err


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "kosong"),
        (b"PK\x03\x04 rusak", "tidak dapat dibaca sebagai tabel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "berformat lama (.xls)"),
        (b"%PDF-1.7\n\x00\x01", "bukan berkas teks"),
        (b"hanya satu kalimat\n", "tidak ditemukan baris berisi nama kolom"),
    ],
)
def test_what_is_no_table_is_refused(kantor: Kantor, data: bytes, told: str) -> None:
    source = kantor.folder / "berkas.xlsx"
    source.write_bytes(data)
    assert told in kantor.ubah("import", "assets", source, code=2).err


def test_what_was_said_of_a_table_is_kept_for_tables_of_its_kind(kantor: Kantor) -> None:
    source = kib_b(kantor.folder / "kib.xlsx")
    kantor.ubah("import", "assets", source, *DEFAULTS, "--write", by="pemohon-1")
    kantor.git("switch", "-q", "main")
    assert "untuk semua baris: owner = LPSE Contoh" in kantor.ubah("import", "assets", source).out
    empty = (*RISK_ROWS[0][:6], None, *RISK_ROWS[0][7:])
    other = risk_list(kantor.folder / "aset.xlsx", (empty,))
    refused = kantor.ubah("import", "assets", other, code=2)
    assert "Aset!G4: Kerahasiaan kosong" in refused.err
    assert "LPSE Contoh (Pemilik)" not in refused.out
    told = kantor.ubah("import", "assets", other, "--default", "confidentiality=1").out
    assert "bila selnya kosong: confidentiality = 1 (Kerahasiaan)" in told


def test_at_a_terminal_what_is_lacking_or_wrong_is_asked_for(kantor: Kantor) -> None:
    rows = [("Nama Aset", "Lokasi", "Golongan", "Lain"), ("Server", "Rak 1", "Hardware", "2U")]
    source = workbook(kantor.folder / "a.xlsx", rows)
    words = ["import", "assets", source, "--key", kantor.key("pemohon-1")]
    answers = ["penyedia", "catatan", "spesifikasi", "Z=class", "c=jenis aset", ""]
    answers += ["LPSE Contoh", "Cici", "tinggi", "3", "sedang", "ya"]
    code, screen = at_terminal(kantor.repo, words, answers)
    assert code == 0, screen
    for said in (
        "Kolom “Lain” berisi",
        "Ada kolom yang salah?",
        "dengan KOLOM salah satu dari A, B, C, D",
        "Pemilik, untuk semua baris: ",
        "buat permintaan inventarisasi ini sekarang?",
    ):
        assert said in screen, screen
    assert "Inventarisasi daftar aset: 1 aset" in kantor.git("log", "-1", "--format=%B")
    kept = yaml.load((kantor.repo / ".git/ubah/import-assets.yaml").read_text(), yaml.CSafeLoader)
    assert kept["columns"] == {
        "Nama Aset": "name",
        "Lokasi": "location",
        "Golongan": "class",
        "Lain": "specification",
    }
    code, screen = at_terminal(kantor.repo, words, ["", "tidak"])
    assert code == 0, screen
    assert "BRG-0001" in screen
    assert "belum ada yang ditulis" in screen


def test_what_the_file_tells_otherwise_is_brought_up_to_date_by_a_request(kantor: Kantor) -> None:
    folder = kantor.folder
    source = risk_list(folder / "aset.xlsx", RISK_ROWS[:1])
    jawaban = folder / "kedua"
    jawaban.mkdir()
    (jawaban / "jawaban.yaml").write_text(dump(ANSWERS))
    run(jawaban, "init", "kantor", "--answers", "jawaban.yaml", "--make-keys", "--assets", source)
    own = Kantor(jawaban)
    path = own.repo / "assets/APP-0001.yaml"
    path.write_text("# milik bersama\n" + path.read_text())
    own.root()
    moved = (*RISK_ROWS[0][:8], 1, *RISK_ROWS[0][9:])
    changed = risk_list(folder / "baru.xlsx", (moved, RISK_ROWS[1]))
    told = own.ubah("import", "assets", changed).out
    assert "berbeda pada availability" in told
    words = ["import", "assets", changed, "--update", "--write"]
    number = next(w for w in own.ubah(*words, by="pemohon-1").out.split() if w.startswith("RFC-"))
    own.land()
    brought_to_step_12(own, number)
    own.ubah(*words, "--rfc", number, by="pengelola-1")
    own.land()
    passes(own.repo)
    assert path.read_text().startswith("# milik bersama\n")
    assert assets_of(own.repo)["APP-0001"]["availability"] == 1
    flag = own.record(number)["journal"][-2]["evidence"]["assets"]
    assert [(row["id"], row["change"], row["intended"]) for row in flag] == [
        ("APP-0001", "update", "Perbarui: Ketersediaan"),
        ("INF-0001", "add", "Catat Sertifikat TLS dalam daftar aset"),
    ]


def test_a_hidden_sheet_is_told_and_never_taken_for_the_visible_one(kantor: Kantor) -> None:
    path = risk_list(kantor.repo / "aset.xlsx", RISK_ROWS[:1])
    book = load_workbook(path)
    visible = book.worksheets[0]
    old = book.copy_worksheet(visible)
    old.title, old.sheet_state = "Tahun lalu", "hidden"
    old.append(["x"] * 3)
    visible.delete_cols(6, 2)  # so that the hidden one has more columns that are known
    book.save(path)
    said = kantor.ubah("import", "assets", path, by="pemohon-1", code=None).said
    assert f"lembar {visible.title}, nama kolom" in said
    assert "lembar tersembunyi Tahun lalu dilewatkan" in said
    assert "--sheet 'Tahun lalu'" in said
    said = kantor.ubah(
        "import", "assets", path, "--sheet", "Tahun lalu", by="pemohon-1", code=None
    ).said
    assert "lembar Tahun lalu, nama kolom" in said


def test_what_the_judge_refuses_leaves_no_mapping_behind(kantor: Kantor) -> None:
    kib_b(kantor.repo / "kib.xlsx")
    words = ["import", "assets", "kib.xlsx", *DEFAULTS, "--write"]
    refused = kantor.ubah(*words, by="kepala", code=1)  # who asks for nothing, by the SOP
    assert "tidak dicatat" in refused.err
    kept = kantor.repo / ".git/ubah/import-assets.yaml"
    assert not kept.exists()
    kantor.ubah(*words, by="pemohon-1")
    assert kept.exists()


def test_init_says_again_how_the_table_is_read(tmp_path: Path) -> None:
    kib_b(tmp_path / "kib.xlsx")
    words = ["init", "kantor", "--make-keys", "--assets", "kib.xlsx", "--sheet", "Tidak Ada"]
    words += ["--default", "owner=LPSE Contoh", "--skip-refused"]
    code, screen = at_terminal(tmp_path, words, GOOD)
    assert code == 2, screen
    again = "--assets kib.xlsx --sheet 'Tidak Ada' --default 'owner=LPSE Contoh' --skip-refused"
    assert again in " ".join(screen.split()), screen
