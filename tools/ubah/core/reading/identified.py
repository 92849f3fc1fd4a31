"""Files of one thing each, named after its id: assets and archived requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ubah.core.diagnostics import Finding, Message, Place, error, msg
from ubah.core.json_schema.validator import SchemaValidator
from ubah.core.reading.schema import schema_findings
from ubah.core.rules.contents import SCHEMA
from ubah.core.rules.references import ID_IS_FILE_NAME
from ubah.core.strict_yaml.source import parse


def read_identified(
    data: bytes,
    path: str,
    id_of_path: str,
    validator: SchemaValidator,
    empty: Message,
    hint: Message,
) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """Return what the file at ``path`` holds if it is sound and has ``id_of_path`` as its id.

    Else return what is wrong with it: ``empty`` and ``hint`` say so where the schema lets in a file
    that holds no fields at all.
    """
    document, findings = parse(data, path)
    if document is None:
        return None, findings
    place = Place(path)
    problems = schema_findings(validator, document, place)
    value = document.value
    if problems or not isinstance(value, dict):
        return None, problems or (error(SCHEMA, place, empty, hint),)
    if value.get("id") != id_of_path:
        position = document.position(("id",))
        rename = msg("write id: {id}, or rename the file", id=id_of_path)
        message = msg("the id {id} is not the file's name", id=str(value.get("id", "–")))
        return None, (error(ID_IS_FILE_NAME, place.at(position), message, rename),)
    return value, ()
