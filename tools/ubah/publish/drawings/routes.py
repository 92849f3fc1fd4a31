"""Where the diagram's arrows run on its grid of rows and three columns."""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

PITCH = 104
TOP = 26
COLUMNS = (106, 424, 752)
WIDTH = 1020


class Size(NamedTuple):
    """Width and height."""

    width: int
    height: int


class BoxPlace(NamedTuple):
    """A cell of the grid."""

    row: int
    column: int


class Drawn(NamedTuple):
    """An arrow's line, and where its label stands: at x, y, above, below or in the middle of it.

    ``stub``: the line leaves the picture, and the label must name where to.
    """

    line: str
    x: float
    y: float
    anchor: str
    side: str
    columns: int
    stub: bool = False


BOX = Size(192, 52)
HALF = Size(BOX.width // 2, BOX.height // 2)
CORNER = 50  # how far from a box's middle an arrow leaves that turns a corner
PARALLEL = 9  # how far two arrows between the same boxes lie from the middle
START_RADIUS = 9


def centre(place: BoxPlace) -> tuple[int, int]:
    """Return the middle of a cell."""
    return COLUMNS[place.column], TOP + place.row * PITCH


def route(source: BoxPlace, target: BoxPlace, occupied: Set[BoxPlace], *, both: bool) -> Drawn:
    """Return how an arrow runs from one cell to another; ``both``: there is one back, too."""
    if source == target:
        return _loop(source)
    if abs(source.column - target.column) > 1:
        return _stub(source)
    if source.column == target.column:
        return _vertical(source, target)
    if source.row == target.row:
        return _horizontal(source, target, both=both)
    if target.column == 0:
        return _collected(source, target)
    if target.row > source.row and BoxPlace(target.row, source.column) not in occupied:
        return _down_then_sideways(source, target)
    return _through_the_gap(source, target)


def _loop(place: BoxPlace) -> Drawn:
    x, y = centre(place)
    way = 1 if place.column == 2 else -1
    edge = x + way * HALF.width
    line = f"M{edge} {y - 13}h{way * 22}v-32h{-way * 62}v17"
    return Drawn(line, edge + way * 28, y - 40, "start" if way > 0 else "end", "middle", 17)


def _stub(place: BoxPlace) -> Drawn:
    x, y = centre(place)
    way = 1 if place.column == 2 else -1
    edge = x + way * HALF.width
    return Drawn(f"M{edge} {y}h{way * 22}", edge + way * 27, y + 4, "start", "middle", 18, True)


def _vertical(source: BoxPlace, target: BoxPlace) -> Drawn:
    x, start = centre(source)
    _x, end = centre(target)
    way = 1 if end > start else -1
    begin = start + way * (HALF.height if source.row else START_RADIUS)
    end -= way * HALF.height
    left = source.column == 1 and abs(source.row - target.row) > 1
    middle = begin + (end - begin) / 2 + 4
    return Drawn(
        f"M{x} {begin}V{end}",
        x - 9 if left else x + 9,
        middle,
        "end" if left else "start",
        "middle",
        21,
    )


def _horizontal(source: BoxPlace, target: BoxPlace, *, both: bool) -> Drawn:
    (start, y), (end, _y) = centre(source), centre(target)
    way = 1 if end > start else -1
    y -= way * PARALLEL if both else 0
    start, end = start + way * HALF.width, end - way * HALF.width
    side, offset = ("above", -7) if way > 0 else ("below", 17)
    return Drawn(f"M{start} {y}H{end}", (start + end) / 2, y + offset, "middle", side, 17)


def _collected(source: BoxPlace, target: BoxPlace) -> Drawn:
    """Run sideways, then up or down into a box at the edge, where several lines may join."""
    (start, y), (x, row) = centre(source), centre(target)
    end = row - HALF.height if row > y else row + HALF.height
    start -= HALF.width
    return Drawn(f"M{start} {y}H{x}V{end}", x + 8, y - 7, "start", "above", 24)


def _down_then_sideways(source: BoxPlace, target: BoxPlace) -> Drawn:
    (x, start), (other, y) = centre(source), centre(target)
    way = 1 if other > x else -1
    x += CORNER if way > 0 else 0
    end = other - way * HALF.width
    return Drawn(
        f"M{x} {start + HALF.height}V{y}H{end}", (x + end) / 2, y - 7, "middle", "above", 23
    )


def _through_the_gap(source: BoxPlace, target: BoxPlace) -> Drawn:
    (start, y), (end, row) = centre(source), centre(target)
    way = 1 if end > start else -1
    start, end = start + way * HALF.width, end - way * HALF.width
    y += -13 if row < y else 13
    row += 13 if row < y else -13
    gap = end - way * 76
    return Drawn(
        f"M{start} {y}H{gap}V{row}H{end}", gap + 6, (y + row) / 2 + 6, "start", "middle", 14
    )
