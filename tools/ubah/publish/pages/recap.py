"""What a month or a year came to: one page each, so that an inspector's year is one link."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from ubah.core.figures.periods import Span
from ubah.core.figures.process import SUBMITTED
from ubah.core.meanings import Meaning
from ubah.publish.addresses.lists import cases_query
from ubah.publish.addresses.paths import CHANGELOG, recap_url
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template
from ubah.publish.questions.answers import answers
from ubah.publish.questions.common import Answer
from ubah.publish.show.change_rows import change_row, columns
from ubah.publish.show.findings import finding_rows
from ubah.publish.show.recap import (
    SETBACKS,
    recap_comparison,
    recap_counts,
    recap_deviations,
    recap_emergencies,
    recap_failures,
    recap_overdue,
    recap_title,
    submitted_in,
)
from ubah.publish.words.periods import span_words

RECAP = "rekap/index.html"
LISTED = 100
"""So many requests are listed on a page, and so many of each kind below it; links lead to the rest."""

OF_THE_WHOLE = frozenset({1, 15, 16, 20})
"""The questions that are about the register as a whole; the audit's page answers them."""


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
        submitted=submitted_in(span, ctx),
    )


def recap_body(span: Span, ctx: Context) -> str:
    """Return the HTML of a period's page."""
    own = ctx.of_requests(span.days)
    newest = list(reversed(own.register.records))
    deviations = finding_rows(recap_deviations(span, ctx), ctx)
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
        "counts": recap_counts(span, ctx),
        "comparison": list(recap_comparison(span, ctx)),
        "before": span_words(span.before, ctx.words),
        "escalates": bool(sop.taking(Meaning.ESCALATES)),
        "fails": bool(sop.taking(*SETBACKS)),
        "emergencies": recap_emergencies(span, ctx),
        "failures": recap_failures(span, ctx),
        "late": recap_overdue(own),
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
