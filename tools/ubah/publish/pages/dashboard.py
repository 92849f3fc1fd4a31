"""The dashboard: the SOP's key figures, each with its n, and charts where n is large enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace

from markupsafe import Markup

from ubah.core.diagnostics import Verdict
from ubah.core.figures.counted_requests import OLDEST, YOUNGEST, ageing, step_time
from ubah.core.figures.kpi import Kpis, Month, Share
from ubah.core.figures.process import SUBMITTED
from ubah.core.register.classification import EMERGENCY, NORMAL
from ubah.core.register.reporting import ReportingPeriod
from ubah.publish.addresses.lists import cases_query
from ubah.publish.addresses.paths import recap_url
from ubah.publish.drawings.bars import Bar, bar_chart
from ubah.publish.gathered.context import RECENT, Context
from ubah.publish.markup.rendering import render_template
from ubah.publish.words.figures import duration_words, length_told, share_told, share_words
from ubah.publish.words.periods import span_words

DASHBOARD = "kinerja/index.html"
ENOUGH = 5
"""Below so many cases a chart or a share says nothing; the plain figures stand alone."""

ONE_DAY = timedelta(days=1)
SPANS = 13
"""So many of the newest years and months are linked; the recaps' own page leads to all."""


def dashboard_body(ctx: Context) -> str:
    """Return the HTML of the dashboard."""
    kpis = ctx.kpis
    values = {
        "leading": _leading(ctx),
        "recent": RECENT.days,
        "spans": [(recap_url(s), span_words(s, ctx.words)) for s in ctx.spans[:SPANS]],
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
                normal=length_told(row.normal, ctx.words),
                normal_query=cases_query(step_time(row.action, NORMAL), period=kpis.period),
                emergency=length_told(row.emergency, ctx.words),
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


def _share_card(name: str, share: Share, period: ReportingPeriod, ctx: Context) -> SimpleNamespace:
    title, meaning = share_words(ctx.words)[name]
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
    for name, length in kpis.durations.items():
        title, meaning = duration_words(ctx.words)[name]
        text = "–" if length.median is None else ctx.words.duration(length.median)
        yield SimpleNamespace(
            name=name,
            title=title,
            meaning=meaning,
            text=text,
            count=length.count,
            requests=length.requests,
            query=cases_query(name, period=kpis.period),
        )


def _leading(ctx: Context) -> list[SimpleNamespace]:
    """The four figures that a head asks for first, each against the time before.

    How much is open and late is what can still be acted on; the success rate says whether changes
    go well, the emergency share whether they are planned, the time to the end whether requesters
    are kept waiting. A small office has a handful of changes a month, so a quarter is compared.
    """
    _ = ctx.words.translate
    authority, now = ctx.register.authority, ctx.now
    today = authority.office.day(now)
    own = ReportingPeriod(today - (RECENT - ONE_DAY), today)
    before = ReportingPeriod(today - (2 * RECENT - ONE_DAY), today - RECENT)
    kpis, earlier = ctx.kpis_in(own), ctx.kpis_in(before)
    return [
        _backlog_card(ctx),
        *(
            SimpleNamespace(
                title=share_words(ctx.words)[name][0],
                number=percent(kpis.shares[name], ctx),
                links=[(cases_query(name, period=own), _part_of(kpis.shares[name], ctx))],
                before=[
                    (cases_query(name, period=before), share_told(earlier.shares[name], ctx.words))
                ],
            )
            for name in ("success", "emergency")
            if name in kpis.figures
        ),
        *(_lead_time(kpis, earlier, ctx) if "lead_time" in kpis.figures else ()),
    ]


def _lead_time(kpis: Kpis, earlier: Kpis, ctx: Context) -> Iterator[SimpleNamespace]:
    _ = ctx.words.translate
    yield SimpleNamespace(
        title=duration_words(ctx.words)["lead_time"][0],
        number=ctx.words.duration(kpis.lead_time.median) if kpis.lead_time.median else "–",
        links=[
            (
                cases_query("lead_time", period=kpis.period),
                _("median, n = {count}").format(count=ctx.words.number(kpis.lead_time.count)),
            )
        ],
        before=[
            (
                cases_query("lead_time", period=earlier.period),
                length_told(earlier.lead_time, ctx.words),
            )
        ],
    )


def _part_of(share: Share, ctx: Context) -> str:
    return f"({ctx.words.number(share.part)}/{ctx.words.number(share.whole)})"


def _backlog_card(ctx: Context) -> SimpleNamespace:
    _ = ctx.words.translate
    now, before = ctx.backlog_at(ctx.now), ctx.backlog_at(ctx.now - RECENT)
    number, open_told, late_told = ctx.words.number, _("{count} open"), _("{count} late")
    return SimpleNamespace(
        title=_("Open, and of these late"),
        number=f"{number(now.open)} / {number(now.late)}",
        links=[
            ("#status=open", open_told.format(count=number(now.open))),
            ("#status=overdue", late_told.format(count=number(now.late))),
        ],
        before=[
            (cases_query(before.name), open_told.format(count=number(before.open))),
            (cases_query(before.name, counted=True), late_told.format(count=number(before.late))),
        ],
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


def _month_word(month: Month, ctx: Context) -> str:
    return ctx.words.short_month(date.fromisoformat(f"{month.label}-01"))


def _month_row(month: Month, ctx: Context) -> SimpleNamespace:
    return SimpleNamespace(
        label=_month_word(month, ctx),
        submitted=month.submitted,
        submitted_query=cases_query(SUBMITTED, period=month.period),
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
            Bar(_month_word(month, ctx), share.percent, percent(share, ctx))
            for month, share in zip(kpis.months, shares, strict=True)
        ]
        yield Markup("<h3>{}</h3>{}").format(title, bar_chart(name, title, bars, 100))
