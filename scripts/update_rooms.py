"""Writes docs/rooms.md: every room of the package by what it does, and which stands on which."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "tools/ubah"
PAGE = ROOT / "docs/rooms.md"
TOP = ("cli", "publish", "report", "edge", "core")
IN_ROOMS = ("cli", "publish", "edge", "core")
HEAD = """\
# Rooms

Made by `scripts/update_rooms.py` out of the code; a test holds it there. An arrow leads to what a room imports; what follows
from other arrows is left out. There is no circle: a room never imports one that stands on it.
"""


def rooms() -> Mapping[str, frozenset[str]]:
    """Return room → the rooms that its modules import, wherever in a module they do."""
    needs: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        own = room_of(".".join(path.relative_to(PACKAGE).with_suffix("").parts))
        if own:
            needs.setdefault(own, set()).update(imported(path) - {own})
    return {own: frozenset(used) for own, used in needs.items()}


def imported(path: Path) -> set[str]:
    """Return the rooms that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ubah."):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names if alias.name.startswith("ubah.")}
    return {room_of(name.removeprefix("ubah.")) for name in names} - {""}


def room_of(name: str) -> str:
    """Return the room of a module: its folder below the package, at most two deep; "" for none."""
    first, _, rest = name.partition(".")
    if first not in TOP:
        return ""
    inner = rest.split(".")[0]
    inside = first in IN_ROOMS and inner and (PACKAGE / first / inner).is_dir()
    return f"{first}/{inner}" if inside else first


def in_order(needs: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the rooms, each behind those that it imports.

    Raises:
        graphlib.CycleError: if there is no such order.
    """
    return [
        *TopologicalSorter({room: sorted(needs[room]) for room in sorted(needs)}).static_order()
    ]


def direct(needs: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """Return only the arrows that do not follow from others."""
    reach: dict[str, frozenset[str]] = {}
    for room in in_order(needs):
        reach[room] = needs[room].union(*(reach[used] for used in needs[room]))
    return {
        room: frozenset(
            used for used in useds if not any(used in reach[other] for other in useds - {used})
        )
        for room, useds in needs.items()
    }


def page() -> str:
    """Return the page."""
    needs = rooms()
    return "\n".join([HEAD, *_drawing(direct(needs)), "", *_table(needs), ""])


def _drawing(arrows: Mapping[str, frozenset[str]]) -> Iterator[str]:
    yield "```mermaid"
    yield "flowchart TD"
    for room in sorted(arrows):
        for used in sorted(arrows[room]):
            yield f"  {room.replace('/', '_')}[{room}] --> {used.replace('/', '_')}[{used}]"
    yield "```"


def _table(needs: Mapping[str, frozenset[str]]) -> Iterator[str]:
    yield "| room | what it does |"
    yield "| --- | --- |"
    for room in reversed(in_order(needs)):
        text = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text())) or ""
        yield f"| `{room}` | {text.splitlines()[0]} |"


if __name__ == "__main__":
    PAGE.write_text(page())
