"""The recap of a month or a year as a paper and as a workbook: what the inspectorate asks for.

Its figures are those of the period's page; both take them from `publish/show/recap`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from ubah.core.figures.kpi import Duration, Share
from ubah.core.figures.periods import Span
from ubah.core.meanings import OfficeMeaning
from ubah.core.names import role_label
from ubah.core.people.roles import HEADS
from ubah.publish.addresses.paths import recap_url
from ubah.publish.drawings.qr import qr_code
from ubah.publish.gathered.context import Context
from ubah.publish.papers.forms import marks_of
from ubah.publish.papers.paper import (
    Authenticity,
    Paper,
    PaperRow,
    PaperSection,
    PaperValue,
    code,
    number,
    table,
    text,
)
from ubah.publish.show.change_rows import change_row
from ubah.publish.show.findings import finding_rows
from ubah.publish.show.recap import (
    compared,
    recap_comparison,
    recap_counts,
    recap_deviations,
    recap_emergencies,
    recap_failures,
    recap_overdue,
    recap_title,
)
from ubah.publish.show.signatures import SignatureBox
from ubah.publish.words.figures import duration_words, share_words
from ubah.publish.words.periods import span_words
from ubah.publish.words.standings import kind_word

RecapCell = str | int | float

LISTED = 500
"""So many rows of a list stand on the paper; the workbook has them all."""


@dataclass(frozen=True)
class RecapTable:
    """A part of the recap: a table of the workbook, a section of the paper; ``sheet`` is short."""

    heading: str
    sheet: str
    columns: tuple[str, ...]
    rows: tuple[tuple[RecapCell, ...], ...]


def recap_paper(span: Span, ctx: Context) -> Paper:
    """Return the recap of a period as a paper for the head to sign."""
    _ = ctx.words.translate
    marks = list(marks_of(ctx))
    if ctx.end_of(span) == ctx.now:
        told = _("PROVISIONAL: {period} is still going on")
        marks.append(told.format(period=span_words(span, ctx.words)))
    parts = (counts_table(span, ctx), figures_table(span, ctx), *lists(span, ctx))
    return Paper(
        name=recap_title(span, ctx),
        number="",
        subject=_("Change management, {office}").format(office=ctx.identity.name),
        day=ctx.register.authority.office.day(ctx.now),
        marks=tuple(marks),
        sections=tuple(_section(part, ctx) for part in parts),
        boxes=tuple(_boxes(ctx)),
        authenticity=_authenticity(span, ctx),
    )


def recap_sheets(span: Span, ctx: Context) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Yield the sheets of the recap's workbook: a name, and columns with rows."""
    parts = (counts_table(span, ctx), _numbers(span, ctx), *lists(span, ctx))
    for part in parts:
        yield part.sheet, (part.columns, part.rows)


def counts_table(span: Span, ctx: Context) -> RecapTable:
    """Return what came in and what ended, and what was open at the end."""
    _ = ctx.words.translate
    rows = tuple(
        (word[:1].upper() + word[1:], count) for word, count, _q in recap_counts(span, ctx)
    )
    return RecapTable(_("In numbers"), _("In numbers"), (_("What"), _("Count")), rows)


def figures_table(span: Span, ctx: Context) -> RecapTable:
    """Return the key figures beside those of the period before, as they are read."""
    _ = ctx.words.translate
    columns = (_("Key figure"), *(span_words(one, ctx.words) for one in (span, span.before)))
    rows = tuple(
        (row.title, *(words for words, _q in row.cells)) for row in recap_comparison(span, ctx)
    )
    return RecapTable(_("Key figures"), _("Key figures"), columns, rows)


def _numbers(span: Span, ctx: Context) -> RecapTable:
    """Return the key figures as numbers to go on counting with; "" where there is none."""
    _ = ctx.words.translate
    both = compared(span, ctx)
    titles = {**share_words(ctx.words), **duration_words(ctx.words)}
    rows: list[tuple[RecapCell, ...]] = []
    for name in both[0].shares:
        cells = [cell for kpis in both for cell in _share_cells(kpis.shares[name])]
        rows.append((titles[name][0], _("percent"), *cells))
    for name in both[0].durations:
        cells = [cell for kpis in both for cell in _length_cells(kpis.durations[name])]
        rows.append((titles[name][0], _("hours (median)"), *cells))
    columns = [_("Key figure"), _("Unit")]
    for one in (span, span.before):
        period = span_words(one, ctx.words)
        columns.append(period)
        columns += [
            told.format(period=period) for told in (_("{period}: cases"), _("{period}: of"))
        ]
    return RecapTable(_("Key figures"), _("Key figures"), tuple(columns), tuple(rows))


def _share_cells(share: Share) -> tuple[RecapCell, RecapCell, RecapCell]:
    if not share.told:
        return "", "", ""
    percent = "" if share.percent is None else round(share.percent, 1)
    return percent, share.part, share.whole


def _length_cells(length: Duration) -> tuple[RecapCell, RecapCell, RecapCell]:
    if length.median is None:
        return "", length.count, ""
    return round(length.median.total_seconds() / 3600, 2), length.count, ""


def lists(span: Span, ctx: Context) -> Iterator[RecapTable]:
    """Yield the lists of the recap: its requests, and what has to be seen of them."""
    _ = ctx.words.translate
    own = ctx.of_requests(span.days)
    yield RecapTable(
        _("Requests submitted"),
        _("Requests"),
        (_("Number"), _("Date"), _("Title"), _("Requester"), _("Kind"), _("State")),
        tuple(_request(change_row(view, own), own) for view in own.register.records),
    )
    case = (_("Number"), _("Title"), _("Step"))
    yield RecapTable(
        _("Emergency changes"),
        _("Emergencies"),
        case,
        tuple((row.number, row.title, row.note) for row in recap_emergencies(span, ctx)),
    )
    yield RecapTable(
        _("Failed tests and roll-backs"),
        _("Failures"),
        case,
        tuple((row.number, row.title, row.note) for row in recap_failures(span, ctx)),
    )
    yield RecapTable(
        _("Over their time limit now, of these requests"),
        _("Overdue"),
        (_("Number"), _("Title"), _("State")),
        tuple((row.number, row.title, row.note) for row in recap_overdue(own)),
    )
    yield RecapTable(
        _("Deviations"),
        _("Deviations"),
        (_("Number"), _("Rule"), _("Deviation")),
        tuple(
            (row.record, row.rule, row.message)
            for row in finding_rows(recap_deviations(span, ctx), ctx)
        ),
    )


def _request(row: SimpleNamespace, ctx: Context) -> tuple[RecapCell, ...]:
    standing = row.standing
    return (
        row.number,
        ctx.words.day(row.date),
        row.title,
        row.requester,
        kind_word(standing.kind, ctx.words),
        ctx.words.label(standing.label),
    )


def _section(part: RecapTable, ctx: Context) -> PaperSection:
    _ = ctx.words.translate
    if not part.rows:
        return PaperSection(part.heading, rows=(PaperRow(_("None"), text("–")),))
    shown = ([_shown(cell, ctx) for cell in row] for row in part.rows[:LISTED])
    rows = [PaperRow("", table(part.columns, shown))]
    if len(part.rows) > LISTED:
        told = _("and {count} more, in the workbook (ubah export recap --format xlsx)")
        more = told.format(count=ctx.words.number(len(part.rows) - LISTED))
        rows.append(PaperRow(_("Not shown here"), text(more)))
    return PaperSection(part.heading, rows=tuple(rows))


def _shown(cell: RecapCell, ctx: Context) -> PaperValue:
    return text(cell) if isinstance(cell, str) else number(ctx.words.number(cell))


def _boxes(ctx: Context) -> Iterator[SignatureBox]:
    """Yield the boxes of who has drawn it up and of the head, open for a pen."""
    _, sop = ctx.words.translate, ctx.register.authority.sop
    for offices, done in (
        (sop.offices(OfficeMeaning.MANAGES), _("Drawn up by")),
        (HEADS[:1], _("Seen by")),
    ):
        if offices:
            label = ctx.words.label(role_label(sop.roles, offices[0]))
            yield SignatureBox(label, done, "", "", "", None, "")


def _authenticity(span: Span, ctx: Context) -> Authenticity:
    _, audit = ctx.words.translate, ctx.register.audit
    address = f"{ctx.address}{recap_url(span)}" if ctx.address else ""
    rows = [PaperRow(_("As of"), text(ctx.words.time(ctx.now)))]
    if audit.tip:
        rows.append(PaperRow(_("Commit"), code(audit.tip)))
    if audit.trust_root:
        rows.append(PaperRow(_("Trust root"), code(audit.trust_root)))
    rows.append(PaperRow(_("Audit of the whole history"), text(ctx.words.verdict(audit.verdict))))
    if address:
        rows.append(PaperRow(_("Page of the recap"), code(address)))
    picture = str(qr_code(address)).replace("currentColor", "#000") if address else ""
    return Authenticity(tuple(rows), picture, address)
