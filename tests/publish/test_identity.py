"""Ids that no other office has and that never change; the calendar's revisions; addresses (RFC 4287, 5545)."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID
from zipfile import ZipFile

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from site_support import context, pages_of

from ubah.core.model import Entry
from ubah.core.reading.journal import replay
from ubah.core.register.views import AuditSummary, Register
from ubah.publish.exports.feeds import record_atom, to_atom, to_ics
from ubah.publish.exports.json_register import to_json
from ubah.publish.exports.tables import assets_table, changes_table, register_xlsx
from ubah.publish.gathered.context import Context
from ubah.publish.pages.downloads import DOWNLOADS, download_files
from ubah.publish.papers.forms import FORMS, papers_of
from ubah.publish.papers.paper import document_of

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "https://lpse.contoh.go.id/perubahan/"
TITLE = "Pindah ke kantor baru – tahap “dua”"


def _settings(register: Register, **settings: Any) -> Register:
    raw = {**register.authority.raw_office, **settings}
    return replace(register, authority=replace(register.authority, raw_office=raw))


def _rooted(register: Register, root: str) -> Register:
    return replace(register, audit=AuditSummary((), root, "1" * 40, 40, 260))


def _ids(ctx: Context) -> set[str]:
    """Every id that leaves an office, found in what is published and not by how it is made."""
    document = json.loads(to_json(ctx))
    rows = [document, *document["records"], *document["assets"]]
    found = {row["id"] for row in (*rows, *(e for r in document["records"] for e in r["journal"]))}
    calendar = Calendar.from_ical(to_ics(ctx))
    found |= {str(part["uid"]) for part in (calendar, *calendar.walk("VEVENT"))}
    first = ctx.register.records[0]
    for feed in (to_atom(ctx), record_atom(first, ctx)):
        found |= {str(node.text) for node in ET.fromstring(feed).iter(f"{ATOM}id")}  # noqa: S314 - our own output
    book = load_workbook(io.BytesIO(register_xlsx(ctx)))
    found.add(str(book.properties.identifier))
    page = pages_of(ctx.register)
    for path in (DOWNLOADS, "kalender/index.html"):
        found |= set(re.findall(r'download="([^"]+)"', page[path].body))
    found.add(document_of(first.record.id, papers_of(first, FORMS, ctx), ctx)["title"])
    return found


def test_two_offices_share_no_id(register: Register) -> None:
    offices = (
        register,
        _settings(register, name="LPSE Kota Lain"),
        _settings(register, government="Pemerintah Kota Lain"),
        _rooted(register, "a" * 40),
        _rooted(register, "b" * 40),
    )
    told = [_ids(context(office)) for office in offices]
    assert len(told[0]) > 300
    for number, own in enumerate(told):
        for other in told[:number]:
            assert own & other == set()


def test_ids_stay_from_day_to_day_and_when_the_office_is_renamed(register: Register) -> None:
    root = _rooted(register, "a" * 40)
    now = datetime.fromisoformat("2027-09-01T00:00:00+08:00")
    assert _ids(context(root)) == _ids(context(root, now=now))
    renamed = _ids(context(_settings(root, name="LPSE Bernama Baru")))
    for own in _ids(context(root)) - renamed:  # what a person reads in a name or a title
        assert "lpse" in own.lower()
    tag = context(root).identity.tag
    assert all(tag in own for own in _ids(context(root)) ^ renamed)


def test_an_id_is_a_urn_that_has_not_changed_since_it_was_first_given(register: Register) -> None:
    ctx = context(_rooted(register, "a" * 40))
    for own in _ids(ctx):
        if own.startswith("urn:"):
            assert UUID(own.removeprefix("urn:uuid:")).version == 5
    assert ctx.identity.urn("record", "RFC-2026-0001") == FIRST_GIVEN


FIRST_GIVEN = "urn:uuid:2e14457d-2b7c-5bb7-bef4-47860135790a"


def test_a_step_has_the_same_id_in_feed_and_register(register: Register) -> None:
    ctx = context(register)
    feed = ET.fromstring(record_atom(register.records[0], ctx))  # noqa: S314 - our own output
    steps = json.loads(to_json(ctx))["records"][0]
    assert steps["id"] == feed.findtext(f"{ATOM}id")
    ids = [str(entry.findtext(f"{ATOM}id")) for entry in feed.findall(f"{ATOM}entry")]
    assert ids == [entry["id"] for entry in reversed(steps["journal"])]


# --- the calendar ------------------------------------------------------------------------------------


def _event(register: Register, number: str = "RFC-2026-0001") -> Mapping[str, Any]:
    feed = Calendar.from_ical(to_ics(context(register)))
    events = [each for each in feed.walk("VEVENT") if number in str(each["summary"])]
    assert len(events) == 1
    event: Mapping[str, Any] = events[0]
    return event


def _with_entries(register: Register, *more: tuple[str, dict[str, Any]], keep: int) -> Register:
    """The register whose first record ends after ``keep`` entries, with more a day apart."""
    first = register.records[0]
    journal = list(first.record.journal[:keep])
    for action, evidence in more:
        last = journal[-1]
        journal.append(
            Entry(
                number=last.number + 1,
                action=action,
                by=last.by,
                at=last.at + timedelta(days=1),
                evidence=MappingProxyType(evidence),
            )
        )
    record = replace(first.record, journal=tuple(journal))
    times = [entry.at for entry in journal]
    view = replace(first, record=record, progress=replay(record, times, register.authority.sop))
    return replace(register, records=(view, *register.records[1:]))


def _stamps(event: Mapping[str, Any]) -> tuple[int, datetime]:
    assert event.decoded("dtstamp") == event.decoded("last-modified")  # type: ignore[attr-defined]
    return int(event["sequence"]), event.decoded("dtstamp")  # type: ignore[attr-defined]


def test_the_revision_rises_when_the_event_moves_and_only_then(register: Register) -> None:
    first = register.records[0].record
    planned = next(e for e in first.journal if e.action == "schedule_release")
    keep = planned.number
    window = dict(planned.evidence["window"])
    moved = {"window": {**window, "start": window["end"], "end": "2026-12-01T10:00:00+08:00"}}
    again = {"window": window, "reason": "Sama."}
    told = {"release": {"outcome": "cancelled", "reason": "Batal."}, "reason": "Tidak jadi."}

    def stamps(*more: tuple[str, dict[str, Any]]) -> tuple[int, datetime]:
        return _stamps(_event(_with_entries(register, *more, keep=keep)))

    at = planned.at.astimezone(UTC)
    day = timedelta(days=1)
    assert stamps() == (0, at)
    assert stamps(("correct", {"entry": 1, "field": "x", "was": "", "is": ""})) == (0, at)
    assert stamps(("reschedule", again)) == (0, at)
    assert stamps(("reschedule", moved)) == (1, at + day)
    assert stamps(("reschedule", moved), ("reschedule", again)) == (2, at + 2 * day)
    assert stamps(("reschedule", moved), ("keep_assets", told)) == (2, at + 2 * day)


def test_an_event_leads_to_its_record_where_the_address_is_known(register: Register) -> None:
    assert "url" not in _event(register)
    told = _event(_settings(register, site_url=ADDRESS.rstrip("/")))
    assert str(told["url"]) == f"{ADDRESS}rfc/RFC-2026-0001/index.html"
    assert _event(register)["uid"] == told["uid"]
    assert _event(register).decoded("created") <= told.decoded("last-modified")  # type: ignore[attr-defined]


# --- the feeds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [{}, {"site_url": ADDRESS}])
def test_every_link_of_a_feed_leads_to_a_page_of_the_site(
    register: Register, settings: dict[str, str]
) -> None:
    office = _settings(register, **settings)
    ctx = context(office)
    pages = set(pages_of(office))
    feeds = {"umpan.atom": to_atom(ctx)}
    feeds |= {f"rfc/{v.record.id}/umpan.atom": record_atom(v, ctx) for v in office.records[:3]}
    base = settings.get("site_url", "https://tempat.example/")
    for path, data in feeds.items():
        root = ET.fromstring(data)  # noqa: S314 - our own output
        own = root.find(f"{ATOM}link[@rel='self']")
        assert own is not None
        assert urljoin(base + path, own.attrib["href"]) == base + path
        assert own.attrib["type"] == "application/atom+xml"
        for link in root.iter(f"{ATOM}link"):
            assert bool(urlsplit(link.attrib["href"]).scheme) is bool(settings)
            target = urljoin(base + path, link.attrib["href"]).partition("#")[0].removeprefix(base)
            assert target in pages | {path}


def test_the_english_edition_leads_to_english_pages(register: Register) -> None:
    from ubah.publish.gathered.context import build_context

    plain = context(_settings(register, site_url=ADDRESS))
    english = build_context(plain.register, plain.now, plain.words, False, "en")
    assert f'href="{ADDRESS}en/umpan.atom"'.encode() in to_atom(english)


# --- the tables --------------------------------------------------------------------------------------


def _spoken(register: Register, language: str) -> Register:
    first = register.records[0]
    record = replace(first.record, request={**first.record.request, "title": TITLE})
    office = replace(register.authority.office, language=language)
    return replace(
        register,
        records=(replace(first, record=record), *register.records[1:]),
        authority=replace(register.authority, office=office),
    )


def _as_excel(data: bytes, separator: str) -> list[list[str]]:
    """Read a CSV as a double click does: by its mark, or else by the old code page."""
    text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp1252", "replace")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


@pytest.mark.parametrize(("language", "separator", "sign"), [("id", ";", ","), ("en", ",", ".")])
def test_a_double_click_opens_the_csv_rightly(
    register: Register, language: str, separator: str, sign: str
) -> None:
    files = download_files(context(_spoken(register, language)))
    rows = _as_excel(files["unduhan/perubahan.csv"](), separator)
    assert rows[0][:2] == ["number", "title"]
    assert rows[1][1] == TITLE
    assert {len(row) for row in rows} == {len(rows[0])}
    assets = _as_excel(files["unduhan/aset.csv"](), separator)
    values = [row[assets[0].index("value")] for row in assets[1:]]
    assert any(sign in value for value in values)
    assert all(float(value.replace(sign, ".")) for value in values)


@pytest.mark.parametrize("language", ["id", "en"])
def test_programs_get_the_plain_csv(register: Register, language: str) -> None:
    ctx = context(_spoken(register, language))
    for name, table in (("perubahan", changes_table), ("aset", assets_table)):
        data = download_files(ctx)[f"unduhan/{name}-rfc4180.csv"]()
        assert not data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
        assert rows[0] == list(table(ctx)[0])
        assert {len(row) for row in rows} == {len(rows[0])}


def test_52_no_cell_of_the_csv_for_people_is_a_formula(register: Register) -> None:
    first = register.records[0]
    hostile = '=HYPERLINK("https://example.org";"klik")'
    record = replace(first.record, request={**first.record.request, "title": hostile})
    told = replace(register, records=(replace(first, record=record), *register.records[1:]))
    data = download_files(context(told))["unduhan/perubahan.csv"]()
    assert _as_excel(data, ";")[1][1] == f"'{hostile}"


def test_the_workbook_is_offered_first_and_is_the_same_every_day(
    register: Register, indonesian: Callable[[str], str]
) -> None:
    body = pages_of(register, "id", indonesian)[DOWNLOADS].body
    offered = re.findall(r'href="../unduhan/([^"]+)" download', body)
    assert offered[0] == "register.xlsx"
    assert {"perubahan.csv", "perubahan-rfc4180.csv", "aset.csv", "aset-rfc4180.csv"} <= set(
        offered
    )
    ctx = context(register)
    data = register_xlsx(ctx)
    assert load_workbook(io.BytesIO(data))["RFC"]["A2"].value == register.records[0].record.id
    with ZipFile(io.BytesIO(data)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    years = set(re.findall(r"(\d{4})-\d\d-\d\dT", core))
    assert years == {"1980"}
