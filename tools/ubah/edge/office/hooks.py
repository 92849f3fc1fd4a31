"""Installing the pre-receive hook into a bare repository."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

_SCRIPT = """#!/bin/sh
# Judges each push to main; see: ubah hook pre-receive --help
exec {python} -I -m ubah hook pre-receive
"""


def install_pre_receive(git_dir: Path) -> None:
    """Install the hook so that it runs this very installation of the tool."""
    path = git_dir / "hooks/pre-receive"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(_SCRIPT.format(python=shlex.quote(sys.executable)).encode())
    path.chmod(0o755)
