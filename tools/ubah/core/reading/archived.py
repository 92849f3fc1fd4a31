"""Archived requests: what an office did before it had its register, as its own papers tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ubah.core.diagnostics import Finding, Place, error, msg
from ubah.core.json_schema.validator import SchemaValidator
from ubah.core.paths import archived_id
from ubah.core.reading.relied_on import missing
from ubah.core.reading.schema import schema_findings
from ubah.core.rules.contents import SCHEMA
from ubah.core.rules.references import ID_IS_FILE_NAME
from ubah.core.strict_yaml.source import parse

RELIED_ON = ("id", "original.title", "taken_over.by", "taken_over.date")
"""What judge and pages read of an archived request, whatever the office's own schema asks for."""


@dataclass(frozen=True)
class ArchivedChange:
    """A request that was taken over from elsewhere: nobody proved what it says."""

    id: str
    data: Mapping[str, Any]

    @property
    def original(self) -> Mapping[str, Any]:
        """What the source says of it."""
        told: Mapping[str, Any] = self.data["original"]
        return told

    @property
    def taken_over(self) -> Mapping[str, Any]:
        """From which file, by whom and when."""
        told: Mapping[str, Any] = self.data["taken_over"]
        return told

    @property
    def corrects(self) -> str:
        """The id of the archived request that this one corrects, or ""."""
        named = self.data.get("corrects")
        return str(named.get("id", "")) if isinstance(named, Mapping) else ""

    @property
    def title(self) -> str:
        """The title that the source gives it."""
        return str(self.original["title"])


def read_archived(
    data: bytes, path: str, validator: SchemaValidator
) -> tuple[ArchivedChange | None, tuple[Finding, ...]]:
    """Return the archived request at ``path`` if its file is sound, else what is wrong with it."""
    document, findings = parse(data, path)
    if document is None:
        return None, findings
    place = Place(path)
    problems = schema_findings(validator, document, place)
    value = document.value
    if problems or not isinstance(value, dict):
        wrong = error(
            SCHEMA,
            place,
            msg("the file holds no archived request"),
            msg("write it by: ubah import changes FILE"),
        )
        return None, problems or (wrong,)
    if value.get("id") != archived_id(path):
        position = document.position(("id",))
        hint = msg("write id: {id}, or rename the file", id=archived_id(path))
        message = msg("the id {id} is not the file's name", id=str(value.get("id", "–")))
        return None, (error(ID_IS_FILE_NAME, place.at(position), message, hint),)
    lacking = ", ".join(missing(RELIED_ON, value))
    if lacking:
        message = msg("the archive's schema lets in a file without {fields}", fields=lacking)
        hint = msg("add it to the file; and let the schema ask for it: ubah schemas --archive")
        return None, (error(SCHEMA, place, message, hint),)
    return ArchivedChange(str(value["id"]), value), ()
