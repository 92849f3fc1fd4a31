from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from site_support import context

from ubah.core.reading.journal import PLANNING
from ubah.core.register.views import RecordView, Register
from ubah.publish.exports.feeds import to_atom, to_ics
from ubah.publish.exports.json_register import to_json
from ubah.publish.exports.tables import (
    Table,
    assets_table,
    changes_table,
    safe_cell,
    to_csv,
    to_xlsx,
)
from ubah.publish.gathered.context import Context
from ubah.publish.pages.downloads import download_files

ATOM = "{http://www.w3.org/2005/Atom}"
FORMULA = '=HYPERLINK("https://example.org","klik")'


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def _named(register: Register, title: str) -> Register:
    first = register.records[0]
    record = replace(first.record, request={**first.record.request, "title": title})
    return replace(register, records=(replace(first, record=record), *register.records[1:]))


def _schema(name: str) -> dict[str, object]:
    path = files("ubah.publish.exports") / "schemas" / name
    content: dict[str, object] = json.loads(path.read_text("utf-8"))
    return content


def test_the_csv_has_one_row_a_request(register: Register) -> None:
    rows = _rows(to_csv(changes_table(context(register))))
    assert [row["number"] for row in rows] == [view.record.id for view in register.records]
    assert {row["kind"] for row in rows} == {"normal", "emergency", "undecided"}


def test_the_csv_has_the_columns_that_its_schema_describes(register: Register) -> None:
    ctx = context(register)
    for table, name in ((changes_table, "perubahan"), (assets_table, "aset")):
        fields = _schema(f"{name}.schema.json")["fields"]
        assert isinstance(fields, list)
        assert [field["name"] for field in fields] == list(table(ctx)[0])


def _cast(text: str, field: Mapping[str, Any]) -> Any:
    """Read a cell as Table Schema says; raises where it has another type."""
    match field["type"]:
        case "string":
            return text
        case "integer":
            return int(text)
        case "number":
            return float(text)
        case "date":
            return datetime.strptime(text, "%Y-%m-%d").date()
        case "datetime":
            return datetime.strptime(text, field["format"])
    raise AssertionError(field["type"])


def _check(value: Any, field: Mapping[str, Any]) -> None:
    for name, wanted in field.get("constraints", {}).items():
        match name:
            case "enum":
                assert value in wanted, field
            case "minimum":
                assert value >= wanted, field
            case "maximum":
                assert value <= wanted, field
            case "pattern":
                assert re.fullmatch(wanted, value), field
            case _:
                assert name in ("required", "unique")


@pytest.mark.parametrize(("table", "name"), [(changes_table, "perubahan"), (assets_table, "aset")])
def test_every_cell_of_the_csv_is_what_its_schema_says(
    register: Register, table: Callable[[Context], Table], name: str
) -> None:
    schema: Any = _schema(f"{name}.schema.json")
    rows = _rows(to_csv(table(context(register))))
    assert len(rows) > 10
    for field in schema["fields"]:
        rules, cells = field.get("constraints", {}), [row[field["name"]] for row in rows]
        assert all(cells) or not rules.get("required"), field
        assert len(set(cells)) == len(cells) or not rules.get("unique"), field
        for cell in cells:
            if cell not in schema["missingValues"]:
                _check(_cast(cell, field), field)
    assert schema["primaryKey"] in [[schema["fields"][0]["name"]], schema["fields"][0]["name"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uff1d1", "\r=1"])
def test_52_a_cell_is_never_a_formula(text: str) -> None:
    assert str(safe_cell(text)).startswith("'")


@pytest.mark.parametrize("cell", ["SPSE = aman", "2026-02-02", "", 3, -1, 2.5])
def test_other_cells_stay_as_they_are(cell: str | int | float) -> None:
    assert safe_cell(cell) == cell


def test_52_a_title_is_never_a_formula_in_a_table(register: Register) -> None:
    ctx = context(_named(register, FORMULA))
    assert _rows(to_csv(changes_table(ctx)))[0]["title"] == f"'{FORMULA}"
    book = load_workbook(io.BytesIO(to_xlsx((("RFC", changes_table(ctx)),))))
    cell = book["RFC"]["B2"]
    assert (cell.value, cell.data_type) == (f"'{FORMULA}", "s")


@pytest.mark.parametrize("internal", [False, True])
def test_the_json_keeps_to_its_schema(register: Register, internal: bool) -> None:
    document = json.loads(to_json(context(register, internal=internal)))
    Draft202012Validator.check_schema(_schema("register.schema.json"))
    assert list(Draft202012Validator(_schema("register.schema.json")).iter_errors(document)) == []
    assert len(document["records"]) == len(register.records)


def test_the_json_holds_what_is_restricted_only_internally(register: Register) -> None:
    public = to_json(context(register)).decode()
    internal = to_json(context(register, internal=True)).decode()
    for name in ("ip_addresses", "serial_number", "security_configuration", "contact"):
        assert f'"{name}"' not in public
        assert f'"{name}"' in internal


def _moved(view: RecordView) -> tuple[datetime, datetime]:
    window = view.progress.last_that(*PLANNING)
    assert window is not None
    times = window.evidence["window"]
    return datetime.fromisoformat(times["start"]), datetime.fromisoformat(times["end"])


def test_the_calendar_holds_releases_and_freezes(register: Register) -> None:
    feed = Calendar.from_ical(to_ics(context(register)))
    events = {str(event["uid"]): event for event in feed.walk("VEVENT")}
    first = register.record("RFC-2026-0001")
    assert first is not None
    event = next(each for each in events.values() if "RFC-2026-0001" in str(each["summary"]))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == _moved(first)
    assert str(event["status"]) == "CONFIRMED"
    assert any("Freeze: " in str(each["summary"]) for each in events.values())
    statuses = {str(event.get("status")) for event in events.values()}
    assert {"CONFIRMED", "CANCELLED"} <= statuses


def test_52_a_title_with_line_breaks_adds_no_line_to_the_calendar(register: Register) -> None:
    hostile = "Judul\r\nEND:VEVENT\r\nBEGIN:VEVENT;x"
    changed = _named(register, hostile)
    count = len(Calendar.from_ical(to_ics(context(register))).walk("VEVENT"))
    assert len(Calendar.from_ical(to_ics(context(changed))).walk("VEVENT")) == count


def test_the_calendar_does_not_depend_on_the_clock(register: Register) -> None:
    later = datetime.fromisoformat("2027-01-01T00:00:00+08:00")
    assert to_ics(context(register)) == to_ics(context(register, now=later))


def test_52_the_feed_is_sound_xml_with_text_as_text(register: Register) -> None:
    root = ET.fromstring(to_atom(context(_named(register, "<script>&]]>"))))  # noqa: S314 - our own output
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 50
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    times = [str(entry.findtext(f"{ATOM}updated")) for entry in entries]
    assert times == sorted(times, reverse=True)


def test_the_feed_keeps_to_rfc_4287(register: Register) -> None:
    """What the standard says MUST be: one of each, dates with zones, an author, absolute ids."""
    root = ET.fromstring(to_atom(context(register)))  # noqa: S314 - our own output
    assert root.tag == f"{ATOM}feed"
    links = [link.get("rel", "alternate") for link in root.findall(f"{ATOM}link")]
    assert sorted(links) == ["alternate", "self"]
    for part in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1
        assert urlsplit(str(part.findtext(f"{ATOM}id"))).scheme == "urn"
        assert datetime.fromisoformat(str(part.findtext(f"{ATOM}updated"))).tzinfo
    for entry in root.findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
        assert {child.tag for child in entry} <= {
            f"{ATOM}{name}" for name in ("id", "title", "updated", "author", "link", "summary")
        }


def test_the_calendar_keeps_to_rfc_5545(register: Register) -> None:
    data = to_ics(context(register))
    lines = data.split(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in lines)
    feed = Calendar.from_ical(data)
    assert feed.errors == []
    assert (str(feed["version"]), bool(feed["prodid"])) == ("2.0", True)
    for event in feed.walk("VEVENT"):
        assert event.errors == []
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(event)
        assert event.decoded("dtstart") < event.decoded("dtend")


def test_an_empty_register_can_be_downloaded(register: Register) -> None:
    downloads = download_files(context(replace(register, records=(), assets=())))
    assert all(make() for make in downloads.values())
