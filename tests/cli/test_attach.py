"""Files attached at the command: kept, named, refused, renumbered, and found out when altered."""

from __future__ import annotations

import hashlib

from clerk import ACCEPT, REQUEST, Kantor, at_terminal, now

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
PDF = b"%PDF-1.7\r\nsurat\r\n"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_files_come_with_the_request_and_with_a_step(kantor: Kantor) -> None:
    letter, picture = kantor.folder / "Surat Permohonan.PDF", kantor.folder / "Tangkapan Layar.png"
    letter.write_bytes(PDF)
    picture.write_bytes(PNG)
    source = kantor.yaml("permintaan", REQUEST)
    number = kantor.ubah("new", "--from", source, "--attach", letter, by="pemohon-1").out.split()[0]
    folder = kantor.repo / f"changes/{number[4:8]}/{number}"
    assert (folder / "surat-permohonan.pdf").read_bytes() == PDF
    assert kantor.record(number)["request"]["attachments"] == [
        {"name": "Surat Permohonan.PDF", "sha256": sha(PDF), "file": "surat-permohonan.pdf"}
    ]
    kantor.land(by="pemohon-1")
    log = kantor.folder / "catatan.txt"
    log.write_bytes(b"baris\r\n")
    evidence = kantor.yaml("bukti", ACCEPT)
    kantor.ubah(
        *("advance", number, "accept", "--evidence", evidence, "--attach", picture),
        *("--attach-restricted", log),
        by="pengelola-1",
    )
    rows = kantor.record(number)["journal"][-1]["evidence"]["attachments"]
    assert [row["file"] for row in rows] == ["tangkapan-layar.png", "catatan.txt"]
    assert [row.get("restricted") for row in rows] == [None, True]
    assert kantor.git("status", "--porcelain") == ""
    kantor.land()
    assert "Sesuai" in kantor.ubah("audit").out
    assert "tangkapan-layar.png" in kantor.ubah("show", number).out

    (folder / "catatan.txt").write_bytes(b"baris lain\r\n")
    assert "UB312" in kantor.ubah("check", code=1).out
    (folder / "catatan.txt").unlink()
    assert "UB311" in kantor.ubah("check", code=1).out
    kantor.git("checkout", "--", "changes")
    (folder / "sisa.png").write_bytes(PNG)
    assert "UB313" in kantor.ubah("check", code=1).out
    (folder / "sisa.png").unlink()
    kantor.ubah("check")


def test_a_file_that_stays_elsewhere_is_named_with_its_digest(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    recording = kantor.folder / "rekaman.mp4"  # of no kind that is kept here, and that is no matter
    recording.write_bytes(b"\0rekaman")
    words = ["advance", number, "accept", "--evidence", kantor.yaml("bukti", ACCEPT)]
    kantor.ubah(*words, "--attach", recording, "--kept-at", "NAS LPSE, map 12", by="pengelola-1")
    row = {"name": "rekaman.mp4", "sha256": sha(b"\0rekaman"), "location": "NAS LPSE, map 12"}
    assert kantor.record(number)["journal"][-1]["evidence"]["attachments"] == [row]
    assert not (kantor.repo / f"changes/{number[4:8]}/{number}").exists()
    kantor.land()


def test_what_cannot_be_attached_is_told_before_anything_is_asked(
    busy: tuple[Kantor, str],
) -> None:
    kantor, number = busy
    page, forged = kantor.folder / "halaman.html", kantor.folder / "palsu.png"
    page.write_bytes(b"<html>")
    forged.write_bytes(b"<html>")
    words = ["advance", number, "accept"]
    for file, said in (
        (page, "disimpan di sini"),
        (forged, "bukan berkas .png"),
        (kantor.folder / "tidak-ada.pdf", "bukan berkas"),
        (kantor.folder, "bukan berkas"),
    ):
        assert said in kantor.ubah(*words, "--attach", file, by="pengelola-1", code=2).err
    assert "--attach" in kantor.ubah(*words, "--kept-at", "NAS", by="pengelola-1", code=2).err
    assert kantor.git("status", "--porcelain") == ""


def test_at_a_terminal_files_are_asked_for(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    picture = kantor.folder / "layar uji.png"
    picture.write_bytes(PNG)
    answers = ["Bertentangan.", now(), "surel", "tidak-ada.png", f'"{picture}"']
    words = ["advance", number, "reject", "--key", str(kantor.key("pengelola-1"))]
    code, screen = at_terminal(kantor.repo, words, answers)
    assert code == 0, screen
    assert "tidak-ada.png bukan berkas" in screen
    assert kantor.record(number)["journal"][-1]["evidence"]["attachments"][0]["file"] == (
        "layar-uji.png"
    )
