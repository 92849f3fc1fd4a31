"""Files and addresses for GitLab."""

from __future__ import annotations

from ubah.publish.forges import ForgePages
from ubah.publish.forges.gitlab.addresses import (
    form_address,
    forms_page,
    new_file,
    repository_address,
)
from ubah.publish.forges.gitlab.templates import gitlab_files, is_derived

GITLAB = ForgePages(
    name="gitlab",
    title="GitLab",
    pin=".gitlab/ubah/tool.txt",
    folder=".gitlab",
    derived_files=gitlab_files,
    is_derived=is_derived,
    repository_address=repository_address,
    forms_page=forms_page,
    new_file=new_file,
    form_address=form_address,
)
