"""The dashboard: the SOP's key figures, each with its n, and charts where n is large enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import SimpleNamespace

from babel.dates import format_date
from markupsafe import Markup

from ubah.publish.charts.bars import Bar, bar_chart
from ubah.publish.context import Context
from ubah.publish.figures.kpi import OLDEST, YOUNGEST, Duration, Kpis, Month, Share
from ubah.publish.templates import render_template

DASHBOARD = "kinerja/index.html"
ENOUGH = 5
"""Below so many cases a chart or a share says nothing; the plain figures stand alone."""


def dashboard_body(ctx: Context) -> str:
    """Return the HTML of the dashboard."""
    kpis = ctx.kpis
    values = {
        "shares": [_share_card(name, share, ctx) for name, share in kpis.shares.items()],
        "durations": list(_durations(kpis, ctx)),
        "ageing": _ageing(kpis, ctx),
        "steps": [
            SimpleNamespace(
                label=ctx.words.label(ctx.register.authority.sop.actions[row.action].label),
                steps=", ".join(
                    str(n) for n in ctx.register.authority.sop.actions[row.action].steps
                ),
                normal=duration_words(row.normal, ctx),
                emergency=duration_words(row.emergency, ctx),
            )
            for row in kpis.step_times
        ],
        "months": [_month_row(month, ctx) for month in kpis.months],
        "charts": list(_month_charts(kpis, ctx)),
        "enough": ENOUGH,
    }
    return render_template("dashboard.html", DASHBOARD, ctx, values)


def percent(share: Share, ctx: Context) -> str:
    """Return a share in percent, a dash for an empty denominator."""
    return "–" if share.percent is None else f"{ctx.words.number(round(share.percent))}%"


def duration_words(duration: Duration, ctx: Context) -> str:
    """Return a median with its n."""
    if duration.median is None:
        return "–"
    return f"{length_words(duration.median, ctx)} (n = {duration.count})"


def length_words(length: timedelta, ctx: Context) -> str:
    """Return a length of time in the unit that fits it."""
    _ = ctx.words.translate
    hours = length.total_seconds() / 3600
    if hours >= 48:
        return _("{count} days").format(count=ctx.words.number(round(hours / 24, 1)))
    if hours >= 1:
        return _("{count} hours").format(count=ctx.words.number(round(hours, 1)))
    return _("{count} minutes").format(count=max(0, round(hours * 60)))


def share_words(ctx: Context) -> Mapping[str, tuple[str, str]]:
    """Return share → its name and what it counts."""
    _ = ctx.words.translate
    return {
        "success": (_("Success rate"), _("test records that passed, of all (step 7)")),
        "back_out": (_("Back-out rate"), _("changes rolled back, of those tested (step 8)")),
        "restored": (_("Restore success"), _("roll-backs that restored the service (step 8)")),
        "emergency": (_("Emergency share"), _("emergency changes, of those classified (step 4)")),
        "criterion": (
            _("Emergencies with reference"),
            _("declarations of an emergency that name security or an incident number (step 4)"),
        ),
        "rejected": (_("Rejection rate"), _("rejected, of the requests judged (step 3)")),
        "acting": (
            _("Acting decisions"),
            _("taken by an acting head, of all the head’s (steps 5 and 10)"),
        ),
        "schedule": (
            _("Schedule adherence"),
            _("releases that kept their window, of those that had one (step 11)"),
        ),
        "register": (_("Register integrity"), _("asset changes tied to a request")),
        "evidence": (
            _("Proved steps"),
            _("steps with proof of identity, of all that were checked"),
        ),
    }


def _share_card(name: str, share: Share, ctx: Context) -> SimpleNamespace:
    title, meaning = share_words(ctx)[name]
    return SimpleNamespace(
        title=title,
        meaning=meaning,
        percent=percent(share, ctx),
        part=share.part,
        whole=share.whole,
    )


def _durations(kpis: Kpis, ctx: Context) -> Iterator[SimpleNamespace]:
    _ = ctx.words.translate
    rows = (
        (
            _("Report latency"),
            _("from test or roll-back to the report (step 9)"),
            kpis.report_latency,
        ),
        (
            _("Review latency"),
            _("from the report to its examination (step 10)"),
            kpis.review_latency,
        ),
    )
    for title, meaning, duration in rows:
        text = "–" if duration.median is None else length_words(duration.median, ctx)
        yield SimpleNamespace(title=title, meaning=meaning, text=text, count=duration.count)


def _ageing(kpis: Kpis, ctx: Context) -> SimpleNamespace:
    _ = ctx.words.translate
    ends = {YOUNGEST: _("under 1 day"), OLDEST: _("over 90 days")}
    rows = [
        (ends.get(band) or _("{band} days").format(band=band), count)
        for band, count in kpis.ageing.items()
    ]
    total = sum(kpis.ageing.values())
    chart = None
    if total >= ENOUGH:
        bars = [Bar(label, count, str(count)) for label, count in rows]
        chart = bar_chart("umur", _("Open requests by the time in their state"), bars)
    return SimpleNamespace(rows=rows, total=total, chart=chart)


def month_word(month: str, language: str) -> str:
    """Return a month in short, such as Mar 2026."""
    return str(format_date(date.fromisoformat(f"{month}-01"), "MMM y", locale=language))


def _month_row(month: Month, ctx: Context) -> SimpleNamespace:
    return SimpleNamespace(
        label=month_word(month.label, ctx.words.language),
        submitted=month.submitted,
        emergencies=f"{percent(month.emergencies, ctx)} ({month.emergencies.part}/{month.emergencies.whole})",
        success=f"{percent(month.success, ctx)} ({month.success.part}/{month.success.whole})",
    )


def _month_charts(kpis: Kpis, ctx: Context) -> Iterator[Markup]:
    _ = ctx.words.translate
    kinds = (
        ("sukses", _("Success rate by month"), [month.success for month in kpis.months]),
        ("mendesak", _("Emergency share by month"), [month.emergencies for month in kpis.months]),
    )
    for name, title, shares in kinds:
        if sum(share.whole for share in shares) < ENOUGH:
            continue
        bars = [
            Bar(month_word(month.label, ctx.words.language), share.percent, percent(share, ctx))
            for month, share in zip(kpis.months, shares, strict=True)
        ]
        yield Markup("<h3>{}</h3>{}").format(title, bar_chart(name, title, bars, 100))
