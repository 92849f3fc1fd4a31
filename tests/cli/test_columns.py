"""Tables of the command line: whole rows where they fit, folded ones where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ubah.cli.columns import columns

HEAD = ("Nomor", "Status", "Judul")


def test_what_fits_stands_in_one_line_each() -> None:
    rows = [HEAD, ("RFC-2026-0001", "Selesai", "Peladen"), ("RFC-2026-0002", "", "Sertifikat")]
    assert list(columns(rows, 80, 1)) == [
        ["Nomor          Status   Judul"],
        ["RFC-2026-0001  Selesai  Peladen"],
        ["RFC-2026-0002           Sertifikat"],
    ]


def test_the_widest_column_gives_way_first() -> None:
    rows = [HEAD, ("RFC-2026-0001", "Selesai", "Pembaruan aplikasi ke versi empat titik lima")]
    assert list(columns(rows, 40, 1))[1] == [
        "RFC-2026-0001  Selesai  Pembaruan",
        "                        aplikasi ke",
        "                        versi empat",
        "                        titik lima",
    ]


def test_an_id_stays_whole_as_long_as_there_is_room() -> None:
    rows = [("Kolom Anda", "Isian"), ("Nomor kontrak dan tanggal", "evidence.assessment.assets")]
    assert list(columns(rows, 46, 1))[1] == [
        "Nomor kontrak dan   evidence.assessment.assets",
        "tanggal",
    ]
    assert max(map(len, list(columns(rows, 30, 1))[1])) == 30


@pytest.mark.parametrize("text", ["a\nb", "a \t b", " a b "])
def test_a_row_stays_one_row_whatever_is_in_a_cell(text: str) -> None:
    assert list(columns([(text, "c")], 40)) == [["a b  c"]]


def test_wide_signs_take_two_places() -> None:
    first, second = columns([("日本", "x"), ("abcd", "x")], 40)
    assert first == ["日本  x"]
    assert second == ["abcd  x"]


@given(
    st.lists(st.tuples(*(st.text(alphabet="ab çé日-", max_size=60),) * 4), min_size=1, max_size=8),
    st.integers(46, 120),
)
def test_no_line_is_wider_than_asked_and_no_word_is_lost(
    rows: list[tuple[str, str, str, str]], width: int
) -> None:
    for row, lines in zip(rows, columns(rows, width), strict=True):
        assert all(cell_len(line) <= width for line in lines)
        told = "".join("".join(lines).split())
        assert sorted(told) == sorted("".join("".join(row).split()))
