"""Ten thousand requests, made in memory from the sample: seconds, and linear."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from icalendar import Calendar
from large_register import large_register
from site_support import NOW, alone, context

from ubah.core.register.views import Register
from ubah.publish.addresses.paths import CALENDAR
from ubah.publish.exports import feeds
from ubah.publish.exports.feeds import to_ics
from ubah.publish.output.run import build_site
from ubah.publish.pages import changelog
from ubah.publish.pages.assets import MENTIONED
from ubah.publish.pages.calendar import LISTED
from ubah.publish.pages.changelog import LIST_ROWS, STATIC_ROWS, list_pages
from ubah.publish.pages.recap import LISTED as LISTED_IN_RECAP
from ubah.publish.pages.start import SHOWN, START
from ubah.publish.site.assembly import render_files, render_pages


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_no_page_holds_more_rows_than_a_phone_can_bear(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changelog, "LIST_ROWS", 50)
    monkeypatch.setattr(changelog, "STATIC_ROWS", 10)
    assert LIST_ROWS <= 500
    assert STATIC_ROWS <= 100
    large = large_register(register, 150)
    ctx = context(large)
    pages = render_pages(ctx)
    assert pages["perubahan/index.html"].body.count('<tr role="row">') <= 10
    parts = list(list_pages(ctx.records))
    assert [len(part.numbers) for part in parts] == [31, 50, 50, 19]
    for part in parts:
        assert pages[part.url].body.count('<tr role="row">') <= 50
    assert render_files(ctx)["perubahan/data.js"].count(b"RFC-2020-") >= 119


def test_a_long_list_shows_its_first_and_leads_to_the_rest(register: Register) -> None:
    large = large_register(register, 1000)
    ctx = context(large)
    pages = render_pages(ctx)
    for path in (START, "aset/DB-0002/index.html"):
        assert len(pages[path].body) < 50_000
    assert LISTED < pages[CALENDAR].body.count('<tr role="row">') <= 2 * (LISTED + 1)
    start = pages[START].body
    waiting = sum(standing.open for standing in ctx.standings.values())
    shown = start.split('id="menunggu"')[1].split("</section>")[0]
    counts = [int(count) for count in re.findall(r'class="ub-count">(\d+)<', shown)]
    assert sum(counts) == waiting > 150
    more = re.findall(r'href="perubahan/index.html#([^"]+)">(\d+) more', shown)
    assert [int(number) + SHOWN for _query, number in more] == [n for n in counts if n > SHOWN]
    for query, number in more:
        wanted = parse_qs(unescape(query))["waiting"][0]
        own = [
            standing
            for standing in ctx.standings.values()
            if standing.open
            and wanted == " / ".join(ctx.words.label(name) for name in standing.offices)
        ]
        assert len(own) == int(number) + SHOWN
    named = len(ctx.mentioned_in["DB-0002"])
    assert f'#asset=DB-0002">{named - MENTIONED} older' in pages["aset/DB-0002/index.html"].body


def test_the_calendar_to_subscribe_to_holds_the_latest_releases(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "RELEASES", 50)
    large = context(large_register(register, 300))
    feed = Calendar.from_ical(to_ics(large))
    stamps = [
        event.decoded("dtstart") for event in feed.walk("VEVENT") if "RFC" in str(event["summary"])
    ]
    assert len(large.releases) > len(stamps) == 50
    assert min(stamps) >= large.releases[-50].start


@pytest.mark.slow
def test_ten_thousand_requests_take_seconds_and_grow_linearly(
    register: Register, tmp_path: Path
) -> None:
    taken = {
        count: _seconds(
            lambda count=count: build_site(  # type: ignore[misc]
                large_register(register, count), NOW, False, alone("en"), tmp_path / str(count)
            )
        )
        for count in (1000, 10_000)
    }
    size = sum(path.stat().st_size for path in (tmp_path / "10000").rglob("*") if path.is_file())
    print(f"\n{taken}, {size // 1_000_000} MB")
    assert len(list((tmp_path / "10000/rfc").iterdir())) == 10_000
    assert taken[10_000] < 15 * taken[1000]  # 10 is linear, 100 quadratic; machines are busy


@pytest.mark.slow
def test_a_recap_of_thousands_lists_the_newest_and_leads_to_the_rest(register: Register) -> None:
    ctx = context(large_register(register, 3000))
    recaps = {path: page for path, page in render_pages(ctx).items() if path.startswith("rekap/")}
    year = recaps["rekap/2026/index.html"].body
    submitted = sum(
        ctx.register.authority.office.day(view.record.journal[0].at).year == 2026
        for view in ctx.register.records
    )
    assert submitted > 1000
    assert f">all {submitted} in the change log</a>" in year
    for page in recaps.values():
        assert page.body.count('class="ub-nowrap ub-id"') <= LISTED_IN_RECAP
        assert len(page.body) < 300_000
