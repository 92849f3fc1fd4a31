"""What the change log's script is given: the rows of its table, and the cases behind each figure."""

from __future__ import annotations

from datetime import date
from typing import Any

from ubah.core.figures.process import classifies
from ubah.core.meanings import Meaning
from ubah.core.register.classification import EMERGENCY, NORMAL, UNDECIDED, category_of
from ubah.core.register.participants import parts_of
from ubah.core.register.releases import CANCELLED
from ubah.core.register.retrospective import LABELS, RetrospectiveClass
from ubah.core.register.standing import ROLLED_BACK
from ubah.core.register.views import RecordView
from ubah.publish.gathered.context import Context
from ubah.publish.markup.scripts import script_json
from ubah.publish.show.change_rows import change_row
from ubah.publish.words.standings import setback_words

CHANGELOG_DATA = "perubahan/data.js"
CASES_DATA = "perubahan/kasus.js"
EPOCH = date(1970, 1, 1)

RETROSPECTIVE = {
    RetrospectiveClass.NONCONFORMITY: 4,
    RetrospectiveClass.LATE_DOCUMENTATION: 32,
}
"""How daftar.js is told that the work came before the request."""

SETBACKS = {ROLLED_BACK: 8, CANCELLED: 16}
"""How daftar.js is told of a setback, among the other marks of a row."""

FOR_HEAD = 64
"""The mark of a row whose next step is the head's."""


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


def cases_data(ctx: Context) -> str:
    """Return the script that holds the cases of each figure, for the filter that lists them.

    Per figure row after row: the place in the change log's rows, days since 1970, 1 if it counts.
    """
    places = {view.record.id: n for n, view in enumerate(reversed(ctx.register.records))}
    data = {
        name: [
            part
            for record, day, counted in dict.fromkeys(
                (case.record, case.day, case.counted) for case in cases
            )
            if record and day
            for part in (places[record], (day - EPOCH).days, int(counted))
        ]
        for name, cases in ctx.cases.items()
    }
    return f"window.ubahCases = {script_json(data)};\n"


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
