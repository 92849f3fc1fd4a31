"""An emergency at a terminal, through every role, to its roll-back, its papers and the month's recap."""

from __future__ import annotations

import hashlib
import re

import pytest
from clerk import Kantor
from openpyxl import load_workbook
from pypdf import PdfReader
from walking import Walk

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


def step(walk: Walk, number: str, words: str, answers: list[str], by: str) -> str:
    """Take a step as the form asks, and land it as the screen says."""
    screen = walk.typed(f"advance {number} {words}", answers, by=by)
    landed(walk, screen)
    return screen


def landed(walk: Walk, screen: str) -> None:
    found = re.search(r"ubah (land [\w-]+)", screen)
    assert found, screen
    walk.typed(found[1], by="pengelola-1")


def through_all_roles(walk: Walk) -> str:
    """Take an emergency from its request to its end; return its number."""
    kantor = walk.kantor
    asked = ["SPSE tidak dapat diakses", "", "Galat 500.", "Penawaran ditutup nanti malam.", "SPSE"]
    asked += ["mendesak", kantor.today(), "Lelang gagal.", ""]
    landed(walk, walk.typed("new", asked, by="pemohon-1"))
    (number,) = {path.stem for path in (kantor.repo / "changes").rglob("RFC-*.yaml")}
    (kantor.folder / "Tangkapan Layar.png").write_bytes(PNG)
    manager, head = "pengelola-1", "kepala"
    plan = ["Pasang.", "Masuk.", "Pulihkan.", "", ""]
    step(walk, number, "accept", ["Layak.", "aplikasi", "tinggi", "sedang", *plan, ""], manager)
    step(walk, number, "escalate", ["keamanan", "Menjaga keamanan layanan.", "", ""], manager)
    assert f"Setujui Perubahan Mendesak  ubah advance {number} approve" in walk.typed("next")
    step(walk, number, "approve", ["", ""], head)
    done = ["", "", "ya", "pengelola-1", "Terpasang.", "", ""]  # begun and ended now
    step(walk, number, "implement", done, manager)
    tests = ["Lembar uji.", "Masuk", "Berhasil", "Galat", "tidak", "Cici", "tidak"]
    step(walk, number, "fail_test --attach '../Tangkapan Layar.png'", tests, manager)
    step(walk, number, "roll_back", ["Pulihkan cadangan.", "ya", "Diperiksa.", ""], manager)
    step(walk, number, "report", ["LP-1/2026", "Dipulihkan.", ""], manager)
    step(walk, number, "review", ["", ""], head)
    step(walk, number, "schedule_release", ["Tidak ada yang dirilis.", ""], manager)
    ended = ["Tidak ada aset berubah.", ""]
    step(walk, number, "keep_assets", ended, manager)
    return number


@pytest.mark.slow
def test_an_emergency_fails_is_rolled_back_and_is_filed(kantor: Kantor) -> None:
    walk = Walk(kantor)
    number = through_all_roles(walk)
    record = kantor.record(number)
    assert record["status"] == "closed"
    (attached,) = record["journal"][5]["evidence"]["attachments"]
    assert attached["sha256"] == hashlib.sha256(PNG).hexdigest()
    shown = walk.typed(f"show {number}")
    assert shown.count("bukti: tanda tangan") == len(record["journal"])
    assert "Tidak ada lanjutannya" in shown
    assert number in walk.typed("list")

    walk.typed(f"export pdf {number} --out ../dokumen.pdf")
    pages = PdfReader(kantor.folder / "dokumen.pdf").pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    steps = len(record["journal"])
    assert f"{steps} dari {steps} langkah terbukti; tidak ada temuan" in text
    for title in ("Permintaan Perubahan", "Hasil Evaluasi", "Rollback", "Laporan Perubahan"):
        assert title in text
    assert "tangkapan-layar.png" in text.replace(" ", "") or "Tangkapan Layar.png" in text
    walk.says_conforming()

    walk.typed(f"export recap --month {kantor.today()[:7]} --out ../rekap.xlsx")
    book = load_workbook(kantor.folder / "rekap.xlsx")
    counts = dict(book["Dalam angka"].iter_rows(min_row=2, values_only=True))
    assert (counts["Diajukan"], counts["Ditolak"]) == (1, 0)
    taken = [entry["action"] for entry in record["journal"]]
    failures = [row[0] for row in book["Kegagalan"].iter_rows(min_row=2, values_only=True)]
    assert failures == [number] * sum(action in ("fail_test", "roll_back") for action in taken)
    assert [row[0] for row in book["Mendesak"].iter_rows(min_row=2, values_only=True)] == [number]
    walk.typed(f"export recap --month {kantor.today()[:7]} --out ../rekap.pdf")
    recap = " ".join(page.extract_text() for page in PdfReader(kantor.folder / "rekap.pdf").pages)
    assert number in recap
