"""Git's settings are read once, and are what git itself says of each."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ubah.edge.git import WorkingRepository

HOSTILE = """[user]
\tname = Kepala  LPSE
\tsigningKey = ~/kunci
[Ubah]
\tMain = lain
[ubah]
\tmain = utama
[remote "Asal"]
\turl = satu
\turl = "dua \\"kutip\\"\\nbaris"
[core]
\tautocrlf
[include]
\tpath = ../sisipan
"""
NAMES = (
    *("user.name", "user.signingkey", "user.signingKey", "ubah.main", "UBAH.MAIN", "ubah.root"),
    *("remote.Asal.url", "remote.asal.url", "core.autocrlf", "Core.AutoCRLF", "core.bare"),
)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".gitconfig").write_text("[user]\n\tname = Lain\n[ubah]\n\troot = rumah\n")
    repo = tmp_path / "repo"
    subprocess.run(["git", "init", "-q", str(repo)], check=True)
    with (repo / ".git/config").open("a") as settings:
        settings.write(HOSTILE)
    (repo / "sisipan").write_text("[ubah]\n\tmain = sisipan\n\troot = sisipan\n")
    return repo


def asked(repo: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "config", *words], cwd=repo, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_a_setting_is_what_git_says(repo: Path, name: str, own: bool) -> None:
    scope = ("--local",) if own else ()
    with WorkingRepository(repo) as repository:
        assert repository.config(name, own=own) == asked(repo, *scope, "--get", name)


def test_a_file_that_is_taken_in_is_not_the_repositorys_own(repo: Path) -> None:
    with WorkingRepository(repo) as repository:
        assert repository.config("ubah.root") == "sisipan"
        assert repository.config("ubah.root", own=True) == ""
        assert repository.main == "utama"


def test_what_is_set_is_read_again(repo: Path) -> None:
    with WorkingRepository(repo) as repository:
        assert repository.config("ubah.clock", own=True) == ""
        repository.set_config("ubah.clock", "7")
        assert repository.config("ubah.clock", own=True) == "7"
        repository.unset_config("ubah.clock")
        assert repository.config("ubah.clock", own=True) == ""
