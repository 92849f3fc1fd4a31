"""The dashboard: the SOP's key figures, each with its n, and charts where n is large enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

from babel.dates import format_date
from markupsafe import Markup

from ubah.core.diagnostics import Verdict
from ubah.core.register.reporting import ReportingPeriod
from ubah.publish.addresses import cases_query
from ubah.publish.charts.bars import Bar, bar_chart
from ubah.publish.context import Context
from ubah.publish.figures.cases import OLDEST, YOUNGEST, ageing, step_time
from ubah.publish.figures.kpi import Duration, Kpis, Month, Share
from ubah.publish.show.figure_words import share_words
from ubah.publish.show.standing import EMERGENCY, NORMAL
from ubah.publish.templates import render_template

DASHBOARD = "kinerja/index.html"
ENOUGH = 5
"""Below so many cases a chart or a share says nothing; the plain figures stand alone."""


def dashboard_body(ctx: Context) -> str:
    """Return the HTML of the dashboard."""
    kpis = ctx.kpis
    values = {
        "shares": [
            _share_card(name, share, kpis.period, ctx) for name, share in kpis.shares.items()
        ],
        "durations": list(_durations(kpis, ctx)),
        "ageing": _ageing(kpis, ctx),
        "steps": [
            SimpleNamespace(
                label=ctx.words.label(ctx.register.authority.sop.actions[row.action].label),
                steps=", ".join(
                    str(n) for n in ctx.register.authority.sop.actions[row.action].steps
                ),
                normal=duration_words(row.normal, ctx),
                normal_query=cases_query(step_time(row.action, NORMAL), period=kpis.period),
                emergency=duration_words(row.emergency, ctx),
                emergency_query=cases_query(step_time(row.action, EMERGENCY), period=kpis.period),
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
    return ctx.words.percent(share.percent)


def duration_words(duration: Duration, ctx: Context) -> str:
    """Return a median with its n."""
    if duration.median is None:
        return "–"
    return f"{ctx.words.duration(duration.median)} (n = {duration.count})"


def _share_card(name: str, share: Share, period: ReportingPeriod, ctx: Context) -> SimpleNamespace:
    title, meaning = share_words(ctx)[name]
    return SimpleNamespace(
        name=name,
        title=title,
        meaning=meaning,
        percent=percent(share, ctx),
        part=share.part,
        whole=share.whole,
        told=share.told,
        untold=ctx.words.verdict(Verdict.INDETERMINATE),
        requests=share.requests,
        part_query=cases_query(name, counted=True, period=period),
        whole_query=cases_query(name, period=period),
    )


def _durations(kpis: Kpis, ctx: Context) -> Iterator[SimpleNamespace]:
    _ = ctx.words.translate
    rows = (
        (
            "report_latency",
            _("Report latency"),
            _("from test or roll-back to the report (step 9)"),
            kpis.report_latency,
        ),
        (
            "review_latency",
            _("Review latency"),
            _("from the report to its examination (step 10)"),
            kpis.review_latency,
        ),
    )
    for name, title, meaning, duration in rows:
        text = "–" if duration.median is None else ctx.words.duration(duration.median)
        yield SimpleNamespace(
            title=title,
            meaning=meaning,
            text=text,
            count=duration.count,
            requests=duration.requests,
            query=cases_query(name, period=kpis.period),
        )


def _ageing(kpis: Kpis, ctx: Context) -> SimpleNamespace:
    _ = ctx.words.translate
    ends = {YOUNGEST: _("under 1 day"), OLDEST: _("over 90 days")}
    rows = [
        (
            ends.get(band) or _("{band} days").format(band=band),
            count,
            cases_query(ageing(band), period=kpis.period),
        )
        for band, count in kpis.ageing.items()
    ]
    total = sum(kpis.ageing.values())
    chart = None
    if total >= ENOUGH:
        bars = [Bar(label, count, str(count)) for label, count, _query in rows]
        chart = bar_chart("umur", _("Open requests by the time in their state"), bars)
    return SimpleNamespace(rows=rows, total=total, chart=chart)


def month_word(month: str, language: str) -> str:
    """Return a month in short, such as Mar 2026."""
    return str(format_date(date.fromisoformat(f"{month}-01"), "MMM y", locale=language))


def _month_row(month: Month, ctx: Context) -> SimpleNamespace:
    return SimpleNamespace(
        label=month_word(month.label, ctx.words.language),
        submitted=month.submitted,
        submitted_query=cases_query("submitted", period=month.period),
        emergencies=f"{percent(month.emergencies, ctx)} ({month.emergencies.part}/{month.emergencies.whole})",
        emergencies_query=cases_query("emergency", period=month.period),
        success=f"{percent(month.success, ctx)} ({month.success.part}/{month.success.whole})",
        success_query=cases_query("success", period=month.period),
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
