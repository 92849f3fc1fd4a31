"""What the commands that change office.yaml share: its schema, and how a change of it is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ubah.cli.people.staff import StaffChange, StaffDraft
from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.json_schema.parts import Schema, dereference
from ubah.core.office.schema_files import mapping_of
from ubah.core.paths import OFFICE, SCHEMA_FILES
from ubah.core.reading.inserting import Edit
from ubah.edge.clone.work_files import work_files

BRANCH = "office-settings"


def office_schema(root: Path) -> Schema:
    """Return the schema of office.yaml that the office in ``root`` goes by."""
    path = SCHEMA_FILES["office"]
    return mapping_of(work_files(root).authority()[path], path)


def setting_schema(root: Path, name: str) -> Mapping[str, Any]:
    """Return what the office's schema says of a setting that is a group, its parts resolved.

    Raises:
        CannotRun: if the schema does not know it yet.
    """
    schema = office_schema(root)
    if name not in schema["properties"]:
        raise CannotRun(
            msg("there is no field {field}", field=name),
            msg("bring office.schema.json up to date from the release: docs/guides/upgrading.md"),
        )
    definitions = schema.get("$defs", {})
    group = dereference(schema["properties"][name], definitions)
    parts = {part: dereference(own, definitions) for part, own in group["properties"].items()}
    return {**group, "properties": parts}


def write_settings(
    draft: StaffDraft, edits: tuple[Edit, ...], what: str, said: tuple[Message, ...]
) -> None:
    """Commit a change of office.yaml on a branch of its own, and say who proves it."""
    message = f"office: {what}\n\nPengaturan kantor / Office settings\n"
    draft.write(StaffChange(edits, message, BRANCH, said, path=OFFICE))
