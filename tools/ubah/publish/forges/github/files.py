"""The files below .github that follow from the authority files."""

from __future__ import annotations

from datetime import date

from ubah.core.forms.of_steps import office_forms
from ubah.core.meanings import OfficeMeaning
from ubah.core.office.authority import Authority
from ubah.core.render import Translate
from ubah.publish.forges.github.codeowners import DEFAULT_HOST, PATH, codeowners
from ubah.publish.forges.github.issue_forms import FOLDER, issue_forms


def github_files(authority: Authority, day: date, translate: Translate) -> dict[str, bytes]:
    """Return path → content: an issue form for each action and pair, the chooser's settings, CODEOWNERS."""
    forms = office_forms(authority.change_schema, authority.sop)
    host = str(authority.raw_office.get("forge", {}).get("host", DEFAULT_HOST))
    files = issue_forms(forms, authority.sop, authority.office.language, translate)
    managers = authority.sop.offices(OfficeMeaning.MANAGES)
    return {**files, PATH: codeowners(authority.roles, host, day, managers)}


def is_derived(path: str) -> bool:
    """Whether a file below .github is made by `github_files`, and by nobody else."""
    return path == PATH or path.startswith(f"{FOLDER}/")
