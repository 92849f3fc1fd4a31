"""Files and addresses for GitHub, and GitHub Enterprise Server."""

from __future__ import annotations

from ubah.publish.forges import ForgePages
from ubah.publish.forges.github.addresses import (
    form_address,
    forms_page,
    new_file,
    repository_address,
)
from ubah.publish.forges.github.files import github_files, is_derived

GITHUB = ForgePages(
    name="github",
    title="GitHub",
    pin=".github/ubah/tool.txt",
    folder=".github",
    derived_files=github_files,
    is_derived=is_derived,
    repository_address=repository_address,
    forms_page=forms_page,
    new_file=new_file,
    form_address=form_address,
)
