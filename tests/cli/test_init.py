"""Founding an office: the server, the officers, and a repository that passes check, audit and site at once."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from clerk import ANSWERS, Kantor, at_terminal, files_of, git, refs_of, run

from ubah.core.reading.writing import dump


def test_init_asks_at_a_terminal(tmp_path: Path) -> None:
    answers = ["", "LPSE Baru", "Ani; Kepala LPSE", "Budi", "Sekda", "Cici; Pranata", "Dedi; Staf"]
    code, screen = at_terminal(tmp_path, ["init", "baru", "--make-keys"], answers)
    assert code == 0, screen
    assert "Nama LPSE: " in screen
    assert "titik awal kepercayaan" in screen
    office = yaml.load((tmp_path / "baru/office.yaml").read_text(), yaml.CSafeLoader)
    assert (office["name"], office["language"]) == ("LPSE Baru", "id")
    for key in (tmp_path / "baru-keys").iterdir():
        private = key.suffix != ".pub"
        assert key.stat().st_mode & 0o077 == 0 or not private
    people = yaml.load((tmp_path / "baru/roles.yaml").read_text(), yaml.CSafeLoader)["persons"]
    assert (people["kepala"]["title"], people["atasan"]["title"]) == ("Kepala LPSE", "Sekda")
    assert "GitHub Ani" not in screen, "the server was told to be a plain one"
    assert not any("accounts" in person for person in people.values())
    assert "forge" not in office
    assert not (tmp_path / "baru/.github").exists()
    assert "ubah hook install" in screen
    run(tmp_path / "baru", "check")
    run(tmp_path / "baru", "audit")


def test_init_asks_for_accounts_where_there_is_a_forge(tmp_path: Path) -> None:
    answers = [
        *("https://github.com/lpse-baru/perubahan", "LPSE Baru"),
        *("Ani; Kepala LPSE", "ani; 101", "Budi; Sekretaris Daerah", "budi; 102"),
        *("Cici; Pengelola", "cici; 103", "Dedi; Staf", "dedi; 104"),
    ]
    code, screen = at_terminal(tmp_path, ["init", "baru", "--make-keys"], answers)
    assert code == 0, screen
    office = tmp_path / "baru"
    settings = yaml.load((office / "office.yaml").read_text(), yaml.CSafeLoader)
    forge = {"kind": "github", "host": "github.com", "repository": "lpse-baru/perubahan"}
    assert settings["forge"] == forge
    assert settings["site_url"] == "https://lpse-baru.github.io/perubahan/"
    assert settings["site_url"] in screen
    roles = yaml.load((office / "roles.yaml").read_text(), yaml.CSafeLoader)
    assert roles["roles"]["recorder"][0]["person"] == "pencatat"
    assert (tmp_path / "baru-keys/pencatat").is_file()
    words = " ".join(screen.split())
    for click in ("UBAH_RECORDER_KEY", "Deploy keys", "Import a ruleset", "Pages", "pip hash"):
        assert click in words
    assert "tanpa akun" not in screen
    workflows = {path.name for path in (office / ".github/workflows").iterdir()}
    assert workflows == {
        "check.yml",
        "command.yml",
        "land.yml",
        "nightly.yml",
        "publish.yml",
        "request.yml",
    }
    owners = (office / ".github/CODEOWNERS").read_text()
    assert re.search(r"^/changes/ +@cici$", owners, re.MULTILINE)
    assert re.search(r"^/roles.yaml +@ani @budi$", owners, re.MULTILINE)
    assert (office / ".github/ubah/tool.txt").read_text().startswith("ubah==")
    assert "directory: /.github/ubah" in (office / ".github/dependabot.yml").read_text()
    assert "OPENSSH PRIVATE" not in "".join(
        path.read_text(errors="replace") for path in office.rglob("*") if path.is_file()
    )
    run(office, "github", "--check")
    run(office, "check")
    assert json.loads(run(office, "audit", "--format", "json").out)["verdict"] == "pass"
    run(office, "site")
    assert (
        "github.com/lpse-baru/perubahan/new/main" in (office / "build/site/ajukan.html").read_text()
    )


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"repository": "tanpa-pemilik"}, "bukan repositori"),
        ({"repository": "a/b; rm -rf"}, "bukan repositori"),
        (
            {"head": {"name": "Ani", "title": "K", "account": {"login": "ani"}}},
            "belum disertai nomornya",
        ),
        ({"head": {"name": " "}}, "head.name"),
        ({"head": "Ani"}, "harus"),
        ({"time_zone": "Europe/Berlin"}, "zona waktu"),
    ],
)
def test_init_refuses_answers_that_cannot_be(
    tmp_path: Path, answers: dict[str, Any], told: str
) -> None:
    (tmp_path / "jawaban.yaml").write_text(dump({**ANSWERS, **answers}))
    ran = run(tmp_path, "init", "baru", "--make-keys", "--answers", "jawaban.yaml", code=2)
    assert told in ran.err
    assert not (tmp_path / "baru").exists()


def test_init_takes_public_keys_that_people_bring(kantor: Kantor, tmp_path: Path) -> None:
    answers = {
        "name": "LPSE Kedua",
        **{
            role: {"name": person, "title": "Pegawai", "key": str(kantor.key(person)) + ".pub"}
            for role, person in (
                ("head", "kepala"),
                ("superior", "atasan"),
                ("change_manager", "pengelola-1"),
                ("requester", "pemohon-1"),
            )
        },
    }
    (tmp_path / "jawaban.yaml").write_text(dump(answers))
    said = run(tmp_path, "init", "kedua", "--answers", "jawaban.yaml", "--lang", "en").out
    assert "trust root" in said
    assert not (tmp_path / "kedua-keys").exists()
    assert "BEGIN OPENSSH PRIVATE KEY" not in "".join(
        data.decode() for data in files_of(tmp_path / "kedua").values()
    )
    report = json.loads(run(tmp_path / "kedua", "audit", "--format", "json").out)
    assert report["trust_root"] == refs_of(tmp_path / "kedua")["refs/heads/main"].strip()


def test_doctor_says_what_a_new_office_still_lacks(tmp_path: Path) -> None:
    (tmp_path / "jawaban.yaml").write_text(dump({**ANSWERS, "repository": "lpse-baru/perubahan"}))
    run(tmp_path, "init", "baru", "--make-keys", "--answers", "jawaban.yaml")
    office = tmp_path / "baru"
    said = run(office, "doctor", code=1).out
    assert "✓ titik awal kepercayaan" in said
    assert "✓ klon ini menandatangani sebagai Cici Pengelola" in said
    assert "✓ berkas yang dibaca layanan git sudah mutakhir" in said
    assert "! Ani Kepala (Kepala LPSE) tidak mempunyai akun di github.com" in said
    assert "✗ versi" in said
    assert "? layanan git tidak ditanya" in said
    (office / ".github/workflows/land.yml").unlink()
    (office / ".github/CODEOWNERS").write_text("* @siapa-saja\n")
    again = run(office, "doctor", "--lang", "en", code=1).out
    assert "✗ missing: .github/workflows/land.yml" in again
    assert "✗ not up to date: .github/CODEOWNERS" in again
    run(office, "github")
    assert not (office / ".github/workflows/land.yml").exists()
    run(office, "github", "--release")
    run(office, "github", "--release", "--check")
    assert "land.yml" not in run(office, "doctor", code=1).out
    assert "✓ berkas yang dibaca layanan git sudah mutakhir" in run(office, "doctor", code=1).out


def test_doctor_on_plain_git_says_what_it_cannot_see(kantor: Kantor) -> None:
    said = kantor.ubah("doctor", code=3).out
    assert "✗" not in said
    assert "? office.yaml tidak menyebut layanan git" in said
    kantor.git("config", "user.signingKey", str(kantor.folder / "tiada"))
    assert "✗ kunci yang dipakai klon ini" in kantor.ubah("doctor", code=1).out


def test_the_pin_can_be_completed_before_the_first_push_as_init_says(tmp_path: Path) -> None:
    (tmp_path / "jawaban.yaml").write_text(dump({**ANSWERS, "repository": "lpse-baru/perubahan"}))
    said = run(tmp_path, "init", "baru", "--make-keys", "--answers", "jawaban.yaml").out
    assert said.index("pip hash") < said.index("git push -u origin main")
    office = tmp_path / "baru"
    pin = office / ".github/ubah/tool.txt"
    pin.write_text(f"{pin.read_text().strip()} --hash=sha256:{'a' * 64}\n")
    printed = re.search(r"git (-c user.signingKey=\S+) commit --all --gpg-sign --message", said)
    assert printed
    head = printed[1].split()
    git(office, *head, "commit", "--all", "--gpg-sign", "--quiet", "--message", "Kunci versi alat")
    report = json.loads(run(office, "audit", "--format", "json").out)
    assert (report["verdict"], report["findings"]) == ("pass", [])
    assert "versi alat dikunci" in run(office, "doctor", code=3).out
