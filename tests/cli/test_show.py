"""What the reading commands tell of a record, and of what they cannot read or know."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from clerk import ACCEPT, CHECKOUT, PLAN, REQUEST, Kantor, environment, git, run

from ubah.edge.git.keys import make_key


def path_of(kantor: Kantor, number: str) -> Path:
    return kantor.repo / f"changes/{number[4:8]}/{number}.yaml"


def test_a_record_is_shown_as_it_would_stand_on_paper(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    shown = kantor.ubah("show", number).out
    for said in (REQUEST["description"], REQUEST["reason"], REQUEST["impact_if_not_done"], *PLAN.values()):  # fmt: skip
        assert said in shown
    for said in (
        "Pemohon: Dedi Pemohon (pemohon-1)",
        "Layanan Terdampak: SPSE",
        "Usulan Keterdesakan: Normal",
        "Tanggal yang Diharapkan: 31 Desember 2099",
        "Rencana Rollback: Pulihkan.",
        "Permintaan Diajukan [langkah SOP 2]",
        "Permintaan Disetujui [langkah SOP 3]",
        "Cici Pengelola (pengelola-1), Pengelola Perubahan – ",
        "Ruang Lingkup: Aplikasi",
        "bukti: tanda tangan, komit ",
        "Posisi sekarang",
        "Status: Disetujui Pengelola Perubahan",
        f"ubah advance {number} classify_normal",
    ):
        assert said in shown, shown
    assert "application" not in shown


def test_the_sample_is_shown_with_tests_release_and_assets(tmp_path: Path) -> None:
    sample = sample_in(tmp_path)
    shown = run(sample, "show", "RFC-2026-0001").out
    for said in (
        "1) Skenario: Penyedia mengunggah dokumen kualifikasi 45 MB",
        "Berhasil: Ya",
        "Pelaksana: Danu Contoh",
        "Waktu Rilis Aktual: 11 Februari 2026, 20.10 WITA",
        "Hasil: Dirilis",
        "1) Id aset: APP-0001 – Aplikasi SPSE",
        "Jenis perubahan: Ubah",
    ):
        assert said in shown, shown
    assert "bukti: tidak ada; ini data contoh" in shown
    assert "belum ada di main" not in shown
    letter = run(sample, "show", "RFC-2026-0009").out
    assert "Selaku: Plh. (Pelaksana Harian) (800/012/Plh/2026, 9 Maret 2026 s.d." in letter
    corrected = run(sample, "show", "RFC-2026-0022").out
    assert "Diralat oleh butir 11:" in corrected
    assert "Kolom: Catatan Pelaksanaan" in corrected
    assert "Tidak ada lanjutannya" in corrected
    english = run(sample, "show", "RFC-2026-0001", "--lang", "en").out
    for said in ("SOP step 2", "Outcome: Released", "Back-out plan", "proof: none; this is sample"):
        assert said in english


def sample_in(folder: Path) -> Path:
    sample = folder / "contoh"
    sample.mkdir()
    for name in ("office.yaml", "roles.yaml", "schemas", "changes", "assets"):
        source = CHECKOUT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, sample / name)
    return sample


def test_of_a_proof_no_more_is_said_than_is_known(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    git(kantor.folder, "clone", "-q", "--depth", "1", kantor.repo.as_uri(), "dangkal")
    shallow = run(kantor.folder / "dangkal", "show", number).out
    assert "bukti: tidak dapat diketahui di sini: klon ini tidak memuat seluruh riwayat" in shallow
    without = run(kantor.repo, "show", number, env=environment(kantor.repo, PATH="/tiada")).out
    assert "bukti: tidak dapat diketahui di sini: git belum terpasang" in without
    kantor.advance(number, "accept", by="pengelola-1", **ACCEPT)
    shown = kantor.ubah("show", number).out
    assert "bukti: tanda tangan, komit " in shown
    assert "bukti: belum ada di main" in shown
    kantor.git("branch", "-q", "-D", "main")
    alone = kantor.ubah("show", number).out
    assert "bukti: tidak dapat diketahui di sini: tidak ada cabang main" in alone
    shutil.rmtree(kantor.repo / ".git")
    assert "bukti: tidak dapat diketahui di sini" in kantor.ubah("show", number).out


def test_a_proof_is_not_shown_for_an_entry_that_was_edited(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    path = path_of(kantor, number)
    path.write_text(path.read_text().replace("Layak.", "Sangat layak."))
    shown = kantor.ubah("show", number).out
    assert "bukti: tidak ada; di main, butir riwayat ini lain isinya (ketik: ubah check)" in shown


def test_people_are_listed_by_name_with_the_id_to_type(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    assert f"{number}  Diajukan" in (listed := kantor.ubah("list").out)
    assert "  Dedi Pemohon (pemohon-1)  " in listed
    explained = kantor.ubah("explain", "HEAD").out
    assert "(submit) — Dedi Pemohon (pemohon-1)" in explained
    assert f"→ Cici Pengelola (pengelola-1): ubah advance {number} accept" in explained
    assert "Pengelola Perubahan (Cici Pengelola): accept, " in kantor.ubah("roles").out


# --- what cannot be read -------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["no YAML", "wrong types", "a link", "a folder", "a NUL"])
def test_what_cannot_be_read_is_named(busy: tuple[Kantor, str], damage: str) -> None:
    kantor, number = busy
    path = path_of(kantor, number)
    text = path.read_text()
    match damage:
        case "no YAML":
            path.write_text("a: [\n")
        case "wrong types":
            path.write_text(text.replace("  services:\n    - SPSE\n", "  services: 7\n", 1))
        case "a NUL":
            path.write_text(text.replace("Galat", "Ga\0lat", 1))
        case _:
            path.unlink()
            path.mkdir() if damage == "a folder" else path.symlink_to("tiada")
    name = path.relative_to(kantor.repo)
    for words in (("list",), ("next",), ("next", "--overdue")):
        ran = kantor.ubah(*words, code=1)
        assert f"ubah: {name} tidak dapat dibaca" in ran.err
        assert f"ubah check {name}" in ran.err
    assert kantor.ubah("check", name, code=1).out.startswith(f"{name}")


def test_the_others_are_still_listed(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    broken = path_of(kantor, number).with_name(f"{number[:8]}-0099.yaml")
    broken.write_text("a: [\n")
    ran = kantor.ubah("list", code=1)
    assert number in ran.out
    assert broken.name in ran.err
    assert kantor.ubah("show", number).code == 0


# --- check and audit -----------------------------------------------------------------------------


def test_a_deleted_record_is_found_and_comes_back(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    path = path_of(kantor, number)
    name = path.relative_to(kantor.repo)
    path.rename(path.with_name(f"{number[:8]}-0077.yaml"))
    for words in (("check",), ("check", name), ("check", "changes")):
        ran = kantor.ubah(*words, code=1)
        assert f"{name}: UB701" in ran.out
    command = f"git checkout main -- {name}"
    assert command in ran.out
    path.with_name(f"{number[:8]}-0077.yaml").unlink()
    kantor.git(*command.split()[1:])
    kantor.ubah("check")


def test_a_branch_behind_main_has_deleted_nothing(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    kantor.git("switch", "-q", "-c", "lama")
    kantor.git("switch", "-q", "main")
    kantor.new(title="Lain")
    kantor.land()
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    kantor.git("switch", "-q", "lama")
    kantor.ubah("check")
    path_of(kantor, number).unlink()
    ran = kantor.ubah("check", code=1)
    base = kantor.git("rev-parse", "--short=12", "HEAD")
    assert f"git checkout {base} -- changes/" in ran.out


def test_an_edited_entry_is_named_with_its_line(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    path = path_of(kantor, number)
    name = path.relative_to(kantor.repo)
    text = path.read_text().replace("Layak.", "Tidak layak.")
    path.write_text(text)
    line = text[: text.index("Tidak layak.")].count("\n") + 1
    said = kantor.ubah("check", code=1).out
    assert f"{name}:{line}:" in said
    assert "UB703 kesalahan: butir 2 riwayat (accept oleh pengelola-1) disunting" in said
    assert "evidence.assessment" in said
    assert f"git checkout main -- {name}" in said
    before = kantor.git("rev-parse", "--short=12", "main")
    kantor.git("commit", "-q", "-am", "Rusak")
    said = kantor.ubah("audit", code=1).out
    assert f"{name}:{line}:" in said
    assert f"git show {before}:{name}" in said
    assert f"git reset --keep {before}" in said
    assert "Layak." in kantor.git("show", f"{before}:{name}")
    kantor.git("reset", "-q", "--keep", before)
    kantor.ubah("audit")


def test_a_removed_entry_is_named(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    path = path_of(kantor, number)
    text = path.read_text()
    path.write_text(text[: text.index("  - action: accept")].replace("accepted", "submitted"))
    assert "butir 2 riwayat (accept oleh pengelola-1) hilang" in kantor.ubah("check", code=1).out


def test_audit_says_that_the_work_tree_is_not_committed(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    assert "tidak sama dengan komit" not in kantor.ubah("audit").out
    path = path_of(kantor, number)
    path.write_text(path.read_text() + "# draf\n")
    (kantor.repo / "catatan.md").write_text("tidak dinilai\n")
    ran = kantor.ubah("audit")
    assert "1 berkas kerja tidak sama dengan komit terakhir" in ran.out
    assert str(path.relative_to(kantor.repo)) in ran.out
    git(kantor.folder, "clone", "-q", "--bare", "kantor", "telanjang.git")
    assert "berkas kerja" not in run(kantor.folder / "telanjang.git", "audit").out


# --- renumber ------------------------------------------------------------------------------------


def test_a_free_number_is_kept(kantor: Kantor) -> None:
    number = kantor.new()
    before = kantor.git("rev-parse", "HEAD")
    refused = kantor.ubah("renumber", number, by="pemohon-1", code=2)
    assert f"nomor {number} belum dipakai di main" in refused.err
    assert "ubah land" in refused.err
    assert kantor.git("rev-parse", "HEAD") == before
    kantor.land()


def taken_twice(kantor: Kantor) -> str:
    """Make two drafts of one number, as two clones would, and land the first."""
    first = kantor.new(title="Yang pertama")
    kantor.git("switch", "-q", "main")
    kantor.git("update-ref", "refs/hidden/pertama", first)
    kantor.git("branch", "-q", "-D", first)
    assert kantor.new(title="Yang kedua") == first
    kantor.git("branch", "pertama", "refs/hidden/pertama")
    kantor.land(branch="pertama")
    return first


def test_a_draft_that_is_somebody_elses_is_left_to_them(kantor: Kantor) -> None:
    number = taken_twice(kantor)
    before = kantor.git("rev-parse", "HEAD")
    refused = kantor.ubah("renumber", number, by="pengelola-1", code=2)
    assert f"draf {number} milik pemohon-1" in refused.err
    assert f"pemohon-1 sendiri mengetik: ubah renumber {number}" in refused.err
    assert kantor.git("rev-parse", "HEAD") == before


def test_what_renumber_says_works_as_typed(kantor: Kantor) -> None:
    number = taken_twice(kantor)
    ran = kantor.ubah("renumber", number, by="pemohon-1")
    new = f"{number[:-1]}{int(number[-1]) + 1}"
    assert f"di cabang {new}" in ran.out
    assert kantor.git("branch", "--show-current") == new
    assert ran.out.strip().endswith(f"berikutnya: ubah land {new}")
    kantor.land()
    assert kantor.record(new)["request"]["title"] == "Yang kedua"
    kantor.ubah("audit")


# --- who git log names ---------------------------------------------------------------------------


def test_git_log_names_who_took_the_step(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    kantor.git("config", "user.signingKey", str(kantor.key("pengelola-1")))
    kantor.git("config", "user.name", "Komputer Loket")
    kantor.git("config", "user.email", "loket@lpse.example")
    said = kantor.advance(
        number, "accept", "escalate", by="pengelola-1",
        accept=ACCEPT, escalate={"criterion": "other", "rationale": "Perlu."},
    ).out  # fmt: skip
    assert "berikutnya: ubah land" in said
    kantor.advance(number, "approve", by="kepala")
    shown = kantor.git("log", "-2", "--format=%an <%ae> %cn")
    assert shown.split("\n") == [
        "Ani Kepala <kepala@localhost> Komputer Loket",
        "Cici Pengelola <loket@lpse.example> Komputer Loket",
    ]
    kantor.land()
    kantor.ubah("audit")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_record_that_may_not_be_read(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    path_of(kantor, number).chmod(0)
    refused = kantor.ubah("list", code=2)
    path_of(kantor, number).chmod(0o644)
    assert "tidak dapat dibaca" in refused.err


def test_a_key_of_nobody_is_told(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    make_key(kantor.key("orang-asing"), "orang-asing")
    kantor.git("config", "user.signingKey", str(kantor.key("orang-asing")))
    kantor.advance(number, "accept", by="pengelola-1", **ACCEPT)
    assert kantor.git("log", "-1", "--format=%an") == "Cici Pengelola"


# --- what is typed, and files that are none --------------------------------------------------------


def test_a_landed_step_that_the_sop_does_not_know(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    path = path_of(kantor, number)
    path.write_text(path.read_text().replace("action: submit", "action: lompat"))
    kantor.git("commit", "-q", "-am", "Rusak")
    for words in (("list",), ("next",)):
        assert f"{path.name} tidak dapat dibaca" in kantor.ubah(*words, code=1).err
    assert "ubah check" in kantor.ubah("show", number, code=2).err
    assert kantor.ubah("export", "csv").out.count("\n") == 1


def test_export_writes_over_nothing_of_the_office(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    for name in ("roles.yaml", f"changes/{number[4:8]}/{number}.yaml", "schemas/sop.yaml"):
        before = (kantor.repo / name).read_bytes()
        assert "tidak ditimpa" in kantor.ubah("export", "csv", "--out", name, code=2).err
        assert (kantor.repo / name).read_bytes() == before
    assert number in kantor.ubah("export", "csv", "--out", "/dev/stdout").out
    assert Path("/dev/stdout").is_symlink()
    kantor.ubah("export", "csv", "--out", ".", code=2)
    assert not list(kantor.repo.glob(".ubah-*"))
    kantor.ubah("export", "csv", "--out", "build/register.csv")
    assert number in (kantor.repo / "build/register.csv").read_text()


def test_a_file_without_an_end_is_refused(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    refused = kantor.ubah(
        "advance", number, "accept", "--evidence", "/dev/zero", by="pengelola-1", code=2
    )
    assert "lebih besar daripada" in refused.err


@pytest.mark.parametrize("line", ["", "x", "a b"])
def test_a_hook_that_git_did_not_call(busy: tuple[Kantor, str], line: str) -> None:
    kantor, _ = busy
    refused = kantor.ubah("hook", "pre-receive", code=2, stdin=f"{line}\n")
    assert "hooks/pre-receive" in refused.err


def test_a_repository_that_git_will_not_read(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    config = kantor.repo / ".git/config"
    sound = config.read_text()
    config.write_text("[core\n")
    for words in (("audit",), ("check", "--base", "main", "--head", "main")):
        refused = kantor.ubah(*words, code=2)
        assert "git tidak dapat bekerja di" in refused.err
        assert ".git/config" in refused.err
    assert (
        "bukti: tidak dapat diketahui di sini: git tidak dapat" in kantor.ubah("show", number).out
    )
    config.write_text(sound)
    if os.geteuid() == 0:  # only root can give a folder away
        for path in (kantor.repo, kantor.repo / ".git"):
            os.chown(path, 65534, 65534)
        refused = kantor.ubah("audit", code=2)
        assert f"git config --global --add safe.directory {kantor.repo}" in refused.err
