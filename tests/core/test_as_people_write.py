"""Files and texts as people have them: what is wrong is told where it is wrong, and what it is."""

from __future__ import annotations

import codecs

import pytest

from sop.journals import PATH, arrived, base_authority
from support.office import asset
from ubah.core.diagnostics import CannotRun, Finding, Position
from ubah.core.judge.contents import judge_contents
from ubah.core.lookalikes import lookalike_hint, plain_signs, revealed
from ubah.core.plain import plain_text
from ubah.core.reading.handed_in import handed_in_text
from ubah.core.reading.records import build_record, read_file
from ubah.core.render import render
from ubah.core.strict_yaml.cut_texts import comments_behind, cut_texts
from ubah.core.strict_yaml.source import parse
from ubah.edge.system import catalogues

RECORD = arrived("authorised").data
BOOK = base_authority()
FIELDS = """\
assessment: Layak.
category: application
impact: low
"""


def said(finding: Finding, language: str = "en") -> str:
    translate = catalogues.load(language)
    hint = render(finding.hint, translate, language) if finding.hint else ""
    return f"{render(finding.message, translate, language)} → {hint}"


# --- where YAML ends -------------------------------------------------------------------------------

BEFORE = 'request:\n  title: Pembaruan\n  date: "2026-03-02"\n  description: Memperbarui.\n'
AFTER = "  services:\n    - SPSE\n"


@pytest.mark.parametrize(
    ("slip", "line", "column", "words"),
    {
        "no space behind the colon": (
            "  reason:Galat unggah.\n",
            5,
            9,
            "put a space behind the colon",
        ),
        "a second line not indented": ("  Dilanjutkan minggu depan.\n", 5, 3, "indent it further"),
        "no colon": ("  reason Galat unggah.\n\n\n\n\n\n", 5, 3, "put a colon and a space"),
        "a half of a merge": ("=======\n  reason: Galat.\n", 5, 1, "merge unfinished"),
        "its end": ("  reason: Galat.\n>>>>>>> RFC-2026-0001\n", 6, 1, "merge unfinished"),
        "its base": ("||||||| 1a2b3c4\n  reason: Galat.\n", 5, 1, "merge unfinished"),
        "its beginning": ("<<<<<<< HEAD\n  reason: Galat.\n", 5, 1, "merge unfinished"),
        "quotation marks not closed": ("  reason: 'Galat unggah.\n", 5, 11, "not closed"),
        "a bracket not closed": ("  tags: [a, b\n", 5, 9, "not closed"),
        "a blank alone before it": ("\u3000reason: Galat.\n", 5, 1, "U+3000"),
        "a blank behind the colon": ("  reason:\u202fGalat.\n", 5, 10, "no-break space (U+202F)"),
        "a blank behind the dash": ("  tags:\n  -\u00a0a\n  x: 1\n", 6, 4, "U+00A0"),
    }.values(),
)
def test_a_slip_is_told_at_its_own_line(slip: str, line: int, column: int, words: str) -> None:
    document, findings = parse(f"{BEFORE}{slip}{AFTER}".encode(), "x.yaml")
    assert document is None
    assert findings[0].rule == "UB103"
    assert findings[0].place.position == Position(line, column), said(findings[0])
    assert words in said(findings[0])
    assert findings[0].hint is not None


def test_marks_of_a_merge_inside_a_text_are_a_text() -> None:
    document, findings = parse(b"a: |\n  =======\n  b\n", "x.yaml")
    assert not findings
    assert document is not None
    assert document.value == {"a": "=======\nb\n"}


# --- what YAML cuts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    {
        "a title": ("title: Tiket #4521 pembaruan\n", [(1, 14)]),
        "an item of a list": ("a:\n  - SPSE #2\n", [(2, 10)]),
        "two": ("a: b #c\nd: e #f\n", [(1, 6), (2, 6)]),
        "behind quotation marks": ("a: 'b' # c\n", [(1, 8)]),
        "behind a text of two lines": ("a: b\n  c #d\n", [(2, 5)]),
        "inside quotation marks": ("a: 'b #c'\n", []),
        "inside two lines of them": ("a: 'b\n  c #d'\n", []),
        "inside a block": ("a: |\n  b #c\n  # d\n", []),
        "behind a block's mark": ("a: | # b\n  c #d\n", [(1, 6)]),
        "no blank before it": ("a: C#\nb: x#1\n", []),
        "a line of its own": ("# a\nb: c\n  # d\n", []),
        "behind a key that has parts": ("a: # b\n  c: d\n", [(1, 4)]),
    }.values(),
)
def test_a_comment_behind_a_value_is_found(text: str, found: list[tuple[int, int]]) -> None:
    wanted = tuple(Position(*each) for each in found)
    assert comments_behind(text) == wanted
    findings = list(cut_texts(text.encode(), "x.yaml"))
    assert [finding.place.position for finding in findings] == list(wanted)
    assert {finding.rule for finding in findings} <= {"UB108"}
    assert not list(cut_texts(text.encode(), "x.yaml", text.encode()))


def test_what_is_lost_and_how_to_keep_it_is_told() -> None:
    [finding] = cut_texts(b"  title: Tiket #4521 pembaruan SPSE\n", "x.yaml")
    assert "#4521 pembaruan SPSE" in said(finding)
    assert "title: 'Tiket #4521 pembaruan SPSE'" in said(finding)
    assert "tanda kutip" in said(finding, "id")


def test_a_text_cut_in_an_asset_or_a_record_is_found_where_main_lacks_it() -> None:
    path, data = "assets/SRV-0001.yaml", asset("SRV-0001", name="Peladen")
    cut = data.replace(b"name: Peladen", b"name: Peladen #2", 1)
    assert cut != data
    record = RECORD.replace(b"  title: ", b"  title: Tiket #4521 ", 1)
    found = judge_contents({PATH: record}, {path: cut}, BOOK).findings
    assert {f.place.path for f in found if f.rule == "UB108"} == {path, PATH}
    landed = {PATH: record, path: cut}
    again = judge_contents({PATH: record}, {path: cut}, BOOK, landed).findings
    assert "UB108" not in {f.rule for f in again}


@pytest.mark.parametrize("text", ["reason: #123 galat\nb: c\n", "reason:\n  #123 galat\nb: c\n"])
def test_a_value_that_a_number_sign_hides(text: str) -> None:
    document, _ = parse(text.encode(), "x.yaml")
    assert document is not None
    assert document.cut == {("reason",)}


# --- what looks alike ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown", "plain", "word"),
    [
        ("2026-12-31\u00a0", "2026-12-31[U+00A0]", "2026-12-31 ", "no-break space (U+00A0)"),
        ("pemohon\u20111", "pemohon[U+2011]1", "pemohon-1", "no-break hyphen (U+2011)"),
        (
            "2026\u201312\u201331",
            "2026[U+2013]12[U+2013]31",
            "2026-12-31",
            "dash that is no hyphen",
        ),
        ("\u22125", "[U+2212]5", "-5", "minus sign"),
        ("\uff12\uff10", "[U+FF12][U+FF10]", "20", "full-width"),
        ("a\u2009b\u3000c", "a[U+2009]b[U+3000]c", "a b c", "blank of another kind"),
    ],
)
def test_a_sign_that_looks_like_another_is_shown(
    text: str, shown: str, plain: str, word: str
) -> None:
    assert revealed(text) == shown
    assert plain_signs(text) == plain
    hint = lookalike_hint(text)
    assert hint is not None
    assert word in render(hint, lambda message: message, "en")
    assert lookalike_hint(plain) is None
    assert revealed(plain) == plain


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (b'wanted_by: "2026-02-20"', 'wanted_by: "2026-02-20\u00a0"', "2026-02-20[U+00A0]"),
        (b"by: pemohon-1", "by: pemohon\u20111", "pemohon[U+2011]1"),
        (b"  reason: ", "  \u00a0reason: ", "[U+00A0]reason"),
        (b"proposed_urgency: normal", "proposed_urgency: \uff4eormal", "[U+FF4E]ormal"),
    ],
)
def test_a_value_that_looks_right_is_shown_as_it_is(old: bytes, new: str, shown: str) -> None:
    assert old in RECORD, RECORD
    data = RECORD.replace(old, new.encode(), 1)
    _, findings = build_record(read_file(data, PATH), BOOK.records)
    told = [said(finding) for finding in findings if shown in said(finding)]
    assert told, [said(finding) for finding in findings]
    assert "type it again" in told[0]
    assert shown[shown.index("U+") :][:6] in told[0].split("→")[1]


def test_a_value_hidden_by_a_number_sign_is_told_so_and_once() -> None:
    data = RECORD.replace(b"  reason: ", b"  reason: #", 1)
    findings = [f for f in judge_contents({PATH: data}, {}, BOOK).findings if f.rule != "UB303"]
    assert [finding.rule for finding in findings] == ["UB201"], [said(f) for f in findings]
    assert "# begins a comment" in said(findings[0])


# --- what is handed in -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    {
        "as it should be": FIELDS.encode(),
        "CRLF": FIELDS.replace("\n", "\r\n").encode(),
        "CR": FIELDS.replace("\n", "\r").encode(),
        "a byte-order mark": codecs.BOM_UTF8 + FIELDS.encode(),
        "UTF-16 of Windows": codecs.BOM_UTF16_LE + FIELDS.replace("\n", "\r\n").encode("utf-16-le"),
        "UTF-16 the other way": codecs.BOM_UTF16_BE + FIELDS.encode("utf-16-be"),
        "a tab behind the colon": FIELDS.replace(": ", ":\t").encode(),
    }.values(),
)
def test_a_file_of_a_windows_program_is_read(data: bytes) -> None:
    assert handed_in_text(data, "bukti.yaml") == FIELDS


@pytest.mark.parametrize("sign", ["\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1e"])
def test_what_stood_apart_in_a_file_stays_apart(sign: str) -> None:
    assert handed_in_text(f"a: port 80{sign}443\n".encode(), "x") == "a: port 80 443\n"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ("assessment: Sesuai \u201cuji\u201d\n".encode("windows-1252"), "Windows-1252"),
        ("assessment: Layak\n".encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_LE + b"a\0b", "half a character"),
    ],
)
def test_what_cannot_be_told_is_named_in_a_sentence(data: bytes, word: str) -> None:
    with pytest.raises(CannotRun) as refused:
        handed_in_text(data, "bukti.yaml")
    message = render(refused.value.message, lambda text: text, "en")
    assert word in message
    assert "bukti.yaml" in message
    assert refused.value.hint is not None
    assert "UTF-8" in render(refused.value.hint, lambda text: text, "en")


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r", "\r\n", "\n"])
def test_a_line_end_of_another_program_is_a_line_feed(sign: str) -> None:
    assert plain_text(f"Buka port 80{sign}443 ditutup") == "Buka port 80\n443 ditutup"


@pytest.mark.parametrize("sign", ["\x1c", "\x1d", "\x1e", "\x1f", "\t"])
def test_a_separator_is_a_blank(sign: str) -> None:
    assert plain_text(f"Buka port 80{sign}443 ditutup") == "Buka port 80 443 ditutup"


def test_records_stay_as_strict_as_they_are() -> None:
    for data in (RECORD.replace(b"\n", b"\r\n"), codecs.BOM_UTF8 + RECORD, RECORD + b"\t"):
        assert parse(data, "x.yaml")[0] is None
