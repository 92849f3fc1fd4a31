"""A month's and a year's page, recounted by plain loops over the records as YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml
from recount import Recount, day, last, moment
from site_support import NOW, context, pages_of

from ubah.core.figures.backlog import backlog_at, waits_of
from ubah.core.figures.periods import Span, spans_of
from ubah.core.register.reporting import ReportingPeriod
from ubah.core.register.views import AuditSummary, Register
from ubah.publish.site.page import Page

Records = list[dict[str, Any]]
MONTHS = [f"2026-{month:02}" for month in range(2, 7)]
WHOLE = AuditSummary((), "0" * 40, "1" * 40, 40, 260)


@pytest.fixture(scope="module")
def records(files: Mapping[str, bytes]) -> Records:
    return [
        yaml.load(files[path], yaml.CSafeLoader)
        for path in sorted(files)
        if re.match("changes/.*yaml$", path)
    ]


@pytest.fixture(scope="module")
def pages(register: Register) -> Mapping[str, Page]:
    return pages_of(replace(register, audit=WHOLE))


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _section(body: str, name: str) -> str:
    return body.split(f'id="{name}"')[1].split("<h2")[0]


def _taken(records: Records, key: str, *actions: str) -> list[tuple[str, str]]:
    return [
        (record["id"], entry["action"])
        for record in records
        for entry in record["journal"]
        if entry["at"].startswith(key) and entry["action"] in actions
    ]


def test_each_month_and_year_of_the_register_has_a_page(pages: Mapping[str, Page]) -> None:
    found = {path.split("/")[1] for path in pages if re.match(r"rekap/.+/", path)}
    assert found == {"2026", *MONTHS}
    overview = pages["rekap/index.html"].body
    assert all(f'href="../rekap/{key}/index.html"' in overview for key in found)


def test_no_month_is_left_out_though_nothing_came(register: Register) -> None:
    early, late = register.records[0], register.records[-1]
    assert [span.key for span in spans_of(replace(register, records=(early, late)))] == [
        "2026", *reversed(MONTHS),
    ]  # fmt: skip
    assert spans_of(replace(register, records=())) == ()
    assert Span(2026, 1).before == Span(2025, 12)
    assert Span(2025, 12).after == Span(2026, 1)
    assert Span(2026, 2).days == ReportingPeriod(date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize("key", ["2026", *MONTHS])
def test_a_recap_counts_what_the_records_hold(
    pages: Mapping[str, Page], records: Records, key: str
) -> None:
    body = pages[f"rekap/{key}/index.html"].body
    counts = _text(body.split("ub-ended--counts")[1].split("</ul>")[0])
    own = [record for record in records if record["journal"][0]["at"].startswith(key)]
    assert f"{len(own)} submitted" in counts
    for actions, word in (
        (("reject",), "rejected"),
        (("keep_assets", "update_assets"), "closed"),
        (("withdraw",), "withdrawn"),
    ):
        assert f"{len(_taken(records, key, *actions))} {word}" in counts
    for section, actions in (("mendesak", ("escalate",)), ("gagal", ("fail_test", "roll_back"))):
        listed = re.findall(r">(RFC-[0-9-]+)</a>", _section(body, section))
        assert listed == [number for number, _ in _taken(records, key, *actions)]
    listed = re.findall(r'ub-id"><span><a [^>]*>(RFC-[0-9-]+)<', body)
    assert sorted(listed) == [record["id"] for record in own]


@pytest.mark.parametrize("key", ["2026", *MONTHS])
def test_a_recaps_figures_are_those_of_its_days_and_of_those_before(
    pages: Mapping[str, Page], records: Records, key: str
) -> None:
    year, month = int(key[:4]), int(key[5:] or 0)
    first = date(year, month or 1, 1)
    after = date(year + 1, 1, 1) if not month else date(year, month + 1, 1)
    back = first - timedelta(days=1)
    before = back.replace(day=1) if month else back.replace(month=1, day=1)
    rows = re.findall(
        r'<td role="cell" class="ub-title">(.*?)</td>.*?<span>(.*?)</span>.*?<span>(.*?)</span>',
        _section(pages[f"rekap/{key}/index.html"].body, "angka"),
    )
    told = {_text(title): (_text(now), _text(then)) for title, now, then in rows}
    spans = ((first, after - timedelta(days=1)), (before, back))
    for column, (start, end) in enumerate(spans):
        shares = Recount(records, start, end).shares()
        for name, title in (
            ("success", "Success rate"),
            ("back_out", "Back-out rate"),
            ("emergency", "Emergency share"),
            ("rejected", "Rejection rate"),
            ("schedule", "Schedule adherence"),
        ):
            part, whole = shares[name]
            percent = f"{int(100 * part / whole + 0.5)}%" if whole else "–"
            assert told[title][column] == f"{percent} ({part}/{whole})"
        ended = _lead_times(records, start, end)
        shown = told["Time to the end"][column]
        assert shown.endswith(f"(n = {len(ended)})") if ended else shown == "–"


def _lead_times(records: Records, first: date, until: date) -> list[timedelta]:
    found = []
    for record in records:
        end = last(record, "keep_assets", "update_assets")
        if record["status"] == "closed" and first <= day(end["at"]) <= until:
            found.append(moment(end["at"]) - moment(record["journal"][0]["at"]))
    return found


def test_the_time_to_the_end_is_the_records(register: Register, records: Records) -> None:
    lengths = sorted(_lead_times(records, date(2026, 1, 1), date(2026, 12, 31)))
    middle = (lengths[(len(lengths) - 1) // 2] + lengths[len(lengths) // 2]) / 2
    told = context(register).kpis.lead_time
    assert (told.median, told.count) == (middle, len(lengths))


MOVES: Mapping[str, str] = {
    "submit": "submitted", "accept": "accepted", "reject": "rejected", "withdraw": "withdrawn",
    "classify_normal": "authorised", "escalate": "awaiting_head", "approve": "authorised",
    "return": "returned", "implement": "implemented", "pass_test": "tested",
    "fail_test": "test_failed", "roll_back": "rolled_back", "report": "reported",
    "review": "reviewed", "return_report": "report_returned",
    "schedule_release": "release_planned", "flag_assets": "asset_update",
    "keep_assets": "closed", "update_assets": "closed", "revise": "submitted",
}  # fmt: skip
FINAL = ("rejected", "withdrawn", "closed")


def open_at(records: Records, at: datetime, limits: Mapping[str, int]) -> dict[str, bool]:
    """Return the requests that were open at a moment, each with whether it was late."""
    found = {}
    for record in records:
        state, since = "", at
        for entry in record["journal"]:
            if moment(entry["at"]) <= at and entry["action"] in MOVES:
                state, since = MOVES[entry["action"]], moment(entry["at"])
        if state not in ("", *FINAL):
            found[record["id"]] = (at - since).total_seconds() > limits[state] * 86400
    return found


@pytest.mark.parametrize("days_before", [0, 1, 30, 60, 90, 120, 400])
def test_the_backlog_of_any_day_is_the_records(
    register: Register, records: Records, days_before: int
) -> None:
    at = NOW - timedelta(days=days_before)
    again = open_at(records, at, register.authority.office.limits_days)
    told = backlog_at(waits_of(register.records, register.authority), at, at.date())
    assert (told.open, told.late) == (len(again), sum(again.values()))


@pytest.mark.parametrize("key", ["2026", *(f"2026-{month:02}" for month in range(2, 7))])
def test_each_count_leads_to_the_requests_behind_it(
    register: Register, pages: Mapping[str, Page], records: Records, key: str
) -> None:
    year, month = int(key[:4]), int(key[5:] or 0)
    first = date(year, month or 1, 1)
    after = date(year + 1, 1, 1) if not month else date(year, month + 1, 1)
    end = min(NOW, datetime.combine(after, time(), NOW.tzinfo) - timedelta(seconds=1))
    running = open_at(records, end, register.authority.office.limits_days)
    wanted = [
        {r["id"] for r in records if first <= day(r["journal"][0]["at"]) < after},
        *(
            {
                r["id"]
                for r in records
                for e in r["journal"]
                if MOVES.get(e["action"]) == state and first <= day(e["at"]) < after
            }
            for state in ("rejected", "closed", "withdrawn")
        ),
        set(running),
        {number for number, late in running.items() if late},
    ]
    body = pages[f"rekap/{key}/index.html"].body
    counts = body.split("ub-ended--counts")[1].split("</ul>")[0].split("<li>")[1:]
    for count, numbers in zip(counts, wanted, strict=True):
        assert int(re.findall(r"\d+", _text(count))[0]) == len(numbers), count
        linked = re.search(r'href="[^"#]*#([^"]+)"', count)
        assert (linked is None) == (not numbers), count
        if linked:
            assert listed(register, unescape(linked[1])) == numbers, count


def listed(register: Register, query: str) -> set[str]:
    """Return the requests that the change log lists for what stands behind its address."""
    want = {name: values[0] for name, values in parse_qs(query).items()}
    first, last = want.get("from", "0000"), want.get("until", "9999")
    return {
        case.record
        for case in context(register).cases[want["figure"]]
        if "counted" not in want or case.counted == (want["counted"] == "yes")
        if case.day and first <= case.day.isoformat() <= last
    }


def test_the_leading_figures_of_a_head_stand_first(pages: Mapping[str, Page]) -> None:
    body = pages["kinerja/index.html"].body
    leading = body.split("ub-kpis--leading")[1].split("</ul>")[0]
    titles = re.findall(r'ub-kpis__title">(.*?)<', leading)
    assert titles == [
        "Open, and of these late",
        "Success rate",
        "Emergency share",
        "Time to the end",
    ]
    assert leading.count("before: <a href=") == 4


def test_an_empty_age_chart_is_a_sentence(register: Register) -> None:
    final = ("rejected", "withdrawn", "closed")
    ended = tuple(view for view in register.records if view.record.status in final)
    body = pages_of(replace(register, records=ended))["kinerja/index.html"].body
    age = _section(body, "umur-permintaan")
    assert "No request is open, so none has an age." in age
    assert "<table" not in age
    assert "<svg" not in age


def test_the_questions_of_a_period_are_about_its_requests(pages: Mapping[str, Page]) -> None:
    march = pages["rekap/2026-03/index.html"].body
    assert "7 requests, 0 of them rejected and 0 withdrawn. The numbers have no gap." in march
    asked = re.findall(r'<li id="pertanyaan-(\d+)" value="(\d+)">', march)
    assert [int(number) for number, _ in asked] == [n for n in range(2, 20) if n not in (15, 16)]
    assert all(number == value for number, value in asked)
    links = re.findall(r'perubahan/index.html#([^"]*)"', march.split('id="pertanyaan"')[1])
    assert len(links) > 5
    assert all(link.endswith("period=2026-03") for link in links)


def test_what_was_late_in_a_period_is_told_as_of_now(register: Register) -> None:
    june = pages_of(register)["rekap/2026-06/index.html"].body
    assert "RFC-2026-0029" in _section(june, "terlambat")
    early = datetime.fromisoformat("2026-06-24T10:00:00+08:00")
    june = pages_of(register, now=early)["rekap/2026-06/index.html"].body
    assert "RFC-2026-0029" not in _section(june, "terlambat")
