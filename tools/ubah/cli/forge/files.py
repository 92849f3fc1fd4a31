"""`ubah forge files`: bring the files that the office's forge reads in line with its rules and people."""

from __future__ import annotations

from pathlib import Path

import click

from ubah.cli.language import language_option
from ubah.cli.office.github import bring_in_line
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.workspace import authority_on_disk
from ubah.edge.forges.table import forge_kind


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Only say whether they are up to date.")
@click.option("--release", is_flag=True, help="Also the jobs and scripts of this release.")
@language_option
def files(only_check: bool, release: bool, lang: str | None) -> None:
    """Write the forms that follow from the SOP, the schemas and roles.yaml, for the office's forge."""
    root = office_root(Path.cwd())
    forge = forge_kind(authority_on_disk(root))
    bring_in_line(root, forge, only_check=only_check, release=release, lang=lang)
