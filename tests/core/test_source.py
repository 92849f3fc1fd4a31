"""Strict YAML (rule 12): what is read, what is refused and where, and that nothing is retyped."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.examples import examples
from support.seconds import took_less_than
from ubah.core.diagnostics import Basis, Position, Severity
from ubah.core.reading.writing import dump
from ubah.core.render import render
from ubah.core.strict_yaml.document import Document
from ubah.core.strict_yaml.source import MAX_BYTES, MAX_DEPTH, MAX_VALUES, parse


def read(text: str | bytes) -> Document:
    document, findings = parse(text.encode() if isinstance(text, str) else text, "berkas.yaml")
    assert document is not None, findings
    assert not findings
    return document


def refusal(data: str | bytes) -> tuple[str, Position, str]:
    """Return the rule, the position and the hint of the one finding that refuses ``data``."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    document, findings = parse(raw, "berkas.yaml")
    assert document is None
    (finding,) = findings
    assert finding.severity is Severity.ERROR
    assert finding.basis is Basis.FORMAT
    assert finding.place.path == "berkas.yaml"
    hint = "" if finding.hint is None else render(finding.hint, str, "en")
    return finding.rule, finding.place.position, hint


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth - 1):
        value = [value]
    return value


ACCEPTED: dict[str, tuple[str, object]] = {
    "mapping": ("a: b\n", {"a": "b"}),
    "nested": ("a:\n  b:\n    - c\n    - d: e\n", {"a": {"b": ["c", {"d": "e"}]}}),
    "flow": ("{a: [1, {b: c}], d: []}\n", {"a": [1, {"b": "c"}], "d": []}),
    "JSON": ('{"a": [1, 2.5, true, false, null, "b"]}', {"a": [1, 2.5, True, False, None, "b"]}),
    "no final line feed": ("a: b", {"a": "b"}),
    "comment": ("# satu\na: b  # dua\n", {"a": "b"}),
    "document start mark": ("---\na: b\n", {"a": "b"}),
    "single quotes": ("a: 'it''s: #1'\n", {"a": "it's: #1"}),
    "double quotes": ('a: "b\\n\\u00e9\\\\"\n', {"a": "b\né\\"}),
    "literal block": ("a: |\n  satu\n  dua\n", {"a": "satu\ndua\n"}),
    "literal block stripped": ("a: |-\n  satu\n   dua\n", {"a": "satu\n dua"}),
    "folded block": ("a: >-\n  satu\n  dua\n", {"a": "satu dua"}),
    "text over two lines": ("a: satu\n  dua\n", {"a": "satu dua"}),
    "empty value": ("a:\nb: c\n", {"a": None, "b": "c"}),
    "quoted empty": ("a: ''\n", {"a": ""}),
    "true": ("- true\n- false\n- null\n", [True, False, None]),
    "integer": ("- 0\n- -7\n- 1234567890123456789\n", [0, -7, 1234567890123456789]),
    "float": ("- 0.5\n- -1.25e3\n- 2E-2\n", [0.5, -1250.0, 0.02]),
    "scalar": ("kata\n", "kata"),
    "other scripts": ("a: “Pembaruan” – Ω 日本 🙂\n", {"a": "“Pembaruan” – Ω 日本 🙂"}),
    "quoted merge key": ('"<<": a\n', {"<<": "a"}),
    "merge key as value": ("a: <<\n", {"a": "<<"}),
    "quoted anchor and tag": ("a: '&b'\nc: '!d'\ne: '*f'\n", {"a": "&b", "c": "!d", "e": "*f"}),
    "same key in other groups": ("a: {b: 1}\nc: {b: 2}\n", {"a": {"b": 1}, "c": {"b": 2}}),
    "keys are texts": ("1: a\nnull: b\ntrue: c\n", {"1": "a", "null": "b", "true": "c"}),
    "as deep as may be": (
        "[" * MAX_DEPTH + "]" * MAX_DEPTH,
        nested(MAX_DEPTH),
    ),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_json_in_yaml_is_read(name: str) -> None:
    text, value = ACCEPTED[name]
    found = read(text).value
    assert found == value
    assert repr(found) == repr(value)  # True is not 1


NOT_RETYPED = [
    *("no", "No", "NO", "yes", "on", "off", "y", "n", "True", "TRUE", "False", "Null", "NULL", "~"),
    *("012", "0o17", "0x1F", "0b11", "1_000", "1:30", "190:20:30", "+1", "1.", ".5", "-.5", "1.e3"),
    *(".inf", "-.inf", ".nan", ".NaN", "inf", "nan", "Infinity", "--1", "1e", "0.0.1", "00", "-01"),
    *("2026-02-02", "2026-02-02T09:00:00+08:00", "2026-02-02 09:00:00", "=", "1,5", "١٢"),
]


@pytest.mark.parametrize("text", NOT_RETYPED)
def test_nothing_is_retyped_beyond_jsons_types(text: str) -> None:
    assert read(f"a: {text}\n").value == {"a": text}


@pytest.mark.parametrize("text", ["true", "null", "1", "1.5", "1e5", "", "-0"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_what_is_quoted_is_a_text(text: str, quote: str) -> None:
    assert read(f"a: {quote}{text}{quote}\n").value == {"a": text}


REFUSED: dict[str, tuple[str | bytes, str, int, int]] = {
    "duplicate key": ("a: 1\nb: 2\na: 3\n", "UB105", 3, 1),
    "duplicate key in flow": ("{a: 1, a: 2}\n", "UB105", 1, 8),
    "duplicate key, other quotes": ("a: 1\n'a': 2\n", "UB105", 2, 1),
    "duplicate key by escape": ('a: 1\n"\\u0061": 2\n', "UB105", 2, 1),
    "duplicate key deep down": ("a:\n  - b: 1\n    b: 1\n", "UB105", 3, 5),
    "duplicate null keys": ("null: 1\nnull: 2\n", "UB105", 2, 1),
    "anchor on a text": ("a: &b c\n", "UB104", 1, 4),
    "anchor on a list": ("a: &b\n  - c\n", "UB104", 1, 4),
    "anchor on a mapping": ("&b\na: c\n", "UB104", 1, 1),
    "anchor on a key": ("&b a: c\n", "UB104", 1, 1),
    "alias": ("a: *b\n", "UB104", 1, 4),
    "alias as key": ("*b : a\n", "UB104", 1, 1),
    "merge key": ("a: {}\n<<: {b: c}\n", "UB104", 2, 1),
    "tag !!str": ("a: !!str 1\n", "UB104", 1, 4),
    "tag on a mapping": ("a: !!set {b}\n", "UB104", 1, 4),
    "tag on a key": ("!!int 1: a\n", "UB104", 1, 1),
    "tag of a program": ("a: !!python/object/apply:os.system [ls]\n", "UB104", 1, 4),
    "local tag": ("a: !b c\n", "UB104", 1, 4),
    "verbatim tag": ("a: !<tag:yaml.org,2002:str> c\n", "UB104", 1, 4),
    "bare tag": ("a: ! c\n", "UB104", 1, 4),
    "second document": ("a: b\n---\nc: d\n", "UB104", 2, 1),
    "second document after an empty one": ("---\n---\na: b\n", "UB104", 2, 1),
    "end of document": ("a: b\n...\n", "UB104", 2, 1),
    "YAML directive": ("%YAML 1.1\n---\na: b\n", "UB104", 1, 1),
    "TAG directive": ("%TAG ! tag:a,2000:\n---\na: b\n", "UB104", 1, 1),
    "list as key": ("? [a]\n: b\n", "UB104", 1, 3),
    "mapping as key": ("{{a: b}: c}\n", "UB104", 1, 2),
    "byte-order mark": ("\ufeffa: b\n", "UB102", 1, 1),
    "byte-order mark inside": ("a: b\ufeffc\n", "UB102", 1, 5),
    "UTF-16": ("a: b\n".encode("utf-16"), "UB101", 1, 1),
    "Latin-1": ("a: b\nc: é\n".encode("latin-1"), "UB101", 2, 1),
    "overlong UTF-8": (b"a: \xc0\xaf\n", "UB101", 1, 1),
    "half a character": (b"a: \xed\xa0\x80\n", "UB101", 1, 1),
    "NUL": ("a: b\nc: \0\n", "UB102", 2, 4),
    "escape code": ("a: \x1b[31m\n", "UB102", 1, 4),
    "delete": ("a: \x7f\n", "UB102", 1, 4),
    "tab between": ("a:\tb\n", "UB102", 1, 3),
    "tab in a text": ("a: 'b\tc'\n", "UB102", 1, 6),
    "tab as indentation": ("a:\n\tb: c\n", "UB102", 2, 1),
    "Windows line ending": ("a: b\r\nc: d\r\n", "UB102", 1, 5),
    "old Mac line ending": ("a: b\rc: d\r", "UB102", 1, 5),
    "next line U+0085": ("a: b\u0085c\n", "UB102", 1, 5),
    "line separator U+2028": ("a: b\u2028c\n", "UB102", 1, 5),
    "paragraph separator U+2029": ("a: b\n# \u2029\n", "UB102", 2, 3),
    **{
        f"bidi U+{ord(mark):04X}": (f"a: b{mark}c\n", "UB102", 1, 5)
        for mark in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    },
    "bidi in a comment": ("a: b # \u202e\n", "UB102", 1, 8),
    "escaped NUL": ('a: "\\0"\n', "UB102", 1, 4),
    "escaped tab": ('a: "\\t"\n', "UB102", 1, 4),
    "escaped carriage return": ('a: "\\r"\n', "UB102", 1, 4),
    "escaped U+0085": ('a: "\\N"\n', "UB102", 1, 4),
    "escaped U+2028": ('a: "\\L"\n', "UB102", 1, 4),
    "escaped U+2029": ('a: "\\u2029"\n', "UB102", 1, 4),
    "escaped bidi": ('a: "\\u202e"\n', "UB102", 1, 4),
    "escaped byte-order mark": ('a: "\\ufeff"\n', "UB102", 1, 4),
    "escaped bidi in a key": ('"\\u2066": a\n', "UB102", 1, 1),
    "empty file": ("", "UB103", 1, 1),
    "comments only": ("# a\n", "UB103", 1, 1),
    "no YAML": ("a: [b\n", "UB103", 1, 4),
    "bad indentation": ("a:\n   b: c\n  d: e\n", "UB103", 3, 3),
    "two values": ("a: b: c\n", "UB103", 1, 5),
    "unclosed quotes": ("a: 'b\n", "UB103", 1, 4),
    "unclosed brace": ("}\n", "UB103", 1, 1),
    "too many bytes": ("a: " + "b" * MAX_BYTES, "UB106", 1, 1),
    "nested too deep": ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "UB106", 1, MAX_DEPTH + 1),
    "number too long": ("a: " + "9" * 41, "UB106", 1, 4),
    "number too large": ("a: 1e999", "UB106", 1, 4),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_rule_12_forbids_is_refused_where_it_stands(name: str) -> None:
    data, rule, line, column = REFUSED[name]
    found, position, _ = refusal(data)
    assert (found, position) == (rule, Position(line, column))


def test_half_a_character_as_an_escape_is_refused() -> None:
    assert refusal('a: "\\ud800"\n')[0] in ("UB101", "UB103")


HINTS = {
    "a: b\r\n": "git config core.autocrlf input",
    "\ufeffa: b\n": "without a byte-order mark",
    "a:\tb\n": "replace the tab by spaces",
    "a: b\0\n": "remove the character",
    "a: 1\na: 2\n": "keep one of the two",
    "a: b: c\n": "quotation marks",
    "a: " + "b" * MAX_BYTES: "attachment",
}


@pytest.mark.parametrize("text", HINTS, ids=[hint[:20] for hint in HINTS.values()])
def test_a_refusal_says_how_to_mend_it(text: str) -> None:
    assert HINTS[text] in refusal(text)[2]


HOSTILE = {
    "100,000 entries": "- a\n" * 100_000,
    "100,000 keys": "".join(f"k{number}:\n" for number in range(60_000)),
    "100,000 entries in flow": "[" + "1," * 100_000 + "]",
    "1,000 levels of flow lists": "[" * 1000,
    "1,000 levels of flow mappings": "{a: " * 1000,
    "1,000 levels of lists in one line": "- " * 1000 + "a",
    "1,000 levels of mappings": "".join(" " * depth + "a:\n" for depth in range(1000))[:MAX_BYTES],
    "a file of brackets": "[" * MAX_BYTES,
    "a file of braces": "{" * MAX_BYTES,
    "a file of dashes": "- " * (MAX_BYTES // 2),
    "a file of question marks": "? " * (MAX_BYTES // 2),
    "a file of quotes": '"' * MAX_BYTES,
    "a file of exclamation marks": "!" * MAX_BYTES,
    "a file of hashes": "#" * MAX_BYTES,
    "a file of line feeds": "\n" * MAX_BYTES,
    "a file of colons": "a: " * (MAX_BYTES // 3),
    "billion laughs": "a: &a [l]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(1000)),
    "a long number": "9" * (MAX_BYTES - 1),
    "a long fraction": "0." + "9" * (MAX_BYTES - 3),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_answered_within_a_second(name: str) -> None:
    data = HOSTILE[name].encode()
    document, findings = parse(data, "berkas.yaml")
    assert took_less_than(1, lambda: parse(data, "berkas.yaml"))
    assert document is None
    assert findings[0].rule in ("UB103", "UB104", "UB106")


def test_the_largest_number_of_values_is_read_within_a_second() -> None:
    text = "- a\n" * (MAX_VALUES - 1)
    assert len(read(text).value) == MAX_VALUES - 1  # type: ignore[arg-type]
    assert took_less_than(1, lambda: read(text))
    assert refusal("- a\n" * MAX_VALUES)[:2] == ("UB106", Position(MAX_VALUES, 3))


def test_each_value_and_each_key_knows_its_position() -> None:
    document = read(SAMPLE)
    positions = {
        (): (2, 1),
        ("id",): (2, 5),
        ("request",): (4, 3),
        ("request", "judul"): (4, 10),
        ("request", "é"): (5, 6),
        ("request", "teks"): (6, 9),
        ("journal",): (9, 3),
        ("journal", 0): (9, 5),
        ("journal", 0, "action"): (9, 13),
        ("journal", 1): (11, 5),
        ("journal", 1, "list", 1): (11, 15),
        ("journal", 1, "empty"): (12, 11),
    }
    assert {pointer: document.positions[pointer] for pointer in positions} == {
        pointer: Position(*place) for pointer, place in positions.items()
    }
    keys = {
        ("id",): (2, 1),
        ("request",): (3, 1),
        ("request", "é"): (5, 3),
        ("journal",): (8, 1),
        ("journal", 1, "list"): (11, 5),
        ("journal", 1, "empty"): (12, 5),
    }
    assert {pointer: document.keys[pointer] for pointer in keys} == {
        pointer: Position(*place) for pointer, place in keys.items()
    }
    assert document.position(("journal", 1, "absent", 3)) == Position(11, 5)
    assert document.key_position(("journal", 0)) == Position(9, 5)


SAMPLE = """\
# komentar
id: A
request:
  judul: "B"
  é: c
  teks: |
    satu
journal:
  - action: submit
    by: x
  - list: [1, 2]
    empty:
"""


@pytest.mark.parametrize(
    ("text", "block"), [("a: b\n", True), ("- a\n", True), ("{a: b}\n", False)]
)
def test_the_style_of_the_top_level_is_known(text: str, block: bool) -> None:
    assert read(text).block is block


# --- properties ----------------------------------------------------------------------------------

FORBIDDEN = [chr(code) for code in (0x61C, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF)]
FORBIDDEN += [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
CHARACTERS = st.one_of(
    st.sampled_from(list(" \n-:#'\"|>{}[],&*!%@`?~=+_.0123456789eEabnotruyx/\\")),
    st.just("\n"),
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=FORBIDDEN),
)
TEXTS = st.one_of(
    st.text(CHARACTERS, max_size=30),
    st.sampled_from([*NOT_RETYPED, "true", "false", "null", "0", "-1", "1.5", "<<", "---", "..."]),
)
NUMBERS = st.one_of(
    st.integers(-(10**38), 10**38),
    st.floats(allow_nan=False, allow_infinity=False),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal, types too (1 is neither 1.0 nor True)."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


@settings(max_examples=examples(400), deadline=None)
@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_raise(data: bytes) -> None:
    document, findings = parse(data, "berkas.yaml")
    assert (document is None) == bool(findings)


@settings(max_examples=examples(400), deadline=None)
@given(st.text(st.sampled_from(list("ab01 \n-:#'\"|>{}[],&*!%@?~<.\\u")), max_size=60))
def test_arbitrary_yaml_never_raises(text: str) -> None:
    document, findings = parse(text.encode(), "berkas.yaml")
    assert (document is None) == bool(findings)


@pytest.mark.parametrize(
    "value",
    [
        *NOT_RETYPED,
        *("true", "null", "0", "-0", "1.5", "", " ", "a ", " a", "<<", "- a", "a: b"),
        *("a #b", "'", '"', "\\", "a\nb", "a\nb\n", "\na", " a\nb", "a\n\nb", "a \nb", "- a\n- b"),
        *("…" * 150, "kata " * 60, "kata\n" * 60, "|", ">", "%a", "@a", "`a", "---", "...", "#"),
    ],
)
def test_a_text_that_is_written_is_read_back(value: str) -> None:
    assert read(dump({"a": {"b": [value], "c": value}, "d": 1})).value == {
        "a": {"b": [value], "c": value},
        "d": 1,
    }


@settings(max_examples=examples(300), deadline=None)
@given(VALUES)
def test_what_is_written_is_read_back_equal(value: Any) -> None:
    assert same(read(dump({"a": value})).value, {"a": value})


@pytest.mark.parametrize("value", ["1.0e5", "1e5", "1E5", "-1e5", "1e-5", "1.5e3", "0e0"])
def test_a_text_that_looks_like_a_json_number_is_written_as_a_text(value: str) -> None:
    assert read(dump({"a": value})).value == {"a": value}


@pytest.mark.parametrize("value", ["a\n\n", "\n", "a\nb\n\n\n", "\n\n"])
def test_a_text_that_ends_in_empty_lines_is_read_back(value: str) -> None:
    assert read(dump({"a": value})).value == {"a": value}
