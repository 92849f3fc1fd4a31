"""What is overdue by the office's own limits, for whom, and whose authority is about to end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.sample import sample_register
from ubah.core.diagnostics import Label, Message
from ubah.core.people.roles import build_roles
from ubah.core.register.reminders import Overdue, WaitingRecord, endings, overdue_records
from ubah.core.register.views import Register
from ubah.core.render import render
from ubah.edge.system import catalogues
from ubah.report.escape import visible
from ubah.report.forge.board import board
from ubah.report.forge.reminder import (
    OVERDUE,
    due_reminders,
    not_told_lately,
    reminder,
    reminding,
)
from ubah.report.markdown import inline

NOW = datetime(2026, 6, 1, tzinfo=UTC)
INDONESIAN = catalogues.load("id")


@pytest.fixture(scope="module")
def register() -> Register:
    return sample_register()


def test_a_record_is_overdue_once_its_state_has_lasted_longer_than_the_limit(
    register: Register,
) -> None:
    for view in register.records:
        limit = register.outlook(view, NOW).limit
        since = register.outlook(view, NOW).waiting_since()
        if limit is None:
            assert register.authority.sop.states[view.progress.state].final
            assert not register.outlook(view, since + timedelta(days=3650)).overdue
        else:
            assert not register.outlook(view, since + limit).overdue
            assert register.outlook(view, since + limit + timedelta(seconds=1)).overdue


def test_a_correction_or_a_new_release_date_does_not_start_the_clock_again(
    register: Register,
) -> None:
    same = {"correct"}
    checked = 0
    for view in register.records:
        last = view.record.journal[-1]
        if last.action in same:
            checked += 1
            assert register.outlook(view, NOW).waiting_since() < last.at
    view = next(v for v in register.records if v.progress.state == "release_planned")
    later = replace(view.record.journal[-1], action="correct", number=len(view.record.journal) + 1)
    progress = replace(
        view.progress,
        entries=(*view.progress.entries, later),
        effective=(*view.progress.effective, later.at + timedelta(days=3)),
    )
    assert (
        register.outlook(replace(view, progress=progress), NOW).waiting_since()
        == register.outlook(view, NOW).waiting_since()
    )


def test_it_names_those_who_may_take_the_next_step_of_the_sop(register: Register) -> None:
    now = datetime.fromisoformat("2026-12-31T09:00:00+08:00")
    late = {one.record: one for one in overdue_records(register, now)}
    by_state = {one.state.en: one for one in late.values()}
    head = by_state["Report awaiting examination"]
    assert head.people == ("kepala",)
    assert [label.id for label in head.actions] == [
        "Nyatakan Telah Diperiksa",
        "Kembalikan Laporan",
    ]
    assert all(one.days > one.limit - 1 for one in late.values())
    days = [one.days for one in overdue_records(register, now)]
    assert days == sorted(days, reverse=True)


def test_it_says_so_where_nobody_is_in_office(register: Register) -> None:
    now = datetime.fromisoformat("2026-12-31T09:00:00+08:00")
    roles = replace(
        register.authority.roles,
        holdings=tuple(h for h in register.authority.roles.holdings if h.role != "head"),
    )
    empty = replace(register, authority=replace(register.authority, roles=roles))
    waiting = [
        o for o in overdue_records(empty, now) if o.state.en == "Report awaiting examination"
    ]
    assert waiting
    for one in waiting:
        assert one.people == ()
        said = render(one.message, INDONESIAN, "id")
        assert "tidak ada pejabat" in said


def roles(*holdings: dict[str, str], **persons: dict[str, Any]) -> Any:
    rows: dict[str, list[dict[str, str]]] = {}
    for holding in holdings:
        row = dict(holding)
        rows.setdefault(row.pop("role"), []).append(row)
    named = {p: {"name": p, "title": "x", **persons.get(p, {})} for p in ("ani", "budi")}
    return build_roles({"persons": named, "roles": rows})


HEAD = {"role": "head", "person": "ani", "from": "2026-01-01", "until": "2026-03-31"}
NEXT = {"role": "head", "person": "budi", "from": "2026-04-01"}
DAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("holdings", "day", "found"),
    [
        ((HEAD,), DAY, 1),
        ((HEAD,), date(2026, 3, 16), 0),  # more than two weeks
        ((HEAD,), date(2026, 3, 17), 1),
        ((HEAD,), date(2026, 3, 31), 1),
        ((HEAD,), date(2026, 4, 1), 0),  # over
        ((HEAD, NEXT), DAY, 0),  # somebody follows
        ((HEAD, {**NEXT, "from": "2026-04-02"}), DAY, 1),  # a day without a head
    ],
)
def test_an_appointment_about_to_end(
    register: Register, holdings: tuple[dict[str, str], ...], day: date, found: int
) -> None:
    ending = endings(roles(*holdings), register.authority.sop, day)
    assert len(ending) == found
    for one in ending:
        assert (one.person, one.until) == ("ani", date(2026, 3, 31))
        assert "Kepala LPSE berakhir pada 2026-03-31" in render(one.message, INDONESIAN, "id")


def _key(**period: str) -> dict[str, str]:
    return {"key": "ssh-ed25519 AAAA", "from": "2026-01-01", **period}


def test_the_last_key_about_to_end(register: Register) -> None:
    office = {"role": "head", "person": "ani", "from": "2026-01-01"}
    account = {"forge": "github.com", "id": 1, "login": "ani", "from": "2026-01-01"}
    ends = _key(until="2026-03-25")
    sop = register.authority.sop
    assert len(endings(roles(office, ani={"keys": [ends]}), sop, DAY)) == 1
    assert endings(roles(office, ani={"keys": [ends, _key()]}), sop, DAY) == ()
    assert endings(roles(office, ani={"keys": [ends], "accounts": [account]}), sop, DAY) == ()
    assert endings(roles(office, budi={"keys": [ends]}), sop, DAY) == ()  # holds no office


def say(message: Message) -> str:
    return render(message, INDONESIAN, "id")


def test_one_text_reminds_everybody(register: Register) -> None:
    now = datetime.fromisoformat("2026-12-31T09:00:00+08:00")
    late = overdue_records(register, now)
    ending = endings(roles(HEAD), register.authority.sop, DAY)
    due = due_reminders(
        late,
        ending,
        say,
        {late[0].record: ((Label("Uji [x]", "Test"), "https://forge.example/x?a=%28b%29"),)},
    )
    names = {"pengelola-1": "@citra", "kepala": "Elok"}
    text = reminder(due, names, say)
    assert text.startswith("### Terlambat\n")
    assert "@citra" in text
    assert "Elok" in text
    assert "### Akan Berakhir" in text
    assert text.count("\n- ") == len(late) + len(ending)
    assert "\n  - [Buka formulir: Uji \\[x\\]](https://forge.example/x?a=%28b%29)\n" in text
    assert due[-1].people == ("ani",)
    assert reminder((), {}, say) == ""


def test_nobody_is_told_the_same_thing_twice_a_day(register: Register) -> None:
    now = datetime.fromisoformat("2026-12-31T09:00:00+08:00")
    ending = endings(roles(HEAD), register.authority.sop, DAY)
    due = due_reminders(overdue_records(register, now), ending, say)
    late = {one.key for one in due if one.kind == OVERDUE}
    assert late
    assert len(due) > len(late)
    day = date(2026, 12, 31)
    first = reminding(due, {}, day, say)
    assert not_told_lately(due, [first], day) == ()
    tomorrow = not_told_lately(due, [first], day + timedelta(days=1))
    assert {one.key for one in tomorrow} == late, "what ends is told again after a week"
    assert not_told_lately(due, [first], day + timedelta(days=7)) == due
    [one, *others] = due
    assert not_told_lately(due, [reminding([one], {}, day, say)], day) == tuple(others)
    assert reminding((), {}, day, say) == ""


def test_a_title_mentions_nobody_and_links_nowhere(register: Register) -> None:
    hostile = (
        "@kepala #12 [x](https://contoh.example) <img src=x> **a** `b` www.contoh.example\n## judul"
    )
    late = Overdue(
        "RFC-2026-0001", hostile, register.authority.sop.states["closed"].label, 3, 1, (), ()
    )
    text = reminder(due_reminders((late,), (), say), {}, say)
    assert "@kepala" not in text
    assert "#12" not in text
    assert "https://" not in text
    assert "www.contoh" not in text
    assert "<img" not in text.replace("\\<", "")
    assert text.count("\n## ") == 0


@given(st.text())
def test_markdown_is_one_line_and_loses_no_letter(text: str) -> None:
    written = inline(text)
    assert "\n" not in written
    assert not re.search(r"@\w|\\#\d|[^\\][*_`<\[]", written)
    shown = re.sub(r"\\(.)", r"\1", written.replace("&#8203;", ""))
    assert shown == visible(text)


def test_a_long_board_stays_within_what_an_issue_takes(register: Register) -> None:
    """Whoever waits longest has the links; then there are none, and the text still says who waits."""
    state = register.authority.sop.states["accepted"].label
    label = Label("Langkah", "Step")
    waiting = [
        WaitingRecord(
            f"RFC-2026-{number:04}", "Judul", state, date(2026, 1, 1) + timedelta(number), True,
            (label,), ("ani", "budi", "cici", "dedi"), (label,),
        )
        for number in range(200)
    ]  # fmt: skip
    forms = {one.record: ((label, f"https://forge.example/{'x' * 3000}"),) for one in waiting}
    text = board(waiting, {}, {}, say, forms)
    assert len(text) < 65_536
    assert "xxx" in text.split("RFC\\-2026\\-0001")[0]
    assert "xxx" not in text.split("RFC\\-2026\\-0020")[1].split("###")[0]
