"""Keys are their owners': they hand over public lines, and one of them signs the founding."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from clerk import at_terminal, environment, git, run
from walking import own_key

from ubah.core.reading.writing import dump

PASSPHRASE = "frasa sandi contoh"  # noqa: S105 - made up, of a key that is made here
HARDWARE = (
    "sk-ssh-ed25519@openssh.com "
    "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fAAAABHNzaDo= token"
)


def answers_of(folder: Path, **people: dict[str, Any]) -> None:
    """Write the file of answers; ``people`` adds to what is said of them."""
    named = {
        "head": {"name": "Ani", "title": "Kepala LPSE"},
        "superior": {"name": "Budi", "title": "Sekda"},
        "change_manager": {"name": "Cici", "title": "Pranata"},
        "requester": {"name": "Dedi", "title": "Staf"},
    }
    told = {role: {**person, **people.get(role, {})} for role, person in named.items()}
    (folder / "jawaban.yaml").write_text(dump({"name": "LPSE Baru", **told}))


def verdict(office: Path) -> str:
    said = json.loads(run(office, "audit", "--format", "json").out)
    return str(said["verdict"])


def test_lines_are_pasted_named_or_come_later_and_a_passphrase_is_asked_by_ssh(
    tmp_path: Path,
) -> None:
    ani, budi = own_key(tmp_path / "ani"), own_key(tmp_path / "budi", PASSPHRASE)
    answers = [
        *("", "LPSE Baru", "Ani; Kepala LPSE", ani, "Budi; Sekda", "", ani, "bukan kunci apa pun"),
        *("budi.pub", "Cici; Pranata", HARDWARE, "Dedi; Staf", ""),
        *("ani.pub/tiada", "budi", PASSPHRASE),
    ]
    (tmp_path / "budi").rename(tmp_path / "lain")  # so that it has to be named
    (tmp_path / "lain").rename(tmp_path / "kunci-budi")
    (tmp_path / "kunci-budi.pub").write_text(budi)
    answers[-2] = "kunci-budi"
    code, screen = at_terminal(tmp_path, ["init", "baru"], answers)
    assert code == 0, screen
    assert "tidak dapat menyusul" in screen
    assert "sudah menjadi kunci Ani" in screen
    assert "ini bukan kunci publik OpenSSH" in screen
    assert not (tmp_path / "baru-keys").exists()
    office = tmp_path / "baru"
    people = yaml.load((office / "roles.yaml").read_text(), yaml.CSafeLoader)["persons"]
    kept = {who: [key["key"] for key in one.get("keys", ())] for who, one in people.items()}
    assert kept == {
        "kepala": [ani],
        "atasan": [budi],
        "pengelola-1": [HARDWARE],
        "pemohon-1": [],
    }
    assert "oleh Budi" in screen
    assert git(office, "log", "-1", "--format=%an %b") == "Budi Pendiri / Founder: Budi (atasan)"
    assert git(office, "log", "-1", "--format=%G? %GS").split() == ["G", "atasan@localhost"]
    assert git(office, "config", "user.signingKey") == str(tmp_path / "kunci-budi")
    assert "ubah key request pemohon-1" in screen
    assert "ubah key add pemohon-1" in screen
    assert "ubah key add pengelola-1" not in screen
    assert verdict(office) == "pass"


def test_who_has_no_key_yet_is_added_by_the_head_and_told_by_doctor(tmp_path: Path) -> None:
    for name in ("ani", "budi", "cici"):
        own_key(tmp_path / name)
    answers_of(tmp_path, head={"key": "ani.pub"}, superior={"key": "budi.pub"})
    run(tmp_path, "init", "baru", "--answers", "jawaban.yaml", "--key", "ani")
    office = tmp_path / "baru"
    said = run(office, "doctor", code=1).out
    assert "ubah key request pengelola-1" in said
    assert "ubah key add pemohon-1" in said
    run(office, "key", "add", "pengelola-1", "--file", "../cici.pub")
    assert "ubah land" in run(office, "land").out or verdict(office) == "pass"
    assert "ubah key add pengelola-1" not in run(office, "doctor", code=1).out
    assert verdict(office) == "pass"


def test_the_key_that_git_is_set_up_for_founds(tmp_path: Path) -> None:
    (tmp_path / ".ssh").mkdir()
    cici = own_key(tmp_path / ".ssh/id_ed25519")
    budi = own_key(tmp_path / "budi")
    (tmp_path / "budi").unlink()
    (tmp_path / ".gitconfig").write_text("[user]\n\tsigningkey = ~/.ssh/id_ed25519\n")
    answers_of(tmp_path, superior={"key": budi}, change_manager={"key": cici})
    said = run(tmp_path, "init", "baru", "--answers", "jawaban.yaml").out
    assert "oleh Cici" in said
    assert verdict(tmp_path / "baru") == "pass"
    env = environment(tmp_path, HOME=str(tmp_path / "baru"))
    refused = run(tmp_path, "init", "dua", "--answers", "jawaban.yaml", env=env, code=2)
    assert "--key" in refused.err
    assert not (tmp_path / "dua").exists()


def test_a_key_of_none_of_the_officers_founds_nothing(tmp_path: Path) -> None:
    for name in ("budi", "orang-lain"):
        own_key(tmp_path / name)
    answers_of(tmp_path, superior={"key": "budi.pub"})
    words = ("init", "baru", "--answers", "jawaban.yaml", "--key")
    assert "orang-lain" in run(tmp_path, *words, "orang-lain", code=2).err
    assert "tiada" in run(tmp_path, *words, "tiada", code=2).err
    assert not (tmp_path / "baru").exists()


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ({}, "superior.key"),
        ({"superior": {"key": "-"}}, "--make-keys"),
        ({"superior": {"account": {"login": "budi", "id": 1}}}, "superior.key"),
        ({"head": {"key": "ssh-ed25519 AAAA"}}, "head.key"),
    ],
)
def test_what_would_lock_the_office_is_refused(
    tmp_path: Path, people: dict[str, dict[str, Any]], told: str
) -> None:
    answers_of(tmp_path, **people)
    assert told in run(tmp_path, "init", "baru", "--answers", "jawaban.yaml", code=2).err
    assert not (tmp_path / "baru").exists()
