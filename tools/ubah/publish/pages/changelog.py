"""The change log: a table with filters for the screen, plain lists a year for paper.

The table's rows come as a script file beside the page, not by a request: so it works from a folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from babel.dates import format_date

from ubah.core.meanings import Meaning
from ubah.core.model import role_label
from ubah.core.reading.journal import PLANNING
from ubah.core.register.retrospective import LABELS, RetrospectiveClass
from ubah.core.register.views import RecordView
from ubah.core.sop import State
from ubah.publish.context import Context, record_url
from ubah.publish.figures.numbering import numbering
from ubah.publish.figures.people import parts_of
from ubah.publish.figures.process import classifies
from ubah.publish.figures.releases import CANCELLED
from ubah.publish.show.age import age_words
from ubah.publish.show.figure_words import figure_words
from ubah.publish.show.people_words import part_words
from ubah.publish.show.standing import (
    EMERGENCY,
    NORMAL,
    ROLLED_BACK,
    UNDECIDED,
    Standing,
    setback_words,
)
from ubah.publish.templates import render_template

CHANGELOG = "perubahan/index.html"
CHANGELOG_DATA = "perubahan/data.js"
LIST_ROWS = 500
"""A static table above this is slow on a phone."""

STATIC_ROWS = 100
"""So many of the newest stand in the page itself, for readers without scripts."""

RETROSPECTIVE = {
    RetrospectiveClass.NONCONFORMITY: 4,
    RetrospectiveClass.LATE_DOCUMENTATION: 32,
}
"""How daftar.js is told that the work came before the request."""

SETBACKS = {ROLLED_BACK: 8, CANCELLED: 16}
"""How daftar.js is told of a setback, among the other marks of a row."""


FOR_HEAD = 64
"""The mark of a row whose next step is the head's."""


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
        "waiting": sorted({row for s in ctx.standings.values() if (row := waiting_word(s, ctx))}),
        "head": ctx.words.label(role_label(ctx.register.authority.sop.roles, "head")),
        "parts": part_words(ctx),
        "periods": list(_periods(ctx)),
        "figures": figure_words(ctx),
        "retrospective": [(kind.value, ctx.words.label(label)) for kind, label in LABELS.items()],
        "lists": [
            (part.url, part.title(ctx), len(part.numbers)) for part in list_pages(ctx.records)
        ],
        "numbering": tuple(_numbering(ctx)),
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
            day = date.fromisoformat(f"{key}-01")
            yield key, str(format_date(day, "MMMM y", locale=ctx.words.language))


def list_body(part: ListPart, ctx: Context) -> str:
    """Return the HTML of one static list."""
    rows = [change_row(ctx.records[number], ctx) for number in part.numbers]
    values = {"columns": columns(ctx), "rows": rows, "title": part.title(ctx)}
    return render_template("changelist.html", part.url, ctx, values)


def columns(ctx: Context) -> tuple[str, ...]:
    """Return the headings of the change log's table."""
    _ = ctx.words.translate
    return (
        _("Number"),
        _("Title"),
        _("Requester"),
        _("State"),
        _("Kind") if classifies(ctx.register.authority.sop) else _("Category"),
        _("Last step"),
        _("Waiting for"),
    )


def change_row(view: RecordView, ctx: Context) -> SimpleNamespace:
    """Return a record as a row of the table."""
    words, record = ctx.words, view.record
    sop = ctx.register.authority.sop
    standing = ctx.standings[record.id]
    last, asker = record.journal[-1], record.request["requester"]
    return SimpleNamespace(
        number=record.id,
        url=record_url(record.id),
        title=record.title,
        requester=ctx.person(asker) if isinstance(asker, str) else asker["name"],
        organisation="" if isinstance(asker, str) else asker["organisation"],
        standing=standing,
        deviations=len(view.deviations),
        category=_category_word(view, ctx),
        date=date.fromisoformat(record.request["date"]),
        last_action=words.label(sop.actions[last.action].done),
        last_time=last.at,
        waiting=waiting_word(standing, ctx),
        age=age_words(standing, words) if standing.open else "",
    )


def waiting_word(standing: Standing, ctx: Context) -> str:
    """Return the offices that a request waits for, "" for none."""
    return " / ".join(ctx.words.label(label) for label in standing.offices)


def category_of(view: RecordView) -> str:
    """Return the category; the change manager's judgement counts before the requester's wish."""
    accepted = view.progress.last_that(Meaning.ACCEPTS)
    if accepted and "category" in accepted.evidence:
        return str(accepted.evidence["category"])
    return str(view.record.request.get("category", ""))


def changelog_data(ctx: Context) -> str:
    """Return the script that holds the table's rows, newest first."""
    _ = ctx.words.translate
    pool = _Pool()
    rows = [_data_row(view, ctx, pool) for view in reversed(ctx.register.records)]
    words = ctx.words
    kinds = {NORMAL: _("Normal"), EMERGENCY: _("Emergency"), UNDECIDED: _("Not decided yet")}
    if not classifies(ctx.register.authority.sop):
        kinds = dict.fromkeys(kinds, "")
    data = {
        "kinds": kinds,
        "marks": {
            **{kind.value: words.label(label) for kind, label in LABELS.items()},
            **setback_words(words),
        },
        "parts": parts_of(ctx.register.authority.sop),
        "pool": pool.words,
        "rows": rows,
    }
    return f"window.ubahRegister = {script_json(data)};\n"


def script_json(data: Any) -> str:
    """Return JSON that is safe wherever a script may stand."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


class _Pool:
    """Words that many rows share, each held once."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._known: dict[str, int] = {}

    def __call__(self, word: str) -> int:
        if word not in self._known:
            self._known[word] = len(self.words)
            self.words.append(word)
        return self._known[word]


def _data_row(view: RecordView, ctx: Context, pool: _Pool) -> list[Any]:
    """The order of the values is daftar.js's, too."""
    row = change_row(view, ctx)
    standing, words = row.standing, ctx.words
    people = ctx.people(view)
    assets = [*view.record.request.get("affected_assets", ())]
    flagged = view.progress.last_that(Meaning.DECLARES_ASSETS)
    assets += [asset["id"] for asset in flagged.evidence.get("assets", ())] if flagged else []
    return [
        row.number,
        row.title,
        pool(row.requester),
        pool(row.organisation),
        standing.state.name,
        pool(words.label(standing.label)),
        standing.kind,
        pool(category_of(view)),
        pool(row.category),
        row.date.isoformat(),
        pool(words.day(row.date)),
        pool(row.last_action),
        row.last_time.isoformat(),
        words.time(row.last_time),
        pool(row.waiting),
        pool(row.age),
        (1 if standing.open else 0)
        + (2 if standing.overdue else 0)
        + (RETROSPECTIVE[standing.retrospective.kind] if standing.retrospective else 0)
        + (FOR_HEAD if standing.for_head else 0)
        + SETBACKS.get(standing.setback, 0),
        row.deviations,
        [pool(asset) for asset in dict.fromkeys(assets)],
        [
            [pool(party.key) for party in people[part]]
            for part in parts_of(ctx.register.authority.sop)
        ],
    ]


def _category_word(view: RecordView, ctx: Context) -> str:
    label = ctx.register.authority.sop.categories.get(category_of(view))
    return ctx.words.label(label) if label else "–"


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
