"""Which requests a list or an export is about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ubah.core.diagnostics import CannotRun
from ubah.core.office.authority import build_authority
from ubah.core.register.choosing import EVERY, RequestChoice, choice_of, period_of
from ubah.core.register.reporting import ALL_TIME

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-q2", "2026-04-01", "2026-06-30"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
    ],
)
def test_a_period_is_a_year_a_quarter_or_a_month(text: str, first: str, last: str) -> None:
    days = period_of(text)
    assert (days.first, days.last) == (date.fromisoformat(first), date.fromisoformat(last))


def test_no_period_is_all_time() -> None:
    assert period_of("") == ALL_TIME


@pytest.mark.parametrize(
    "text",
    ["26", "2026-13", "2026-3", "2026-00", "2026-Q5", "2026-Q0", "0000", "maret", "2026-03-01",
     "2026/03", " 2026", "2026\n", "٢٠٢٦", "-2026"],
)  # fmt: skip
def test_what_is_no_period_is_told_how_to_be_written(text: str) -> None:
    with pytest.raises(CannotRun, match="is no period") as refused:
        period_of(text)
    assert refused.value.hint
    assert "2026-Q1" in refused.value.hint.text


@pytest.mark.parametrize(
    ("words", "wrong", "offered"),
    [
        (("lompat", "", ""), "there is no state", "awaiting_head"),
        (("", "darurat", ""), "there is no kind of change", "emergency"),
        (("", "", "aplikasi"), "there is no category", "application"),
    ],
)
def test_a_misspelt_value_is_answered_with_those_that_there_are(
    words: tuple[str, str, str], wrong: str, offered: str
) -> None:
    paths = [ROOT / "roles.yaml", ROOT / "office.yaml", *(ROOT / "schemas").iterdir()]
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    authority, problems = build_authority(files)
    assert authority, problems
    with pytest.raises(CannotRun, match=wrong) as refused:
        choice_of("", *words, authority.sop)
    assert refused.value.hint
    assert offered in str(dict(refused.value.hint.values)["known"])


MARCH = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        (EVERY, True),
        (RequestChoice("2026-03", period_of("2026-03")), True),
        (RequestChoice("2026-Q2", period_of("2026-Q2")), False),
        (RequestChoice(state="closed"), True),
        (RequestChoice(state="submitted"), False),
        (RequestChoice(kind="emergency"), True),
        (RequestChoice(kind="normal"), False),
        (RequestChoice(category="security"), True),
        (RequestChoice(category="data"), False),
        (RequestChoice(state="closed", kind="normal"), False),
    ],
)
def test_a_request_is_taken_that_is_all_that_was_asked_for(
    choice: RequestChoice, taken: bool
) -> None:
    assert choice.takes(MARCH, "closed", "emergency", "security") is taken
    assert choice.all is (choice == EVERY)
