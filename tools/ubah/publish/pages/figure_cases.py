"""The rows by which the change log lists the requests behind a figure."""

from __future__ import annotations

from datetime import date

from ubah.publish.context import Context
from ubah.publish.pages.changelog import script_json

CASES_DATA = "perubahan/kasus.js"
EPOCH = date(1970, 1, 1)


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
