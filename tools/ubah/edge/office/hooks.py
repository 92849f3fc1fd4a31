"""Installing the pre-receive hook into a bare repository."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.names import MAIN
from ubah.edge.git import WorkingRepository, make_repository
from ubah.edge.system import disk

ROOT = "ubah.root"
"""The git setting in which the server has the trust root."""
PLACE = "hooks/pre-receive"
"""Where git looks for it; a forge has a folder of its own beside it, for the hooks of others."""
_RUNS = "-m ubah hook pre-receive"
_SCRIPT = f"""#!/bin/sh
# Judges each push to main; see: ubah hook pre-receive --help
exec {{python}} -I {_RUNS}
"""
_SECONDS = 60


def install_pre_receive(git_dir: Path, place: str = PLACE) -> None:
    """Install the hook so that it runs this very installation of the tool."""
    path = git_dir / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_SCRIPT.format(python=shlex.quote(sys.executable)).encode())
    path.chmod(0o755)


def guard(folder: Path, root: str, place: str = PLACE) -> bool:
    """Make ``folder`` a bare repository whose main is guarded, with the trust root ``root`` ("": as it is).

    ``place`` is where the hook stands in it. Returns whether it was made; one that is there is kept.
    The hook is tried before anything is left to it.

    Raises:
        CannotRun: if something else lies there, another hook or another root, or the hook does not run.
    """
    made = not disk.is_there(folder)
    pinned = "" if made else _pinned_in(folder, root, place)
    if not root and not pinned:
        raise CannotRun(
            msg("no trust root is pinned in this repository"),
            msg("add --root COMMIT: the office's first commit, which ubah init printed"),
        )
    if made:
        make_repository(folder, bare=True, branch=MAIN)
    install_pre_receive(folder, place)
    with WorkingRepository(folder) as repository:
        repository.set_config(ROOT, root or pinned)
    _try(folder, place)
    return made


def _pinned_in(folder: Path, root: str, place: str) -> str:
    """Return the root that is pinned in a repository which can be guarded, "" if none is."""
    hook = folder / place
    with WorkingRepository(folder) as repository:
        if repository.has_work_tree or repository.git_dir != folder.resolve():
            raise CannotRun(
                msg("{path} is no bare repository", path=str(folder)),
                msg("name a folder that is not there yet: it is made, bare"),
            )
        pinned = repository.config(ROOT, own=True)
    if root and pinned and pinned != root:
        raise CannotRun(
            msg("another trust root is pinned there: {root}", root=pinned),
            msg(
                "a new root is chosen knowingly: git -C {path} config ubah.root COMMIT",
                path=shlex.quote(str(folder)),
            ),
        )
    if disk.is_there(hook) and _RUNS.encode() not in disk.read(hook):
        raise CannotRun(
            msg("{path} is another hook already", path=str(hook)),
            msg("let that one call: {command}", command=f"{sys.executable} -I {_RUNS}"),
        )
    return pinned


def _try(folder: Path, place: str) -> None:
    """Run the hook as git does, with nothing to judge."""
    try:
        done = subprocess.run(  # noqa: S603 - what was written just now
            [str(folder.resolve() / place)],
            cwd=folder,
            input=b"",
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
        said = "" if done.returncode == 0 else done.stderr.decode(errors="replace").strip()
    except (OSError, subprocess.TimeoutExpired) as problem:
        said = str(problem)
    if said:
        raise CannotRun(
            msg("the hook does not run: {reason}", reason=said),
            msg("the disk may be mounted noexec, or the tool be out of reach for this account"),
        )
