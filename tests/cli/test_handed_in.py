"""Files that people wrote with programs of their own: taken as what they mean, or told what they are."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from clerk import ACCEPT, ANSWERS, REQUEST, Kantor, run

from ubah.core.reading.writing import dump

ENCODED = {
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16": lambda text: codecs.BOM_UTF16_LE + text.replace("\n", "\r\n").encode("utf-16-le"),
    "tab": lambda text: text.replace(": ", ":\t").encode(),
}


@pytest.mark.parametrize("how", ENCODED)
def test_a_file_of_a_windows_program_is_taken(busy: tuple[Kantor, str], how: str) -> None:
    kantor, number = busy
    path = kantor.folder / "bukti.yaml"
    human = {**ACCEPT, "category": "Aplikasi", "impact": "Rendah"}
    path.write_bytes(ENCODED[how](dump(human)))
    kantor.ubah("advance", number, "accept", "--evidence", path, by="pengelola-1")
    entry = kantor.record(number)["journal"][-1]
    assert entry["evidence"] == ACCEPT
    written = (kantor.repo / f"changes/{number[4:8]}/{number}.yaml").read_bytes()
    assert b"\r" not in written
    assert b"\t" not in written


def test_requests_answers_and_keys_of_windows_programs(kantor: Kantor, tmp_path: Path) -> None:
    source = tmp_path / "permintaan.yaml"
    asked = {**REQUEST, "wanted_by": "5 Desember 2099", "services": "SPSE, LPSE"}
    source.write_bytes(ENCODED["UTF-16"](dump(asked)))
    public = kantor.key("pemohon-1").with_suffix(".pub")
    public.write_bytes(codecs.BOM_UTF8 + public.read_bytes().replace(b"\n", b"\r\n"))
    number = kantor.ubah("new", "--from", source, by="pemohon-1").out.split(" ", 1)[0]
    request = kantor.record(number)["request"]
    assert (request["wanted_by"], request["services"]) == ("2099-12-05", ["SPSE", "LPSE"])
    revised = tmp_path / "baru.yaml"
    kept = {**request, "reason": "Galat lain."}
    revised.write_bytes(ENCODED["CRLF"](dump(kept)))
    words = ["advance", number, "revise", "--request", revised, "--set", "reason=Salah"]
    kantor.ubah(*words, "--set", "what=alasan", "--set", "why=keliru", by="pemohon-1", code=None)
    answers = tmp_path / "jawaban.yaml"
    answers.write_bytes(
        ENCODED["mark"](dump({**ANSWERS, "name": "LPSE Jendela"}).replace("\n", "\r\n"))
    )
    run(tmp_path, "init", "lain", "--answers", answers, "--make-keys")
    assert "LPSE Jendela" in (tmp_path / "lain/office.yaml").read_text()


def test_what_cannot_be_read_and_what_would_be_lost_is_told(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    path = kantor.folder / "bukti.yaml"
    words = ["advance", number, "accept", "--evidence", path]
    path.write_bytes("assessment: \u201clayak\u201d\n".encode("windows-1252"))
    assert "Windows-1252" in kantor.ubah(*words, by="pengelola-1", code=2).err
    path.write_text("category: application\nassessment: Sesuai tiket #45 helpdesk\n")
    said = kantor.ubah(*words, by="pengelola-1", code=2).err
    assert "bukti.yaml, baris 2" in said
    assert "'Sesuai tiket #45 helpdesk'" in said
    record = kantor.repo / f"changes/{number[4:8]}/{number}.yaml"
    kantor.ubah("check")
    text = record.read_text()
    new = record.with_name("RFC-2099-0001.yaml")
    (kantor.repo / "changes/2099").mkdir()
    cut = text.replace("title: Pembaruan", "title: Tiket #4521 pembaruan", 1).replace(
        number, "RFC-2099-0001"
    )
    (kantor.repo / "changes/2099" / new.name).write_text(cut)
    said = kantor.ubah("check", code=1).out
    assert "RFC-2099-0001.yaml:" in said
    assert "UB108" in said
    assert "'Tiket #4521 pembaruan" in said
    roles = kantor.repo / "roles.yaml"
    sound = roles.read_text()
    roles.write_text(sound.replace("title: Kepala LPSE", "title: Kepala LPSE #1", 1))
    assert "roles.yaml:" in kantor.ubah("check", "roles.yaml", code=1).out
    roles.write_text(sound)
    kantor.git("add", "--all")
    signed = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={kantor.key('pemohon-1')}")
    kantor.git("switch", "-q", "-c", "terpotong")
    kantor.git(*signed, "commit", "-q", "-S", "-m", "x")
    assert "UB108" in kantor.ubah("check", "--base", "main", "--head", "terpotong", code=1).out
