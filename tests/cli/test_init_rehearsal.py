"""`ubah init --rehearsal`: an office for two accounts, marked as one to be thrown away."""

from __future__ import annotations

from pathlib import Path

import yaml
from clerk import at_terminal, run

from ubah.core.reading.writing import dump

TWO = {
    "repository": "lpse/gladi",
    "head": {"account": {"login": "ani", "id": 101}},
    "change_manager": {"account": {"login": "cici", "id": 102}},
}


def test_two_accounts_found_it_and_it_conforms(tmp_path: Path) -> None:
    (tmp_path / "jawaban.yaml").write_text(dump(TWO))
    said = run(tmp_path, "init", "gladi", "--rehearsal", "--answers", "jawaban.yaml").out
    assert "ubah forge rehearse --play" in said
    assert "ubah new" not in said
    assert "rm -r" not in said, "nobody lacks an account who needs one"
    office = tmp_path / "gladi"
    settings = yaml.load((office / "office.yaml").read_text(), yaml.CSafeLoader)
    assert settings["rehearsal"] is True
    roles = yaml.load((office / "roles.yaml").read_text(), yaml.CSafeLoader)
    with_accounts = {who for who, person in roles["persons"].items() if "accounts" in person}
    assert with_accounts == {"kepala", "pengelola-1"}
    assert [one["person"] for one in roles["roles"]["requester"]] == ["pengelola-1", "pemohon-1"]
    [record] = (office / "changes").rglob("*.yaml")
    request = yaml.load(record.read_text(), yaml.CSafeLoader)
    assert (request["status"], request["request"]["requester"]) == ("submitted", "pemohon-1")
    for words in (("check",), ("audit",)):
        run(office, *words)


def test_at_a_terminal_only_who_plays_is_asked_for(tmp_path: Path) -> None:
    answers = ["lpse/gladi", "Ani; Kepala", "ani; 101", "Cici; Pengelola", "cici; 102"]
    code, screen = at_terminal(tmp_path, ["init", "gladi", "--rehearsal"], answers)
    assert code == 0, screen
    people = yaml.load((tmp_path / "gladi/roles.yaml").read_text(), yaml.CSafeLoader)["persons"]
    assert people["kepala"]["name"] == "Ani"
    assert people["atasan"]["name"] == "Atasan (gladi)"


def test_without_a_repository_or_an_account_it_is_not_founded(tmp_path: Path) -> None:
    (tmp_path / "jawaban.yaml").write_text(
        dump({**TWO, "head": {"name": "Ani", "title": "Kepala"}, "repository": ""})
    )
    words = ("init", "gladi", "--rehearsal", "--answers", "jawaban.yaml")
    said = run(tmp_path, *words, code=2).err
    assert "head" in said
    assert "repository" in said
    assert not (tmp_path / "gladi").exists()


def test_an_office_for_good_has_no_such_mark(tmp_path: Path) -> None:
    named = {
        "requester": {"name": "Dedi", "title": "Staf"},
        "superior": {"name": "Budi", "title": "Sekda"},
        "name": "LPSE Baru",
    }
    people = {
        role: {"name": role.title(), "title": "Pegawai", **TWO[role]}
        for role in ("head", "change_manager")
    }  # type: ignore[dict-item]
    (tmp_path / "jawaban.yaml").write_text(dump({**named, **people, "repository": "lpse/baru"}))
    run(tmp_path, "init", "baru", "--make-keys", "--answers", "jawaban.yaml")
    assert "rehearsal" not in yaml.load(
        (tmp_path / "baru/office.yaml").read_text(), yaml.CSafeLoader
    )
    assert not (tmp_path / "baru/changes").exists()
