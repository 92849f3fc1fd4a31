"""Whatever is wrong with what a command meets: a sentence, the right exit code, nothing lost."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from clerk import CHECKOUT, REQUEST, Kantor, environment, git, run, state_of

from support.processes import program
from ubah.edge.git.keys import make_key

ENGLISH = ("must ", "is not ", "does not ", "there is ", "cannot ", "nothing was", "no such option")


@dataclass(frozen=True)
class Case:
    """A way to go wrong: ``spoil`` prepares it and returns where to type ``words``."""

    name: str
    words: tuple[str, ...]
    code: int
    says: str
    spoil: Callable[[Kantor, str], Path | None] = lambda _kantor, _number: None
    by: str = ""
    env: dict[str, str] = field(default_factory=dict)


def _record(kantor: Kantor, number: str) -> Path:
    return kantor.repo / f"changes/{number[4:8]}/{number}.yaml"


def _write(name: str, text: str) -> Callable[[Kantor, str], None]:
    def spoil(kantor: Kantor, _number: str) -> None:
        (kantor.repo / name).write_text(text)

    return spoil


def _beside(name: str, text: str) -> Callable[[Kantor, str], None]:
    def spoil(kantor: Kantor, _number: str) -> None:
        (kantor.folder / name).write_text(text)

    return spoil


def _remove(name: str) -> Callable[[Kantor, str], None]:
    return lambda kantor, _number: (kantor.repo / name).unlink()


def _with_other_hashes(kantor: Kantor, _number: str) -> Path:
    folder = kantor.folder / "sha256"
    git(kantor.folder, "init", "-q", "-b", "main", "--object-format=sha256", str(folder))
    return folder


def _unreadable_record(kantor: Kantor, number: str) -> None:
    path = _record(kantor, number)
    path.write_text(path.read_text().replace("status: ", "status: [", 1))
    git(kantor.repo, "commit", "-q", "-am", "Rusak")


def _wrong_types(kantor: Kantor, number: str) -> None:
    path = _record(kantor, number)
    path.write_text(path.read_text().replace("  services:\n    - SPSE\n", "  services: 7\n", 1))


def _dirty_record(kantor: Kantor, number: str) -> None:
    path = _record(kantor, number)
    path.write_text(path.read_text() + "# belum dikomit\n")


def _elsewhere(make: Callable[[Path], object]) -> Callable[[Kantor, str], Path]:
    def spoil(kantor: Kantor, _number: str) -> Path:
        folder = kantor.folder / "tempat-lain"
        folder.mkdir()
        make(folder)
        return folder

    return spoil


def _empty_with_office(folder: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    for name in ("office.yaml", "roles.yaml"):
        shutil.copy(CHECKOUT / name, folder / name)
    shutil.copytree(CHECKOUT / "schemas", folder / "schemas")


def _bare(kantor: Kantor, _number: str) -> Path:
    git(kantor.folder, "clone", "-q", "--bare", "kantor", "telanjang.git")
    return kantor.folder / "telanjang.git"


def _stranger(kantor: Kantor, _number: str) -> None:
    make_key(kantor.key("orang-asing"), "orang-asing")


def _no_public_key(kantor: Kantor, _number: str) -> None:
    kantor.key("pengelola-1").with_name("pengelola-1.pub").unlink()


def _no_key(kantor: Kantor, _number: str) -> None:
    kantor.git("config", "--unset", "user.signingKey")


def _no_private_key(kantor: Kantor, _number: str) -> None:
    kantor.key("pengelola-1").unlink()


def _corrupt(kantor: Kantor, _number: str) -> None:
    tree = kantor.git("rev-parse", "main~1^{tree}")
    path = kantor.repo / ".git/objects" / tree[:2] / tree[2:]
    path.chmod(0o644)
    path.write_bytes(b"rusak")


def _shallow(kantor: Kantor, _number: str) -> Path:
    source = (kantor.repo).as_uri()
    git(kantor.folder, "clone", "-q", "--depth", "1", source, "dangkal")
    return kantor.folder / "dangkal"


def _sample(kantor: Kantor, _number: str) -> Path:
    folder = kantor.folder / "contoh"
    folder.mkdir()
    for name in ("office.yaml", "roles.yaml", "schemas", "changes", "assets"):
        source = CHECKOUT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "Contoh")
    return folder


def _sample_with_key(kantor: Kantor, number: str) -> Path:
    folder = _sample(kantor, number)
    make_key(kantor.key("orang-asing"), "orang-asing")
    return folder


def _foreign_file(kantor: Kantor, _number: str) -> None:
    (kantor.repo / "assets").mkdir()
    (kantor.repo / "assets/catatan.txt").write_text("?\n")


def _detached_unborn(kantor: Kantor, _number: str) -> None:
    kantor.git("symbolic-ref", "HEAD", "refs/heads/belum-ada")


def _full_folder(kantor: Kantor, _number: str) -> Path:
    (kantor.folder / "penuh").mkdir()
    (kantor.folder / "penuh/berkas").write_text("x")
    (kantor.folder / "berkas").write_text("x")
    return kantor.folder


NEW = ("new", "--from", "../permintaan-lain.yaml")
RFC = "RFC-0000-0000"  # stands for the record's number
KEY = "../kantor-keys/"

CASES = [
    # what is typed
    Case("unknown command", ("lompat",), 2, "tidak ada perintah lompat"),
    Case("unknown option", ("list", "--semua"), 2, "tidak ada opsi --semua"),
    Case("no record named", ("advance",), 2, "RECORD"),
    Case("no action named", ("advance", RFC), 2, "ACTION"),
    Case("unknown format", ("check", "--format", "xml"), 2, "text"),
    Case("unknown language", ("check", "--lang", "jv"), 2, "id, en"),
    Case("unknown record", ("show", "RFC-2026-9999"), 2, "tidak ada berkas RFC RFC-2026-9999"),
    Case("a record's name that is a path", ("show", "../roles"), 2, "tidak ada berkas RFC"),
    Case(
        "advance an unknown record",
        ("advance", "RFC-2026-9999", "accept"),
        2,
        "tidak ada berkas RFC",
        by="kepala",
    ),
    Case("unknown action", ("advance", RFC, "lompat"), 2, "lompat", by="pengelola-1"),
    Case("unknown state", ("list", "--state", "lompat"), 2, "tidak ada status lompat"),
    Case("unknown rule", ("explain", "UB999"), 2, "tidak ada aturan UB999"),
    Case("unknown person", ("next", "--person", "siapa"), 2, "siapa"),
    Case("no day", ("roles", "--on", "besok"), 2, "besok"),
    Case("unknown revision", ("audit", "cabang-lain"), 2, "cabang-lain"),
    Case("unknown root", ("audit", "--trust-root", "cabang-lain"), 2, "cabang-lain"),
    Case("seen is gone", ("audit", "--seen", "1" * 40), 1, "UB708"),
    Case("unknown base", ("check", "--base", "x", "--head", "main"), 2, "tidak ada komit x"),
    Case("base without head", ("check", "--base", "main"), 2, "--head"),
    Case("head without base", ("check", "--head", "main"), 2, "--base"),
    Case("base and a path", ("check", "--base", "main", "--head", "main", "."), 2, "--base"),
    Case("no such path", ("check", "changes/2020"), 2, "changes/2020"),
    Case("a path outside", ("check", "/"), 2, "/"),
    Case("a repository with other hashes", ("audit",), 3, "SHA256", _with_other_hashes),
    Case("an option as a revision", ("audit", "--trust-root=--all"), 2, "--all"),
    Case("land nothing", ("land",), 2, "cabang", by="pengelola-1"),
    Case("land an unknown branch", ("land", "x"), 2, "tidak ada komit x", by="pengelola-1"),
    Case("renumber what is not", ("renumber", RFC), 2, "cabang", by="pemohon-1"),
    Case("missing evidence on a pipe", ("advance", RFC, "accept"), 1, "UB203", by="pengelola-1"),
    Case("somebody who may not", ("advance", RFC, "withdraw", "--set", "reason=x"), 1, "UB5", by="atasan"),
    # input files
    Case("no such request file", NEW, 2, "tidak dapat dibaca", by="pemohon-1"),
    Case("a folder for a file", ("new", "--from", ".."), 2, "tidak dapat dibaca", by="pemohon-1"),
    Case("broken request file", NEW, 2, "baris 2", _beside("permintaan-lain.yaml", "a: [\n"), "pemohon-1"),
    Case("empty request file", NEW, 2, "kosong", _beside("permintaan-lain.yaml", ""), "pemohon-1"),
    Case("a list for a request", NEW, 2, "permintaan-lain.yaml", _beside("permintaan-lain.yaml", "- a\n"), "pemohon-1"),
    Case("request without fields", NEW, 1, "UB201", _beside("permintaan-lain.yaml", "title: x\n"), "pemohon-1"),
    Case("request of wrong types", NEW, 1, "UB201", _beside("permintaan-lain.yaml", "title: 7\nservices: {a: 1}\nplan: x\n"), "pemohon-1"),
    Case("an alias", NEW, 2, "baris", _beside("permintaan-lain.yaml", "title: &a x\nreason: *a\n"), "pemohon-1"),
    Case("request on a pipe, none given", ("new",), 2, "ubah new --from", by="pemohon-1"),
    Case(
        "broken evidence file",
        ("advance", RFC, "accept", "--evidence", "../bukti.yaml"),
        2,
        "baris 1",
        _beside("bukti.yaml", "a: 'x\n"),
        "pengelola-1",
    ),
    Case(
        "evidence for another action",
        ("advance", RFC, "accept", "escalate", "--evidence", "../bukti.yaml"),
        2,
        "accept, escalate",
        _beside("bukti.yaml", "approve: {}\n"),
        "pengelola-1",
    ),
    Case("revise without a request", ("advance", RFC, "revise"), 2, "--request", by="pemohon-1"),
    # the office's files
    Case("broken record", ("check",), 1, "UB103", _unreadable_record),
    Case("broken record, advance", ("advance", RFC, "accept"), 2, "ubah check changes/", _unreadable_record, "pengelola-1"),
    Case("broken record, show", ("show", RFC), 2, "ubah check changes/", _unreadable_record),
    Case("broken record, list", ("list",), 1, "ubah check changes/", _unreadable_record),
    Case("wrong types", ("check",), 1, "UB201", _wrong_types),
    Case("no roles.yaml", ("check",), 1, "roles.yaml", _remove("roles.yaml")),
    Case("no roles.yaml, list", ("list",), 2, "roles.yaml", _remove("roles.yaml")),
    Case("no roles.yaml, new", NEW, 2, "roles.yaml", _remove("roles.yaml"), "pemohon-1"),
    Case("no office.yaml", ("check",), 2, "office.yaml", _remove("office.yaml")),
    Case("no sop.yaml", ("next",), 2, "sop.yaml", _remove("schemas/sop.yaml")),
    Case("no change schema", ("check",), 1, "change.schema.json", _remove("schemas/change.schema.json")),
    Case("broken roles.yaml", ("roles",), 2, "roles.yaml", _write("roles.yaml", "persons: [\n")),
    Case("broken sop.yaml", ("list",), 2, "sop.yaml", _write("schemas/sop.yaml", "roles: 1\n")),
    Case("broken office.yaml", ("check",), 1, "office.yaml", _write("office.yaml", "name: [\n")),
    Case("another zone", ("check",), 1, "time_zone", _write("office.yaml", "name: x\nlanguage: id\ntime_zone: Mars/Bukit\nrules: 1\n")),
    Case("a stray file", ("check",), 1, "UB305", _foreign_file),
    # keys
    Case("no key", NEW, 2, "--key", _no_key),
    Case("a key that is nobody's", NEW, 2, "bukan milik siapa pun", _stranger, "orang-asing"),
    Case("somebody else's key", (*NEW, "--person", "kepala"), 2, "pemohon-1", by="pemohon-1"),
    Case("no public key", NEW, 2, "ssh-keygen -y", _no_public_key, "pengelola-1"),
    Case("no private key", ("advance", RFC, "accept", "--evidence", "../terima.yaml"), 2, "kunci",
         lambda k, n: (_no_private_key(k, n), _beside("terima.yaml", "assessment: x\ncategory: data\nimpact: low\nrisk: low\n")(k, n))[1], "pengelola-1"),
    Case("a key file that is not", ("land", "--key", "../tiada"), 2, "tiada"),
    # repositories
    Case("no repository", ("list",), 2, "ubah init", _elsewhere(lambda _: None)),
    Case("no repository, audit", ("audit",), 2, "ubah init", _elsewhere(lambda _: None)),
    Case("empty repository", ("audit",), 2, "ubah init", _elsewhere(lambda f: git(f, "init", "-q"))),
    Case("empty repository, new", NEW, 2, "ubah init", _elsewhere(lambda f: git(f, "init", "-q"))),
    Case("no commits", ("audit",), 2, "belum", _elsewhere(_empty_with_office)),
    Case("bare repository", ("new",), 2, "klon", _bare),
    Case("unborn branch", ("new", "--from", "../permintaan.yaml"), 2, "HEAD", _detached_unborn, "pemohon-1"),
    Case("damaged object", ("audit",), 3, "UB709", _corrupt),
    Case("shallow clone", ("audit",), 3, "UB709", _shallow),
    Case("sample office, audit", ("audit",), 3, "ubah demo FOLDER", _sample),
    Case("sample office, check", ("check",), 0, "ubah demo FOLDER", _sample),
    Case("sample office, base", ("check", "--base", "main", "--head", "main"), 0, "ubah demo FOLDER", _sample),
    Case("sample office, new", NEW, 2, "ubah demo FOLDER", _sample_with_key, "orang-asing"),
    Case("no git", ("audit",), 2, "git belum terpasang", env={"PATH": "/tiada"}),
    Case("no git, new", NEW, 2, "git belum terpasang", by="pemohon-1", env={"PATH": "/tiada"}),
    # the work tree
    Case("the record is changed", ("advance", RFC, "accept"), 2, "git restore", _dirty_record, "pengelola-1"),
    # init and demo
    Case("init into a full folder", ("init", "penuh"), 2, "tidak kosong", _full_folder),
    Case("init over a file", ("init", "berkas"), 2, "tidak kosong", _full_folder),
    Case("init with nobody there", ("init", "baru"), 2, "--answers", _full_folder),
    Case("init without answers", ("init", "baru", "--answers", "tiada"), 2, "tidak dapat dibaca", _full_folder),
    Case("init with poor answers", ("init", "baru", "--answers", "permintaan.yaml"), 2, "name", _full_folder),
    Case("demo into a full folder", ("demo", "penuh"), 2, "tidak kosong", _full_folder),
    Case("demo without git", ("demo", "baru"), 2, "git belum terpasang", env={"PATH": "/tiada"}),
    Case("demo over a file", ("demo", "berkas"), 2, "tidak kosong", _full_folder),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_ends_in_a_sentence_and_nothing_is_lost(busy: tuple[Kantor, str], case: Case) -> None:
    kantor, number = busy
    if case.by == "pemohon-1" and case.name in ("somebody else's key", "no roles.yaml, new"):
        shutil.copy(kantor.yaml("p", {"title": "x"}), kantor.folder / "permintaan-lain.yaml")
    cwd = case.spoil(kantor, number) or kantor.repo
    words: list[str | Path] = [number if word == RFC else word for word in case.words]
    if case.by:
        words += ["--key", kantor.key(case.by)]
    before, beside = state_of(kantor.repo), state_of(cwd)
    folder = sorted(path.name for path in kantor.folder.iterdir())
    ran = run(cwd, *words, code=case.code, env=environment(cwd, **case.env))
    assert case.says in ran.said, ran
    assert (state_of(kantor.repo), state_of(cwd)) == (before, beside)
    assert sorted(path.name for path in kantor.folder.iterdir()) == folder
    assert not list(kantor.repo.rglob(".ubah-*"))
    if case.code == 2:
        sentences = ran.err.strip().split("\n")
        assert ran.out == ""
        assert sentences[0].startswith("ubah: ")
        assert len(sentences) <= 2, ran.err
        assert not [word for word in ENGLISH if word in ran.err], ran.err


def test_a_change_of_another_file_survives_a_refusal(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    (kantor.repo / "office.yaml").write_text((kantor.repo / "office.yaml").read_text() + "# draf\n")
    (kantor.repo / "baru.md").write_text("draf\n")
    kantor.git("add", "baru.md")
    before = state_of(kantor.repo)
    staged = kantor.git("diff", "--cached", "--name-only")
    kantor.advance(number, "accept", by="pengelola-1", code=1)
    assert state_of(kantor.repo) == before
    assert kantor.git("diff", "--cached", "--name-only") == staged == "baru.md"


def test_landing_never_writes_over_what_is_not_committed(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    kantor.git("switch", "-q", "-c", "halaman")
    (kantor.repo / "catatan.md").write_text("dari cabang\n")
    kantor.git("add", "catatan.md")
    signing = ("-c", f"user.signingKey={kantor.key('pengelola-1')}")
    kantor.git(*signing, "commit", "-q", "-S", "-m", "Catatan")
    kantor.git("switch", "-q", "main")
    (kantor.repo / "catatan.md").write_text("milik saya, belum dikomit\n")
    before = state_of(kantor.repo)
    refused = kantor.land(branch="halaman", code=2)
    assert "catatan.md" in refused.err
    assert state_of(kantor.repo) == before
    assert number


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    folder = kantor.repo / f"changes/{number[4:8]}"
    folder.chmod(0o555)
    before = state_of(kantor.repo)
    source = kantor.yaml("lain", {**REQUEST, "title": "Lain"})
    refused = kantor.ubah("new", "--from", source, by="pemohon-1", code=None)
    folder.chmod(0o755)
    assert refused.code == 2
    assert "git tidak memperbarui berkas" in refused.err
    assert state_of(kantor.repo)[0] == before[0]


def test_a_place_where_nothing_can_be_made(kantor: Kantor) -> None:
    (kantor.folder / "jawaban-lain.yaml").write_text((kantor.folder / "jawaban.yaml").read_text())
    words = ("--answers", "jawaban-lain.yaml")
    before = sorted(path.name for path in kantor.folder.iterdir())
    for folder in ("berkas/kantor", "/proc/kantor"):
        (kantor.folder / "berkas").write_text("x")
        ran = run(kantor.folder, "init", folder, *words, code=2)
        assert ran.err.startswith("ubah: "), ran
        assert "alat ini sendiri gagal" not in ran.err, ran
    assert (kantor.folder / "berkas").read_text() == "x"
    (kantor.folder / "berkas").unlink()
    assert sorted(path.name for path in kantor.folder.iterdir()) == before


@pytest.mark.parametrize("words", [("explain",), ("audit",), ("list",), ("roles",)])
def test_a_reader_that_has_seen_enough(busy: tuple[Kantor, str], words: tuple[str, ...]) -> None:
    kantor, _ = busy
    for closing in ("head -c 1", "true"):
        done = subprocess.run(
            ["bash", "-c", f'set -o pipefail; "$0" {" ".join(words)} | {closing}', str(program())],
            cwd=kantor.repo,
            env=environment(kantor.repo),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""


def test_messages_come_in_english_when_asked(busy: tuple[Kantor, str]) -> None:
    kantor, _ = busy
    for words in (("show", "RFC-2026-9999"), ("explain", "UB999"), ("list", "--bogus")):
        ran = kantor.ubah(*words, "--lang", "en", code=2)
        assert "ubah: there is no " in ran.err
    settings = (kantor.repo / "office.yaml").read_text()
    (kantor.repo / "office.yaml").write_text(settings.replace("language: id", "language: en"))
    assert "there is no record" in kantor.ubah("show", "RFC-2026-9999", code=2).err


def test_several_findings_are_all_told(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    path = _record(kantor, number)
    path.write_text(path.read_text().replace("status: submitted", "status: closed"))
    (kantor.repo / "assets").mkdir()
    (kantor.repo / "assets/X.txt").write_text("x")
    (kantor.repo / "changes/lain").symlink_to("/")
    out = kantor.ubah("check", code=1).out
    for rule in ("UB304", "UB305", f"{path.relative_to(kantor.repo)}:3"):
        assert rule in out
    assert "UB304" not in kantor.ubah("check", "changes/2026", "assets", code=1).out
    assert "UB305" not in kantor.ubah("check", str(path.relative_to(kantor.repo)), code=1).out


def test_a_wrong_status_hides_no_other_finding(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    path = _record(kantor, number)
    good = path.read_text()
    for status in ('"submitted"', "sumbitted"):
        spoilt = good.replace("status: submitted", f"status: {status}")
        path.write_text(spoilt.replace("addressee: pengelola-1", "addressee: siapa"))
        out = kantor.ubah("check", code=1).out
        assert "siapa tidak ada" in out, out
        assert "status" in out


def test_a_missing_last_newline_says_how_to_add_it(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    path = _record(kantor, number)
    path.write_text(path.read_text().rstrip("\n"))
    assert "tekan Enter" in kantor.ubah("check", code=1).out


def test_a_file_without_parts_is_told_in_whole_sentences(busy: tuple[Kantor, str]) -> None:
    kantor, _ = busy
    source = kantor.yaml("lain", {"title": "x"})
    (kantor.repo / "assets").mkdir()
    (kantor.repo / "assets/SRV-0001.yaml").write_text("name: x\n")
    said = (
        kantor.ubah("check", code=1).out
        + kantor.ubah("new", "--from", source, by="pemohon-1", code=1).out
    )
    assert ".: " not in said
    assert " . " not in said
    assert "baris 0" not in said
