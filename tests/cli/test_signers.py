"""The file by which git itself shows whose signatures are good, in a clone that has nothing set."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from support.office import Office, load
from ubah.core.people.office import ZONES
from ubah.core.people.roles import Period
from ubah.core.people.signers import Signer, allowed_signers
from ubah.core.reading.writing import dump

UBAH = Path(sys.executable).parent / "ubah"
DAY = 24 * 60


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stranger's clone of an office whose first change manager's key ended on 2 February."""
    folder = tmp_path_factory.mktemp("kantor")
    office = Office.found(folder)
    office.step("submit", "pemohon-1", 0)
    office.step("accept", "pengelola-1", 10)

    roles = load(office.read("roles.yaml"))
    roles["persons"]["pengelola-1"]["keys"][0]["until"] = "2026-02-02"
    data = {"roles.yaml": dump(roles).encode()}
    office.land(office.commit("kepala", 20, data, parents=(office.main,)), 22)
    late = office.commit("pengelola-1", 2 * DAY, {"docs/x.md": b"x\n"}, parents=(office.main,))
    office.land(late, 2 * DAY, "pengelola-2")
    subprocess.run(
        ["git", "clone", "-q", "--no-local", str(office.repo), str(folder / "klon")], check=True
    )
    return folder / "klon"


def run(clone: Path, *words: str | Path) -> str:
    """Run a command as somebody who has nothing set up."""
    env = {"PATH": f"{UBAH.parent}:{os.environ['PATH']}", "HOME": "/nowhere", "LC_ALL": "C"}
    done = subprocess.run(
        list(map(str, words)), cwd=clone, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_git_shows_good_signatures_in_a_strangers_clone(clone: Path, tmp_path: Path) -> None:
    log = ("log", "--show-signature", "--first-parent", "--format=%s")
    assert "Good" not in run(clone, "git", *log)
    run(clone, "ubah", "signers", "--out", tmp_path / "signers")
    said = run(clone, "git", "-c", f"gpg.ssh.allowedSignersFile={tmp_path / 'signers'}", *log)
    assert said.count('Good "git" signature for pengelola-1@localhost') >= 2
    assert 'Good "git" signature for pengelola-2@localhost' in said


def test_a_key_is_good_only_as_long_as_it_was_valid(clone: Path, tmp_path: Path) -> None:
    run(clone, "ubah", "signers", "--out", tmp_path / "signers")
    words = ("git", "-c", f"gpg.ssh.allowedSignersFile={tmp_path / 'signers'}", "log")
    said = run(clone, *words, "--format=%s %G? %GS", "HEAD^2", "-1")
    assert "G pengelola-1" not in said


def test_the_days_of_the_office_in_the_words_of_ssh_keygen() -> None:
    rows = (
        Signer("kepala", "ssh-ed25519 AAAA", Period(date(2026, 1, 1), date(2026, 2, 2))),
        Signer("sekda", "ssh-ed25519 BBBB", Period(date(2026, 1, 1))),
    )
    assert allowed_signers(rows, ZONES["Asia/Makassar"]) == (
        'kepala@localhost namespaces="git",valid-after="20251231160000Z",'
        'valid-before="20260202160000Z" ssh-ed25519 AAAA\n'
        'sekda@localhost namespaces="git",valid-after="20251231160000Z" ssh-ed25519 BBBB\n'
    )
