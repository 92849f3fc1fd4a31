"""The change log and the asset register as plain tables: CSV and a workbook.

A spreadsheet opens a CSV by its own country's habits: without a byte-order mark it takes the system's
old code page, and where the decimal sign is a comma it looks for semicolons. So there are two, one
for people and one for programs. A cell that a spreadsheet would take for a formula is written with an apostrophe in front, since
everybody's words stand in these cells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from ubah.core.register.classification import category_of
from ubah.core.register.releases import release_events
from ubah.core.register.retrospective import Retrospective
from ubah.core.register.views import RecordView
from ubah.publish.gathered.context import Context

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

SEPARATORS = {"id": ";", "en": ","}
DECIMAL_SIGNS = {"id": ",", "en": "."}
"""As spreadsheets have them in a language's country."""

WIDEST = 60
"""So many letters of a cell are seen at once."""

FIXED = datetime(1980, 1, 1)
"""The day that files bear which must not change from one day to the next; the oldest that ZIP knows."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full width, too


def changes_table(ctx: Context) -> Table:
    """Return the change log as a table, in the order of the numbers."""
    return CHANGE_COLUMNS, (_change(view, ctx) for view in ctx.register.records)


def assets_table(ctx: Context) -> Table:
    """Return the asset register as a table."""
    return ASSET_COLUMNS, _assets(ctx)


def to_csv(table: Table) -> bytes:
    """Return a table as CSV for programs (RFC 4180): UTF-8 without a mark, commas."""
    return _csv(table, ",").encode()


def to_spreadsheet_csv(table: Table, language: str) -> bytes:
    """Return a table as CSV that opens by a double click in a spreadsheet of the office's language."""
    return _csv(table, SEPARATORS[language], DECIMAL_SIGNS[language]).encode("utf-8-sig")


def _csv(table: Table, separator: str, decimal_sign: str = ".") -> str:
    columns, rows = table
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerow(columns)
    writer.writerows([_csv_cell(cell, decimal_sign) for cell in row] for row in rows)
    return written.getvalue()


def _csv_cell(cell: Cell, decimal_sign: str) -> Cell:
    if isinstance(cell, float):
        return str(cell).replace(".", decimal_sign)
    return safe_cell(cell)


def register_xlsx(ctx: Context) -> bytes:
    """Return the whole register as a workbook: change log and assets, a sheet each."""
    title = ctx.words.translate("Change register – {office}").format(office=ctx.identity.name)
    properties = properties_of(title, ("workbook",), ctx)
    return to_xlsx((("RFC", changes_table(ctx)), ("Aset", assets_table(ctx))), properties)


def properties_of(title: str, what: Sequence[str], ctx: Context) -> DocumentProperties:
    """Return what a workbook of this office says of itself; ``what`` it is makes its id."""
    return DocumentProperties(
        creator=ctx.identity.name,
        title=title,
        identifier=ctx.identity.urn(*what),
        language=ctx.words.language,
        created=FIXED,
        modified=FIXED,
    )


def to_xlsx(
    tables: Iterable[tuple[str, Table]],
    properties: DocumentProperties | None = None,
    *,
    fitted: bool = False,
) -> bytes:
    """Return tables as the sheets of a workbook; the same tables make the same bytes on any day.

    ``fitted``: to be read as it is, with columns as wide as their words, and headings that stay.
    """
    book = Workbook(write_only=True)
    book.properties = properties or DocumentProperties(created=FIXED, modified=FIXED)
    for name, (columns, rows) in tables:
        sheet = book.create_sheet(name)
        if fitted:
            rows = tuple(rows)
            sheet.freeze_panes = "A2"
            for at, width in enumerate(_widths(columns, rows), 1):
                sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.append(list(columns))
        for row in rows:
            sheet.append([safe_cell(cell) for cell in row])
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return _undated(written)


def _widths(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[int]:
    """Return how wide each column has to be, in letters, up to `WIDEST`."""
    longest = [max(len(str(cell)) for cell in cells) for cells in zip(columns, *rows, strict=True)]
    return [min(length, WIDEST) + 2 for length in longest]


def _undated(archive: io.BytesIO) -> bytes:
    """Return a ZIP archive whose members bear a fixed time instead of the clock's."""
    written = io.BytesIO()
    with ZipFile(archive) as dated, ZipFile(written, "w", ZIP_DEFLATED) as fixed:
        for member in dated.infolist():
            info = ZipInfo(member.filename, FIXED.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            fixed.writestr(info, dated.read(member))
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
