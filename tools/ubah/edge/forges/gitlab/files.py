"""The files that GitLab reads in an office's project: its jobs, what installs the tool there, the pin."""

from __future__ import annotations

from pathlib import Path

from ubah.edge.office.pinning import pinned_files
from ubah.edge.system import disk

FOLDER = ".gitlab"
PIN = f"{FOLDER}/ubah/tool.txt"
JOBS = ".gitlab-ci.yml"
LOCKS = {
    f"{FOLDER}/ubah/requirements.txt": "requirements/runtime.txt",
    f"{FOLDER}/ubah/installer.txt": "requirements/installer.txt",
}
_INSTALL = ".github/scripts/install.sh"


def new_office_files(template: Path) -> dict[str, bytes]:
    """Return what works on GitLab: its jobs, and the pinned tool with what installs it."""
    return {**release_files_of(template), **pinned_files(template, PIN, LOCKS)}


def release_files() -> dict[str, bytes]:
    """Return path → content of what an office takes over from the release that runs."""
    return release_files_of(disk.template_root())


def release_files_of(template: Path) -> dict[str, bytes]:
    """Return the jobs and their script; the latter is that of GitHub's jobs, with its own folder in it."""
    script = disk.read(template / _INSTALL).replace(b".github/ubah", f"{FOLDER}/ubah".encode())
    return {JOBS: disk.read(template / JOBS), f"{FOLDER}/scripts/install.sh": script}
