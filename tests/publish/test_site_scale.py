"""Ten thousand requests, made in memory from the sample: seconds, and linear."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from large_register import large_register
from site_support import NOW, alone, context

from ubah.core.register.views import Register
from ubah.publish.build import build_site
from ubah.publish.pages.changelog import LIST_ROWS, STATIC_ROWS, list_pages
from ubah.publish.site import render_files, render_pages


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_no_page_holds_more_rows_than_a_phone_can_bear(register: Register) -> None:
    large = large_register(register, 1200)
    ctx = context(large)
    pages = render_pages(ctx)
    assert pages["perubahan/index.html"].body.count('<tr role="row">') <= STATIC_ROWS
    parts = list(list_pages(ctx.records))
    assert [len(part.numbers) for part in parts] == [31, 500, 500, 169]
    for part in parts:
        assert pages[part.url].body.count('<tr role="row">') <= LIST_ROWS
    assert render_files(ctx)["perubahan/data.js"].count(b"RFC-2020-") >= 1169


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
