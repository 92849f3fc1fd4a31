"""Versions of records, each read once; one that goes on from another is read from there on.

A record only grows at its end (rule 2), and a walk meets each of its versions. What a version adds
is whole entries, so reading these alone, as a journal of their own, gives what reading all of it
would: nothing written before them reaches beyond their first line, which stands at the column of the
journal's own dashes. Whatever is not so, or is refused, is read from the beginning.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from ubah.core.diagnostics import NOWHERE, Position
from ubah.core.reading.records import MAX_ENTRIES, STATUS_LINE, RecordFile, read_file
from ubah.core.strict_yaml.document import Document, Pointer
from ubah.core.strict_yaml.source import MAX_BYTES, MAX_VALUES, parse

FILES_KEPT = 512
VERSIONS_KEPT = 3
"""Of a file: what main holds, what a branch brings, one more."""

_RETYPED = (b"true", b"false", b"null")
_HEADER = b"journal:\n"


class RecordVersions:
    """Reads records, and remembers the newest versions of those read last."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, OrderedDict[bytes, RecordFile]] = OrderedDict()

    def read(self, data: bytes, path: str) -> RecordFile:
        """Return what `read_file` returns."""
        known = self._known.setdefault(path, OrderedDict())
        self._known.move_to_end(path)
        file = known.get(data)
        if file is None:
            file = _from_another(known, data) or read_file(data, path)
            known[data] = file
            if len(known) > VERSIONS_KEPT:
                known.popitem(last=False)
            if len(self._known) > FILES_KEPT:
                self._known.popitem(last=False)
        return file


def _from_another(known: OrderedDict[bytes, RecordFile], data: bytes) -> RecordFile | None:
    for other in reversed(known.values()):
        file = gone_on(other, data)
        if file is not None:
            return file
    return None


def gone_on(older: RecordFile, data: bytes) -> RecordFile | None:
    """Return what ``data`` holds, read from the version before; None where it is to be read whole."""
    layout, document = older.layout, older.document
    if layout is None or document is None or len(data) > MAX_BYTES:
        return None
    status = _line_at(data, len(layout.head))
    begun = len(layout.head) + len(status) + 1
    end = begun + len(layout.request) + len(layout.journal)
    if not (
        STATUS_LINE.match(status)
        and status[8:] not in _RETYPED
        and data.startswith(layout.head)
        and data.startswith(layout.request, begun)
        and data.startswith(layout.journal, begun + len(layout.request))
    ):
        return None
    added = data[end:]
    if not added.startswith(_dash(older)) or not added.endswith(b"\n"):
        return None
    parsed, _ = parse(_HEADER + added, older.path)
    lines = data.count(b"\n", 0, end)
    return None if parsed is None else _joined(older, document, parsed, status, added, lines)


def _line_at(data: bytes, start: int) -> bytes:
    end = data.find(b"\n", start)
    return data[start:end] if end >= 0 else b""


def _dash(file: RecordFile) -> bytes:
    """Return how a line begins that begins an entry of the file's journal."""
    assert file.layout is not None  # noqa: S101 - whoever asks has looked
    first = file.layout.journal.split(b"\n", 2)[1]
    return first[: len(first) - len(first.lstrip(b" "))] + b"- "


def _joined(
    older: RecordFile, document: Document, parsed: Document, status: bytes, added: bytes, lines: int
) -> RecordFile | None:
    value, more = document.value, parsed.value
    if not isinstance(value, dict) or not isinstance(more, dict) or list(more) != ["journal"]:
        return None
    entries, new = value["journal"], more["journal"]
    if not isinstance(entries, list) or not isinstance(new, list):
        return None
    count = len(entries)
    positions = {**document.positions, **_further(parsed.positions, count, lines - 1)}
    keys = {**document.keys, **_further(parsed.keys, count, lines - 1)}
    if len(positions) > MAX_VALUES or count + len(new) > MAX_ENTRIES:
        return None
    moved = _further(dict.fromkeys(parsed.cut, NOWHERE), count, 0)
    state = status[8:].decode()
    whole = {**value, "status": state, "journal": [*entries, *new]}
    assert older.layout is not None  # noqa: S101 - gone_on has looked
    layout = replace(older.layout, journal=older.layout.journal + added)
    return RecordFile(
        older.path,
        Document(whole, positions, keys, document.block, document.cut | moved.keys()),
        layout,
        (),
        layout,
    )


def _further(
    found: Mapping[Pointer, Position], entries: int, lines: int
) -> dict[Pointer, Position]:
    """Return places below the journal, so many entries and lines further on."""
    return {
        (pointer[0], entries + pointer[1], *pointer[2:]): Position(
            position.line + lines, position.column
        )
        for pointer, position in found.items()
        if len(pointer) > 1 and isinstance(pointer[1], int)
    }
