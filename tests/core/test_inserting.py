"""What is put into a file that people keep by hand leaves every other byte where it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ubah.core.diagnostics import CannotRun
from ubah.core.reading.inserting import END, Edit, with_edits
from ubah.core.strict_yaml.document import Json, Pointer
from ubah.core.strict_yaml.source import parse

ROOT = Path(__file__).parents[2]
KEPT = """# kepala berkas
persons:
    a:
        name:   Ani   # catatan
        title: >-
          Kepala
          Bagian

    # yang kedua
    b:
        'name': "Budi"
        title: Staf
          Muda
        keys:
        - key: ssh-ed25519 AAAA x
          from: "2026-01-01"   # lama
        - {key: 'ssh-ed25519 BBBB', from: '2026-01-01'}
    c: {name: Cici, title: 'Staf   '}
roles:
  head: [ {person: a, from: "2026-01-01"} ]   # satu
  requester:
      - {person: b, from: "2026-01-01"}
      -   person: a
          from: "2026-01-01"
      # akhir

  # berikut
  superior: []
# selesai
"""
ROW: dict[str, Json] = {"person": "b", "from": "2026-02-02", "letter": "800/1: a, {b} #c"}
PLACES: tuple[tuple[Pointer, Json], ...] = (
    (("persons", "d"), {"name": "Dedi", "title": "x: y", "keys": [{"key": "k " + "A" * 300}]}),
    (("persons", "a", "keys", END), {"key": "k k", "from": "2026-02-02"}),
    (("persons", "b", "keys", END), {"key": "k k", "from": "2026-02-02"}),
    (("persons", "b", "keys", 0, "until"), "2026-02-02"),
    (("persons", "b", "keys", 1, "until"), "2026-02-02"),
    (("persons", "c", "keys", END), {"key": "k k", "from": "2026-02-02"}),
    (("persons", "c", "unit"), "LPSE"),
    (("roles", "head", END), ROW),
    (("roles", "head", 0, "until"), "2026-02-02"),
    (("roles", "requester", END), ROW),
    (("roles", "requester", 0, "until"), "2026-02-02"),
    (("roles", "requester", 1, "until"), "2026-02-02"),
    (("roles", "superior", END), ROW),
    (("roles", "acting_head", END), ROW),
)


def put(value: Any, pointer: Pointer, new: Json) -> Any:
    """Return the value as it must be read afterwards; by hand, and sharing nothing with the tool."""
    inner = value
    for part, after in zip(pointer, [*pointer[1:], None], strict=True):
        if part == END:
            inner.append(new)
        elif after is None:
            inner[part] = new
        else:
            if after == END and part not in inner:
                inner[part] = []
            inner = inner[part]
    return value


def kept_around(old: str, new: str) -> bool:
    """Whether ``new`` is ``old`` with something put in at one place."""
    start = 0
    while start < len(old) and old[start] == new[start : start + 1]:
        start += 1
    rest = len(old) - start
    while new[len(new) - rest :] != old[start:] and start:
        start, rest = start - 1, rest + 1
    return new[len(new) - rest :] == old[start:] if rest else True


@pytest.mark.parametrize("text", [KEPT, KEPT.removesuffix("# selesai\n"), KEPT.rstrip("\n")])
@pytest.mark.parametrize(("pointer", "value"), PLACES, ids=lambda part: str(part)[:40])
def test_one_place_changes_and_no_other_byte(text: str, pointer: Pointer, value: Json) -> None:
    new = with_edits(text.encode(), "roles.yaml", [Edit(pointer, value)]).decode()
    assert yaml.load(new, yaml.CSafeLoader) == put(
        yaml.load(text, yaml.CSafeLoader), pointer, value
    )
    document, findings = parse(new.encode(), "roles.yaml")
    assert (document is not None, findings) == (True, ())
    if pointer == ("roles", "superior", END):
        assert new.count("superior: [{") == 1
        assert new.partition("superior: [")[0] == text.partition("superior: [")[0]
        assert new.endswith(text.partition("superior: []")[2])
    else:
        assert kept_around(text, new)
    lines = [line for line in text.splitlines() if "#" in line]
    assert [line for line in lines if line not in new.splitlines()] in (
        [],
        [line for line in lines if "# satu" in line and pointer[1] == "head"],
    )


def test_a_day_that_has_not_come_is_written_over_in_its_place() -> None:
    once = with_edits(KEPT.encode(), "r", [Edit(("roles", "head", 0, "until"), "2026-05-05")])
    twice = with_edits(once, "r", [Edit(("roles", "head", 0, "until"), "2026-02-02")])
    assert once.replace(b"2026-05-05", b"2026-02-02") == twice
    assert once != twice


@pytest.mark.parametrize(
    ("pointer", "old"),
    [
        (("persons", "a", "name"), "Ani"),
        (("persons", "a", "title"), ">-\n          Kepala\n          Bagian"),
        (("persons", "b", "name"), '"Budi"'),
        (("persons", "b", "title"), "Staf\n          Muda"),
        (("persons", "c", "title"), "'Staf   '"),
    ],
)
def test_a_text_is_written_over_whatever_its_style(pointer: Pointer, old: str) -> None:
    new = with_edits(KEPT.encode(), "r", [Edit(pointer, 'Kepala "Bidang": 1 # x')]).decode()
    assert new == KEPT.replace(old, '"Kepala \\"Bidang\\": 1 # x"', 1)
    assert yaml.load(new, yaml.CSafeLoader) == put(
        yaml.load(KEPT, yaml.CSafeLoader), pointer, 'Kepala "Bidang": 1 # x'
    )


def test_all_places_one_after_the_other() -> None:
    wanted = yaml.load(KEPT, yaml.CSafeLoader)
    for pointer, value in PLACES:
        put(wanted, pointer, value)
    new = with_edits(KEPT.encode(), "r", [Edit(*place) for place in PLACES])
    assert yaml.load(new, yaml.CSafeLoader) == wanted


def test_comments_before_what_follows_stay_with_it() -> None:
    new = with_edits(KEPT.encode(), "r", [Edit(("roles", "requester", END), ROW)]).decode()
    assert new.index("800/1") < new.index("# akhir") < new.index("# berikut")


def test_the_sample_office_keeps_its_bytes() -> None:
    old = (ROOT / "roles.yaml").read_text()
    new = with_edits(old.encode(), "roles.yaml", [Edit(("roles", "acting_head", END), ROW)])
    lines = new.decode().splitlines()
    added = [line for line in lines if "800/1: a" in line or line.endswith('"2026-02-02"')]
    at = lines.index(added[0]) - 1
    assert lines[at] == "    - person: b"
    assert lines[:at] + lines[at + 3 :] == old.splitlines()


WORDS = st.text("ab:#-{}[],'\"&*!|>%@` 0.", min_size=1, max_size=12).filter(str.strip)
ROWS = st.dictionaries(st.sampled_from(["name", "title", "letter"]), WORDS, min_size=1)


@given(WORDS, ROWS, st.sampled_from(["block", "flow"]))
def test_whatever_is_typed_is_read_back(word: str, row: dict[str, Json], style: str) -> None:
    text = "roles:\n  head:\n    - person: a\n" if style == "block" else "roles: {head: [{a: b}]}\n"
    edits = [Edit(("roles", "head", END), row), Edit(("roles", "head", 0, "title"), word)]
    new = with_edits(text.encode(), "r", edits)
    head = yaml.load(new, yaml.CSafeLoader)["roles"]["head"]
    assert (head[1], head[0]["title"]) == (row, word)


@pytest.mark.parametrize("text", ["\ufeffa: []\n", "a: [\n", "a: &x []\n", "a: []\r\n"])
def test_what_cannot_be_read_is_refused_and_not_mended(text: str) -> None:
    with pytest.raises(CannotRun):
        with_edits(text.encode(), "r", [Edit(("a", END), ROW)])


def test_a_line_that_would_be_read_otherwise_is_refused() -> None:
    """Where the text leads elsewhere than the values do, nothing is written."""
    with patch("ubah.core.reading.inserting._end", lambda _: 0), pytest.raises(CannotRun) as said:
        with_edits(KEPT.encode(), "r", [Edit(("roles", "requester", END), ROW)])
    assert "cannot be gone on with" in said.value.message.text
