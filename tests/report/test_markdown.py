import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubah.report.markdown import inline, quoted


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("@kepala", "@k"),
        ("lihat #12", "#1"),
        ("GH-7", "GH-7"),
        ("<script>alert(1)</script>", "<script"),
        ("![x](http://jahat.example/x.png)", "]("),
        ("http://jahat.example", "://"),
        ("www.jahat.example", "www."),
        ("&lt;b&gt;", "&lt;"),
        ("**tebal** _miring_ `kode`", "**"),
        ("baris\n::error::x", "\n"),
    ],
)
def test_foreign_text_means_nothing(text: str, never: str) -> None:
    assert never not in re.sub(r"\\.|&#8203;", "\0", inline(text))


@given(st.text())
def test_every_mark_is_escaped(text: str) -> None:
    plain = re.sub(r"\\.|&#8203;", "", inline(text))
    assert not set(plain) & set("`*_[]<>#|~&!\n\r")


def test_a_text_of_several_lines_is_a_quotation_cut_short() -> None:
    shown = quoted("satu\n\n<b>dua", 600)
    assert shown == "> satu\n>\n> \\<b\\>dua"
    assert quoted("x" * 700).endswith(" …")
    assert quoted(" ") == "> –"
