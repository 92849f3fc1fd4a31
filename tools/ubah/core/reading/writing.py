"""Writing record files: a new one, or one more entry at the end; text in, text out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import datetime
from typing import Any

import yaml

from ubah.core.diagnostics import CannotRun, msg, told_at
from ubah.core.meanings import OPENED, Meaning, usual_names
from ubah.core.reading.records import RecordFile, read_file
from ubah.core.strict_yaml.document import Json
from ubah.core.strict_yaml.source import is_number

HEADER = "# yaml-language-server: $schema=../../schemas/change.schema.json\n"


class _Dumper(yaml.SafeDumper):
    """Block style, lists indented, texts of several lines as they read."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if _reads_well_as_lines(value) else '"' if _retyped(value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _reads_well_as_lines(value: str) -> bool:
    """Whether a text of several lines can stand as a literal block without any indicator."""
    lines = value.split("\n")
    if len(lines) == 1 or not lines[0] or not lines[-1] or lines[0].startswith(" "):
        return False
    return not any(line.endswith(" ") for line in lines)


def _retyped(value: str) -> bool:
    """Whether some reader of YAML would take a text for a number, a date or a time."""
    return is_number(value) or (value[:4].isdigit() and value[4:5] == "-") or "\n" in value


_Dumper.add_representer(str, _text)


def dump(value: Json, width: int = 100) -> str:
    """Return ``value`` as block-style YAML that the strict parser reads back unchanged.

    Texts are broken before the column ``width``, where they hold a space.
    """
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=width)
    return text


def new_record(
    number: str, request: Mapping[str, Any], entry: Mapping[str, Any], status: str = OPENED
) -> bytes:
    """Return the file of a new record whose journal holds ``entry``, which leads to ``status``."""
    parts = (
        HEADER,
        f"id: {number}\n",
        f"status: {status}\n",
        dump({"request": dict(request)}),
        "journal:\n",
        _entry(entry),
    )
    return "".join(parts).encode()


def entry_data(
    action: str,
    by: str,
    at: datetime,
    evidence: Mapping[str, Any],
    capacity: str = "",
    appointment: str = "",
) -> dict[str, Any]:
    """Return an entry's content in the order in which entries are written."""
    entry: dict[str, Any] = {"action": action, "by": by}
    if capacity:
        entry["capacity"] = capacity
    if appointment:
        entry["appointment"] = appointment
    entry["at"] = at.isoformat()
    if evidence:
        entry["evidence"] = dict(evidence)
    return entry


def append_entry(
    data: bytes,
    path: str,
    entry: Mapping[str, Any],
    status: str,
    request: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the file with one more entry, the new status and, after a revise, the new request.

    Raises:
        CannotRun: if the file cannot be appended to.
    """
    file = _sound(data, path)
    assert file.layout is not None  # noqa: S101 - _sound has seen to it
    middle = (
        dump({"request": dict(request)}).encode() if request is not None else file.layout.request
    )
    line = f"status: {status}\n".encode()
    added = _entry(entry, _indentation(file)).encode()
    written = file.layout.head + line + middle + file.layout.journal + added
    if read_file(written, path).entries != (*file.entries, entry):
        raise _cannot_write(path, file, "journal")
    return written


def _indentation(file: RecordFile) -> str:
    """Return what stands before the dash of the journal's entries, two spaces where none stands."""
    first = file.layout.journal.split(b"\n", 2)[1:2] if file.layout else []
    text = first[0].decode() if first else ""
    return text[: len(text) - len(text.lstrip())] if text.lstrip().startswith("- ") else "  "


def _cannot_write(path: str, file: RecordFile, part: str) -> CannotRun:
    line = file.document.keys[(part,)].line if file.document else 1
    return CannotRun(
        msg(
            "{path}, line {line}: this part is written in a form that cannot be gone on with",
            path=path,
            line=line,
        ),
        msg("write it as ubah new does: one entry a block, indented by two spaces"),
    )


def _sound(data: bytes, path: str) -> RecordFile:
    file = read_file(data, path)
    if file.layout is None:
        first = file.findings[0]
        raise CannotRun(
            told_at(replace(first.place, path=path), first.message),
            msg("type: ubah check {path}", path=path),
        )
    return file


def _entry(entry: Mapping[str, Any], indentation: str = "  ") -> str:
    lines = dump([dict(entry)]).splitlines(keepends=True)
    return "".join(f"{indentation}{line}" if line.strip() else line for line in lines)


def renumbered(data: bytes, path: str, old: str, new: str) -> bytes:
    """Return the record under another number; only its id line changes.

    Raises:
        CannotRun: if the file cannot be read, or its id line not be rewritten.
    """
    file = _sound(data, path)
    assert file.layout is not None  # noqa: S101 - _sound has seen to it
    head = file.layout.head.replace(f"id: {old}\n".encode(), f"id: {new}\n".encode(), 1)
    if head == file.layout.head and old != new:
        raise _cannot_write(path, file, "id")
    return head + data[len(file.layout.head) :]


def versions(
    data: bytes,
    path: str,
    requests: Iterable[bytes] = (),
    revising: Set[str] = usual_names(Meaning.REVISES),
) -> list[bytes]:
    """Return the record as it stood after each of its entries, for replaying a register.

    ``requests`` are the request parts (YAML mappings) that stood before each revision, in order;
    ``revising`` are the actions that revise.
    The status lines are left as they are in ``data``; see `with_status`.
    """
    file = _sound(data, path)
    document, layout = file.document, file.layout
    assert document is not None  # noqa: S101 - _sound has seen to it
    assert layout is not None  # noqa: S101 - see above
    lines = data.splitlines(keepends=True)
    starts = [document.positions[("journal", index)].line - 1 for index in range(len(file.entries))]
    ends = [*starts[1:], len(lines)]
    journal_line = document.keys[("journal",)].line - 1
    earlier = [b"request:\n" + b"".join(_indented(request)) for request in requests]
    found = []
    revised = 0
    for entry, end in zip(file.entries, ends, strict=True):
        revised += isinstance(entry, dict) and entry.get("action") in revising
        request = earlier[revised] if revised < len(earlier) else layout.request
        found.append(layout.head + b"status: \n" + request + b"".join(lines[journal_line:end]))
    return found


def _indented(request: bytes) -> list[bytes]:
    return [b"  " + line if line.strip() else line for line in request.splitlines(keepends=True)]


def with_status(data: bytes, status: str) -> bytes:
    """Fill in the status line that `versions` left empty."""
    return data.replace(b"\nstatus: \n", f"\nstatus: {status}\n".encode(), 1)
