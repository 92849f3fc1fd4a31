"""`ubah check --base` where main holds a slip in what says that it is an office's: it stays an office."""

from __future__ import annotations

from pathlib import Path

import pytest
from clerk import environment, run

from support.office import Office

RECORD = "changes/2026/RFC-2026-0001.yaml"
SLIPS = {
    "sample: true": lambda data: data + b"sample: true\n",
    "no YAML": lambda data: data + b": [\n",
    "a field twice": lambda data: data + b"name: Lain\n",
    "deleted": lambda _data: None,
}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office.found(tmp_path / "office")
    made.step("submit", "pemohon-1", 0)
    return made


@pytest.mark.parametrize("name", SLIPS)
def test_a_step_is_still_asked_for_its_proof(office: Office, tmp_path: Path, name: str) -> None:
    sound = office.read("office.yaml")
    step = office.append(office.read(RECORD), "accept", "pengelola-1", 30)
    office.land(office.commit("kepala", 10, {"office.yaml": SLIPS[name](sound)}), 11)
    heads = {
        1: [
            office.commit("pemohon-1", 30, {RECORD: step}),
            office.commit("pemohon-1", 30, {"office.yaml": sound}),
            office.commit("pemohon-1", 30, {RECORD: step, "office.yaml": sound}),
        ],
        0: [
            office.commit("pengelola-1", 30, {RECORD: step}),
            office.commit("kepala", 30, {"office.yaml": sound}),
        ],
    }
    for code, commits in heads.items():
        for head in commits:
            words = ("check", "--base", "main", "--head", head, "--lang", "en")
            run(office.repo, *words, code=code, env=environment(tmp_path))
