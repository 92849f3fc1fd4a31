"""What a month or a year came to, as its page, its paper and its workbook tell it alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from ubah.publish.addresses.paths import record_url
from ubah.publish.gathered.context import Context
from ubah.publish.words.figures import duration_words, length_told, share_told, share_words
from ubah.publish.words.periods import span_words
from ubah.publish.words.standings import age_words

SETBACKS = (Meaning.FAILS_TEST, Meaning.ROLLS_BACK)


def recap_title(span: Span, ctx: Context) -> str:
    """Return the heading of a period's page, and of its paper."""
    _ = ctx.words.translate
    return _("Recap of {period}").format(period=span_words(span, ctx.words))


def compared(span: Span, ctx: Context) -> tuple[Kpis, Kpis]:
    """Return the key figures of a period, and those of the period before."""
    return ctx.kpis_in(span.days), ctx.kpis_in(span.before.days)


def recap_emergencies(span: Span, ctx: Context) -> list[SimpleNamespace]:
    """Return the declarations of an emergency in a period."""
    return [_told(*case, ctx) for case in _steps(span, (Meaning.ESCALATES,), ctx)]


def recap_failures(span: Span, ctx: Context) -> list[SimpleNamespace]:
    """Return the failed tests and the roll-backs of a period."""
    return [_told(*case, ctx) for case in _steps(span, SETBACKS, ctx)]


def recap_overdue(own: Context) -> list[SimpleNamespace]:
    """Return what is overdue now of the requests of ``own``, newest first."""
    newest = reversed(own.register.records)
    return [_late(view, own) for view in newest if own.standings[view.record.id].overdue]


def recap_counts(span: Span, ctx: Context) -> list[tuple[str, int, str]]:
    """Return what came in and what ended in the period, and what was open at its end."""
    _ = ctx.words.translate
    sop = ctx.register.authority.sop
    rows = [(_("submitted"), submitted_in(span, ctx), cases_query(SUBMITTED, period=span.days))]
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


def recap_comparison(span: Span, ctx: Context) -> Iterator[SimpleNamespace]:
    """Yield each key figure with its cells: of the period, and of the period before."""
    both = compared(span, ctx)
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


def submitted_in(span: Span, ctx: Context) -> int:
    """Return how many requests came in."""
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


def recap_deviations(span: Span, ctx: Context) -> Iterator[Finding]:
    """Yield the deviations of the steps taken in a period."""
    for step in ctx.calendar.judged_in(span):
        yield from (f for f in step.findings if f.severity is Severity.DEVIATION)
