"""What may come next for a record: how far it is, what is legal, who may, what speaks against it.

Everybody who asks this asks here: the judge on its way through a journal, the commands, the site,
the recorder. Nothing is proved here; whether a step that was taken counts is the judge's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ubah.core.diagnostics import Finding, Label, Place, error, in_force, msg
from ubah.core.guards import GUARDS, Complaint, StepContext
from ubah.core.meanings import Meaning
from ubah.core.model import Entry, Progress, Record
from ubah.core.office.authority import Authority
from ubah.core.office.offices import office_complaints, who_may
from ubah.core.reading.journal import begin, replay, state_label
from ubah.core.reading.records import landed_record, read_file
from ubah.core.rules.process import ILLEGAL_TRANSITION
from ubah.core.sop import ANY, SAME, Action, GuardUse, Substitution

ANY_OFFICE = "entry_author"
ACTING = "acting_head"


@dataclass(frozen=True)
class NextStep:
    """An action that is legal now, and the people who may take it, by their ids."""

    action: Action
    people: tuple[str, ...]


@dataclass(frozen=True)
class Outlook:
    """A record with its progress, under the authority of ``now``.

    ``progress`` may end before the record's journal does: then it is the outlook as it was there.
    """

    record: Record
    progress: Progress
    authority: Authority
    now: datetime

    @property
    def label(self) -> Label:
        """The state in which the record stands, as its release plan makes it true."""
        return state_label(self.progress, self.authority.sop.states[self.progress.state])

    def step(self, entry: Entry, **known: Any) -> StepContext:
        """Return what guards and offices look at for ``entry``; ``known``: more of `StepContext`'s."""
        return StepContext(
            record=self.record,
            entry=entry,
            progress=self.progress,
            effective=self.now,
            office=self.authority.office,
            sop=self.authority.sop,
            **known,
        )

    def bare_step(self, action: str, person: str = "") -> StepContext:
        """Return the step that ``person`` would take next, of which no evidence is known yet."""
        return self.step(Entry(len(self.progress.entries) + 1, action, person, self.now, {}))

    def people(self, action: str) -> tuple[str, ...]:
        """Return who may take ``action`` now, as the next step."""
        day = self.authority.office.day(self.now)
        return who_may(self.bare_step(action), self.authority.roles, day)

    def legal(self) -> Iterator[Action]:
        """Yield what is legal in the record's state; what is legal in any (a correction) left out."""
        for action in self.authority.sop.legal_actions(self.progress.state):
            if ANY not in action.sources:
                yield action

    def next_steps(self) -> Iterator[NextStep]:
        """Yield what is legal and not refused as things stand, each with who may do it."""
        for action in self.legal():
            if not self.is_refused(action):
                yield NextStep(action, self.people(action.name))

    def onward_steps(self) -> Iterator[NextStep]:
        """Yield the steps that lead on: not those that leave the record where it is."""
        for action in self.authority.sop.legal_actions(self.progress.state):
            stays = action.target in (SAME, self.progress.state)
            if not stays and not self.is_refused(action):
                yield NextStep(action, self.people(action.name))

    def is_refused(self, action: Action) -> bool:
        """Whether the judge would refuse ``action`` by the steps before it, whatever is filled in."""
        return any(True for _ in self._refusals(action))

    def _refusals(self, action: Action) -> Iterator[tuple[GuardUse, Complaint]]:
        step = self.bare_step(action.name)
        for use in action.guards:
            guard = GUARDS[use.name]
            if guard.of_record and not any(guard.lacking(step)):
                yield from ((use, complaint) for complaint in guard.check(step))

    def capacity(self, step: StepContext) -> tuple[str, str]:
        """Return in which capacity, by which letter, the step's person may act.

        In an own office, else by letter as acting head, else as a substitute; ("", "") for none.
        """
        roles, day = self.authority.roles, self.authority.office.day(self.now)
        letters = roles.holdings_of(step.entry.by, ACTING, day)
        ways = [("", ""), *((one.kind, one.letter) for one in letters), ("substitute", "")]
        for capacity, letter in ways:
            entry = replace(step.entry, capacity=capacity, appointment=letter)
            if not list(office_complaints(replace(step, entry=entry), roles, day)):
                return capacity, letter
        return "", ""

    def against(self, action: str, person: str, place: Place) -> tuple[Finding, ...]:
        """Return what keeps ``person`` from taking ``action`` next, whatever the evidence.

        The judge's own findings, so that a person is spared the questions of a step that cannot be
        taken, and hears the same of it as afterwards. Nothing for an action that the SOP lacks.
        """
        roles, day = self.authority.roles, self.authority.office.day(self.now)
        known = self.authority.sop.actions.get(action)
        if known is None:
            return ()
        step = self.bare_step(action, person)
        if not known.leads_from(self.progress.state):
            return (self.illegal(step, place),)
        refused = tuple(
            error(GUARDS[use.name].rule, place, *complaint, use.basis)
            for use, complaint in self._refusals(known)
        )
        if refused:
            return refused
        if ANY_OFFICE in known.by and roles.offices_of(person, day):
            return ()  # whose entry it is about is said in the evidence
        capacity, letter = self.capacity(step)
        step = replace(step, entry=replace(step.entry, capacity=capacity, appointment=letter))
        found = (
            error(rule, place, message, hint, basis)
            for rule, message, hint, basis in office_complaints(step, roles, day)
        )
        return tuple(in_force(found, self.authority.office.rules))

    def illegal(self, step: StepContext, place: Place) -> Finding:
        """Return the finding on a step that cannot be taken in the state before it."""
        sop, state = self.authority.sop, self.progress.state
        action, day = sop.actions[step.entry.action], self.authority.office.day(step.effective)
        if not state:
            message = msg("{action} cannot open a journal", action=action.label)
            hint = msg("the first entry is: {submission}", submission=sop.named(Meaning.SUBMITS))
            return error(ILLEGAL_TRANSITION, place, message, hint, action.basis)
        choices = []
        for legal in sop.legal_actions(state):
            context = replace(step, entry=replace(step.entry, action=legal.name))
            people = ", ".join(who_may(context, self.authority.roles, day)) or "–"
            choices.append(f"{legal.name} ({people})")
        message = msg(
            "{action} is not legal in the state {state}",
            action=action.label,
            state=sop.states[state].label,
        )
        hint = msg(
            "legal now: {choices}; type: ubah advance {record} ACTION",
            choices=", ".join(choices),
            record=step.record.id,
        )
        return error(ILLEGAL_TRANSITION, place, message, hint, action.basis)

    def substitution(self, action: Action, people: tuple[str, ...]) -> Substitution | None:
        """Return the row by which ``people`` stand in, where four eyes bars whoever holds the office."""
        row, day = self.authority.sop.substitution_for(action.name), self.bare_step("").day
        own = any(
            self.authority.roles.holds(person, office, day)
            for person in people
            for office in action.by
        )
        return row if people and not own else None

    def waiting_since(self) -> datetime:
        """Return when the record came into its state; a correction or a new date doesn't count."""
        for entry in reversed(self.progress.entries):
            if self.authority.sop.actions[entry.action].target != SAME:
                return self.progress.told_time(entry)
        return self.record.journal[-1].at

    @property
    def limit(self) -> timedelta | None:
        """How long office.yaml lets a record stand in this state, None for without limit."""
        days = self.authority.office.limits_days.get(self.progress.state)
        return None if days is None else timedelta(days=days)

    @property
    def due(self) -> datetime | None:
        """Until when the next step should be taken, None for without limit."""
        return None if self.limit is None else self.waiting_since() + self.limit

    @property
    def overdue(self) -> bool:
        """Whether the record has stood in its state for longer than office.yaml allows."""
        return self.due is not None and self.now > self.due


def outlook_of(record: Record, authority: Authority, now: datetime) -> Outlook:
    """Return the outlook of a record by the times that its journal states."""
    progress = replay(record, [entry.at for entry in record.journal], authority.sop)
    return Outlook(record, progress, authority, now)


def outlook_of_file(data: bytes, path: str, authority: Authority, now: datetime) -> Outlook | None:
    """Return the outlook of a record's file, None for one that cannot be read."""
    record = landed_record(read_file(data, path))
    return None if record is None else outlook_of(record, authority, now)


def outlook_of_request(request: Mapping[str, Any], authority: Authority, now: datetime) -> Outlook:
    """Return the outlook of a request that is not filed yet."""
    record = Record("", "", request, ())
    return Outlook(record, begin(record), authority, now)
