"""Trees read by what differs from a neighbour are the trees read whole, as git's own reader has them."""

from __future__ import annotations

from typing import Any

import pytest
from git.objects.fun import tree_entries_from_data
from hypothesis import example, given
from hypothesis import strategies as st

from ubah.edge.git.tree_rows import EMPTY, TreeRows, UnsoundTree, differing, read_tree

MODES = (b"40000", b"100644", b"100755", b"120000", b"160000")


def written(rows: list[tuple[bytes, bytes, bytes]]) -> bytes:
    """Return a tree object of the rows as they stand."""
    return b"".join(b"%b %b\0%b" % row for row in rows)


def ordered(rows: list[tuple[bytes, bytes, bytes]]) -> list[tuple[bytes, bytes, bytes]]:
    """Return rows as git would write them."""
    by_name = {name: (mode, name, oid) for mode, name, oid in rows}
    return sorted(by_name.values(), key=lambda row: row[1] + b"/" * (row[0] == b"40000"))


def by_git_python(data: bytes) -> dict[str, tuple[str, str]] | None:
    """Read a tree by GitPython's parser; None where git would have written other bytes."""
    try:
        entries = tree_entries_from_data(data)
    except (ValueError, IndexError):
        return None
    rows: list[Any] = []
    for oid, mode, name in entries:
        plain = name.encode("utf-8", "surrogateescape")
        rows.append((b"%o" % mode, plain, bytes(oid)))
    if any(row[0] not in MODES or not row[1] or b"/" in row[1] for row in rows):
        return None
    if written(ordered(rows)) != data or len({row[1] for row in rows}) != len(rows):
        return None
    return {
        row[1].decode("utf-8", "surrogateescape"): (row[0].decode(), row[2].hex()) for row in rows
    }


def row(name: bytes) -> bytes:
    """Return a tree of one file."""
    return written([(b"100644", name, b"i" * 20)])


# Names and ids that look like one another's bytes: ends in common then begin within a row.
NAMES = st.one_of(
    st.sampled_from(
        (b"a", b"a.b", b"b", b"a-", b"a0", b"100644 a", b"x40000 b", b"\xff", b"\xc3\xa4")
    ),
    st.binary(min_size=1, max_size=6).filter(
        lambda name: b"\0" not in name and b"/" not in name and by_git_python(row(name)) is not None
    ),
)
IDS = st.one_of(
    st.sampled_from((b"i" * 20, b"j" * 20, b"i" * 11 + b"100644 a\0", b"i" * 12 + b"40000 b\0")),
    st.binary(min_size=20, max_size=20),
)
ROWS = st.lists(st.tuples(st.sampled_from(MODES), NAMES, IDS), max_size=12)


def read(data: bytes, like: TreeRows = EMPTY) -> dict[str, tuple[str, str]] | None:
    """Read a tree by ours; None where it is refused."""
    try:
        tree = read_tree(data, like)
    except UnsoundTree:
        return None
    assert list(tree.entries) == [row[1].decode("utf-8", "surrogateescape") for row in tree.rows]
    assert all(tree.get(name) == blob for name, blob in tree.entries.items())
    assert (
        b"".join(
            data[s:][: len(r[0]) + len(r[1]) + 22]
            for s, r in zip(tree.starts, tree.rows, strict=True)
        )
        == data
    )
    return {name: (blob.mode.lstrip("0"), blob.oid) for name, blob in tree.entries.items()}


@given(ROWS, ROWS, st.binary(max_size=3), st.integers(0, 400), st.integers(0, 60))
@example(
    [(b"100644", b"Z100644 B", b"i" * 20)], [(b"100644", b"A", b"i" * 12 + b"100644 Z")], b"", 0, 0
)
def test_a_tree_is_read_alike_whatever_it_is_compared_to(
    one: list[tuple[bytes, bytes, bytes]],
    other: list[tuple[bytes, bytes, bytes]],
    put: bytes,
    at: int,
    cut: int,
) -> None:
    like = read_tree(written(ordered(one)))
    sound = written(ordered([*one, *other]))
    assert read(sound) == read(sound, like) == by_git_python(sound) != None  # noqa: E711
    at = min(at, len(sound))
    for data in (sound[:at] + put + sound[at + cut :], written(other), written([*one, *one])):
        assert read(data) == read(data, like) == by_git_python(data), data


@pytest.mark.parametrize("name", [b".", b"..", b".git", b".GIT", b"git~1", b".g\xe2\x80\x8cit"])
def test_a_name_that_git_would_not_check_out_is_refused(name: bytes) -> None:
    before = written([(b"40000", b"changes", b"i" * 20)])
    for mode in (b"40000", b"100644"):
        tree = written(ordered([(b"40000", b"changes", b"i" * 20), (mode, name, b"j" * 20)]))
        with pytest.raises(UnsoundTree, match="badName"):
            read_tree(tree, read_tree(before))


@given(ROWS, ROWS)
def test_what_differs_is_what_names_hold(
    one: list[tuple[bytes, bytes, bytes]], other: list[tuple[bytes, bytes, bytes]]
) -> None:
    before, after = read_tree(written(ordered(one))), read_tree(written(ordered([*one, *other])))
    for old, new in ((before, after), (after, before), (before, EMPTY), (before, before)):
        names = sorted({*old.entries, *new.entries})
        assert [*differing(old, new)] == [
            (name, old.entries.get(name), new.entries.get(name))
            for name in names
            if old.entries.get(name) != new.entries.get(name)
        ]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([(b"100644", b"b", b"i" * 20), (b"100644", b"a", b"i" * 20)], "treeNotSorted"),
        ([(b"100644", b"a", b"i" * 20), (b"100755", b"a", b"j" * 20)], "duplicateEntries"),
        (
            [
                (b"100644", b"a", b"i" * 20),
                (b"100644", b"a-", b"i" * 20),
                (b"40000", b"a", b"j" * 20),
            ],
            "duplicateEntries",
        ),
        ([(b"100664", b"a", b"i" * 20)], "badTree"),
        ([(b"100644", b"a/b", b"i" * 20)], "badTree"),
    ],
)
def test_what_git_would_not_write_is_named(
    rows: list[tuple[bytes, bytes, bytes]], problem: str
) -> None:
    with pytest.raises(UnsoundTree, match=problem):
        read_tree(written(rows))
