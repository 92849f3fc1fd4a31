"""A tree object as rows, read and compared as bytes.

Neighbouring versions of a folder differ in a row or two out of thousands. What both begin and end
with is found by comparing bytes, and only the rest is read and checked anew.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from git.objects.fun import tree_entries_from_data

from ubah.core.blobs import Blob

TREE_MODE = "040000"
_MODES = {
    b"40000": TREE_MODE,  # a tree object has no leading zero, though git ls-tree shows one
    b"100644": "100644",
    b"100755": "100755",
    b"120000": "120000",
    b"160000": "160000",
}
_ROW = re.compile(rb"(40000|100644|100755|120000|160000) ([^\0/]+)\0(.{20})", re.DOTALL)

Row = tuple[bytes, bytes, bytes]
"""Mode, name and binary id, as they stand in the object."""


class UnsoundTree(Exception):
    """A tree that git would not write (git fsck's name for what is wrong with it)."""


@dataclass(frozen=True)
class TreeRows:
    """A sound tree's bytes, its rows in git's order, and where each row begins."""

    data: bytes
    rows: list[Row]
    starts: list[int]
    keys: list[bytes]  # what git sorts by: a folder as if a slash stood behind its name

    @cached_property
    def entries(self) -> dict[str, Blob]:
        """Name → what it is, all of them."""
        return {_name(row): _blob(row) for row in self.rows}

    def get(self, name: str) -> Blob | None:
        """Return what stands under a name."""
        plain = name.encode("utf-8", "surrogateescape")
        for key in (plain, plain + b"/"):
            at = bisect_left(self.keys, key)
            if at < len(self.keys) and self.keys[at] == key and self.rows[at][1] == plain:
                return _blob(self.rows[at])
        return None


EMPTY = TreeRows(b"", [], [], [])


def read_tree(data: bytes, like: TreeRows = EMPTY) -> TreeRows:
    """Read a tree; ``like`` is one that it may differ little from.

    Raises:
        UnsoundTree: if it is not written as git writes trees: in order, each name once, known modes.
    """
    first, last, rows = _difference(like, data)
    start = like.starts[first] if first < len(like.starts) else len(like.data)
    starts: list[int] = []
    for row in rows:
        starts.append(start)
        start += _width(row)
    keys = [_key(row) for row in rows]
    shift = len(data) - len(like.data)
    tree = TreeRows(
        data,
        like.rows[:first] + rows + like.rows[last:],
        like.starts[:first]
        + starts
        + (like.starts[last:] if not shift else [at + shift for at in like.starts[last:]]),
        like.keys[:first] + keys + like.keys[last:],
    )
    _refuse_disorder(tree, first, first + len(rows))
    _refuse_names(rows)
    return tree


def differing(before: TreeRows, after: TreeRows) -> Iterator[tuple[str, Blob | None, Blob | None]]:
    """Yield name, what it was and what it is, for all that differs, by name."""
    first, last, rows = _difference(before, after.data)
    old = {_name(row): _blob(row) for row in before.rows[first:last]}
    new = {_name(row): _blob(row) for row in rows}
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _difference(old: TreeRows, data: bytes) -> tuple[int, int, list[Row]]:
    """Return which rows of ``old`` (from, up to) other rows stand for in ``data``, and these."""
    head = _common_head(old.data, data)
    first = max(bisect_right(old.starts, head) - 1, 0) if head < len(old.data) else len(old.starts)
    begin = old.starts[first] if first < len(old.starts) else len(old.data)
    tail = _common_tail(old.data, data, min(len(old.data), len(data)) - begin)
    last = max(bisect_left(old.starts, len(old.data) - tail), first)
    kept = len(old.data) - (old.starts[last] if last < len(old.starts) else len(old.data))
    try:
        return first, last, _rows(data, begin, len(data) - kept)
    except UnsoundTree:  # or else an end that both have in common begins within a row of this one
        return 0, len(old.rows), _rows(data, 0, len(data))


def _rows(data: bytes, begin: int, end: int) -> list[Row]:
    rows: list[Row] = []
    while begin < end:
        found = _ROW.match(data, begin, end)
        if found is None:
            raise UnsoundTree("badTree")
        rows.append((found[1], found[2], found[3]))
        begin = found.end()
    return rows


def _refuse_names(rows: list[Row]) -> None:
    """Refuse names that git would not check out, such as ``..`` or ``.git``, as GitPython knows them."""
    try:
        tree_entries_from_data(b"".join(b"%b %b\0%b" % row for row in rows))
    except ValueError:
        raise UnsoundTree("badName") from None


def _refuse_disorder(tree: TreeRows, first: int, last: int) -> None:
    """Refuse names out of order or twice among the rows first to last, and at their borders."""
    keys = tree.keys
    for at in range(max(first, 1), min(last + 1, len(keys))):
        if keys[at - 1] >= keys[at]:
            twice = tree.rows[at - 1][1] == tree.rows[at][1]
            raise UnsoundTree("duplicateEntries" if twice else "treeNotSorted")
    for at in range(first, last):  # a file and a folder of one name need not be neighbours
        mode, name, _ = tree.rows[at]
        other = name if mode == b"40000" else name + b"/"
        found = bisect_left(keys, other)
        if found < len(keys) and keys[found] == other:
            raise UnsoundTree("duplicateEntries")


def _common_head(one: bytes, other: bytes) -> int:
    """Return how many bytes both begin with."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_tail(one: bytes, other: bytes, most: int) -> int:
    """Return how many bytes both end with, ``most`` at the most."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _width(row: Row) -> int:
    return len(row[0]) + len(row[1]) + 22


def _key(row: Row) -> bytes:
    return row[1] + b"/" if row[0] == b"40000" else row[1]


def _name(row: Row) -> str:
    # Verdicts look at the characters of paths, and must not depend on a locale (rule 13).
    return row[1].decode("utf-8", "surrogateescape")


def _blob(row: Row) -> Blob:
    return Blob(_MODES[row[0]], row[2].hex())
