"""The release calendar: months as tables, a list, freezes, clashes, and the feed to subscribe to."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from types import SimpleNamespace

from babel.dates import get_day_names

from ubah.core.register.releases import CANCELLED, PLANNED, RELEASED, ReleaseEvent
from ubah.publish.addresses.paths import CALENDAR, asset_url, record_url
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template
from ubah.publish.show.findings import finding_rows
from ubah.publish.show.impact import met_releases

MONTHS = range(-6, 7)
"""The months that may be drawn, counted from this one; empty ones are left out."""

DRAWN = 4
"""So many months are drawn at most, those nearest to now."""

LISTED = 100
"""So many releases are listed that are planned, and so many of the others."""

LONGEST = 62
"""A window of more days than this is drawn on its first days only."""


def calendar_body(ctx: Context) -> str:
    """Return the HTML of the release calendar."""
    events = ctx.releases
    months = [_month(offset, events, ctx) for offset in MONTHS]
    drawn = [month for month in months if month.current or month.count or month.frozen]
    drawn.sort(key=lambda month: (not month.current, abs(month.offset)))
    planned = [event for event in events if event.outcome == PLANNED]
    past = [event for event in reversed(events) if event.outcome != PLANNED]
    rows = [event_row(event, ctx) for event in planned[:LISTED]]
    remarked = any(event.findings for event in events) or any(row.met for row in rows)
    values = {
        "months": sorted(drawn[:DRAWN], key=lambda month: month.offset),
        "weekdays": [
            name
            for _n, name in sorted(get_day_names("abbreviated", locale=ctx.words.language).items())
        ],
        "planned": rows,
        "planned_left_out": max(0, len(planned) - LISTED),
        "past": [event_row(event, ctx) for event in past[:LISTED]],
        "left_out": max(0, len(past) - LISTED),
        "freezes": [
            SimpleNamespace(
                start=ctx.words.time(freeze.start),
                end=ctx.words.time(freeze.end),
                reason=freeze.reason,
                over=freeze.end < ctx.now,
            )
            for freeze in ctx.register.authority.office.freeze_windows
        ],
        "columns": _columns(ctx) if remarked else _columns(ctx)[:-1],
        "outcomes": outcome_words(ctx),
        "remarked": remarked,
        "met": any(row.met for row in rows),
    }
    return render_template("calendar.html", CALENDAR, ctx, values)


def _columns(ctx: Context) -> tuple[str, ...]:
    _ = ctx.words.translate
    return (_("Request"), _("Planned"), _("Actual"), _("Outcome"), _("Assets"), _("Remarks"))


def outcome_words(ctx: Context) -> Mapping[str, str]:
    """Return the outcomes of a release in words."""
    _ = ctx.words.translate
    return {PLANNED: _("Scheduled"), RELEASED: _("Released"), CANCELLED: _("Cancelled")}


def event_row(event: ReleaseEvent, ctx: Context) -> SimpleNamespace:
    """Return a release as a row of the list."""
    _ = ctx.words.translate
    number = event.view.record.id
    return SimpleNamespace(
        number=number,
        url=record_url(number),
        title=event.view.record.title,
        planned=ctx.words.between(event.start, event.end) if event.windowed else "–",
        actual=ctx.words.time(event.actual) if event.actual else "–",
        outside=bool(event.windowed and event.actual and not event.kept),
        late=event.outcome == PLANNED and event.end < ctx.now,
        outcome=outcome_words(ctx).get(event.outcome, event.outcome),
        outcome_name=event.outcome,
        release=event.release,
        assets=[(asset, asset_url(asset) if asset in ctx.assets else "") for asset in event.assets],
        findings=finding_rows(event.findings, ctx),
        met=met_releases(event.view, ctx) if event.outcome == PLANNED else (),
    )


def _month(offset: int, events: Iterable[ReleaseEvent], ctx: Context) -> SimpleNamespace:
    office = ctx.register.authority.office
    today = office.day(ctx.now)
    count = today.year * 12 + today.month - 1 + offset
    year, month = count // 12, count % 12 + 1
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    days = [day for week in weeks for day in week if day.month == month]
    cells = {day: _day(day, day == today, ctx) for day in days}
    for event in events:
        first, last = office.day(event.start), office.day(event.end)
        last = min(last, first + timedelta(days=LONGEST))
        while first <= last:
            if first in cells:
                cells[first].events.append(_entry(event, ctx))
            first += timedelta(days=1)
    return SimpleNamespace(
        label=ctx.words.month(date(year, month, 1)),
        offset=offset,
        current=offset == 0,
        weeks=[[cells.get(day) for day in week] for week in weeks],
        frozen=any(cell.frozen for cell in cells.values()),
        count=sum(len(cell.events) for cell in cells.values()),
    )


def _entry(event: ReleaseEvent, ctx: Context) -> SimpleNamespace:
    number = event.view.record.id
    return SimpleNamespace(
        number=number,
        url=record_url(number),
        title=f"{event.view.record.title} ({outcome_words(ctx).get(event.outcome, '')})",
        clock=ctx.words.clock(event.start),
        outcome=event.outcome,
    )


def _day(day: date, today: bool, ctx: Context) -> SimpleNamespace:
    zone = ctx.words.zone
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    end = start + timedelta(days=1)
    frozen = any(
        freeze.start < end and start < freeze.end
        for freeze in ctx.register.authority.office.freeze_windows
    )
    return SimpleNamespace(number=day.day, today=today, frozen=frozen, events=[])
