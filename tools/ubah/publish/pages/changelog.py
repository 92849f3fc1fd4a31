"""The change log: a table with filters for the screen, plain lists a year for paper.

The table's rows come as a script file beside the page, not by a request: so it works from a folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ubah.core.meanings import Meaning
from ubah.core.names import role_label
from ubah.core.reading.journal import PLANNING
from ubah.core.register.numbering import numbering
from ubah.core.register.retrospective import LABELS
from ubah.core.sop import State
from ubah.publish.addresses.paths import CHANGELOG
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template
from ubah.publish.show.change_rows import change_row, columns
from ubah.publish.words.figures import figure_words
from ubah.publish.words.participants import part_words
from ubah.publish.words.standings import waiting_word

LIST_ROWS = 500
"""A static table above this is slow on a phone."""

STATIC_ROWS = 100
"""So many of the newest stand in the page itself, for readers without scripts."""


@dataclass(frozen=True)
class ListPart:
    """One static list: the requests of a year, or a part of them."""

    year: str
    part: int
    parts: int
    numbers: tuple[str, ...]

    @property
    def url(self) -> str:
        """Its path in the site."""
        suffix = f"-{self.part}" if self.parts > 1 else ""
        return f"perubahan/{self.year}{suffix}/index.html"

    def title(self, ctx: Context) -> str:
        """Its heading."""
        _ = ctx.words.translate
        if self.parts == 1:
            return _("Requests of {year}").format(year=self.year)
        text = _("Requests of {year}, part {part} of {parts}")
        return text.format(year=self.year, part=self.part, parts=self.parts)


def list_pages(numbers: Iterable[str]) -> Iterator[ListPart]:
    """Yield the static lists, newest year first, none longer than `LIST_ROWS`."""
    years: dict[str, list[str]] = {}
    for number in sorted(numbers):
        years.setdefault(number[4:8], []).append(number)
    for year, own in sorted(years.items(), reverse=True):
        chunks = [own[start : start + LIST_ROWS] for start in range(0, len(own), LIST_ROWS)]
        for part, chunk in enumerate(chunks, 1):
            yield ListPart(year, part, len(chunks), tuple(chunk))


def changelog_body(ctx: Context) -> str:
    """Return the HTML of the change log: filters, the newest rows, links to the static lists."""
    newest = list(reversed(ctx.register.records))[:STATIC_ROWS]
    sop = ctx.register.authority.sop
    values = {
        "columns": columns(ctx),
        "rows": [change_row(view, ctx) for view in newest],
        "total": len(ctx.register.records),
        "setback": bool(sop.taking(Meaning.ROLLS_BACK, *PLANNING)),
        "states": _states_used(ctx),
        "categories": [
            (name, ctx.words.label(label))
            for name, label in ctx.register.authority.sop.categories.items()
        ],
        "assets": [
            (view.asset.id, view.asset.data["name"])
            for view in ctx.register.assets
            if view.asset.id in ctx.mentioned_in or view.history
        ],
        "people": [
            (person.id, person.name) for person in ctx.register.authority.roles.persons.values()
        ],
        "outsiders": sorted(
            {
                party.key
                for view in ctx.register.records
                for parties in ctx.people(view).values()
                for party in parties
                if not party.person
            }
        ),
        "waiting": sorted(
            {row for s in ctx.standings.values() if (row := waiting_word(s, ctx.words))}
        ),
        "head": ctx.words.label(role_label(ctx.register.authority.sop.roles, "head")),
        "parts": part_words(sop, ctx.words),
        "periods": list(_periods(ctx)),
        "figures": figure_words(ctx.cases, ctx.backlogs.values(), sop, ctx.words),
        "retrospective": [(kind.value, ctx.words.label(label)) for kind, label in LABELS.items()],
        "lists": [
            (part.url, part.title(ctx), len(part.numbers)) for part in list_pages(ctx.records)
        ],
        "numbering": tuple(_numbering(ctx)),
        "archived": len(ctx.register.archive),
    }
    return render_template("changelog.html", CHANGELOG, ctx, values)


def _periods(ctx: Context) -> Iterator[tuple[str, str]]:
    """Yield the months and years of the requests' dates and of the recaps, newest first."""
    days = [str(view.record.request["date"]) for view in ctx.register.records]
    known = {day[:length] for day in days for length in (4, 7)} | {span.key for span in ctx.spans}
    for key in sorted(known, reverse=True):
        if len(key) == 4:
            yield key, key
        else:
            yield key, ctx.words.month(date.fromisoformat(f"{key}-01"))


def list_body(part: ListPart, ctx: Context) -> str:
    """Return the HTML of one static list."""
    rows = [change_row(ctx.records[number], ctx) for number in part.numbers]
    values = {"columns": columns(ctx), "rows": rows, "title": part.title(ctx)}
    return render_template("changelist.html", part.url, ctx, values)


def _states_used(ctx: Context) -> tuple[State, ...]:
    used = {standing.state.name for standing in ctx.standings.values()}
    return tuple(s for s in ctx.register.authority.sop.states.values() if s.name in used)


def _numbering(ctx: Context) -> Iterator[str]:
    """Say for each year whether the numbers have a gap."""
    _ = ctx.words.translate
    for row in numbering(ctx.records):
        if row.gaps:
            text = _("{year}: {count} requests up to number {last}; unused numbers: {gaps}.")
            gaps = ", ".join(row.gaps)
            yield text.format(year=row.year, count=row.count, last=row.last, gaps=gaps)
        else:
            text = _("{year}: {count} requests up to number {last}, without a gap.")
            yield text.format(year=row.year, count=row.count, last=row.last)
