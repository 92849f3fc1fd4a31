"""The cases behind each figure: which request, on which day, and whether it counts.

A figure is nothing but its cases summed up, so the list that a figure leads to holds just those.
What belongs to a period is said here, figure by figure: the day of a case is that day in office
time which its comment names, by what the journal states.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from ubah.core.figures.process import CLASSIFYING, REJECTION, SUBMITTED, classifies
from ubah.core.meanings import TESTING, Meaning, StateMeaning
from ubah.core.model import Entry
from ubah.core.office.offices import ACTING
from ubah.core.register.assurance import assets_by_request
from ubah.core.register.classification import EMERGENCY, NORMAL, kind_of_change
from ubah.core.register.releases import release_events
from ubah.core.register.reporting import ReportingPeriod
from ubah.core.register.views import RecordView, Register
from ubah.core.rules.assets import ASSETS_AS_DECLARED
from ubah.core.sop import Sop

REPORTABLE = (Meaning.PASSES_TEST, Meaning.ROLLS_BACK)
EXAMINING = (Meaning.EXAMINES, Meaning.RETURNS_REPORT)
ASIDE = (Meaning.CORRECTS, Meaning.REVISES)
"""Steps that take no part in how long the others take."""
DECISIONS = (Meaning.APPROVES, Meaning.REFUSES, Meaning.EXAMINES, Meaning.RETURNS_REPORT)

YOUNGEST, OLDEST = "<1", ">90"
BANDS: tuple[tuple[str, int], ...] = ((YOUNGEST, 1), ("1–5", 6), ("6–30", 31), ("31–90", 91))
"""Ages of open requests in whole days, by their upper bound; beyond the last: >90."""


@dataclass(frozen=True)
class CountedRequest:
    """One case of a figure; ``record`` is "" for what no request explains, ``day`` None if unknown.

    ``counted`` is whether it is of the part that a share tells, ``length`` what a median is of.
    """

    record: str
    day: date | None
    counted: bool = True
    length: timedelta = timedelta()


Cases = Mapping[str, tuple[CountedRequest, ...]]
"""Figure → its cases, in the order of the numbers."""


def cases_of(register: Register, ages: Mapping[str, timedelta]) -> Cases:
    """Return the cases of every figure; ``ages``: how long each open request stands in its state."""
    found: dict[str, list[CountedRequest]] = {name: [] for name in _OF_A_RECORD}
    day = register.authority.office.day
    for view in register.records:
        for name, cases in _OF_A_RECORD.items():
            found[name].extend(cases(view, day))
        for name, case in (
            *_timed(view, register, day),
            *_ended(view, register.authority.sop, day),
        ):
            found.setdefault(name, []).append(case)
        if view.record.id in ages:
            name = ageing(band_of(ages[view.record.id]))
            found.setdefault(name, []).append(
                CountedRequest(view.record.id, _submitted_on(view, day))
            )
    found["register"] = list(_asset_changes(register, day))
    return {name: tuple(cases) for name, cases in found.items()}


class DatedCases:
    """The cases of all figures in order of their days, so that a period is cut out at once.

    A register has as many months as pages that tell of one; none of them goes through all cases.
    """

    def __init__(self, cases: Cases) -> None:
        self._undated = {n: tuple(c for c in own if c.day is None) for n, own in cases.items()}
        self._dated = {
            name: sorted((c for c in own if c.day is not None), key=_day_of)
            for name, own in cases.items()
        }

    def within(self, period: ReportingPeriod) -> Cases:
        """Return the cases of a period; what has no day is part of every one."""
        return {
            name: (*self._undated[name], *dated[_first(dated, period) : _behind(dated, period)])
            for name, dated in self._dated.items()
        }


def _day_of(case: CountedRequest) -> date:
    return case.day or date.min


def _first(dated: Sequence[CountedRequest], period: ReportingPeriod) -> int:
    return 0 if period.first is None else bisect_left(dated, period.first, key=_day_of)


def _behind(dated: Sequence[CountedRequest], period: ReportingPeriod) -> int:
    return len(dated) if period.last is None else bisect_right(dated, period.last, key=_day_of)


def ended_in(state: str) -> str:
    """Return the name of the figure that counts how often requests came to an end in a state."""
    return f"ended.{state}"


def ageing(band: str) -> str:
    """Return the name of the figure that counts open requests of an age."""
    return f"ageing.{band}"


def step_time(action: str, kind: str) -> str:
    """Return the name of the figure for the time that a step takes in a kind of change."""
    return f"step.{action}.{kind}"


def band_of(age: timedelta) -> str:
    """Return the band of an age, by its whole days."""
    return next((label for label, days in BANDS if age.days < days), OLDEST)


Day = Callable[[datetime], date]


def _of_entries(
    view: RecordView, day: Day, meanings: tuple[Meaning, ...], counted: Callable[[Entry], bool]
) -> Iterator[CountedRequest]:
    for entry in view.progress.those_that(*meanings):
        yield CountedRequest(view.record.id, day(entry.at), counted(entry))


def _of_last(
    view: RecordView, day: Day, meanings: tuple[Meaning, ...], counted: Callable[[Entry], bool]
) -> Iterator[CountedRequest]:
    last = view.progress.last_that(*meanings)
    if last is not None:
        yield CountedRequest(view.record.id, day(last.at), counted(last))


def _submitted(view: RecordView, day: Day) -> Iterator[CountedRequest]:
    """Requests, on the day of their submission."""
    yield CountedRequest(view.record.id, _submitted_on(view, day))


def _success(view: RecordView, day: Day) -> Iterator[CountedRequest]:
    """Test records, on their day; counted are those that passed."""
    passing = {entry.number for entry in view.progress.those_that(Meaning.PASSES_TEST)}
    yield from _of_entries(view, day, TESTING, lambda entry: entry.number in passing)


def _back_out(view: RecordView, day: Day) -> Iterator[CountedRequest]:
    """Tested changes, on the day of their last test; counted are those rolled back since."""
    rolled_back = view.progress.last_that(Meaning.ROLLS_BACK) is not None
    yield from _of_last(view, day, TESTING, lambda _entry: rolled_back)


def _restored(view: RecordView, day: Day) -> Iterator[CountedRequest]:
    """Roll-backs, on their day; counted are those that restored the service."""
    restoring: Callable[[Entry], bool] = lambda e: e.evidence.get("restored") is True  # noqa: E731
    yield from _of_entries(view, day, (Meaning.ROLLS_BACK,), restoring)


def _emergency(view: RecordView, day: Day) -> Iterator[CountedRequest]:
    """Classified changes, on the day of the classification that stands."""
    emergency = kind_of_change(view) == EMERGENCY
    yield from _of_last(view, day, CLASSIFYING, lambda _entry: emergency)


def _criterion(view: RecordView, day: Day) -> Iterator[CountedRequest]:
    """Declarations of an emergency, on their day; counted are those that name an incident, too."""
    yield from _of_entries(
        view,
        day,
        (Meaning.ESCALATES,),
        lambda e: bool(e.evidence.get("criterion") and e.evidence.get("incident")),
    )


def _rejected(view: RecordView, day: Day) -> Iterator[CountedRequest]:
    """Requests that step 3 has judged, on the day of the last judgement."""
    yield from _of_last(
        view,
        day,
        (Meaning.ACCEPTS, Meaning.REJECTS),
        lambda _e: view.progress.last_that(Meaning.REJECTS) is not None,
    )


def _acting(view: RecordView, day: Day) -> Iterator[CountedRequest]:
    """Decisions at steps 5 and 10, on their day; counted are those of an acting head."""
    yield from _of_entries(view, day, DECISIONS, lambda entry: entry.capacity in ACTING)


def _schedule(view: RecordView, day: Day) -> Iterator[CountedRequest]:
    """Releases made that had a window, on the day when they were made."""
    for event in release_events((view,)):
        if event.windowed and event.actual:
            yield CountedRequest(view.record.id, day(event.actual), event.kept)


def _evidence(view: RecordView, day: Day) -> Iterator[CountedRequest]:
    """Steps that were judged, on the day of their entry; counted are those with a proof."""
    for step in view.steps:
        yield CountedRequest(view.record.id, day(step.entry.at), step.proof is not None)


_OF_A_RECORD: Mapping[str, Callable[[RecordView, Day], Iterator[CountedRequest]]] = {
    SUBMITTED: _submitted,
    "success": _success,
    "back_out": _back_out,
    "restored": _restored,
    "emergency": _emergency,
    "criterion": _criterion,
    REJECTION: _rejected,
    "acting": _acting,
    "schedule": _schedule,
    "evidence": _evidence,
}


def _asset_changes(register: Register, day: Day) -> Iterator[CountedRequest]:
    """Changes of assets, on the day of the step that made them; counted are those as declared.

    What came without a request has no day that a record tells, and so is part of every period.
    """
    wrong = {f.place.record for f in register.audit.findings if f.under == ASSETS_AS_DECLARED}
    for finding in assets_by_request(register.audit).cases:
        if finding.under != ASSETS_AS_DECLARED:
            yield CountedRequest("", None, counted=False)
    for asset in register.assets:
        for event in asset.history:
            yield CountedRequest(event.record, day(event.at), event.record not in wrong)


def _submitted_on(view: RecordView, day: Day) -> date:
    return day(view.record.journal[0].at)


def _timed(view: RecordView, register: Register, day: Day) -> Iterator[tuple[str, CountedRequest]]:
    """Lengths of time, on the day of the step that ended them."""
    actions = register.authority.sop.actions
    kind = kind_of_change(view) if classifies(register.authority.sop) else NORMAL
    yield from _finished(view, register, day)
    for before, earlier, entry, time in _moves(view):
        case = CountedRequest(view.record.id, day(entry.at), length=time - earlier)
        own, earlier_row = actions[entry.action].means, actions[before.action].means
        if Meaning.REPORTS in own and not earlier_row.isdisjoint(REPORTABLE):
            yield "report_latency", case
        if not own.isdisjoint(EXAMINING) and Meaning.REPORTS in earlier_row:
            yield "review_latency", case
        if kind in (NORMAL, EMERGENCY) and actions[entry.action].steps:
            yield step_time(entry.action, kind), case


def _ended(view: RecordView, sop: Sop, day: Day) -> Iterator[tuple[str, CountedRequest]]:
    """Steps that led to a final state, on their day."""
    for entry in view.record.journal:
        target = sop.actions[entry.action].target
        if target in sop.states and sop.states[target].final:
            yield ended_in(target), CountedRequest(view.record.id, day(entry.at))


def _finished(
    view: RecordView, register: Register, day: Day
) -> Iterator[tuple[str, CountedRequest]]:
    """From the submission to the end of a change that came to its end, on the day of that end."""
    sop = register.authority.sop
    ends = {state.name for state in sop.states.values() if StateMeaning.COMPLETES in state.means}
    if view.progress.state not in ends:
        return
    first, last = view.progress.entries[0], view.progress.entries[0]
    for entry in view.progress.entries:
        if sop.actions[entry.action].target in ends:
            last = entry
    length = view.progress.effective_time(last) - view.progress.effective_time(first)
    yield "lead_time", CountedRequest(view.record.id, day(last.at), length=length)


def _moves(view: RecordView) -> Iterator[tuple[Entry, datetime, Entry, datetime]]:
    """Yield each step but the first with the one before it, and when each took effect."""
    steps = list(zip(view.progress.entries, view.progress.effective, strict=False))
    aside = {entry.number for entry in view.progress.those_that(*ASIDE)}
    steps = [step for step in steps if step[0].number not in aside]
    for (before, earlier), (entry, time) in pairwise(steps):
        yield before, earlier, entry, time
