"""Addresses of lists in the change log: of the requests behind a figure."""

from __future__ import annotations

from urllib.parse import urlencode

from ubah.core.register.reporting import ALL_TIME, ReportingPeriod

CASES = "figure"
COUNTED = {True: "yes", False: "no"}


def cases_query(
    figure: str, *, counted: bool | None = None, period: ReportingPeriod = ALL_TIME
) -> str:
    """Return what stands behind the change log's address to list the requests behind a figure.

    ``counted``: only those of the part, or only the others. With a figure chosen, the change log's
    days are those of the figure's cases (see `core/figures/counted_requests.py`).
    """
    chosen = {
        CASES: figure,
        "counted": "" if counted is None else COUNTED[counted],
        "from": period.first.isoformat() if period.first else "",
        "until": period.last.isoformat() if period.last else "",
    }
    return "#" + urlencode({name: value for name, value in chosen.items() if value})
