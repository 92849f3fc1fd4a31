"""The demonstration as people have it: built once, copied, and typed at in a shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from clerk import CHECKOUT, environment

from support.processes import SCRIPT, program

LIMIT = 600


def build(folder: Path) -> str:
    """Build the demonstration below ``folder``; return what was said."""
    done = subprocess.run(
        [str(SCRIPT), "demo", "build/demo"],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def typed(command: str, cwd: Path, *, home: Path) -> tuple[int, str]:
    """Type a command as a person does in a shell; return its exit code and what it printed."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=cwd,
        env=environment(
            home, PATH=f"{program().parent}:{SCRIPT.parent}:{os.environ['PATH']}", GIT_PAGER="cat"
        ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",  # a spreadsheet that is written to the screen is no text
        check=False,
        timeout=LIMIT,
    )
    return done.returncode, done.stdout


def copied(built: tuple[Path, str], folder: Path) -> Path:
    """Return a copy of the demonstration at the same path below ``folder``."""
    shutil.copytree(built[0] / "build", folder / "build", symlinks=True)
    repo = folder / "build/demo/repo"
    for name, where in (
        ("user.signingKey", "build/demo/keys/pengelola-1"),
        ("gpg.ssh.allowedSignersFile", "build/demo/repo/.git/allowed_signers"),
    ):
        git = ["git", "config", name, str(folder / where)]
        subprocess.run(git, cwd=repo, env=environment(folder), check=True)
    return folder


def blocks_of(page: str) -> str:
    """Return all that a page of docs/ has a person type, in order; whatever fails ends it."""
    text = (CHECKOUT / "docs" / page).read_text()
    return "\n".join(["set -e", *re.findall(r"```sh\n(.*?)```", text, re.DOTALL)])
