"""`ubah schemas`: bring change.schema.json in line with sop.yaml."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ubah.cli.language import language_option, say
from ubah.core.diagnostics import msg
from ubah.core.paths import ARCHIVE_SCHEMA, SCHEMA_FILES
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.workspace import authority_on_disk
from ubah.edge.system import disk


@click.command()
@click.option(
    "--archive",
    is_flag=True,
    help="Also take up the schema of archived requests, where the office has none yet.",
)
@language_option
def schemas(archive: bool, lang: str | None) -> None:
    """Write into change.schema.json what sop.yaml implies, for editors."""
    root = office_root(Path.cwd())
    derived = authority_on_disk(root).change_schema
    text = json.dumps(derived, ensure_ascii=False, indent=2) + "\n"
    disk.write_atomically(root / SCHEMA_FILES["change"], text.encode())
    say(msg("{path} says what sop.yaml says", path=SCHEMA_FILES["change"]), lang)
    if archive and not disk.is_there(root / ARCHIVE_SCHEMA):
        disk.write_atomically(
            root / ARCHIVE_SCHEMA, disk.read(disk.template_root() / ARCHIVE_SCHEMA)
        )
    if archive:
        say(
            msg(
                "{path} is there; once it has landed, the office has an archive, judged by it",
                path=ARCHIVE_SCHEMA,
            ),
            lang,
        )
