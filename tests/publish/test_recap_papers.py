"""The recap as paper and as workbook, recounted by plain loops over the records as YAML."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from pypdf import PdfReader
from recount import Recount, kind
from site_support import context
from test_papers import TEMPLATE, faults_of_pdf_a, placed, squeezed

from ubah.core.figures.periods import Span
from ubah.core.register.views import AuditSummary, Register
from ubah.edge.system.typesetting import typeset
from ubah.publish.exports.tables import to_xlsx
from ubah.publish.gathered.context import Context
from ubah.publish.papers import recap
from ubah.publish.papers.paper import document_of
from ubah.publish.papers.recap import recap_paper, recap_sheets

Records = list[dict[str, Any]]
MONTHS = [f"2026-{month:02}" for month in range(2, 7)]
SHARES = {
    "Success rate": "success",
    "Back-out rate": "back_out",
    "Restore success": "restored",
    "Emergency share": "emergency",
    "Emergencies with criterion and incident": "criterion",
    "Rejection rate": "rejected",
    "Acting decisions": "acting",
    "Schedule adherence": "schedule",
}
LENGTHS = {
    "Time to the end": Recount.lead_time,
    "Report latency": Recount.report_latency,
    "Review latency": Recount.review_latency,
}


@pytest.fixture(scope="module")
def records(files: Mapping[str, bytes]) -> Records:
    return [
        yaml.load(files[path], yaml.CSafeLoader)
        for path in sorted(files)
        if re.match("changes/.*yaml$", path)
    ]


@pytest.fixture(scope="module")
def ctx(register: Register) -> Context:
    return context(replace(register, audit=AuditSummary((), "0" * 40, "1" * 40, 40, 260)))


def span_of(key: str) -> Span:
    return Span(int(key[:4]), int(key[5:] or 0))


def days_of(key: str) -> tuple[date, date]:
    year, month = int(key[:4]), int(key[5:] or 0)
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), after - timedelta(days=1)


def before(key: str) -> str:
    back = days_of(key)[0] - timedelta(days=1)
    return f"{back.year}-{back.month:02}" if key[5:] else str(back.year)


def book_of(key: str, ctx: Context) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(to_xlsx(recap_sheets(span_of(key), ctx), fitted=True)))
    return {
        sheet.title: [tuple("" if c is None else c for c in row) for row in sheet.values][1:]
        for sheet in book
    }


def paper_of(key: str, ctx: Context) -> bytes:
    return typeset(TEMPLATE, document_of(key, (recap_paper(span_of(key), ctx),), ctx))


def taken(records: Records, key: str, *actions: str) -> list[str]:
    return [
        record["id"]
        for record in records
        for entry in record["journal"]
        if entry["at"].startswith(key) and entry["action"] in actions
    ]


@pytest.mark.parametrize("key", ["2026", *MONTHS])
def test_the_workbook_counts_what_the_records_hold(
    ctx: Context, records: Records, key: str
) -> None:
    book = book_of(key, ctx)
    own = [record for record in records if record["journal"][0]["at"].startswith(key)]
    counts = dict(book["In numbers"])
    assert counts["Submitted"] == len(own)
    assert counts["Rejected"] == len(taken(records, key, "reject"))
    assert counts["Closed"] == len(taken(records, key, "keep_assets", "update_assets"))
    assert counts["Withdrawn"] == len(taken(records, key, "withdraw"))
    assert [row[0] for row in book["Requests"]] == [record["id"] for record in own]
    called = {"normal": "Normal", "emergency": "Emergency", "undecided": "–"}
    assert [row[4] for row in book["Requests"]] == [called[kind(record)] for record in own]
    assert [row[0] for row in book["Emergencies"]] == taken(records, key, "escalate")
    assert [row[0] for row in book["Failures"]] == taken(records, key, "fail_test", "roll_back")


@pytest.mark.parametrize("key", ["2026", *MONTHS])
def test_the_key_figures_are_those_of_the_period_and_of_the_one_before(
    ctx: Context, records: Records, key: str
) -> None:
    figures = {row[0]: row[1:] for row in book_of(key, ctx)["Key figures"]}
    for column, period in ((1, key), (4, before(key))):
        counted = Recount(records, *days_of(period))
        for title, name in SHARES.items():
            part, whole = counted.shares()[name]
            percent = round(100 * part / whole, 1) if whole else ""
            assert figures[title][0] == "percent"
            assert figures[title][column : column + 3] == (percent, part, whole), title
        for title, count in LENGTHS.items():
            middle, cases = count(counted)
            hours = "" if middle is None else round(middle.total_seconds() / 3600, 2)
            assert figures[title][column : column + 3] == (hours, cases, ""), title


@pytest.mark.parametrize("key", ["2026", "2026-03", "2026-05"])
def test_the_paper_says_the_same(ctx: Context, records: Records, key: str) -> None:
    pdf = paper_of(key, ctx)
    assert faults_of_pdf_a(pdf) == []
    seen = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
    now, then = (Recount(records, *days_of(k)).shares() for k in (key, before(key)))
    for title, name in SHARES.items():
        cells = [
            f"{int(100 * part / whole + 0.5)}%({part}/{whole})" if whole else f"–({part}/{whole})"
            for part, whole in (now[name], then[name])
        ]
        assert squeezed(title) + "".join(cells) in seen
    for record in records:
        if record["journal"][0]["at"].startswith(key):
            assert record["id"] in seen
            assert squeezed(record["request"]["title"]) in seen
    assert "PROVISIONAL" not in seen or key == "2026"


def test_a_recap_is_in_its_readers_language_and_of_this_office(
    register: Register, indonesian: Callable[[str], str]
) -> None:
    ctx = context(placed(register, "https://lpse.contoh.go.id"), "id", indonesian)
    seen = "".join(p.extract_text() for p in PdfReader(io.BytesIO(paper_of("2026-03", ctx))).pages)
    for words in ("Rekap Maret 2026", "Februari 2026", "Mengetahui", "Kepala LPSE"):
        assert squeezed(words) in squeezed(seen)
    assert "https://lpse.contoh.go.id/rekap/2026-03/index.html" in squeezed(seen)


def test_a_long_list_goes_on_in_the_workbook(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recap, "LISTED", 3)
    (part,) = [
        s for s in recap_paper(Span(2026), ctx).sections if s.heading == "Requests submitted"
    ]
    assert [len(row.value.get("rows", ())) for row in part.rows] == [3, 0]
    assert part.rows[1].value["text"].startswith("and 28 more, in the workbook")
    assert len(book_of("2026", ctx)["Requests"]) == 31


def test_the_workbook_can_be_read_as_it_is(ctx: Context) -> None:
    book = load_workbook(io.BytesIO(to_xlsx(recap_sheets(Span(2026), ctx), fitted=True)))
    sheet = book["Requests"]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width == len("RFC-2026-0001") + 2
    assert 40 < sheet.column_dimensions["C"].width <= 62


def test_what_is_still_going_on_is_marked(register: Register) -> None:
    early = context(register, now=datetime.fromisoformat("2026-06-24T10:00:00+08:00"))
    assert any("PROVISIONAL" in mark for mark in recap_paper(Span(2026, 6), early).marks)
    assert not any("PROVISIONAL" in mark for mark in recap_paper(Span(2026, 5), early).marks)


@pytest.mark.parametrize("key", ["2019", "2019-07", "2026-01"])
def test_that_nothing_came_is_an_answer(ctx: Context, key: str) -> None:
    book = book_of(key, ctx)
    assert {count for _name, count in book["In numbers"]} == {0}
    assert book["Requests"] == book["Emergencies"] == []
    assert faults_of_pdf_a(paper_of(key, ctx)) == []


def test_what_is_overdue_and_what_deviates_is_listed(ctx: Context) -> None:
    june = book_of("2026-06", ctx)
    assert "RFC-2026-0029" in [row[0] for row in june["Overdue"]]
    march = book_of("2026-03", ctx)
    rules = {(number, rule) for number, rule, _said in march["Deviations"]}
    assert {("RFC-2026-0007", "UB905"), ("RFC-2026-0010", "UB902")} <= rules


def test_a_title_is_never_a_formula_in_the_workbook(register: Register) -> None:
    view = register.records[0]
    evil = replace(view.record, request={**view.record.request, "title": "=1+1"})
    changed = replace(register, records=(replace(view, record=evil), *register.records[1:]))
    titles = [row[2] for row in book_of("2026-02", context(changed))["Requests"]]
    assert titles[0] == "'=1+1"
    assert not any(re.match("[=+@-]", title) for title in titles)
