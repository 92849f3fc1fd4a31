"""The change log and the asset register as plain tables: CSV and a workbook.

A cell that a spreadsheet would take for a formula is written with an apostrophe in front, since
everybody's words stand in these cells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook

from ubah.core.register.retrospective import Retrospective
from ubah.core.register.views import RecordView
from ubah.publish.context import Context
from ubah.publish.figures.releases import release_events
from ubah.publish.pages.changelog import category_of

Cell = str | int | float
Table = tuple[Sequence[str], Iterable[Sequence[Cell]]]

CHANGE_COLUMNS = (
    "number",
    "title",
    "requester",
    "organisation",
    "date",
    "state",
    "state_label",
    "kind",
    "category",
    "retrospective",
    "retrospective_class",
    "oral_approval_by",
    "oral_approval_at",
    "oral_approval_channel",
    "overdue",
    "state_since",
    "steps",
    "last_action",
    "last_at",
    "filed_by",
    "evaluators",
    "approvers",
    "refused_by",
    "implementers",
    "testers",
    "recorded_by",
    "examiners",
    "affected_assets",
    "release_start",
    "release_end",
    "released_at",
    "deviations",
)
ASSET_COLUMNS = (
    "id",
    "name",
    "class",
    "status",
    "owner",
    "custodian",
    "location",
    "confidentiality",
    "integrity",
    "availability",
    "value",
    "changes",
    "last_request",
    "last_changed_at",
)
TOLD_PARTS = (
    "filer",
    "evaluator",
    "approver",
    "refuser",
    "implementer",
    "tester",
    "recorder",
    "examiner",
)
"""The parts in a change in the order of their columns."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full width, too


def changes_table(ctx: Context) -> Table:
    """Return the change log as a table, in the order of the numbers."""
    return CHANGE_COLUMNS, (_change(view, ctx) for view in ctx.register.records)


def assets_table(ctx: Context) -> Table:
    """Return the asset register as a table."""
    return ASSET_COLUMNS, _assets(ctx)


def to_csv(table: Table) -> bytes:
    """Return a table as CSV (RFC 4180) in UTF-8."""
    columns, rows = table
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return written.getvalue().encode()


def to_xlsx(tables: Iterable[tuple[str, Table]]) -> bytes:
    """Return tables as the sheets of a workbook."""
    book = Workbook(write_only=True)
    for name, (columns, rows) in tables:
        sheet = book.create_sheet(name)
        sheet.append(list(columns))
        for row in rows:
            sheet.append([safe_cell(cell) for cell in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def safe_cell(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def _change(view: RecordView, ctx: Context) -> Sequence[Cell]:
    record, standing, people = view.record, ctx.standings[view.record.id], ctx.people(view)
    asker, last = record.request["requester"], record.journal[-1]
    event = next(iter(release_events((view,))), None)
    window = (
        (event.start.isoformat(), event.end.isoformat()) if event and event.windowed else ("", "")
    )
    return (
        record.id,
        record.title,
        ctx.person(asker) if isinstance(asker, str) else asker["name"],
        "" if isinstance(asker, str) else asker["organisation"],
        record.request["date"],
        standing.state.name,
        ctx.words.label(standing.label),
        standing.kind,
        category_of(view),
        *_retrospective(standing.retrospective, ctx),
        int(standing.overdue),
        standing.since.isoformat(),
        len(record.journal),
        last.action,
        last.at.isoformat(),
        *("; ".join(ctx.party(party) for party in people[part]) for part in TOLD_PARTS),
        "; ".join(record.request.get("affected_assets", ())),
        *window,
        event.actual.isoformat() if event and event.actual else "",
        len(view.deviations),
    )


def _retrospective(told: Retrospective | None, ctx: Context) -> Sequence[Cell]:
    if told is None:
        return (0, "", "", "", "")
    if told.oral is None:
        return (1, told.kind.value, "", "", "")
    oral = told.oral
    return (1, told.kind.value, ctx.person(oral.by), oral.at.isoformat(), oral.channel)


def _assets(ctx: Context) -> Iterator[Sequence[Cell]]:
    copied = ("name", "class", "status", "owner", "custodian", "location")
    scores = ("confidentiality", "integrity", "availability")
    for view in ctx.register.assets:
        last = view.history[-1] if view.history else None
        yield (
            view.asset.id,
            *(str(view.asset.data[name]) for name in copied),
            *(int(view.asset.data[name]) for name in scores),
            view.asset.value,
            len(view.history),
            last.record if last else "",
            last.at.isoformat() if last else "",
        )
