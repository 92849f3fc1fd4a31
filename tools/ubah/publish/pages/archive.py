"""The archive: requests from before the register, each marked as taken over and not proved.

They stand apart from the change log, and are counted in no figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from ubah.core.reading.archived import ArchivedChange
from ubah.publish.addresses.paths import ARCHIVE_PAGE, archive_url
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template
from ubah.publish.show.fields import fields_of, visible

LIST_ROWS = 300
"""So many stand on a page, each with all that the source tells."""


@dataclass(frozen=True)
class ArchivePart:
    """One page of the archive: the requests of a year, or a part of them."""

    year: str
    part: int
    parts: int
    requests: tuple[ArchivedChange, ...]

    @property
    def url(self) -> str:
        """Its path in the site."""
        return archive_url(self.year, self.part if self.parts > 1 else 0)

    def title(self, ctx: Context) -> str:
        """Its heading."""
        _ = ctx.words.translate
        if self.parts == 1:
            return _("Archive of {year}").format(year=self.year)
        text = _("Archive of {year}, part {part} of {parts}")
        return text.format(year=self.year, part=self.part, parts=self.parts)

    def search_text(self, ctx: Context) -> str:
        """What the site's search finds the page by: what the page shows."""
        schema = ctx.register.authority.archive_schema
        shown = {
            name
            for name, _part, _label in visible(
                schema["properties"]["original"], schema.get("$defs", {}), ctx
            )
        }
        told = (
            str(value)
            for each in self.requests
            for value in (each.id, *(v for name, v in each.original.items() if name in shown))
        )
        return " ".join(told)


def archive_parts(archive: Iterable[ArchivedChange]) -> Iterator[ArchivePart]:
    """Yield the pages of the archive, newest year first."""
    years: dict[str, list[ArchivedChange]] = {}
    for each in sorted(archive, key=lambda each: each.id):
        years.setdefault(each.id[6:10], []).append(each)
    for year, own in sorted(years.items(), reverse=True):
        chunks = [own[start : start + LIST_ROWS] for start in range(0, len(own), LIST_ROWS)]
        for part, chunk in enumerate(chunks, 1):
            yield ArchivePart(year, part, len(chunks), tuple(chunk))


def archive_body(ctx: Context) -> str:
    """Return the HTML of the page that leads to each year of the archive."""
    parts = [
        (part.url, part.title(ctx), len(part.requests))
        for part in archive_parts(ctx.register.archive)
    ]
    return render_template("archive.html", ARCHIVE_PAGE, ctx, {"parts": parts})


def archive_part_body(part: ArchivePart, ctx: Context) -> str:
    """Return the HTML of one page of archived requests."""
    corrected = {each.corrects: each.id for each in ctx.register.archive if each.corrects}
    schema = ctx.register.authority.archive_schema
    original, definitions = schema["properties"]["original"], schema.get("$defs", {})
    rows = []
    for each in part.requests:
        fields = fields_of(each.original, original, definitions, ctx)
        rows.append(
            SimpleNamespace(
                id=each.id,
                title=each.title,
                fields=[field for field in fields if field.name != "title"],
                taken_over=_taken_over(each, ctx),
                corrects=each.corrects,
                reason=each.data.get("corrects", {}).get("reason", ""),
                corrected_by=corrected.get(each.id, ""),
            )
        )
    values = {"title": part.title(ctx), "rows": rows}
    return render_template("archive_part.html", part.url, ctx, values)


def _taken_over(each: ArchivedChange, ctx: Context) -> str:
    """Say from which file and row a request came, who took it over, and when."""
    told = each.taken_over
    _ = ctx.words.translate
    place = _("row {row}").format(row=told["row"]) if "row" in told else ""
    where = ", ".join(filter(None, (str(told.get("sheet", "")), place)))
    text = _("Taken over from {file} ({where}) by {person} on {day}; SHA-256 {digest}…")
    return text.format(
        file=told["file"],
        where=where or "–",
        person=ctx.person(str(told["by"])),
        day=ctx.words.day(date.fromisoformat(str(told["date"]))),
        digest=str(told["sha256"])[:12],
    )
