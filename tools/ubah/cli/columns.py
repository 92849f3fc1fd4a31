"""A table of texts in columns, as wide as the terminal: plain, so that thousands of rows take no time."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

import click
from rich.cells import cell_len

GAP = "  "
NARROWEST = 8
WIDTH_IN_FILES = 200

Cells = Sequence[str]


def print_columns(headings: Cells, rows: Iterable[Cells]) -> None:
    """Print a table as wide as the terminal, or wide enough for a file."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH_IN_FILES
    first, *others = columns((headings, *rows), width, headings=1)
    lines = [click.style(line, bold=True) for line in first]
    for row in others:
        lines += row
    click.echo("\n".join(lines))


def columns(rows: Sequence[Cells], width: int, headings: int = 0) -> Iterator[list[str]]:
    """Yield the lines of each row; what is too long for its column goes on below.

    Where the columns do not fit into ``width``, the widest ones give way: down to their longest words,
    so that an id or a name of a field stays whole, and only then to the words of the first so many rows.
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in rows]
    longest = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    room = width - len(GAP) * (len(longest) - 1)
    given = longest
    if sum(longest) > room:
        given = _fitted(longest, _longest_words(rows), room)
        given = _fitted(given, _longest_cells(rows[:headings]) or [NARROWEST] * len(given), room)
    for row in rows:
        if all(cell_len(cell) <= room for cell, room in zip(row, given, strict=True)):
            yield [_line(row, given)]
            continue
        folded = [_fold(cell, room) for cell, room in zip(row, given, strict=True)]
        yield [_line(parts, given) for parts in zip_longest(*folded, fillvalue="")]


def _longest_words(rows: Sequence[Cells]) -> list[int]:
    words = (
        {word for cell in column for word in cell.split()} for column in zip(*rows, strict=True)
    )
    return [max((NARROWEST, *map(cell_len, column))) for column in words]


def _longest_cells(rows: Sequence[Cells]) -> list[int]:
    return [max((NARROWEST, *map(cell_len, column))) for column in zip(*rows, strict=True)]


def _fitted(longest: list[int], least: list[int], room: int) -> list[int]:
    """Return the columns' widths: as wide as what they hold, or as narrow as they must be."""
    given = list(longest)
    while sum(given) > room:
        over = [(width - least[at], at) for at, width in enumerate(given) if width > least[at]]
        if not over:
            break
        given[max((given[at], at) for _, at in over)[1]] -= 1
    return given


def _fold(cell: str, room: int) -> list[str]:
    width = room if cell_len(cell) == len(cell) else room // 2  # textwrap counts signs
    return textwrap.wrap(cell, max(1, width), break_on_hyphens=False) or [""]


def _line(cells: Iterable[str], given: Iterable[int]) -> str:
    padded = (cell + " " * (room - cell_len(cell)) for cell, room in zip(cells, given, strict=True))
    return GAP.join(padded).rstrip()
