"""Where a record stands and who is next: derived from the SOP and the roles, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ubah.core.diagnostics import Label
from ubah.core.meanings import Meaning
from ubah.core.office.offices import office_label
from ubah.core.people.roles import HEADS
from ubah.core.reading.journal import state_label, stated_release
from ubah.core.register.classification import kind_of_change
from ubah.core.register.outlook import ACTING, NextStep, Outlook
from ubah.core.register.releases import CANCELLED
from ubah.core.register.retrospective import Retrospective, retrospective_of
from ubah.core.register.views import RecordView, Register
from ubah.core.sop import Action, State

ROLLED_BACK = "rolled_back"


@dataclass(frozen=True)
class PossibleStep:
    """An action that is possible now; ``substitute`` where four eyes calls for another office."""

    action: Action
    offices: tuple[Label, ...]
    people: tuple[str, ...]
    substitute: bool


@dataclass(frozen=True)
class Standing:
    """A record's state, since when, whether it is overdue, and what may happen next.

    ``setback`` says of a finished change that it did not come to stay: rolled back, or its release
    cancelled. ``retrospective`` says what a request stands for that came after its work.
    """

    state: State
    label: Label
    kind: str
    retrospective: Retrospective | None
    setback: str
    since: datetime
    age: timedelta
    limit_days: float | None
    choices: tuple[PossibleStep, ...]
    others: tuple[PossibleStep, ...]

    @property
    def open(self) -> bool:
        """Whether the change still waits for somebody."""
        return not self.state.final

    @property
    def overdue(self) -> bool:
        """Whether it has waited longer than the office allows in this state."""
        if not self.open or self.limit_days is None:
            return False
        return self.age > timedelta(days=self.limit_days)

    @property
    def for_head(self) -> bool:
        """Whether a step that is next is the head's, whoever may take it in the head's place."""
        return any(set(choice.action.by) & set(HEADS) for choice in self.choices)

    @property
    def offices(self) -> tuple[Label, ...]:
        """The offices whose step is next, each once."""
        return tuple(dict.fromkeys(label for choice in self.choices for label in choice.offices))

    @property
    def people(self) -> tuple[str, ...]:
        """The people who may take a next step, each once."""
        return tuple(dict.fromkeys(name for choice in self.choices for name in choice.people))


def standing_of(view: RecordView, register: Register, now: datetime) -> Standing:
    """Return where the record stands at ``now``."""
    authority, outlook = register.authority, register.outlook(view, now)
    state = authority.sop.states[view.progress.state or view.record.status]
    since = outlook.waiting_since()
    steps = () if state.final else outlook.next_steps()
    choices = tuple(_choice(one, outlook) for one in steps)
    return Standing(
        state=state,
        label=state_label(view.progress, state),
        kind=kind_of_change(view),
        retrospective=retrospective_of(view.record, view.progress, authority),
        setback=_setback(view) if state.final else "",
        since=since,
        age=max(now - since, timedelta()),
        limit_days=authority.office.limits_days.get(state.name),
        choices=tuple(choice for choice in choices if choice.action.steps),
        others=tuple(choice for choice in choices if not choice.action.steps),
    )


def _setback(view: RecordView) -> str:
    if view.progress.last_that(Meaning.ROLLS_BACK):
        return ROLLED_BACK
    stated = stated_release(view.progress)
    return CANCELLED if stated is not None and stated.get("outcome") == CANCELLED else ""


def _choice(step: NextStep, outlook: Outlook) -> PossibleStep:
    action, sop = step.action, outlook.authority.sop
    row = outlook.substitution(action, step.people)
    names = (row.by,) if row else _offices(action, outlook)
    labels = tuple(office_label(sop, name) for name in names)
    return PossibleStep(action, labels, step.people, row is not None)


def _offices(action: Action, outlook: Outlook) -> tuple[str, ...]:
    """Leave out offices of the action table that nobody holds today or that do not apply here."""
    roles, day = outlook.authority.roles, outlook.authority.office.day(outlook.now)
    return tuple(
        name
        for name in action.by
        if not (name == ACTING and not roles.holders(name, day))
        and not (name == "change_manager_for_outsider" and outlook.record.requester)
    )
