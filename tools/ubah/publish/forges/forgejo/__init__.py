"""Files and addresses for Forgejo and Gitea."""

from __future__ import annotations

from ubah.publish.forges import ForgePages
from ubah.publish.forges.forgejo.addresses import (
    form_address,
    forms_page,
    new_file,
    repository_address,
)
from ubah.publish.forges.forgejo.files import FOLDER, forgejo_files, is_derived

FORGEJO = ForgePages(
    name="forgejo",
    title="Forgejo / Gitea",
    pin=".gitea/ubah/tool.txt",
    folder=FOLDER,
    derived_files=forgejo_files,
    is_derived=is_derived,
    repository_address=repository_address,
    forms_page=forms_page,
    new_file=new_file,
    form_address=form_address,
)
