"""Under a real gitolite: who may push is its affair, what may land on main is the hook's."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from clerk import ACCEPT, Kantor, environment, git, run

from ubah.edge.git.keys import make_key

LIBRARY = Path("/usr/share/gitolite3")
CONFIGURATION = """\
repo gitolite-admin
    RW+ = admin

repo perubahan
    RW+ = cici dedi
    R   = inspektur
"""
# What sshd does with a key of authorized_keys: it runs gitolite-shell for its owner.
AS_SSHD = """\
#!/bin/sh
while [ "$1" != git@server ]; do shift; done
shift
exec env -i PATH="$PATH:{library}" HOME={home} USER=git LOGNAME=git SSH_CONNECTION="127.0.0.1 1 127.0.0.1 22" \\
  SSH_ORIGINAL_COMMAND="$*" {library}/gitolite-shell "$PUSHER"
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (LIBRARY / "gitolite-shell").is_file(), reason="gitolite3 is not installed"
    ),
]
Pushed = subprocess.CompletedProcess[str]


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A gitolite's home, with the repository perubahan."""
    home = tmp_path / "git"
    home.mkdir()
    env = environment(home, USER="git", LOGNAME="git")
    env["PATH"] += f":{LIBRARY}"
    make_key(tmp_path / "admin", "admin")
    words = ["gitolite", "setup", "-pk", str(tmp_path / "admin.pub")]
    subprocess.run(words, env=env, cwd=home, check=True, capture_output=True)
    admin = tmp_path / "gitolite-admin"
    git(tmp_path, "clone", "-q", str(home / "repositories/gitolite-admin.git"), str(admin))
    (admin / "conf/gitolite.conf").write_text(CONFIGURATION)
    for who in ("cici", "dedi", "inspektur"):
        make_key(tmp_path / who, who)
        shutil.copy(tmp_path / f"{who}.pub", admin / "keydir")
    git(admin, "add", "-A")
    git(admin, "commit", "-qm", "Kantor")
    subprocess.run(
        ["gitolite", "push", "-q"], cwd=admin, env={**env, "GITOLITE_HTTP_HOME": ""}, check=True,
        capture_output=True,
    )  # fmt: skip
    return home


@pytest.fixture
def pushing(server: Path, tmp_path: Path) -> Callable[..., Pushed]:
    """Push as somebody to whom gitolite opens the door."""
    shell = tmp_path / "ssh"
    shell.write_text(AS_SSHD.format(library=LIBRARY, home=server))
    shell.chmod(0o755)

    def push(kantor: Kantor, who: str, *words: str) -> Pushed:
        env = {**environment(kantor.folder), "GIT_SSH_COMMAND": str(shell), "PUSHER": who}
        env["GIT_SSH_VARIANT"] = "simple"
        return subprocess.run(
            ["git", "push", "-q", "git@server:perubahan", *words],
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
