"""Letting git itself show whose signatures are good: `git log --show-signature`."""

from __future__ import annotations

from pathlib import Path

from ubah.edge.git import WorkingRepository
from ubah.edge.system import disk

SIGNERS = "gpg.ssh.allowedSignersFile"


def show_good_signatures(repository: WorkingRepository, lines: str) -> Path:
    """Write ALLOWED SIGNERS ``lines`` into git's own folder, and let git look there.

    For display alone: what a signature is worth is said by roles.yaml. Return the file.
    """
    path = repository.git_dir / "allowed_signers"
    disk.write_atomically(path, lines.encode())
    repository.set_config(SIGNERS, str(path))
    return path
