"""A real gitolite in a folder, and the ssh by which it opens the door to somebody."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from cli.clerk import environment, git
from ubah.edge.git.keys import make_key

LIBRARY = Path("/usr/share/gitolite3")
INSTALLED = (LIBRARY / "gitolite-shell").is_file()
REPOSITORY = "git@server:perubahan"
# What sshd does with a key of authorized_keys: it runs gitolite-shell for its owner.
AS_SSHD = """\
#!/bin/sh
while [ "$1" != git@server ]; do shift; done
shift
exec env -i PATH="$PATH:{library}" HOME={home} USER=git LOGNAME=git SSH_CONNECTION="127.0.0.1 1 127.0.0.1 22" \\
  SSH_ORIGINAL_COMMAND="$*" {library}/gitolite-shell "$PUSHER"
"""


def set_up(folder: Path, configuration: str, people: Sequence[str]) -> Path:
    """Set gitolite up in ``folder``, with keys for ``people``, and return its home."""
    home = folder / "git"
    home.mkdir()
    env = environment(home, USER="git", LOGNAME="git")
    env["PATH"] += f":{LIBRARY}"
    make_key(folder / "admin", "admin")
    words = ["gitolite", "setup", "-pk", str(folder / "admin.pub")]
    subprocess.run(words, env=env, cwd=home, check=True, capture_output=True)
    admin = folder / "gitolite-admin"
    git(folder, "clone", "-q", str(home / "repositories/gitolite-admin.git"), str(admin))
    (admin / "conf/gitolite.conf").write_text(configuration)
    for who in people:
        make_key(folder / who, who)
        shutil.copy(folder / f"{who}.pub", admin / "keydir")
    git(admin, "add", "-A")
    git(admin, "commit", "-qm", "Kantor")
    subprocess.run(
        ["gitolite", "push", "-q"],
        cwd=admin,
        env={**env, "GITOLITE_HTTP_HOME": ""},
        check=True,
        capture_output=True,
    )
    return home


def door(folder: Path, home: Path, who: str) -> dict[str, str]:
    """Return the environment in which git comes to gitolite as ``who``."""
    shell = folder / "ssh"
    if not shell.exists():
        shell.write_text(AS_SSHD.format(library=LIBRARY, home=home))
        shell.chmod(0o755)
    return {"GIT_SSH_COMMAND": str(shell), "GIT_SSH_VARIANT": "simple", "PUSHER": who}
