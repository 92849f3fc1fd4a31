"""The files below .gitea that follow from the authority files; Forgejo reads this folder as Gitea does."""

from __future__ import annotations

from datetime import date

from ubah.core.office.authority import Authority
from ubah.core.render import Translate
from ubah.publish.forges.issue_forms import issue_forms

FOLDER = ".gitea"
FORMS = f"{FOLDER}/issue_template"


def forgejo_files(authority: Authority, _day: date, translate: Translate) -> dict[str, bytes]:
    """Return path → content: an issue form for each action and pair, and the chooser's settings."""
    return issue_forms(authority, translate, FORMS, "ubah forge files")


def is_derived(path: str) -> bool:
    """Whether a file below .gitea is made by `forgejo_files`, and by nobody else."""
    return path.startswith(f"{FORMS}/")
