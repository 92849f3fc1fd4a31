"""Which requests a list or an export is about: of a period, in a state, of a kind, of a category."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.register.classification import (
    EMERGENCY,
    NORMAL,
    UNDECIDED,
    category_of,
    kind_of_change,
)
from ubah.core.register.reporting import (
    ALL_TIME,
    ReportingPeriod,
    month_of,
    quarter_of,
    year_of,
)
from ubah.core.register.views import RecordView
from ubah.core.sop import Sop

KINDS = (NORMAL, EMERGENCY, UNDECIDED)
_PERIOD = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>0[1-9]|1[0-2])|-[Qq](?P<quarter>[1-4]))?")


@dataclass(frozen=True)
class RequestChoice:
    """What a request has to be; "" asks for nothing. Its period is that of its first submission."""

    period: str = ""
    days: ReportingPeriod = ALL_TIME
    state: str = ""
    kind: str = ""
    category: str = ""

    @property
    def all(self) -> bool:
        """Whether it takes every request."""
        return self == EVERY

    def takes(self, submitted: date, state: str, kind: str, category: str) -> bool:
        """Whether it takes a request with these."""
        asked = ((self.state, state), (self.kind, kind), (self.category, category))
        return self.days.covers(submitted) and all(want in ("", own) for want, own in asked)

    def takes_view(self, view: RecordView, submitted: date) -> bool:
        """Whether it takes a record that was submitted on a day in office time."""
        kind, category = kind_of_change(view), category_of(view)
        return self.takes(submitted, view.progress.state, kind, category)


EVERY = RequestChoice()
"""The choice that takes every request."""


def choice_of(period: str, state: str, kind: str, category: str, sop: Sop) -> RequestChoice:
    """Return the choice that was typed.

    Raises:
        CannotRun: if a value is none; says which there are.
    """
    _hold(state, sop.states, msg("there is no state {state}", state=state))
    _hold(kind, KINDS, msg("there is no kind of change {kind}", kind=kind))
    _hold(category, sop.categories, msg("there is no category {category}", category=category))
    return RequestChoice(period, period_of(period), state, kind, category)


def period_of(text: str) -> ReportingPeriod:
    """Return the days of a year, a quarter or a month as it is typed: 2026, 2026-Q1, 2026-03.

    Raises:
        CannotRun: if it is none of these.
    """
    if not text:
        return ALL_TIME
    found = _PERIOD.fullmatch(text)
    if found is None or found["year"] == "0000":
        raise CannotRun(
            msg("{text} is no period", text=text),
            msg("write a year, a quarter or a month: 2026, 2026-Q1, 2026-03"),
        )
    year = int(found["year"])
    if found["month"]:
        return month_of(year, int(found["month"]))
    return quarter_of(year, int(found["quarter"])) if found["quarter"] else year_of(year)


def _hold(value: str, known: Iterable[str], wrong: Message) -> None:
    if value and value not in known:
        raise CannotRun(wrong, msg("possible here: {known}", known=", ".join(known)))
