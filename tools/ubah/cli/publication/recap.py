"""`ubah export recap`: what a month or a year came to, as a paper or a workbook."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ubah.cli.language import language_option
from ubah.cli.publication.handing_out import (
    ExportOptions,
    gather,
    hand_out,
    internal_option,
    out_option,
    refuse_terminal,
)
from ubah.cli.publication.papers import PDF, typeset_papers
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.figures.periods import Span
from ubah.publish.exports.tables import properties_of, to_xlsx
from ubah.publish.gathered.context import Context
from ubah.publish.papers.recap import recap_paper, recap_sheets
from ubah.publish.show.recap import recap_title

XLSX = "xlsx"
_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")
_YEAR = re.compile(r"[0-9]{4}")


@click.command()
@click.option("--month", default="", metavar="MONTH", help="The recap of a month, such as 2026-03.")
@click.option("--year", default="", metavar="YEAR", help="The recap of a year, such as 2026.")
@click.option(
    "--format",
    "format_",
    type=click.Choice([PDF, XLSX]),
    help="Default: by the name of the file that is written, else pdf.",
)
@internal_option
@out_option
@language_option
def recap(
    month: str, year: str, format_: str | None, internal: bool, out: Path | None, lang: str | None
) -> None:
    """Write the recap of a month or a year, for the inspectorate.

    It is a paper (PDF/A-2a) or a workbook. Its figures are those of the site's page for that period. A request counts in the period of its
    submission, a step in that of its day, in office time.
    """
    span = _span(month, year)
    asked = ExportOptions(internal=internal, out=out, lang=lang)
    format_ = format_ or (XLSX if out is not None and out.suffix.lower() == ".xlsx" else PDF)
    refuse_terminal(f"recap --format {format_}", asked)
    ctx = gather(asked).whole
    today = ctx.register.authority.office.day(ctx.now)
    if span.first > today:
        raise CannotRun(
            msg("{period} has not begun yet", period=span.key),
            msg("name a period that has: --month {month}", month=str(today)[:7]),
        )
    hand_out(_workbook(span, ctx) if format_ == XLSX else _pdf(span, ctx), asked)


def _pdf(span: Span, ctx: Context) -> bytes:
    paper = recap_paper(span, ctx)
    return typeset_papers(paper.name, (paper,), ctx)


def _workbook(span: Span, ctx: Context) -> bytes:
    title = f"{recap_title(span, ctx)} – {ctx.identity.name}"
    properties = properties_of(title, ("recap", span.key), ctx)
    return to_xlsx(recap_sheets(span, ctx), properties, fitted=True)


def _span(month: str, year: str) -> Span:
    """Return the period that was typed.

    Raises:
        CannotRun: unless it is just one month or one year.
    """
    if bool(month) == bool(year):
        raise CannotRun(
            msg("a recap is of one month or of one year"),
            msg("type: ubah export recap --month 2026-03 --out FILE, or --year 2026"),
        )
    found = _MONTH.fullmatch(month)
    if found and found["year"] != "0000":
        return Span(int(found["year"]), int(found["month"]))
    if year and _YEAR.fullmatch(year) and year != "0000":
        return Span(int(year))
    raise CannotRun(
        msg("{text} is no period", text=month or year),
        msg("write a month as 2026-03, a year as 2026"),
    )
