"""`ubah import`: what an office has in spreadsheets comes into its register."""

from __future__ import annotations

import click

from ubah.cli.importing.assets import import_assets
from ubah.cli.importing.changes import import_changes


@click.group("import")
def import_() -> None:
    """Take over what the office has in spreadsheets: its assets, and old requests."""


import_.add_command(import_assets, "assets")
import_.add_command(import_changes, "changes")
