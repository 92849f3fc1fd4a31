"""The files below .gitea that follow from the authority files; Forgejo reads this folder as Gitea does."""

from __future__ import annotations

from datetime import date

from ubah.core.meanings import OfficeMeaning
from ubah.core.office.authority import Authority
from ubah.core.render import Translate
from ubah.publish.forges.forgejo.codeowners import PATH, codeowners
from ubah.publish.forges.issue_forms import issue_forms

FOLDER = ".gitea"
FORMS = f"{FOLDER}/issue_template"


def forgejo_files(authority: Authority, day: date, translate: Translate) -> dict[str, bytes]:
    """Return path → content: an issue form for each action and pair, the chooser's settings, CODEOWNERS."""
    host = str(authority.raw_office.get("forge", {}).get("host", ""))
    managers = authority.sop.offices(OfficeMeaning.MANAGES)
    forms = issue_forms(authority, translate, FORMS, "ubah forge files")
    return {**forms, PATH: codeowners(authority.roles, host, day, managers)}


def is_derived(path: str) -> bool:
    """Whether a file below .gitea is made by `forgejo_files`, and by nobody else."""
    return path == PATH or path.startswith(f"{FORMS}/")
