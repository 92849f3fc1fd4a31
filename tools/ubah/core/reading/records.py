"""Record files: from bytes to a `Record`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ubah.core.diagnostics import (
    Finding,
    Message,
    Place,
    Position,
    error,
    msg,
)
from ubah.core.json_schema.validator import SchemaValidator
from ubah.core.model import Entry, Progress, Record
from ubah.core.paths import record_id
from ubah.core.reading.journal import begin, replay
from ubah.core.reading.schema import schema_findings
from ubah.core.rules.contents import ENTRY_SCHEMA
from ubah.core.rules.files import RECORD_LAYOUT, TOO_LARGE
from ubah.core.sop import Sop
from ubah.core.strict_yaml.document import Document, Json
from ubah.core.strict_yaml.source import parse

MAX_ENTRIES = 1000
TOP_LEVEL = ("id", "status", "request", "journal")
"""Parts of a request that not even a `revise` may change (action table, revise)."""

TOP = Position(1, 1)
_FORM = msg("look at a finished record in changes/, or type: ubah new --help")
_FOUR_PARTS = msg("write the four parts in block style in the order: id, status, request, journal")
STATUS_LINE = re.compile(rb"status: [a-z_]+\Z")


@dataclass(frozen=True)
class Layout:
    """A record's bytes in the parts that rule 2 treats differently; the status line is left out."""

    head: bytes
    request: bytes
    journal: bytes


@dataclass(frozen=True)
class RecordFile:
    """One version of a record, read as far as it can be read.

    ``layout`` is None where nothing can be appended to it; ``parts`` is there also where only the
    status line is badly written, so that it can be compared.
    """

    path: str
    document: Document | None
    layout: Layout | None
    findings: tuple[Finding, ...]
    parts: Layout | None = None

    @property
    def entries(self) -> tuple[Json, ...]:
        """The journal's entries as plain values, for comparing versions."""
        value = self.document.value if self.document else None
        journal = value.get("journal") if isinstance(value, dict) else None
        return tuple(journal) if isinstance(journal, list) else ()

    @property
    def request(self) -> Mapping[str, Json]:
        """The request part as plain values."""
        value = self.document.value if self.document else None
        request = value.get("request") if isinstance(value, dict) else None
        return request if isinstance(request, dict) else {}


def read_file(data: bytes, path: str) -> RecordFile:
    """Parse a record's bytes and check the layout that appending depends on."""
    document, findings = parse(data, path)
    if document is None:
        return RecordFile(path, None, None, findings)
    place = Place(path, record=record_id(path))
    problems = tuple(_layout_problems(data, document, place))
    file = RecordFile(path, document, None, problems)
    if not problems:
        layout = _layout(data, document)
        return replace(file, layout=layout, parts=layout)
    whole = isinstance(document.value, dict) and tuple(document.value) == TOP_LEVEL
    if whole and document.block and _about_status(file, problems):
        return replace(file, parts=_layout(data, document))
    return file


def _layout_problems(data: bytes, document: Document, place: Place) -> Iterator[Finding]:
    def problem(message: Message, position: Position = TOP, hint: Message = _FOUR_PARTS) -> Finding:
        return error(RECORD_LAYOUT, place.at(position), message, hint)

    value = document.value
    if not isinstance(value, dict) or not document.block:
        yield problem(msg("the file does not hold the four parts of a record"))
        return
    if tuple(value) != TOP_LEVEL:
        found = ", ".join(value)
        yield problem(
            msg("the top level holds {found} instead of id, status, request, journal", found=found)
        )
        return
    if any(document.keys[(key,)].column != 1 for key in TOP_LEVEL):
        yield problem(msg("the top level is indented"))
        return
    if not data.endswith(b"\n"):
        last = Position(data.count(b"\n") + 1, 1)
        hint = msg("put the cursor at the very end of the file, press Enter once, and save it")
        yield problem(msg("the file does not end with a line feed"), last, hint)
    position = document.keys[("status",)]
    line = data.split(b"\n")[position.line - 1]
    if not STATUS_LINE.match(line) or document.keys[("request",)].line <= position.line:
        hint = msg("write it like this, without quotation marks or comment: status: submitted")
        yield problem(msg("the status line must be exactly: status: STATE"), position, hint)
    journal = value["journal"]
    first = document.positions[("journal",)]
    begun = data.split(b"\n")[first.line - 1][: first.column]
    if not isinstance(journal, list) or begun.strip(b" ") != b"-":
        yield problem(msg("the journal must be a list with one entry a block"), first)
    if isinstance(journal, list) and len(journal) > MAX_ENTRIES:
        message = msg(
            "the journal has {count} entries; at most {limit}",
            count=len(journal),
            limit=MAX_ENTRIES,
        )
        hint = msg("end this request and go on in a new one that names it in request.supersedes")
        yield error(TOO_LARGE, place, message, hint)


def _layout(data: bytes, document: Document) -> Layout:
    lines = data.splitlines(keepends=True)
    status = document.keys[("status",)].line - 1
    journal = document.keys[("journal",)].line - 1
    return Layout(
        b"".join(lines[:status]), b"".join(lines[status + 1 : journal]), b"".join(lines[journal:])
    )


@dataclass(frozen=True)
class RecordSchemas:
    """Validators for records, made from change.schema.json and sop.yaml."""

    record: SchemaValidator
    frame: SchemaValidator  # the record, its request left open
    entries: Mapping[str, SchemaValidator]


def build_record(
    file: RecordFile, schemas: RecordSchemas, landed: RecordFile | None = None
) -> tuple[Record | None, tuple[Finding, ...]]:
    """Return the record if the file is valid against the schemas, else what is wrong with it.

    What ``landed`` holds, the version that this one goes on from, was judged by the schemas of its
    time and is not held against today's (rule 1).
    """
    document = file.document
    if document is None or (file.findings and not _about_status(file, file.findings)):
        return None, file.findings
    place = Place(file.path, record=record_id(file.path))
    known = 0
    validator = schemas.record
    if landed is not None and file.entries[: len(landed.entries)] == landed.entries:
        known = len(landed.entries)
        validator = schemas.frame if landed.request == file.request else schemas.record
    findings = [*file.findings, *schema_findings(validator, document, place)]
    for index, entry in enumerate(file.entries):
        if index < known:
            continue
        action = entry.get("action") if isinstance(entry, dict) else None
        if not isinstance(action, str) or action not in schemas.entries:
            findings.append(_unknown_action(document, place, index, action, tuple(schemas.entries)))
        else:
            findings += schema_findings(
                schemas.entries[action], document, place, ("journal", index)
            )
    if findings:
        return None, tuple(findings)
    record = landed_record(file)
    if record is None:
        return None, (error(ENTRY_SCHEMA, place, msg("the file holds no record"), _FORM),)
    return record, ()


def despite_status(file: RecordFile, problems: tuple[Finding, ...]) -> Record | None:
    """Return a record of which only the status line is wrong: the rest can be judged all the same."""
    if file.document is None or not _about_status(file, problems):
        return None
    try:
        return _record(file.path, file.document.value)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _about_status(file: RecordFile, problems: tuple[Finding, ...]) -> bool:
    line = file.document.keys.get(("status",)) if file.document else None
    return line is not None and all(p.place.position.line == line.line for p in problems)


def landed_record(file: RecordFile) -> Record | None:
    """Return a record as it stands, whatever today's schemas say of it; None if it is none."""
    if file.document is None or file.findings:
        return None
    try:
        return _record(file.path, file.document.value)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def standing(landed: RecordFile | None, record: Record, sop: Sop) -> Progress:
    """Return the progress of what has landed, by the journal's own times, where no ledger has it."""
    known = landed_record(landed) if landed else None
    if known is None:
        return begin(record)
    return replay(known, [entry.at for entry in known.journal], sop)


def _unknown_action(
    document: Document, place: Place, index: int, action: object, known: tuple[str, ...]
) -> Finding:
    position = document.position(("journal", index, "action"))
    message = msg(
        "journal[{number}]: {action} is no action of the SOP", number=index + 1, action=str(action)
    )
    hint = msg("possible here: {known}", known=", ".join(known))
    return error(ENTRY_SCHEMA, place.at(position), message, hint)


def _record(path: str, value: Json) -> Record:
    """Build a record; whatever id it states, it is the one whose number its file bears."""
    data: Mapping[str, Any] = value  # type: ignore[assignment]
    if not isinstance(data["request"]["title"], str):
        raise TypeError("no title")
    journal = tuple(entry_of(number, entry) for number, entry in enumerate(data["journal"], 1))
    number = record_id(path) or data["id"]
    return Record(number, data["status"], MappingProxyType(data["request"]), journal)


def entry_of(number: int, data: Mapping[str, Any]) -> Entry:
    """Build an entry from its schema-valid content.

    Raises:
        KeyError, TypeError, ValueError: if the office's own schemas let in what is no entry.
    """
    at = datetime.fromisoformat(data["at"])
    if at.tzinfo is None:
        raise ValueError(f"at without a UTC offset: {data['at']}")
    return Entry(
        number,
        data["action"],
        data["by"],
        at,
        MappingProxyType(data.get("evidence") or {}),
        data.get("capacity", ""),
        data.get("appointment", ""),
    )
