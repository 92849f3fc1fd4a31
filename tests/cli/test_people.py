"""Staff come and go by commands: asked in Indonesian, judged first, on a branch that the head proves."""

from __future__ import annotations

import json
import re
import shlex
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from clerk import (
    ANSWERS,
    END_OF_INPUT,
    INTERRUPT,
    REQUEST,
    Kantor,
    at_terminal,
    copy_of,
    git,
    push,
    run,
    serve,
    state_of,
)
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ubah.core.reading.writing import dump
from ubah.edge.git.keys import make_key

MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


SHORT_RSA = (
    generate_private_key(65537, 1024)  # noqa: S505 - short, to be refused
    .public_key()
    .public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    .decode()
)


def audit(kantor: Kantor) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(kantor.ubah("audit", "--format", "json", code=0).out)
    return report


def passes(kantor: Kantor, landings: int) -> None:
    report = audit(kantor)
    assert (report["verdict"], report["findings"]) == ("pass", [])
    assert report["counts"]["landings"] == landings


def made_elsewhere(folder: Path, person: str) -> str:
    """Return the line that a colleague sends, of a key that the office never sees."""
    make_key(folder / "mesin-lain/ubah", f"{person}@mesin-lain")
    return (folder / "mesin-lain/ubah.pub").read_text().strip()


def in_indonesian(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def screen_of(kantor: Kantor, words: list[str], by: str, answers: list[str], code: int = 0) -> str:
    ended, screen = at_terminal(kantor.repo, [*words, "--key", kantor.key(by)], answers)
    assert ended == code, screen
    assert not re.search(r"Traceback|\{[a-z]+\}", screen), screen
    return screen.replace("\r\n", "\n")


def typed_next(screen: str, start: str) -> list[str]:
    """Return the words of the command that the screen says is typed next."""
    found = re.search(rf"({start} \S+)", screen)
    assert found, screen
    return found[1].split()[1:]


def proved_and_landed(kantor: Kantor, screen: str, *provers: str) -> None:
    """Do what the screen says comes next: whoever is named assents, then it lands."""
    for prover in provers:
        kantor.ubah(*typed_next(screen, "ubah assent"), by=prover)
    kantor.ubah(*typed_next(screen, "ubah land"), by="pengelola-1")
    assert kantor.git("branch", "--show-current") == "main"


def test_a_colleague_whose_key_was_made_elsewhere_joins(kantor: Kantor) -> None:
    before = (kantor.repo / "roles.yaml").read_text()
    line = made_elsewhere(kantor.folder, "eka")
    asked = run(kantor.repo, "key", "request", "eka-contoh").out
    assert "ssh-keygen -t ed25519 -C eka-contoh" in asked
    assert "ubah key add eka-contoh --line 'BARIS'" in asked
    answers = ["Eka Contoh, S.Kom.", "Staf Helpdesk", "", "", "pemohon", "", "", "", line]
    screen = screen_of(kantor, ["person", "add"], "pengelola-1", answers)
    for said in (
        "Nama: ",
        "Jabatan: ",
        "Unit kerja (boleh dikosongkan): ",
        "Id orang (misalnya pemohon-3; kosong: eka-contoh): ",
        "Peran dalam SOP (boleh dikosongkan): ",
        f"Sejak (misalnya 2026-02-23; kosong: {kantor.today()}): ",
        "Baris kunci publik (seperti di berkas .pub; kosong: kunci menyusul): ",
        "Eka Contoh, S.Kom. (eka-contoh) ditambahkan",
        "masih perlu dibuktikan oleh Ani Kepala (kepala); atau oleh Budi Atasan (atasan)",
        "buktinya harus dibuat hari ini",
    ):
        assert said in screen, said
    assert kantor.git("rev-parse", "main") != kantor.git("rev-parse", "HEAD")
    assert kantor.git("branch", "--show-current") == "roles-eka-contoh"
    assert kantor.git("status", "--porcelain") == ""
    kantor.ubah("land", "roles-eka-contoh", by="pengelola-1", code=1)
    proved_and_landed(kantor, screen, "kepala")
    passes(kantor, 1)
    people = kantor.people()
    assert people["persons"]["eka-contoh"] == {
        "name": "Eka Contoh, S.Kom.",
        "title": "Staf Helpdesk",
        "keys": [{"key": line, "from": kantor.today()}],
    }
    assert people["roles"]["requester"][-1] == {"person": "eka-contoh", "from": kantor.today()}
    after = (kantor.repo / "roles.yaml").read_text().splitlines()
    kept = iter(after)
    assert all(old in kept for old in before.splitlines())
    assert not [p for p in kantor.folder.rglob("*") if p.name == "ubah" and ".git" in p.parts]
    elsewhere = kantor.folder / "mesin-lain/ubah"
    source = kantor.yaml("permintaan", {**REQUEST, "title": "Permintaan pertama Eka"})
    kantor.ubah("new", "--from", source, "--key", elsewhere)


def test_an_acting_head_is_appointed_by_letter(kantor: Kantor) -> None:
    first = date.fromisoformat(kantor.today()) + timedelta(days=1)
    last = first + timedelta(days=4)
    answers = [
        *("acting_head", in_indonesian(first), "besok", last.strftime("%d-%m-%Y")),
        *("800/7/Plh/2026", "1", "pengelola-1", "Budi Atasan"),
    ]
    screen = screen_of(kantor, ["appoint", "pengelola-1"], "pengelola-1", answers)
    assert "tanggal besok tidak dikenali" in screen
    assert "1. Plh. (Pelaksana Harian) (plh)" in screen
    assert "pengelola-1 bukan salah satu pilihan" in screen
    assert "buktinya harus dibuat hari ini" not in screen
    proved_and_landed(kantor, screen, "kepala")
    passes(kantor, 1)
    assert kantor.people()["roles"]["acting_head"] == [
        {
            "person": "pengelola-1",
            "from": first.isoformat(),
            "until": last.isoformat(),
            "letter": "800/7/Plh/2026",
            "kind": "plh",
            "signatory": "atasan",
        }
    ]


def test_a_lost_key_is_retired_and_another_takes_its_place(kantor: Kantor) -> None:
    screen = screen_of(kantor, ["key", "lost"], "pengelola-1", ["Dedi Pemohon"])
    assert "4. Dedi Pemohon (pemohon-1)" in screen
    assert "masih perlu dibuktikan oleh Budi Atasan (atasan)\n" in screen
    assert "langkah yang sudah digabungkan tetap berlaku" in screen
    assert "kunci itu masih dihitung" in " ".join(screen.split())
    line = made_elsewhere(kantor.folder, "pemohon-1")
    again = screen_of(
        kantor, ["key", "add", "pemohon-1"], "pengelola-1", ["bukan kunci", line, "", ""]
    )
    assert "ini bukan kunci publik OpenSSH" in again
    kantor.ubah("assent", "roles-pemohon-1", by="kepala")
    assert "UB511" in kantor.ubah("land", "roles-pemohon-1", by="kepala", code=1).said
    proved_and_landed(kantor, again, "atasan")
    passes(kantor, 1)
    old, new = kantor.people()["persons"]["pemohon-1"]["keys"]
    assert (old["from"], old["until"]) == (kantor.today(), kantor.today())
    assert new == {"key": line, "from": kantor.today()}


def test_the_head_alone_needs_nobody_else_but_for_the_own_key(kantor: Kantor) -> None:
    said = kantor.ubah("person", "add", "--name", "Eka", "--title", "Staf", by="kepala").out
    assert "tanda tangan Anda sudah cukup sebagai bukti" in said
    kantor.land(by="kepala")
    passes(kantor, 1)
    said = kantor.ubah("key", "lost", "kepala", by="pengelola-1").out
    assert "masih perlu dibuktikan oleh Budi Atasan (atasan)\n" in said
    proved_and_landed(kantor, said, "atasan")
    passes(kantor, 2)


def test_who_leaves_holds_nothing_any_more(kantor: Kantor) -> None:
    said = kantor.ubah("person", "end", "pemohon-1", by="pemohon-1").out
    assert said.count(f": {kantor.today()}\n") == 2
    assert "masih perlu dibuktikan oleh Ani Kepala (kepala); atau oleh Budi Atasan" in said
    proved_and_landed(kantor, said, "kepala")
    passes(kantor, 1)
    person = kantor.people()["persons"]["pemohon-1"]
    assert [key["until"] for key in person["keys"]] == [kantor.today()]
    assert kantor.people()["roles"]["requester"][0]["until"] == kantor.today()
    ran = kantor.ubah("person", "end", "pemohon-1", by="kepala", code=2)
    assert "tidak ada milik Dedi Pemohon (pemohon-1) yang masih berlaku" in ran.err


def test_one_office_may_end_alone_on_a_day_to_come(kantor: Kantor) -> None:
    day = date.fromisoformat(kantor.today()) + timedelta(days=30)
    words = ["person", "end", "pengelola-1", "--role", "Pengelola Perubahan"]
    kantor.ubah(*words, "--until", in_indonesian(day), by="kepala")
    people = kantor.people()
    assert people["roles"]["change_manager"][0]["until"] == day.isoformat()
    assert "until" not in people["persons"]["pengelola-1"]["keys"][0]


@pytest.fixture(scope="module")
def on_forge(tmp_path_factory: pytest.TempPathFactory) -> Kantor:
    folder = tmp_path_factory.mktemp("layanan")
    (folder / "jawaban.yaml").write_text(dump({**ANSWERS, "repository": "contoh/perubahan"}))
    run(folder, "init", "kantor", "--answers", "jawaban.yaml", "--make-keys")
    return Kantor(folder)


def test_accounts_and_what_comes_next_on_a_forge(on_forge: Kantor, tmp_path: Path) -> None:
    kantor = copy_of(on_forge, tmp_path)
    answers = ["pemohon-1", "", "bukan-angka", "1234567890123", "dedi-contoh", "", ""]
    screen = screen_of(kantor, ["account", "add"], "kepala", answers)
    assert "tulis angkanya saja" in screen
    assert "1. ketik: git push -u origin roles-pemohon-1, lalu buka pull request" in screen
    assert "3. setelah digabungkan, perbarui berkas turunannya: ubah forge files" in screen
    assert "ubah assent" not in screen
    account = kantor.people()["persons"]["pemohon-1"]["accounts"][0]
    assert account == {
        "forge": "github.com",
        "id": 1234567890123,
        "login": "dedi-contoh",
        "from": kantor.today(),
    }
    renamed = kantor.ubah("account", "rename", "pemohon-1", "--login", "dedi-baru", by="kepala").out
    assert "dengan nomor 1234567890123 sekarang bernama dedi-baru" in renamed
    account = {**account, "login": "dedi-baru"}
    assert kantor.people()["persons"]["pemohon-1"]["accounts"] == [account]
    said = kantor.ubah("account", "end", "pemohon-1", by="kepala").out
    assert "github.com: dedi-baru (1234567890123)" in said
    assert kantor.people()["persons"]["pemohon-1"]["accounts"][0]["until"] == kantor.today()


def test_a_new_colleague_on_a_forge_is_asked_for_the_account_too(
    on_forge: Kantor, tmp_path: Path
) -> None:
    kantor = copy_of(on_forge, tmp_path)
    answers = ["Eka", "Staf", "", "eka-1", "", "", "77", "eka-contoh"]
    screen_of(kantor, ["person", "add"], "kepala", answers)
    today = kantor.today()
    assert kantor.people()["persons"]["eka-1"] == {
        "name": "Eka",
        "title": "Staf",
        "accounts": [{"forge": "github.com", "id": 77, "login": "eka-contoh", "from": today}],
    }


def test_an_account_on_an_own_forge_is_known_by_its_host(tmp_path: Path) -> None:
    """As the founders' are, and as the recorder's proofs name it."""
    address = "https://gitlab.lpse.example/lpse/perubahan"
    (tmp_path / "jawaban.yaml").write_text(dump({**ANSWERS, "repository": address}))
    words = ["init", "kantor", "--answers", "jawaban.yaml", "--make-keys", "--forge", "gitlab"]
    run(tmp_path, *words)
    kantor = Kantor(tmp_path)
    account = ["--number", "77", "--login", "eka"]
    new = ["--name", "Eka", "--title", "Staf", "--role", "requester", *account]
    kantor.ubah("person", "add", "eka-1", *new, by="kepala")
    kantor.land(by="kepala")
    kantor.ubah("account", "add", "pemohon-1", "--number", "78", "--login", "dedi", by="kepala")
    persons = kantor.people()["persons"]
    places = [persons[one]["accounts"][0]["forge"] for one in ("eka-1", "pemohon-1")]
    assert places == ["gitlab.lpse.example"] * 2


def test_a_title_is_the_heads_and_a_name_is_its_bearers(kantor: Kantor) -> None:
    kantor.ubah("person", "change", "pemohon-1", "--title", "Staf Ahli", by="kepala")
    kantor.land(by="kepala")
    words = ["person", "change", "pemohon-1", "--name", "Dedi Contoh"]
    said = kantor.ubah(*words, by="kepala").out
    assert "dibuktikan oleh Budi Atasan (atasan); atau oleh" in said
    assert "(pemohon-1)\n" in said
    kantor.ubah("land", by="kepala", code=1)
    proved_and_landed(kantor, said, "pemohon-1")
    passes(kantor, 2)
    person = kantor.people()["persons"]["pemohon-1"]
    assert (person["name"], person["title"]) == ("Dedi Contoh", "Staf Ahli")


REFUSED: dict[str, tuple[list[str], int, str]] = {
    "back-dated": (["appoint", "pemohon-1", "requester", "--from", "1/1/2020"], 1, "UB510"),
    "backwards": (
        ["appoint", "pemohon-1", "requester", "--until", "1 Januari 2020"],
        1,
        "berakhir sebelum dimulai",
    ),
    "own letter": (
        ["appoint", "kepala", "acting_head", "--until", "31-12-2099", "--letter", "1", "--kind", "plt",
         "--signatory", "kepala"],
        1,
        "tidak dapat menandatangani surat ini",
    ),
    "recorder": (["appoint", "atasan", "recorder"], 1, "UB513"),
    "no day": (["appoint", "pemohon-1", "requester", "--from", "besok"], 2, "--from: tanggal besok"),
    "31 November": (["key", "end", "pemohon-1", "--until", "31-11-2099"], 2, "--until: tanggal 31-11-2099"),
    "no person": (["key", "end", "siapa"], 2, "siapa bukan salah satu pilihan"),
    "no office": (["appoint", "pemohon-1", "direktur"], 2, "direktur bukan salah satu pilihan"),
    "no key": (["key", "add", "pemohon-1", "--line", "ssh-ed25519 AAAA"], 2, "bukan kunci publik"),
    "private key": (
        ["key", "add", "pemohon-1", "--line", "-----BEGIN OPENSSH PRIVATE KEY-----"],
        2,
        "ini kunci privat",
    ),
    "id taken": (["person", "add", "kepala", "--name", "A", "--title", "B"], 2, "sudah ada di roles"),
    "id odd": (["person", "add", "a b", "--name", "A", "--title", "B"], 2, "tidak dapat diterima"),
    "too little": (["person", "add", "baru"], 2, "--name … --title …"),
    "no letter": (["appoint", "pemohon-1", "acting_head"], 2, "--until … --letter … --kind …"),
    "number": (["account", "add", "pemohon-1", "--number", "x", "--login", "y"], 2, "--number: "),
    "itself": (["key", "lost", "pengelola-1"], 2, "tidak dapat menandatangani pengakhirannya"),
    "short RSA": (["key", "add", "pemohon-1", "--line", SHORT_RSA], 2, "lebih pendek dari 2048 bit"),
    "the same": (["person", "change", "pemohon-1", "--title", "Staf"], 2, "tidak ada yang berubah"),
    "nothing": (["account", "end", "pemohon-1"], 2, "tidak ada lagi milik Dedi Pemohon"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_and_nothing_is_changed(founded: Kantor, name: str) -> None:
    words, code, says = REFUSED[name]
    before = state_of(founded.repo)
    ran = founded.ubah(*words, by="pengelola-1", code=code)
    assert says in ran.said, ran.said
    assert "PRIVATE" not in ran.said
    assert state_of(founded.repo) == before


def test_a_key_of_somebody_else_is_refused(founded: Kantor) -> None:
    before = state_of(founded.repo)
    file = founded.key("pemohon-1").with_name("pemohon-1.pub")
    ran = founded.ubah("key", "add", "kepala", "--file", file, by="pengelola-1", code=2)
    assert "kunci ini sudah milik Dedi Pemohon (pemohon-1)" in ran.err
    ran = founded.ubah("key", "add", "kepala", "--file", file.with_suffix(""), by="kepala", code=2)
    assert "ini kunci privat" in ran.err
    assert state_of(founded.repo) == before


def test_other_work_is_not_mixed_with_it(busy: tuple[Kantor, str]) -> None:
    kantor, _ = busy
    words = ["person", "add", "--name", "Eka", "--title", "Staf"]
    kantor.new()
    before = state_of(kantor.repo)
    ran = kantor.ubah(*words, by="kepala", code=2)
    assert "git switch main" in ran.err
    assert state_of(kantor.repo) == before
    kantor.git("switch", "-q", "main")
    (kantor.repo / "roles.yaml").write_text((kantor.repo / "roles.yaml").read_text() + "# x\n")
    before = state_of(kantor.repo)
    assert "git restore roles.yaml" in kantor.ubah(*words, by="kepala", code=2).err
    assert state_of(kantor.repo) == before
    kantor.git("restore", "roles.yaml")
    kantor.ubah(*words, by="kepala")
    assert kantor.git("diff", "--name-only", "main", "HEAD") == "roles.yaml"


def test_a_second_change_goes_on_with_the_branch_and_a_second_branch_gets_a_number(
    kantor: Kantor,
) -> None:
    kantor.ubah("person", "add", "eka", "--name", "Eka", "--title", "Staf", by="kepala")
    kantor.ubah("appoint", "eka", "requester", by="kepala")
    assert kantor.git("branch", "--show-current") == "roles-eka"
    assert kantor.git("rev-list", "--count", "main..HEAD") == "2"
    kantor.git("switch", "-q", "main")
    kantor.ubah("person", "add", "eka", "--name", "Eka Lain", "--title", "Staf", by="kepala")
    assert kantor.git("branch", "--show-current") == "roles-eka-2"


def test_a_branch_that_main_has_gone_past_is_not_gone_on_with(kantor: Kantor) -> None:
    kantor.ubah("person", "add", "eka", "--name", "Eka", "--title", "Staf", by="kepala")
    kantor.git("switch", "-q", "main")
    kantor.ubah("person", "add", "fajar", "--name", "Fajar", "--title", "Staf", by="kepala")
    kantor.land(by="kepala")
    kantor.git("switch", "-q", "roles-eka")
    before = state_of(kantor.repo)
    ran = kantor.ubah("appoint", "eka", "requester", by="kepala", code=2)
    assert "git merge main" in ran.err
    assert "dihapus" not in ran.said
    assert state_of(kantor.repo) == before


def test_the_judge_looks_at_the_whole_branch(kantor: Kantor) -> None:
    """What another commit of the branch has wrong is told now, not when it is to land."""
    kantor.git("switch", "-q", "-c", "lain")
    (kantor.repo / "office.yaml").chmod(0o755)
    kantor.git(
        "-c", f"user.signingKey={kantor.key('kepala')}", "commit", "-q", "-a", "-S", "-m", "Mode"
    )
    before = state_of(kantor.repo)
    words = ["person", "add", "eka", "--name", "Eka", "--title", "Staf"]
    assert "office.yaml" in kantor.ubah(*words, by="kepala", code=1).out
    assert state_of(kantor.repo) == before


def test_comments_and_order_stay(kantor: Kantor) -> None:
    text = (kantor.repo / "roles.yaml").read_text()
    noted = text.replace("roles:\n", "\n# --- jabatan ---\nroles:   # semua\n").replace(
        "    title: Staf\n", "    title:  'Staf'   # helpdesk\n"
    )
    assert noted != text
    kantor.root(files={"roles.yaml": noted})
    kantor.ubah("person", "add", "eka", "--name", "Eka", "--title", "Staf", by="kepala")
    new = (kantor.repo / "roles.yaml").read_text()
    added = "  eka:\n    name: Eka\n    title: Staf\n"
    assert new.count(added) == 1
    assert new.replace(added, "") == noted
    assert new.index(added) < new.index("# --- jabatan ---")


@pytest.mark.parametrize("last", [INTERRUPT, END_OF_INPUT])
def test_what_was_typed_is_told_as_a_command_that_goes_on(kantor: Kantor, last: str) -> None:
    before = state_of(kantor.repo)
    answers = ["Eka 'Ken' Contoh", "Staf", "", "", "1", "", last]
    screen = screen_of(kantor, ["person", "add"], "kepala", answers, code=130)
    assert state_of(kantor.repo) == before
    found = re.search(r"untuk melanjutkannya: ubah (.*)", screen)
    assert found, screen
    words = shlex.split(found[1])
    assert words[4:] == ["--name", "Eka 'Ken' Contoh", "--title", "Staf", "eka-ken-contoh", "--role",
                         "requester"]  # fmt: skip
    kantor.ubah(*words)
    assert kantor.people()["persons"]["eka-ken-contoh"]["name"] == "Eka 'Ken' Contoh"


def test_whoever_hands_in_the_line_is_asked_nothing_more(kantor: Kantor) -> None:
    line = made_elsewhere(kantor.folder, "kepala")
    screen = screen_of(kantor, ["key", "add", "kepala", "--line", line], "kepala", [])
    assert "tanda tangan Anda sudah cukup" in screen
    assert kantor.people()["persons"]["kepala"]["keys"][1] == {"key": line, "from": kantor.today()}


def test_a_refused_answer_loses_none_of_the_others(kantor: Kantor) -> None:
    answers = ["Dedi Pemohon", "requester", "1 Januari 2020", "", ""]
    screen = screen_of(kantor, ["appoint"], "kepala", answers, code=1)
    assert "UB510" in screen
    again = "ubah appoint --key {} pemohon-1 requester --from 2020-01-01"
    assert again.format(kantor.key("kepala")) in screen


def test_a_private_key_handed_in_by_mistake_is_not_shown_again(kantor: Kantor) -> None:
    line = "-----BEGIN OPENSSH PRIVATE KEY----- rahasia"
    screen = screen_of(kantor, ["key", "add", "--line", line], "kepala", ["Dedi Pemohon"], code=2)
    assert "kunci privat" in screen
    assert "rahasia" not in screen


def test_what_no_commit_holds_is_not_signed_along(kantor: Kantor) -> None:
    """A clone that was handed over may tell git not to look at a file."""
    roles = kantor.repo / "roles.yaml"
    kantor.git("update-index", "--assume-unchanged", "roles.yaml")
    roles.write_text(roles.read_text().replace("    title: Staf\n", "    title: Diselipkan\n"))
    ran = kantor.ubah(
        *("person", "add", "eka", "--name", "Eka", "--title", "Staf"), by="kepala", code=2
    )
    assert "roles.yaml" in ran.err
    assert kantor.git("log", "--all", "--reflog", "-S", "Diselipkan", "--format=%H") == ""


@pytest.mark.slow
def test_the_head_proves_it_on_another_computer(kantor: Kantor, tmp_path: Path) -> None:
    """Each line that is printed is typed, on plain git with a server whose hook judges."""
    server = serve(kantor, tmp_path)
    words = ["person", "add", "eka", "--name", "Eka", "--title", "Staf", "--role", "requester"]
    said = kantor.ubah(*words, by="pengelola-1").out
    assert "1. ketik: git push -u origin roles-eka\n" in said
    kantor.git("push", "-q", "-u", "origin", "roles-eka")
    there = tmp_path / "meja-kepala"
    git(tmp_path, "clone", "-q", str(server), str(there))
    assert "git fetch; git switch roles-eka; ubah assent; git push\n" in said
    git(there, "fetch", "-q")
    git(there, "switch", "-q", "roles-eka")
    run(there, "assent", "--key", kantor.key("kepala"))
    git(there, "push", "-q")
    assert "git pull; ubah land roles-eka; git push origin main\n" in said
    kantor.git("pull", "-q")
    kantor.land(branch="roles-eka")
    assert push(kantor, "main").returncode == 0
    passes(kantor, 1)
