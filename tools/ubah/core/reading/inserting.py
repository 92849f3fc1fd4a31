"""Values put into a YAML file that people keep by hand: every byte that is not concerned stays.

The places are found by the composer of PyYAML, which tells where each value begins and ends; what
is put there is written here. Decision 35 says why no library writes the file again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import yaml

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.reading.writing import dump
from ubah.core.strict_yaml.document import Json, Pointer
from ubah.core.strict_yaml.source import parse

END = "-"
"""The last part of a pointer that leads behind a list's last item (as in RFC 6901)."""

_UNBROKEN = 100_000  # columns: a key's line is one line


@dataclass(frozen=True)
class Edit:
    """``value`` is to stand at ``pointer``; one that ends in `END` adds an item to a list.

    A list that is lacking is made; every other part above must be there.
    """

    pointer: Pointer
    value: Json


def with_edits(data: bytes, path: str, edits: Iterable[Edit]) -> bytes:
    """Return the file with the edits made, one after the other.

    Raises:
        CannotRun: if the file cannot be read, or is written in a form that cannot be gone on with.
    """
    for edit in edits:
        wanted = _with(_value(data, path), edit)
        text = data.decode()
        start, end, added = _replacement(text, edit)
        written = f"{text[:start]}{added}{text[end:]}".encode()
        document, _ = parse(written, path)
        if document is None or document.value != wanted:
            raise CannotRun(
                msg(
                    "{path}, line {line}: this part is written in a form that cannot be gone on with",
                    path=path,
                    line=text.count("\n", 0, start) + 1,
                ),
                msg("write it in block style: one entry a line, indented by two spaces"),
            )
        data = written
    return data


def _value(data: bytes, path: str) -> Json:
    document, findings = parse(data, path)
    if document is None:
        raise CannotRun(findings[0].message, findings[0].hint or msg("type: ubah check"))
    return document.value


def _with(value: Json, edit: Edit) -> Json:
    """Return what the file must hold afterwards, made without its text."""
    whole: Any = json.loads(json.dumps(value))
    *above, last = edit.pointer
    inner = whole
    for part in above:
        if last == END and part == above[-1] and part not in inner:
            inner[part] = []
        inner = inner[part]
    if last == END:
        inner.append(edit.value)
    else:
        inner[last] = edit.value
    copied: Json = whole
    return copied


def _replacement(text: str, edit: Edit) -> tuple[int, int, str]:
    """Return from where to where the text is replaced, and by what."""
    node = cast("yaml.Node", yaml.compose(text, Loader=yaml.SafeLoader))
    *above, last = edit.pointer
    for place, part in enumerate(above):
        found = _child(node, part)
        if found is None and last == END and place == len(above) - 1:
            return _entry(text, node, str(part), [edit.value])
        assert found is not None, edit.pointer  # noqa: S101 - the pointer was made from the file
        node = found
    if last == END:
        return _item(text, node, edit.value)
    there = _child(node, last)
    if there is None:
        return _entry(text, node, str(last), edit.value)
    start = there.start_mark.index
    said = text[start : there.end_mark.index].rstrip()  # a text in a block takes blank lines along
    return start, start + len(said), _scalar(edit.value)


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode):
        return cast("yaml.Node", node.value[int(part)])
    pairs = cast("list[tuple[yaml.Node, yaml.Node]]", node.value)
    return next((value for key, value in pairs if key.value == part), None)


def _entry(text: str, node: yaml.Node, key: str, value: Json) -> tuple[int, int, str]:
    """Return how a mapping gets one more key."""
    if _is_flow(node):
        added = f"{key}: {json.dumps(value, ensure_ascii=False)}"
        return _in_flow(node, "{}", added)
    lines = dump({key: value}, width=_UNBROKEN)
    return _below(text, node, lines, node.value[0][0].start_mark.column)


def _item(text: str, node: yaml.Node, value: Json) -> tuple[int, int, str]:
    """Return how a list gets one more item."""
    if _is_flow(node):
        return _in_flow(node, "[]", json.dumps(value, ensure_ascii=False))
    return _below(text, node, dump([value], width=_UNBROKEN), node.start_mark.column)


def _is_flow(node: yaml.Node) -> bool:
    """Whether a node ends where its own mark says: a text, or one in brackets."""
    return not isinstance(node, yaml.CollectionNode) or bool(node.flow_style)


def _in_flow(node: yaml.Node, brackets: str, added: str) -> tuple[int, int, str]:
    if node.value:
        last = node.value[-1]
        end = _end(last[1] if isinstance(last, tuple) else last)
        return end, end, f", {added}"
    start, end = node.start_mark.index, node.end_mark.index
    return start, end, f"{brackets[0]}{added}{brackets[1]}"


def _below(text: str, node: yaml.Node, lines: str, column: int) -> tuple[int, int, str]:
    """Return how lines come below a block, before the comments that lead on to what follows."""
    end = _end(node)
    if end and text[end - 1] != "\n":
        line_end = text.find("\n", end)
        end = len(text) if line_end < 0 else line_end + 1
    lead = "" if not end or text[end - 1] == "\n" else "\n"
    indented = (" " * column + line for line in lines.splitlines(keepends=True))
    return end, end, lead + "".join(indented)


def _end(node: yaml.Node) -> int:
    """Return where the last sign of a node stands; a block's own mark lies behind what follows it."""
    if _is_flow(node) or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _scalar(value: Json) -> str:
    """Return a value as it stands in place of another, in whichever style that is written."""
    return json.dumps(value, ensure_ascii=False)
