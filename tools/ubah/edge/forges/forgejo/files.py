"""The files that a Forgejo or Gitea reads in an office's repository: its job, the job's script, the pin."""

from __future__ import annotations

from pathlib import Path

from ubah.edge.office.founding import copied
from ubah.edge.office.pinning import pinned_files
from ubah.edge.system import disk

PIN = ".gitea/ubah/tool.txt"
REQUIREMENTS = ".gitea/ubah/requirements.txt"
LOCKS = {
    REQUIREMENTS: "requirements/runtime.txt",
    ".gitea/ubah/recorder.txt": "requirements/recorder.txt",
    ".gitea/ubah/installer.txt": "requirements/installer.txt",
}
FOLDER = ".gitea"
SCRIPTS = {".gitea/scripts/install.sh": ".github/scripts/install.sh"}
"""What a job runs, by the script of the same work on GitHub; it differs in its folder alone."""


def new_office_files(template: Path) -> dict[str, bytes]:
    """Return what works on a Forgejo or Gitea: the job that checks, its script, and the pinned tool."""
    return {**_released(template), **pinned_files(template, PIN, LOCKS)}


def release_files() -> dict[str, bytes]:
    """Return path → content of what an office takes over from the release that runs."""
    return _released(disk.template_root())


def _released(template: Path) -> dict[str, bytes]:
    files = copied(template, FOLDER)
    for path, source in SCRIPTS.items():
        files[path] = disk.read(template / source).replace(b".github/", b".gitea/")
    return files
