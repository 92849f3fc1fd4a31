"""The files that GitHub reads in an office's repository: workflows, their scripts, the ruleset, the pin."""

from __future__ import annotations

from pathlib import Path

from ubah.edge.office.founding import copied
from ubah.edge.office.pinning import pinned_files
from ubah.edge.system import disk

PIN = ".github/ubah/tool.txt"
REQUIREMENTS = ".github/ubah/requirements.txt"
LOCKS = {
    REQUIREMENTS: "requirements/runtime.txt",
    ".github/ubah/recorder.txt": "requirements/recorder.txt",
    ".github/ubah/installer.txt": "requirements/installer.txt",
}
"""The packages of all jobs, of those that judge and land alone, and what installs them."""
FROM_THE_RELEASE = (".github/workflows", ".github/scripts", ".github/rulesets")
"""What an office takes over from the tool's release as it is."""
OF_THE_PROJECT_ALONE = (".github/workflows/test.yml",)
_DEPENDENCIES = (b"package-ecosystem: pip\n    directory: /\n", REQUIREMENTS.rpartition("/")[0])


def new_office_files(template: Path) -> dict[str, bytes]:
    """Return what works on GitHub: workflows, their scripts, the ruleset, and the pinned tool."""
    files = copied(template, ".github")
    for path in OF_THE_PROJECT_ALONE:
        files.pop(path, None)
    before, folder = _DEPENDENCIES
    path = ".github/dependabot.yml"
    files[path] = files[path].replace(before, before.replace(b": /\n", f": /{folder}\n".encode()))
    return {**files, **pinned_files(template, PIN, LOCKS)}


def release_files() -> dict[str, bytes]:
    """Return path → content of what an office takes over from the release that runs."""
    template = disk.template_root()
    return {
        path.relative_to(template).as_posix(): disk.read(path)
        for folder in FROM_THE_RELEASE
        for path in sorted((template / folder).rglob("*"))
        if path.is_file() and path.relative_to(template).as_posix() not in OF_THE_PROJECT_ALONE
    }
