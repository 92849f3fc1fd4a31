"""What the commands that change office.yaml share: its schema, and how a change of it is written."""

from __future__ import annotations

from pathlib import Path

from ubah.cli.people.staff import StaffChange, StaffDraft
from ubah.core.diagnostics import Message
from ubah.core.json_schema.parts import Schema
from ubah.core.office.schema_files import mapping_of
from ubah.core.paths import OFFICE, SCHEMA_FILES
from ubah.core.reading.inserting import Edit
from ubah.edge.clone.work_files import work_files

BRANCH = "office-settings"


def office_schema(root: Path) -> Schema:
    """Return the schema of office.yaml that the office in ``root`` goes by."""
    path = SCHEMA_FILES["office"]
    return mapping_of(work_files(root).authority()[path], path)


def write_settings(
    draft: StaffDraft, edits: tuple[Edit, ...], what: str, said: tuple[Message, ...]
) -> None:
    """Commit a change of office.yaml on a branch of its own, and say who proves it."""
    message = f"office: {what}\n\nPengaturan kantor / Office settings\n"
    draft.write(StaffChange(edits, message, BRANCH, said, path=OFFICE))
