"""Under a real gitolite: who may push is its affair, what may land on main is the hook's."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from clerk import ACCEPT, Kantor, environment, git, run

from support.gitolite import INSTALLED, REPOSITORY, door, set_up

CONFIGURATION = """\
repo gitolite-admin
    RW+ = admin

repo perubahan
    RW+ = cici dedi
    R   = inspektur
"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not INSTALLED, reason="gitolite3 is not installed"),
]
Pushed = subprocess.CompletedProcess[str]


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A gitolite's home, with the repository perubahan."""
    return set_up(tmp_path, CONFIGURATION, ("cici", "dedi", "inspektur"))


@pytest.fixture
def pushing(server: Path, tmp_path: Path) -> Callable[..., Pushed]:
    """Push as somebody to whom gitolite opens the door."""

    def push(kantor: Kantor, who: str, *words: str) -> Pushed:
        env = {**environment(kantor.folder), **door(tmp_path, server, who)}
        return subprocess.run(
            ["git", "push", "-q", REPOSITORY, *words],
            cwd=kantor.repo,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )

    return push


def test_gitolite_opens_the_door_and_the_hook_judges(
    busy: tuple[Kantor, str], server: Path, pushing: Callable[..., Pushed]
) -> None:
    kantor, number = busy
    bare, root = (
        server / "repositories/perubahan.git",
        kantor.git("rev-list", "--max-parents=0", "main"),
    )
    git(bare, "symbolic-ref", "HEAD", "refs/heads/main")
    run(server, "hook", "install", bare, "--root", root)

    assert "DENIED" in pushing(kantor, "inspektur", "main").stderr
    accepted = pushing(kantor, "cici", "main")
    assert accepted.returncode == 0, accepted.stderr
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    assert pushing(kantor, "dedi", "main").returncode == 0
    assert git(bare, "rev-parse", "main") == kantor.git("rev-parse", "main")

    # Whoever may push may not land what the SOP does not allow, by force neither.
    (kantor.repo / f"changes/{number[4:8]}/{number}.yaml").write_text("status: closed\n")
    kantor.git("commit", "-qam", "Selesai begitu saja")
    before = git(bare, "rev-parse", "main")
    for words in (
        ("main",),
        ("--force", "main"),
        ("--force", f"{root}:main"),
        ("--delete", "main"),
    ):
        refused = pushing(kantor, "cici", *words)
        assert refused.returncode != 0, words
        assert "UB" in refused.stderr, refused.stderr
    assert git(bare, "rev-parse", "main") == before
    branch = pushing(kantor, "cici", "main:coba")
    assert branch.returncode == 0, branch.stderr

    subprocess.run(
        ["gitolite", "setup"], env={**environment(server, USER="git"), "HOME": str(server)}, check=True,
        capture_output=True,
    )  # fmt: skip
    assert pushing(kantor, "cici", "--force", "main").returncode != 0  # the hook has stayed
