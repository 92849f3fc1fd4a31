"""What a month or a year came to: one page each, so that an inspector's year is one link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import SimpleNamespace

from ubah.core.diagnostics import Finding, Severity
from ubah.core.figures.counted_requests import ended_in
from ubah.core.figures.kpi import Kpis
from ubah.core.figures.periods import Span
from ubah.core.figures.process import SUBMITTED
from ubah.core.meanings import Meaning
from ubah.core.model import Entry
from ubah.core.register.views import RecordView
from ubah.publish.addresses.lists import cases_query
from ubah.publish.addresses.paths import CHANGELOG, recap_url, record_url
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template
from ubah.publish.questions.answers import answers
from ubah.publish.questions.common import Answer
from ubah.publish.show.change_rows import change_row, columns
from ubah.publish.show.findings import finding_rows
from ubah.publish.words.figures import duration_words, length_told, share_told, share_words
from ubah.publish.words.periods import span_words
from ubah.publish.words.standings import age_words

RECAP = "rekap/index.html"
LISTED = 100
"""So many requests are listed on a page, and so many of each kind below it; links lead to the rest."""

SETBACKS = (Meaning.FAILS_TEST, Meaning.ROLLS_BACK)

OF_THE_WHOLE = frozenset({1, 15, 16, 20})
"""The questions that are about the register as a whole; the audit's page answers them."""


def recap_title(span: Span, ctx: Context) -> str:
    """Return the heading of a period's page."""
    _ = ctx.words.translate
    return _("Recap of {period}").format(period=span_words(span, ctx.words))


def recaps_body(ctx: Context) -> str:
    """Return the HTML of the page that leads to each month and year."""
    years: dict[int, SimpleNamespace] = {}
    for span in ctx.spans:
        row = _overview_row(span, ctx)
        if span.month:
            years[span.year].months.append(row)
        else:
            years[span.year] = SimpleNamespace(row=row, months=[])
    return render_template("recaps.html", RECAP, ctx, {"years": list(years.values())})


def _overview_row(span: Span, ctx: Context) -> SimpleNamespace:
    return SimpleNamespace(
        url=recap_url(span),
        label=span_words(span, ctx.words),
        submitted=_submitted(span, ctx),
    )


def recap_body(span: Span, ctx: Context) -> str:
    """Return the HTML of a period's page."""
    own = ctx.of_requests(span.days)
    newest = list(reversed(own.register.records))
    late = [view for view in newest if own.standings[view.record.id].overdue]
    deviations = finding_rows(_deviations(span, ctx), ctx)
    known, sop = set(ctx.spans), ctx.register.authority.sop
    values = {
        "title": recap_title(span, ctx),
        "period": span_words(span, ctx.words),
        "year": (recap_url(Span(span.year)), str(span.year)) if span.month else None,
        "neighbours": [
            (recap_url(other), span_words(other, ctx.words))
            for other in (span.before, span.after)
            if other in known
        ],
        "months": [
            (recap_url(other), span_words(other, ctx.words))
            for other in sorted(known, key=lambda other: other.first)
            if other.month and not span.month and other.year == span.year
        ],
        "counts": _counts(span, ctx),
        "comparison": list(_comparison(span, ctx)),
        "before": span_words(span.before, ctx.words),
        "escalates": bool(sop.taking(Meaning.ESCALATES)),
        "fails": bool(sop.taking(*SETBACKS)),
        "emergencies": [_told(*case, ctx) for case in _steps(span, (Meaning.ESCALATES,), ctx)],
        "failures": [_told(*case, ctx) for case in _steps(span, SETBACKS, ctx)],
        "late": [_late(view, ctx) for view in late],
        "deviations": deviations,
        "listed": LISTED,
        "columns": columns(ctx),
        "rows": [change_row(view, ctx) for view in newest[:LISTED]],
        "total": len(newest),
        "query": cases_query(SUBMITTED, period=span.days),
        "answers": [_within(a, span) for a in answers(own) if a.number not in OF_THE_WHOLE],
        "now": ctx.words.time(ctx.now),
    }
    return render_template("recap.html", recap_url(span), ctx, values)


def _within(answer: Answer, span: Span) -> Answer:
    """Let an answer's lists in the change log be of the period, too."""
    links = []
    for item in answer.links:
        page, _hash, chosen = item.url.partition("#")
        if page == CHANGELOG:
            chosen = f"{chosen}&period={span.key}" if chosen else f"period={span.key}"
            item = replace(item, url=f"{page}#{chosen}")
        links.append(item)
    return replace(answer, links=tuple(links))


def _counts(span: Span, ctx: Context) -> list[tuple[str, int, str]]:
    """Return what came in and what ended in the period, and what was open at its end."""
    _ = ctx.words.translate
    sop = ctx.register.authority.sop
    rows = [(_("submitted"), _submitted(span, ctx), cases_query(SUBMITTED, period=span.days))]
    ended = [sop.actions[entry.action].target for _view, entry in ctx.calendar.entries_in(span)]
    rows += [
        (
            ctx.words.label(state.label).lower(),
            ended.count(state.name),
            cases_query(ended_in(state.name), period=span.days),
        )
        for state in sop.states.values()
        if state.final
    ]
    end = ctx.end_of(span)
    backlog = ctx.backlog_at(end)
    told = _("open on {day}").format(day=ctx.words.day(ctx.register.authority.office.day(end)))
    rows.append((told, backlog.open, cases_query(backlog.name)))
    late = cases_query(backlog.name, counted=True)
    rows.append((_("of these over their time limit"), backlog.late, late))
    return rows


def _comparison(span: Span, ctx: Context) -> Iterator[SimpleNamespace]:
    """Yield each key figure with its cells: of the period, and of the period before."""
    both = (ctx.kpis_in(span.days), ctx.kpis_in(span.before.days))
    titles = {**share_words(ctx.words), **duration_words(ctx.words)}
    for name in both[0].shares:
        shares = [kpis.shares[name] for kpis in both]
        told = [(share_told(one, ctx.words), bool(one.told and one.whole)) for one in shares]
        yield SimpleNamespace(title=titles[name][0], cells=_cells(name, told, both))
    for name in both[0].durations:
        lengths = [kpis.durations[name] for kpis in both]
        told = [(length_told(one, ctx.words), bool(one.count)) for one in lengths]
        yield SimpleNamespace(title=titles[name][0], cells=_cells(name, told, both))


def _cells(
    name: str, told: Iterable[tuple[str, bool]], both: Iterable[Kpis]
) -> list[tuple[str, str]]:
    """Return the text of each cell, and the query of its cases where it has any."""
    return [
        (text, cases_query(name, period=kpis.period) if counted else "")
        for (text, counted), kpis in zip(told, both, strict=True)
    ]


def _submitted(span: Span, ctx: Context) -> int:
    return sum(entry.number == 1 for _view, entry in ctx.calendar.entries_in(span))


def _steps(
    span: Span, meanings: tuple[Meaning, ...], ctx: Context
) -> Iterable[tuple[RecordView, Entry]]:
    means = ctx.register.authority.sop.means
    return [c for c in ctx.calendar.entries_in(span) if means(c[1].action, *meanings)]


def _told(view: RecordView, entry: Entry, ctx: Context) -> SimpleNamespace:
    action = ctx.register.authority.sop.actions[entry.action]
    return SimpleNamespace(
        number=view.record.id,
        url=f"{record_url(view.record.id)}#langkah-{entry.number}",
        title=view.record.title,
        note=f"{ctx.words.label(action.done)}, {ctx.words.time(view.progress.told_time(entry))}",
    )


def _late(view: RecordView, ctx: Context) -> SimpleNamespace:
    standing = ctx.standings[view.record.id]
    return SimpleNamespace(
        number=view.record.id,
        url=record_url(view.record.id),
        title=view.record.title,
        note=f"{ctx.words.label(standing.label)}, {age_words(standing, ctx.words)}",
    )


def _deviations(span: Span, ctx: Context) -> Iterator[Finding]:
    for step in ctx.calendar.judged_in(span):
        yield from (f for f in step.findings if f.severity is Severity.DEVIATION)
