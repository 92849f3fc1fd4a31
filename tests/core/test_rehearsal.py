"""What a rehearsal plays next, and what it fills in: always a form that the office can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ubah.core.diagnostics import CannotRun, Place
from ubah.core.forms.body import read_form, reading_of
from ubah.core.forms.of_steps import office_forms
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import AUTHORITY_FILES, OFFICE, record_path
from ubah.core.reading.records import landed_record, read_file
from ubah.core.rehearsal.casting import opening_number, opening_request
from ubah.core.rehearsal.script import (
    Act,
    Approve,
    Await,
    FileForm,
    Played,
    Ring,
    filled_in,
    forms_to_file,
    next_act,
)
from ubah.edge.forges.github.client import FORM_TEXT

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
SUBMIT, PAIR = "submit", "accept+escalate"


def authority(language: str = "id") -> Authority:
    files = {path: (ROOT / path).read_bytes() for path in AUTHORITY_FILES}
    files[OFFICE] = files[OFFICE].replace(b"language: id", f"language: {language}".encode())
    found, findings = build_authority(files)
    assert found is not None, findings
    return found


OFFICE_OF_THE_TOOL = authority()
[(PATH, OPENING)] = opening_request(OFFICE_OF_THE_TOOL, NOW).items()


def played(data: bytes = OPENING, **more: object) -> Played:
    record = landed_record(read_file(data, PATH))
    assert record is not None
    sop = OFFICE_OF_THE_TOOL.sop
    forms = forms_to_file(office_forms(OFFICE_OF_THE_TOOL.change_schema, sop), sop)
    nothing: frozenset[int] = frozenset()
    start = Played(record, sop, forms, {}, (), nothing, nothing, nothing)
    return replace(start, **more)  # type: ignore[arg-type]


BOTH = {SUBMIT: (1, False), PAIR: (3, False)}
SEEN = frozenset({9})


@pytest.mark.parametrize(
    ("more", "act"),
    [
        ({}, FileForm(SUBMIT)),
        ({"filed": {SUBMIT: (1, False)}}, FileForm(PAIR)),
        ({"filed": BOTH, "drafts": (9,)}, Ring(9)),
        ({"filed": BOTH, "drafts": (9,), "rung": SEEN, "labelled": SEEN}, Approve(9)),
    ],
)
def test_what_is_played_next(more: dict[str, object], act: Act) -> None:
    assert next_act(played(**more)) == act


@pytest.mark.parametrize(
    ("more", "number", "label"),
    [
        ({"filed": {SUBMIT: (1, True)}}, 1, False),
        ({"filed": {**BOTH, PAIR: (3, True)}}, 3, False),
        ({"filed": BOTH}, 0, False),
        ({"filed": BOTH, "drafts": (9,), "rung": SEEN}, 9, True),
        (
            {"filed": BOTH, "drafts": (9,), "rung": SEEN, "labelled": SEEN, "reviewed": SEEN},
            9,
            False,
        ),
    ],
)
def test_what_is_waited_for(more: dict[str, object], number: int, label: bool) -> None:
    act = next_act(played(**more))
    assert isinstance(act, Await)
    assert (act.thread.number if act.thread else 0, act.label) == (number, label)


def test_once_the_head_has_decided_nothing_is_left_to_play() -> None:
    entry = b'  - action: approve\n    by: kepala\n    at: "2026-03-02T12:00:00+08:00"\n'
    assert next_act(played(OPENING + entry, filed=BOTH)) is None


def test_the_request_is_there_under_the_first_number() -> None:
    assert record_path("RFC-2026-0001") == PATH
    assert opening_number(["README.md", PATH, record_path("RFC-2026-0002")]) == "RFC-2026-0001"
    assert opening_number(["README.md"]) == ""


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("key", [SUBMIT, PAIR])
def test_what_is_filled_in_is_a_form_that_the_office_reads(language: str, key: str) -> None:
    own = authority(language)
    form = office_forms(own.change_schema, own.sop)[key]
    body = filled_in(form, "RFC-2026-0001", language, FORM_TEXT)
    filled, findings = read_form(body, reading_of(own, FORM_TEXT), Place("#1"))
    assert filled is not None, findings
    assert [step.action for step in filled.steps] == key.split("+")


def test_what_it_cannot_fill_in_it_says() -> None:
    forms = office_forms(OFFICE_OF_THE_TOOL.change_schema, OFFICE_OF_THE_TOOL.sop)
    with pytest.raises(CannotRun):
        filled_in(forms["pass_test"], "RFC-2026-0001", "id", FORM_TEXT)
