"""What the files in schemas/ come to by themselves: the SOP, and what other files are judged by.

They are large and seldom change, roles.yaml is small and often does: what comes of equal bytes is
worked out once, however many authorities are built on them. Nothing depends on anything but the
bytes, and only a few are kept. Files that came with this release have been checked with it
(`ubah.core.office.shipped`), so no command does it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ubah.core.diagnostics import Finding, Place
from ubah.core.json_schema.validator import SchemaValidator, unchecked_validator_for, validator_for
from ubah.core.office.shipped import is_shipped
from ubah.core.paths import SCHEMA_FILES, SOP
from ubah.core.reading.derivation import (
    derive_change_schema,
    entry_schema,
    frame_schema,
    record_schema,
)
from ubah.core.reading.records import RecordSchemas
from ubah.core.reading.schema import schema_findings
from ubah.core.sop import Sop
from ubah.core.sop_file import build_sop
from ubah.core.strict_yaml.document import Document
from ubah.core.strict_yaml.source import parse


@dataclass(frozen=True)
class Process:
    """The SOP, and the schemas of records that follow from it."""

    sop: Sop
    change_schema: Mapping[str, Any]
    records: RecordSchemas


@lru_cache(maxsize=16)
def read_schema_file(data: bytes, path: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """Return what `parse` makes of a file in schemas/; without positions where nothing will be told of it."""
    if path.endswith(".json") and is_shipped(path, data):
        return Document(json.loads(data), {}, {}, block=False), ()
    return parse(data, path)


@lru_cache(maxsize=16)
def validator_of(data: bytes, path: str) -> SchemaValidator:
    """Return the validator that a schema file, which can be parsed, is.

    Raises:
        UnusableSchema, CannotRun: if it is no schema, see `validator_for`.
        TypeError: if it is no mapping.
    """
    made = unchecked_validator_for if is_shipped(path, data) else validator_for
    return made(mapping_of(data, path))


@lru_cache(maxsize=16)
def sop_findings(sop: bytes, schema: bytes) -> tuple[Finding, ...]:
    """Return what the SOP's schema finds in sop.yaml."""
    if is_shipped(SOP, sop) and is_shipped(SCHEMA_FILES["sop"], schema):
        return ()
    validator = validator_of(schema, SCHEMA_FILES["sop"])
    document, _ = read_schema_file(sop, SOP)
    return () if document is None else schema_findings(validator, document, Place(SOP))


@lru_cache(maxsize=4)
def process_of(sop_file: bytes, change_file: bytes) -> Process:
    """Return the process that sop.yaml, which its schema finds nothing in, and the records' schema are.

    Raises:
        UnusableSchema, CannotRun, KeyError, …: if the tool lacks something in them.
    """
    sop = build_sop(mapping_of(sop_file, SOP))
    change = derive_change_schema(mapping_of(change_file, SCHEMA_FILES["change"]), sop)
    if not (is_shipped(SOP, sop_file) and is_shipped(SCHEMA_FILES["change"], change_file)):
        validator_for(change)  # checks the evidence that sop.yaml defines, once for all actions
    entries = {
        name: unchecked_validator_for(entry_schema(change, sop, action))
        for name, action in sop.actions.items()
    }
    records = RecordSchemas(
        unchecked_validator_for(record_schema(change)),
        unchecked_validator_for(frame_schema(change)),
        entries,
    )
    return Process(sop, change, records)


def mapping_of(data: bytes, path: str) -> Mapping[str, Any]:
    """Return what a file in schemas/ holds.

    Raises:
        TypeError: if it is no mapping.
    """
    document, _ = read_schema_file(data, path)
    if document is None or not isinstance(document.value, dict):
        raise TypeError("not a mapping")
    return document.value
