"""The same words mean the same in a form, at a prompt, behind `--set` and in a file (one reader)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubah.cli.asking.inputs import evidence_of, read_input
from ubah.cli.asking.prompts import Named, Prompts
from ubah.core.diagnostics import CannotRun, Place
from ubah.core.forms.body import reading_of
from ubah.core.forms.fields import Choice, Field, FieldKind
from ubah.core.forms.moments import MONTHS, NoSuchDay, read_day, read_moment
from ubah.core.forms.reader import how_of
from ubah.core.forms.typed import Misread, read_number, read_one, read_words, read_workers
from ubah.core.forms.values import Answers, read_value
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import AUTHORITY_FILES
from ubah.core.reading.writing import dump
from ubah.edge.forges.github.client import FORM_TEXT

ROOT = Path(__file__).resolve().parents[2]


def _authority() -> Authority:
    files = {path: (ROOT / path).read_bytes() for path in AUTHORITY_FILES}
    built, findings = build_authority(files)
    assert built is not None, findings
    return built


OFFICE = _authority()
READING = reading_of(OFFICE, FORM_TEXT)
PEOPLE = how_of(OFFICE).people
NOT_UNDERSTOOD = "(not understood)"

FIELDS: dict[FieldKind, tuple[str, tuple[str, ...]]] = {
    FieldKind.DAY: ("keep_assets", ()),
    FieldKind.TIME: ("implement", ("started_at",)),
    FieldKind.YES_NO: ("implement", ("completed",)),
    FieldKind.CHOICE: ("accept", ("category",)),
    FieldKind.NUMBER: ("correct", ("entry",)),
    FieldKind.TEXT: ("accept", ("assessment",)),
    FieldKind.LINE: ("report", ("number",)),
    FieldKind.PEOPLE: ("implement", ("implementers",)),
}
"""Kind → an action and a field of its evidence; days and lists stand in requests only."""


def field_of(action: str, pointer: tuple[str, ...]) -> Field:
    return next(f for f in READING.forms[action].evidence if f.pointer == pointer)


def by_form(action: str, pointer: tuple[str, ...], said: str) -> Any:
    own = Answers(Place("issue"))
    value = read_value(field_of(action, pointer), said, 1, READING, own)
    return NOT_UNDERSTOOD if own.findings else value


def by_set(action: str, pointer: tuple[str, ...], said: str) -> Any:
    try:
        given_ = evidence_of(OFFICE, (action,), None, (f"{'.'.join(pointer)}={said}",))
    except CannotRun:
        return NOT_UNDERSTOOD
    return given_[action][pointer[0]]


def by_file(action: str, pointer: tuple[str, ...], said: str, folder: Path) -> Any:
    path = folder / "bukti.yaml"
    path.write_text(dump({pointer[0]: said}))
    value = evidence_of(OFFICE, (action,), read_input(path), ())[action][pointer[0]]
    return value if value != said or isinstance(value, str) else NOT_UNDERSTOOD


def by_prompt(action: str, pointer: tuple[str, ...], said: str) -> Any:
    """Type ``said`` once; what is asked again was not understood."""
    form = Prompts(OFFICE, Named(PEOPLE), "id")
    schema = OFFICE.sop.actions[action].evidence[pointer[0]].schema
    asked = iter([said])

    def answer(*_: Any, **__: Any) -> str:
        try:
            return next(asked)
        except StopIteration:
            raise KeyboardInterrupt from None

    with patch("click.prompt", answer), patch("click.echo"):
        try:
            return form.ask({**schema, "title": "x"})
        except KeyboardInterrupt:
            return NOT_UNDERSTOOD


SAID: dict[FieldKind, tuple[tuple[str, Any], ...]] = {
    FieldKind.TIME: (
        ("2026-12-05 09:00", "2026-12-05T09:00:00+08:00"),
        ("5 Desember 2026 09.00", "2026-12-05T09:00:00+08:00"),
        ("5/12/2026 pukul 9.05", "2026-12-05T09:05:00+08:00"),
        ("Sabtu, 5 Des 2026, 09:00 WIB", "2026-12-05T09:00:00+07:00"),
        ("2026-12-05T09:00:00+08:00", "2026-12-05T09:00:00+08:00"),
        ("“besok pagi”", NOT_UNDERSTOOD),
        ("5 Desember 2026", NOT_UNDERSTOOD),
        ("31-11-2026 09:00", NOT_UNDERSTOOD),
        ("5-12-2026 25:00", NOT_UNDERSTOOD),
    ),
    FieldKind.YES_NO: (
        ("ya", True),
        ("Ya.", True),
        ("TIDAK", False),
        ("'tidak'", False),
        ("yes", True),
        ("mungkin", NOT_UNDERSTOOD),
    ),
    FieldKind.CHOICE: (
        ("application", "application"),
        ("Aplikasi", "application"),
        ("aplikasi", "application"),
        ("Application", "application"),
        ("Aplikasi (application)", "application"),
        ("Proses\u00a0Bisnis", "business_process"),
        ("semuanya", NOT_UNDERSTOOD),
    ),
    FieldKind.NUMBER: (
        ("3", 3),
        (" 3 ", 3),
        ("1.500", 1500),
        ("\uff13", 3),
        ("tiga", NOT_UNDERSTOOD),
    ),
    FieldKind.TEXT: (
        ("  Layak.  ", "Layak."),
        ("Buka port 80\u000b443 ditutup", "Buka port 80\n443 ditutup"),
        ("nomor #12: selesai", "nomor #12: selesai"),
        ("2026-12-05", "2026-12-05"),
    ),
    FieldKind.LINE: (
        ("LAP-1", "LAP-1"),
        ("LAP\u20281", "LAP 1"),
        ("12", "12"),
    ),
    FieldKind.PEOPLE: (
        ("pengelola-1", ["pengelola-1"]),
        ("pengelola-1, pemohon-1", ["pengelola-1", "pemohon-1"]),
        ("pengelola\u20111", ["pengelola-1"]),
        (
            "pengelola-1, Budi; PT Maju, Tbk",
            ["pengelola-1", {"name": "Budi", "organisation": "PT Maju, Tbk"}],
        ),
        (PEOPLE[0].label.id, [PEOPLE[0].value]),
    ),
}
CASES = [(kind, said, wanted) for kind, rows in SAID.items() for said, wanted in rows]


@pytest.mark.parametrize(("kind", "said", "wanted"), CASES)
def test_four_ways_and_one_value(kind: FieldKind, said: str, wanted: Any, tmp_path: Path) -> None:
    action, pointer = FIELDS[kind]
    assert field_of(action, pointer).kind is kind
    assert by_form(action, pointer, said) == wanted
    assert by_set(action, pointer, said) in (wanted, said if wanted == NOT_UNDERSTOOD else wanted)
    assert by_prompt(action, pointer, said) == wanted
    if {"\u000b", "\u2028"} & set(said):
        return  # inside YAML a foreign line end is a blank: see test_as_people_write
    # A file keeps what is not understood, so that the judge can say where it stands.
    assert by_file(action, pointer, said, tmp_path) == (
        said if wanted == NOT_UNDERSTOOD else wanted
    )


WORDS = st.one_of(
    st.text(max_size=12),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(lambda day: f"{day.day}/{day.month}/{day.year}"),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.strftime("%d-%m-%Y %H.%M")),
    st.sampled_from(["ya", "no", "Aplikasi", "3", "1.000", "2,5", "a, b", "x; y", "[a, b]"]),
)  # fmt: skip


@given(kind=st.sampled_from(sorted(set(FIELDS) - {FieldKind.DAY})), said=WORDS)
def test_forms_settings_and_prompts_agree_on_whatever_is_typed(kind: FieldKind, said: str) -> None:
    """A prompt asks again where the schema does not take a value; the others leave that to the judge."""
    action, pointer = FIELDS[kind]
    if not said.strip() or said.startswith(("[", "{")):
        return  # nothing was typed, or `--set` was given YAML
    form, setting = by_form(action, pointer, said), by_set(action, pointer, said)
    assert form == setting or (form, setting) == (NOT_UNDERSTOOD, said)
    prompt = by_prompt(action, pointer, said)
    if prompt != NOT_UNDERSTOOD:
        numbered = kind in (FieldKind.CHOICE, FieldKind.PEOPLE) and prompt != form
        assert prompt == form or numbered


# --- days ------------------------------------------------------------------------------------------

DAY = date(2026, 12, 5)


@pytest.mark.parametrize(
    "said",
    [
        "2026-12-05", "2026/12/5", "05-12-2026", "5-12-2026", "5/12/2026", "05/12/2026", "5.12.2026",
        "5 Des 2026", "5 Desember 2026", "5 DESEMBER 2026", "5-Des-2026", "Sabtu, 5 Desember 2026",
        "5 Dec 2026", "5 December 2026", "December 5, 2026", "5 / 12 / 2026", "5  Desember\u00a02026",
    ],
)  # fmt: skip
def test_a_day_as_people_write_it(said: str) -> None:
    assert read_one(FieldKind.DAY, said, how_of(OFFICE)) == "2026-12-05"
    assert read_one(FieldKind.DAY, f'"{said}"', how_of(OFFICE)) == "2026-12-05"


@pytest.mark.parametrize(
    "said", ["05-12-26", "5 Desember", "besok", "12/2026", "5 Bulan 2026", "2026-12-05 09:00", "20261205", "5-12-20266"]
)  # fmt: skip
def test_what_may_be_several_days_is_asked_again(said: str) -> None:
    assert isinstance(read_one(FieldKind.DAY, said, how_of(OFFICE)), Misread)


@pytest.mark.parametrize("said", ["31-11-2026", "2026-02-30", "29 Februari 2026", "13/13/2026"])
def test_a_day_that_is_in_no_calendar(said: str) -> None:
    with pytest.raises(NoSuchDay):
        read_day(said)


@given(
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    st.sampled_from(["{d}/{m}/{y}", "{d:02}-{m:02}-{y}", "{y}-{m:02}-{d:02}", "{d} {name} {y}"]),
    st.data(),
)
def test_every_day_in_every_way(day: date, form: str, data: Any) -> None:
    names = [name for name, number in MONTHS.items() if number == day.month]
    name = data.draw(st.sampled_from(names)).capitalize()
    said = form.format(d=day.day, m=day.month, y=day.year, name=name)
    assert read_day(said) == day
    moment = read_moment(f"{said} 07.30", how_of(OFFICE).zone)
    assert moment is not None
    assert (moment.date(), moment.hour, moment.minute) == (day, 7, 30)


# --- numbers and lists -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "wanted"), [("2,5", 2.5), ("2.5", 2.5), ("1.500", 1500), ("12", 12), ("1.500.000", 1500000)]
)  # fmt: skip
def test_numbers_with_a_comma(said: str, wanted: float) -> None:
    assert read_number(said) == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("SPSE, LPSE", ["SPSE", "LPSE"]),
        ("[SPSE, LPSE]", ["SPSE", "LPSE"]),
        ("- SPSE\n- LPSE", ["SPSE", "LPSE"]),
        ("SPSE\u2028LPSE", ["SPSE", "LPSE"]),
        ('"Mail, web", LPSE', ["Mail, web", "LPSE"]),
        (" , ,", []),
        ("Jum'at, Sabtu", ["Jum'at", "Sabtu"]),
    ],
)
def test_lists(said: str, wanted: list[str]) -> None:
    assert read_words(said) == wanted


def test_suppliers_among_people() -> None:
    assert read_workers("Budi; PT Maju, Tbk\npengelola-1") == [
        {"name": "Budi", "organisation": "PT Maju, Tbk"},
        "pengelola-1",
    ]


def test_things_are_named_as_the_record_names_them() -> None:
    how = how_of(OFFICE)
    assert read_one(FieldKind.LIST, "srv\u20110001, SRV-0002", how, (), "asset_id") == [
        "SRV-0001",
        "SRV-0002",
    ]
    assert read_one(FieldKind.LINE, " rfc-2026-0001 ", how, (), "rfc_id") == "RFC-2026-0001"
    twice = (Choice("a-1", PEOPLE[0].label), Choice("a-2", PEOPLE[0].label))
    said = PEOPLE[0].label.id
    assert read_one(FieldKind.LINE, said, type(how)(how.zone, twice), (), "person") == said
