"""Findings on a record that was not written: told of the answers that it was made from.

The judge points into the record's file. Where that was refused, there is no such line, and the
person who answered has never seen one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ubah.core.diagnostics import Finding, Label, Place, Value, msg
from ubah.core.forms.fields import label_of
from ubah.core.json_schema.parts import dereference
from ubah.core.office.authority import Authority
from ubah.core.strict_yaml.document import Document, Pointer
from ubah.core.strict_yaml.source import parse


def told_of_answers(
    findings: tuple[Finding, ...],
    path: str,
    candidate: bytes,
    known_lines: int,
    authority: Authority,
    origin: Callable[[Pointer], Place | None],
) -> tuple[Finding, ...]:
    """Return the findings; those on a line of ``candidate`` that nobody has seen name the answer.

    ``known_lines``: how much of it is on the disk as it stands. ``origin`` says where in a file of
    the person's own an answer came from, None if it was typed.
    """
    document, _ = parse(candidate, path)
    if document is None:
        return findings
    return tuple(
        _told(finding, document, authority, origin)
        if finding.place.path == path and finding.place.position.line > known_lines
        else replace(finding, place=replace(finding.place, commit=""))
        for finding in findings
    )


def _told(
    finding: Finding,
    document: Document,
    authority: Authority,
    origin: Callable[[Pointer], Place | None],
) -> Finding:
    pointer = _pointer_at(finding.place, document)
    place = origin(pointer) or Place()
    message = finding.message
    label = _label(pointer, document.value, authority)
    if label is not None and "where" not in dict(message.values):
        message = msg("{answer}: {problem}", answer=label, problem=message)
    return replace(finding, place=place, message=message)


def _pointer_at(place: Place, document: Document) -> Pointer:
    """Return the deepest value, or key, that stands where the finding points."""
    found: Pointer = ()
    for positions in (document.positions, document.keys):
        for pointer, position in positions.items():
            if position == place.position and len(pointer) > len(found):
                found = pointer
    return found


def _label(pointer: Pointer, record: Any, authority: Authority) -> Value | None:
    """Return the label of the request's or the evidence's field that ``pointer`` lies in."""
    defs: Mapping[str, Any] = authority.change_schema["$defs"]
    if pointer[:1] == ("request",) and len(pointer) > 1:
        part, rest = defs["request"], pointer[1:]
    elif pointer[:1] == ("journal",) and len(pointer) > 3 and pointer[2] == "evidence":
        action = record["journal"][pointer[1]].get("action")
        part, rest = defs.get(f"evidence_{action}", {}), pointer[3:]
    else:
        return None
    schema = dereference(part.get("properties", {}).get(rest[0], {}), defs)
    label = label_of(schema) if "title" in schema else None
    return label and Label(f"{rest[0]} ({label.id})", f"{rest[0]} ({label.en})")
