"""What every page is rendered from, gathered once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from markupsafe import Markup

from ubah.core.diagnostics import Rule
from ubah.core.figures.backlog import Backlog, Wait, backlog_at, waits_of
from ubah.core.figures.counted_requests import Cases, DatedCases, cases_of
from ubah.core.figures.kpi import Kpis, sum_kpis
from ubah.core.figures.periods import Span, StepCalendar, spans_of, step_calendar
from ubah.core.impact.meeting import planned_releases
from ubah.core.impact.reach import Dependents, dependents_of
from ubah.core.meanings import Meaning
from ubah.core.register.choosing import EVERY, RequestChoice
from ubah.core.register.participants import Party, people_of
from ubah.core.register.releases import ReleaseEvent, release_events
from ubah.core.register.reporting import ALL_TIME, ReportingPeriod
from ubah.core.register.standing import Standing, standing_of
from ubah.core.register.views import AssetEvent, AssetView, RecordView, Register
from ubah.publish.addresses.attachments import (
    Attachments,
    attachment_url,
    attachments_of,
)
from ubah.publish.addresses.identity import Identity, identity_of
from ubah.publish.addresses.next_forms import NextForms
from ubah.publish.addresses.office import site_address
from ubah.publish.drawings.diagram import Path
from ubah.publish.drawings.picture import Picture, path_of, picture
from ubah.publish.words.language import Words

RECENT = timedelta(days=90)
"""The time that the leading figures are told for, and as long a time before it."""

if TYPE_CHECKING:
    from jinja2 import Environment

Backlinks = Mapping[str, tuple[RecordView, ...]]
T = TypeVar("T")


@dataclass(frozen=True)
class Context:
    """The register, the moment and the language; ``internal`` shows restricted fields too.

    The backlinks say for a record or an asset which records name it, so that no page has to go
    through the whole register. ``address`` is where the pages in this language stand, with a slash
    at its end, "" where it is not told; ``folder`` is theirs below the site's top. ``choice`` is which
    requests the register was cut down to.
    """

    register: Register
    now: datetime
    words: Words
    internal: bool
    records: Mapping[str, RecordView]
    assets: Mapping[str, AssetView]
    standings: Mapping[str, Standing]
    superseded_by: Backlinks
    documents_work_of: Backlinks
    mentioned_in: Backlinks
    dependents: Dependents
    asset_events: Mapping[str, tuple[AssetEvent, ...]]
    rules: Mapping[str, Rule]
    address: str = ""
    choice: RequestChoice = EVERY
    folder: str = ""
    environments: dict[str, Environment] = field(default_factory=dict)
    strips: dict[tuple[Set[int], Set[int]], Markup] = field(default_factory=dict)
    _pictures: dict[Path, Picture] = field(default_factory=dict)
    _periods: dict[ReportingPeriod, Kpis] = field(default_factory=dict)
    _kept: dict[tuple[str, int], tuple[object, Any]] = field(default_factory=dict)

    @cached_property
    def identity(self) -> Identity:
        """What is the office's own for ever."""
        return identity_of(self.register)

    @cached_property
    def next_forms(self) -> NextForms:
        """The forms on the office's forge."""
        return NextForms(self.register.authority)

    @cached_property
    def attachments(self) -> Attachments:
        """The attachments that may be shown, and what is restricted."""
        return attachments_of(self.register, self.internal)

    def attached(self, path: str) -> str:
        """Return where an attachment stands, from the top of the pages in this language."""
        return f"{'../' if self.folder else ''}{attachment_url(path)}"

    @cached_property
    def kpis(self) -> Kpis:
        """The key figures of all time."""
        return self.kpis_in(ALL_TIME)

    @cached_property
    def cases(self) -> Cases:
        """The cases behind the key figures, of all time."""
        ages = {number: s.age for number, s in self.standings.items() if s.open}
        backlogs = {backlog.name: backlog.cases for backlog in self.backlogs.values()}
        return {**cases_of(self.register, ages), **backlogs}

    def backlog_at(self, moment: datetime) -> Backlog:
        """Return what was open at a moment, such as the end of a period or `RECENT` ago."""
        if moment in self.backlogs:
            return self.backlogs[moment]
        return backlog_at(self.waits, moment, self.register.authority.office.day(moment))

    def end_of(self, span: Span) -> datetime:
        """Return the last moment of a period, or that of the register if it is still going on."""
        last = span.after.first - timedelta(days=1)
        return min(self.now, datetime.combine(last, time(23, 59, 59), self.words.zone))

    @cached_property
    def backlogs(self) -> Mapping[datetime, Backlog]:
        """What was open at the end of each period, `RECENT` ago, and now."""
        day = self.register.authority.office.day
        moments = [*(self.end_of(span) for span in self.spans), self.now - RECENT, self.now]
        return {at: backlog_at(self.waits, at, day(at)) for at in dict.fromkeys(moments)}

    @cached_property
    def waits(self) -> tuple[Wait, ...]:
        """When each request waited, from its first day to its last."""
        return waits_of(self.register.records, self.register.authority)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The months and years that the register reaches over."""
        return spans_of(self.register)

    @cached_property
    def calendar(self) -> StepCalendar:
        """The steps of all journals by the month in which they were taken."""
        return step_calendar(self.register)

    @cached_property
    def _dated(self) -> DatedCases:
        return DatedCases(self.cases)

    def kpis_in(self, period: ReportingPeriod) -> Kpis:
        """Return the key figures of a period; a period is the one before of another, too."""
        if period not in self._periods:
            self._periods[period] = sum_kpis(self._dated.within(period), self.register, period)
        return self._periods[period]

    def of_requests(self, period: ReportingPeriod) -> Context:
        """Return a context whose register holds only the requests submitted in a period."""
        return self.chosen(RequestChoice(days=period))

    def chosen(self, choice: RequestChoice) -> Context:
        """Return a context whose register holds only the requests that a choice takes.

        The links still know all records, so the numbers without a request stay what they are.
        """
        day = self.register.authority.office.day
        taken = tuple(
            view
            for view in self.register.records
            if choice.takes_view(view, day(view.record.journal[0].at))
        )
        return replace(
            self,
            register=replace(self.register, records=taken),
            choice=choice,
            standings={view.record.id: self.standings[view.record.id] for view in taken},
            environments={},
            _periods={},
        )

    @cached_property
    def releases(self) -> tuple[ReleaseEvent, ...]:
        """The releases of all records in order of time."""
        return release_events(self.register.records)

    @cached_property
    def planned(self) -> tuple[ReleaseEvent, ...]:
        """The releases whose window stands, in order of time."""
        return planned_releases(self.releases)

    def picture(self, view: RecordView) -> Picture:
        """Return the SOP's diagram with a record's way; most records share one of a few ways."""
        sop = self.register.authority.sop
        path = path_of(view, sop)
        if path not in self._pictures:
            self._pictures[path] = picture(sop, self.words, path)
        return self._pictures[path]

    def once(self, kind: str, source: object, make: Callable[[], T]) -> T:
        """Return what ``make`` makes of ``source``; for one source it is made once.

        The source is known by what it is, not by what it holds, and is kept as long as the context.
        """
        key = (kind, id(source))
        if key not in self._kept:
            self._kept[key] = (source, make())
        made: T = self._kept[key][1]
        return made

    def person(self, person: str) -> str:
        """Return a person's name."""
        return self.register.authority.roles.name(person)

    def party(self, party: Party) -> str:
        """Return who took part: a name, of an outsider with the organisation."""
        return self.person(party.person) if party.person else party.key

    def people(self, view: RecordView) -> Mapping[str, tuple[Party, ...]]:
        """Return part → who had it in a change."""
        return people_of(view, self.register.authority.roles.persons)

    def requester(self, view: RecordView) -> str:
        """Return who asks: a name, for an outsider with the organisation."""
        requester = view.record.request["requester"]
        if isinstance(requester, str):
            return self.person(requester)
        return f"{requester['name']} ({requester['organisation']})"


def build_context(
    register: Register, now: datetime, words: Words, internal: bool, folder: str = ""
) -> Context:
    """Gather what the pages need more than once.

    ``folder`` is where below the site's address the pages in this language stand, "" for its top.
    """
    address = site_address(register.authority.raw_office)
    superseded, documented, mentioned = _record_links(register.records)
    events: dict[str, list[AssetEvent]] = {}
    for asset in register.assets:
        for event in asset.history:
            events.setdefault(event.record, []).append(event)
    return Context(
        register=register,
        now=now,
        words=words,
        internal=internal,
        records={view.record.id: view for view in register.records},
        assets={view.asset.id: view for view in register.assets},
        standings={view.record.id: standing_of(view, register, now) for view in register.records},
        superseded_by=superseded,
        documents_work_of=documented,
        mentioned_in=mentioned,
        asset_events={name: tuple(own) for name, own in events.items()},
        rules={rule.id: rule for rule in register.rules},
        address=f"{address}{folder}/" if address and folder else address,
        folder=folder,
        dependents=dependents_of(register.assets),
    )


def _record_links(records: Iterable[RecordView]) -> tuple[Backlinks, Backlinks, Backlinks]:
    superseded: dict[str, list[RecordView]] = {}
    documented: dict[str, list[RecordView]] = {}
    mentioned: dict[str, list[RecordView]] = {}
    for view in records:
        request = view.record.request
        if "supersedes" in request:
            superseded.setdefault(request["supersedes"], []).append(view)
        withdrawn = view.progress.last_that(Meaning.WITHDRAWS)
        if withdrawn and "retrospective_rfc" in withdrawn.evidence:
            documented.setdefault(withdrawn.evidence["retrospective_rfc"], []).append(view)
        for asset in request.get("affected_assets", ()):
            mentioned.setdefault(asset, []).append(view)
    return _frozen(superseded), _frozen(documented), _frozen(mentioned)


def _frozen(links: dict[str, list[RecordView]]) -> Backlinks:
    return {name: tuple(views) for name, views in links.items()}
