"""The files below .github that follow from the authority files."""

from __future__ import annotations

from datetime import date

from ubah.core.meanings import OfficeMeaning
from ubah.core.office.authority import Authority
from ubah.core.render import Translate
from ubah.publish.forges.github.codeowners import DEFAULT_HOST, PATH, codeowners
from ubah.publish.forges.issue_forms import issue_forms

FOLDER = ".github/ISSUE_TEMPLATE"


def github_files(authority: Authority, day: date, translate: Translate) -> dict[str, bytes]:
    """Return path → content: an issue form for each action and pair, the chooser's settings, CODEOWNERS."""
    host = str(authority.raw_office.get("forge", {}).get("host", DEFAULT_HOST))
    files = issue_forms(authority, translate, FOLDER, "ubah github")
    managers = authority.sop.offices(OfficeMeaning.MANAGES)
    return {**files, PATH: codeowners(authority.roles, host, day, managers)}


def is_derived(path: str) -> bool:
    """Whether a file below .github is made by `github_files`, and by nobody else."""
    return path == PATH or path.startswith(f"{FOLDER}/")
