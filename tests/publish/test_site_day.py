"""`ubah site --on DAY`: the day that ages and time limits are told for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from site_support import alone, pages_of

from ubah.cli.days import moment_on, newest_day, typed_day
from ubah.core.diagnostics import CannotRun
from ubah.core.register.views import Register
from ubah.publish.output.run import build_site

LAST = date(2026, 6, 29)
LATER = datetime.fromisoformat("2026-11-29T03:00:00+00:00")


def test_a_day_ends_in_office_time(register: Register) -> None:
    assert newest_day(register) == LAST
    moment = moment_on(LAST, register, LATER)
    assert moment == datetime.fromisoformat("2026-06-29T23:59:59+08:00")
    assert moment_on(date(2026, 11, 29), register, LATER) == LATER  # today has not ended yet


@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-06-28", "steps of"), ("2026-11-30", "yet to come"), ("30-6-26", "no day")],
)
def test_a_day_that_the_site_cannot_speak_of(register: Register, day: str, told: str) -> None:
    def asked() -> None:
        moment_on(typed_day(day) or LAST, register, LATER)

    with pytest.raises(CannotRun) as caught:
        asked()
    assert told in caught.value.message.text


def test_pages_say_as_of_which_day_they_count(register: Register, tmp_path: Path) -> None:
    day = LAST + timedelta(days=1)
    moment = moment_on(day, register, LATER)
    told: list[tuple[int, int]] = []
    build_site(
        register, moment, False, alone("en"), tmp_path / "out",
        on=day, progress=lambda done, all_: told.append((done, all_)),
    )  # fmt: skip
    assert len(told) > 1
    assert told == sorted(told), "a bar only grows"
    assert told[-1][0] == told[-1][1] >= len(register.records)
    for path in (
        "index.html",
        "rfc/RFC-2026-0029/index.html",
        "kinerja/index.html",
        "tentang.html",
    ):
        html = (tmp_path / "out" / path).read_text("utf-8")
        assert "This site speaks as of 30 June 2026" in html
        assert "as of 30 June 2026, 23:59" in html
    assert "6 days, over limit (1 day)" in (tmp_path / "out/index.html").read_text("utf-8")


def test_the_demos_day_is_not_one_on_which_all_is_late(register: Register) -> None:
    moment = moment_on(LAST + timedelta(days=1), register, LATER)
    waiting = pages_of(register, now=moment)["index.html"].body.split('id="menunggu"')[1]
    assert "over limit (" in waiting
    assert ", limit " in waiting
