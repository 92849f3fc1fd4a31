"""The SOP as values; `ubah.core.sop_file` makes them of schemas/sop.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ubah.core.diagnostics import Basis, CannotRun, Label, msg
from ubah.core.meanings import Meaning, OfficeMeaning, StateMeaning

RECORDER = "recorder"
ANY = "any"
SAME = "same"


@dataclass(frozen=True)
class EvidenceField:
    """A field that an action's entry carries as evidence; ``schema`` is its JSON Schema."""

    name: str
    required: bool
    decisive: bool
    basis: Basis
    label: Label
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class GuardUse:
    """A guard that sop.yaml sets on an action, by the name it has in `ubah.core.guards`."""

    name: str
    basis: Basis


@dataclass(frozen=True)
class Step:
    """One of the SOP's numbered steps."""

    number: int
    label: Label


@dataclass(frozen=True)
class State:
    """A state of a request for change.

    ``nil_label`` and ``live_label`` stand for ``label`` where there is no release to be planned.
    ``place`` is its row and column in the diagram, None where it has none of its own.
    """

    name: str
    label: Label
    final: bool
    basis: Basis
    nil_label: Label | None = None
    live_label: Label | None = None
    means: frozenset[StateMeaning] = frozenset()
    place: tuple[int, int] | None = None

    def label_after(self, evidence: Mapping[str, Any]) -> Label:
        """Return the label that is true after a step with ``evidence`` led here."""
        if "nil_reason" in evidence:
            return self.nil_label or self.label
        if "already_live" in evidence:
            return self.live_label or self.label
        return self.label


@dataclass(frozen=True)
class TakenByReview:
    """How an action is taken on a forge: by a review that ended so, whose text becomes a field."""

    state: str  # approved, changes_requested
    text: str


REVIEWS: Mapping[Meaning, TakenByReview] = MappingProxyType(
    {
        Meaning.APPROVES: TakenByReview("approved", "analysis"),
        Meaning.REFUSES: TakenByReview("changes_requested", "reason"),
        Meaning.EXAMINES: TakenByReview("approved", "notes"),
        Meaning.RETURNS_REPORT: TakenByReview("changes_requested", "defects"),
    }
)
"""The head's actions of the tool's own sop.yaml, which need no `review` of their own."""


@dataclass(frozen=True)
class Action:
    """A row of the action table: who may take it, from where to where, and with what.

    ``label`` says what is to be done, ``done`` what was, where a journal is told.
    """

    name: str
    steps: tuple[int, ...]
    label: Label
    done: Label
    basis: Basis
    sources: tuple[str, ...]  # states; (ANY,) for any; empty where the action opens the journal
    target: str  # a state, or SAME
    by: tuple[str, ...]
    barred: tuple[str, ...]
    barred_basis: Basis
    guards: tuple[GuardUse, ...]
    evidence: Mapping[str, EvidenceField]
    means: frozenset[Meaning] = frozenset()
    review: TakenByReview | None = None

    @property
    def opens(self) -> bool:
        """Whether the action starts a journal."""
        return not self.sources

    @property
    def by_form(self) -> bool:
        """Whether the form that its actor filed proves it (rule 4b).

        What is taken by a review is not: a review is bound to what its giver was shown, a form is not.
        """
        return self.review is None

    def leads_from(self, state: str) -> bool:
        """Whether the action is legal in ``state`` ("" is: nothing yet)."""
        if self.opens or not state:
            return self.opens and not state
        return ANY in self.sources or state in self.sources

    def leads_to(self, state: str) -> str:
        """Return the state after the action, taken in ``state``."""
        return state if self.target == SAME else self.target


@dataclass(frozen=True)
class FourEyesGroup:
    """People whom four eyes keeps from other steps: those who took ``actions``.

    ``parts`` are other places of a record that name one.
    """

    name: str
    label: Label
    actions: tuple[str, ...]
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Substitution:
    """Who takes ``actions`` where four eyes bars every officer whose step it is (local rule)."""

    office: str
    by: str
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Sop:
    """The whole procedure."""

    edition: Mapping[str, Any]
    title: Label
    steps: tuple[Step, ...]
    roles: Mapping[str, Label]
    capacities: Mapping[str, Label]
    categories: Mapping[str, Label]
    levels: Mapping[str, Label]
    states: Mapping[str, State]
    actions: Mapping[str, Action]
    four_eyes: Mapping[str, FourEyesGroup]
    substitutions: tuple[Substitution, ...]
    decisive_request: tuple[str, ...]
    office_means: Mapping[str, frozenset[OfficeMeaning]] = field(default_factory=dict)

    def means(self, action: str, *meanings: Meaning) -> bool:
        """Whether an action has one of ``meanings``; one that the SOP does not have has none."""
        row = self.actions.get(action)
        return row is not None and not row.means.isdisjoint(meanings)

    def taking(self, *meanings: Meaning) -> tuple[Action, ...]:
        """Return the actions that have one of ``meanings``."""
        return tuple(a for a in self.actions.values() if not a.means.isdisjoint(meanings))

    def names(self, *meanings: Meaning) -> frozenset[str]:
        """Return the names of the actions that have one of ``meanings``."""
        return frozenset(action.name for action in self.taking(*meanings))

    def officers(self) -> tuple[str, ...]:
        """Return the offices that people hold; the recorder is a program."""
        return tuple(name for name in self.roles if name != RECORDER)

    def submission(self) -> Action:
        """Return the action that opens a record's journal.

        Raises:
            CannotRun: if no action does, so that there is nothing to be filed.
        """
        for action in self.taking(Meaning.SUBMITS):
            return action
        raise CannotRun(
            msg("no action of sop.yaml opens a journal"),
            msg("give one an empty from, and mark it: means: [submits]"),
        )

    def named(self, *meanings: Meaning) -> str:
        """Return the names of the actions that have one of ``meanings``, for a sentence."""
        return ", ".join(action.name for action in self.taking(*meanings)) or "–"

    def offices(self, *meanings: OfficeMeaning) -> tuple[str, ...]:
        """Return the offices that have one of ``meanings``, in the order of sop.yaml."""
        means = self.office_means.items()
        return tuple(name for name, own in means if not own.isdisjoint(meanings))

    def states_after(self, *meanings: Meaning) -> frozenset[str]:
        """Return the states that actions with one of ``meanings`` lead to."""
        return frozenset(action.target for action in self.taking(*meanings)) - {SAME}

    def state_after(self, meaning: Meaning, state: str) -> bool:
        """Whether ``state`` is one that an action with ``meaning`` leads to."""
        return any(action.target == state for action in self.taking(meaning))

    def legal_actions(self, state: str) -> tuple[Action, ...]:
        """Return the actions that are legal in ``state``, corrections last."""
        legal = [action for action in self.actions.values() if action.leads_from(state)]
        return tuple(sorted(legal, key=lambda action: ANY in action.sources))

    def substitution_for(self, action: str) -> Substitution | None:
        """Return the substitution that covers ``action``, if any."""
        return next((sub for sub in self.substitutions if action in sub.actions), None)

    def open_states(self) -> tuple[State, ...]:
        """Return the states in which a change still waits for somebody."""
        return tuple(state for state in self.states.values() if not state.final)
