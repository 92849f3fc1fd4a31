"""Texts that YAML cuts: what stands behind `` #`` on a line is a comment, and is lost.

"Tiket #4521 pembaruan SPSE" without quotation marks is the text "Tiket". Nothing shows the rest, and
once it has landed it cannot be mended. Comments on lines of their own do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from ubah.core.diagnostics import Finding, Message, Place, Position, error, msg
from ubah.core.rules.files import TEXT_BEHIND_NUMBER_SIGN
from ubah.core.strict_yaml.errors import yaml_events

_SHOWN = 60
_CANDIDATE = re.compile(r"^(?![ \t]*#).*?[ \t]#", re.MULTILINE)
_NUMBER_SIGN = re.compile(r"(?<=[ \t])#")
WHOLE_LINE = (-1, -1)


def cut_texts(
    data: bytes, path: str, before: bytes = b"", *, every: bool = False
) -> Iterator[Finding]:
    """Yield a finding for each comment behind something else, on a line that ``before`` lacks.

    ``data`` is YAML; of what cannot be read as such nothing is found here. ``every``: also where no
    schema will say that the value is missing.
    """
    text = data.decode("utf-8", "replace")
    known = frozenset(before.decode("utf-8", "replace").split("\n"))
    lines = text.split("\n")
    for position in comments_behind(text):
        line = lines[position.line - 1]
        if line not in known and (every or not _is_all_there_is(lines, position)):
            message, hint = _told(line, position.column)
            yield error(TEXT_BEHIND_NUMBER_SIGN, Place(path, position), message, hint)


def _told(line: str, column: int) -> tuple[Message, Message]:
    lost, whole = line[column - 1 :].strip(), line.strip().removeprefix("- ")
    name, colon, value = whole.partition(": ")
    kept = f"{name}: '{value}'" if colon and " " not in name else f"'{whole}'"
    return (
        msg(
            "what stands behind # on this line is a comment, and is lost: {lost}", lost=_short(lost)
        ),
        msg(
            "put the whole text in quotation marks: {line}; a comment goes on a line of its own",
            line=_short(kept),
        ),
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def comments_behind(text: str) -> tuple[Position, ...]:
    """Return where comments begin that share their line with something else."""
    if not _CANDIDATE.search(text):
        return ()
    try:
        taken = _taken(text)
    except (yaml.YAMLError, RecursionError):
        return ()
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        spans = taken.get(number, ())
        if line.lstrip(" \t").startswith("#") or WHOLE_LINE in spans:
            continue
        signs = (sign.start() for sign in _NUMBER_SIGN.finditer(line))
        behind = (at for at in signs if not any(start <= at < end for start, end in spans))
        found += [Position(number, at + 1) for at in behind][:1]
    return tuple(found)


def hides_value(lines: list[str], line: int, column: int) -> bool:
    """Whether a comment stands where an empty value stands, behind the key or on the next line."""
    behind = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    below = lines[line].strip() if line < len(lines) and not behind else ""
    return behind.startswith("#") or below.startswith("#")


def _is_all_there_is(lines: list[str], position: Position) -> bool:
    """Whether nothing but the comment was given: then the schema says that the value is missing."""
    before = lines[position.line - 1][: position.column - 1].rstrip()
    if not before.endswith((":", "-")):
        return False
    below = (line for line in lines[position.line :] if line.strip() and line.lstrip()[0] != "#")
    return _indentation(next(below, "")) <= _indentation(before)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _taken(text: str) -> dict[int, list[tuple[int, int]]]:
    """Return line → the columns that keys and values take up there."""
    found: dict[int, list[tuple[int, int]]] = {}
    for event in yaml_events(text):
        if not isinstance(event, yaml.ScalarEvent):
            continue
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:  # libyaml always tells both
            continue
        if event.style in ("|", ">"):  # a comment may stand behind the mark, but not in the block
            last = end.line if end.column else end.line - 1
            for line in range(start.line + 1, last + 1):
                found.setdefault(line + 1, []).append(WHOLE_LINE)
            continue
        for line in range(start.line, end.line + 1):
            first = start.column if line == start.line else 0
            last = end.column if line == end.line else len(text)
            found.setdefault(line + 1, []).append((first, last))
    return found
