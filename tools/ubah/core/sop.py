"""The SOP as values, read from schemas/sop.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ubah.core.diagnostics import Basis, Label
from ubah.core.meanings import BY_NAME, Meaning

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
    """

    name: str
    label: Label
    final: bool
    basis: Basis
    nil_label: Label | None = None
    live_label: Label | None = None

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

    def means(self, action: str, *meanings: Meaning) -> bool:
        """Whether an action has one of ``meanings``; one that the SOP does not have has none."""
        row = self.actions.get(action)
        return row is not None and not row.means.isdisjoint(meanings)

    def taking(self, *meanings: Meaning) -> tuple[Action, ...]:
        """Return the actions that have one of ``meanings``."""
        return tuple(a for a in self.actions.values() if not a.means.isdisjoint(meanings))

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


def build_sop(data: Mapping[str, Any]) -> Sop:
    """Build the SOP from the schema-valid content of sop.yaml.

    Raises:
        KeyError: if the content is not valid against sop.schema.json.
    """
    edition = data["edition"]
    return Sop(
        edition=MappingProxyType(dict(edition)),
        title=_label(edition["title"]),
        steps=tuple(Step(step["number"], _label(step["label"])) for step in data["steps"]),
        roles=_labels({name: role["label"] for name, role in data["roles"].items()}),
        capacities=_labels(
            {name: capacity["label"] for name, capacity in data["capacities"].items()}
        ),
        categories=_labels(data["categories"]),
        levels=_labels(data["levels"]),
        states=MappingProxyType(
            {name: _state(name, state) for name, state in data["states"].items()}
        ),
        actions=MappingProxyType(_with_authorising(data["actions"])),
        four_eyes=MappingProxyType(
            {
                name: FourEyesGroup(
                    name,
                    _label(group["label"]),
                    tuple(group["actions"]),
                    tuple(group.get("parts", ())),
                )
                for name, group in data["four_eyes"].items()
            }
        ),
        substitutions=tuple(
            Substitution(office, sub["by"], tuple(sub["actions"]))
            for office, sub in data["substitution"].items()
        ),
        decisive_request=tuple(data["decisive_request"]),
    )


def _with_authorising(rows: Mapping[str, Any]) -> dict[str, Action]:
    """Build the actions; whatever leads to where the work may begin authorises it."""
    actions = {name: _action(name, row) for name, row in rows.items()}
    ready = {
        state
        for action in actions.values()
        if Meaning.CARRIES_OUT in action.means
        for state in action.sources
    }
    return {
        name: replace(action, means=action.means | {Meaning.AUTHORISES})
        if action.target in ready
        else action
        for name, action in actions.items()
    }


def _label(data: Mapping[str, str]) -> Label:
    return Label(data["id"], data["en"])


def _labels(data: Mapping[str, Mapping[str, str]]) -> Mapping[str, Label]:
    return MappingProxyType({name: _label(label) for name, label in data.items()})


def _state(name: str, data: Mapping[str, Any]) -> State:
    return State(
        name=name,
        label=_label(data["label"]),
        final=data.get("final", False),
        basis=Basis(data["basis"]),
        nil_label=_label(data["nil_label"]) if "nil_label" in data else None,
        live_label=_label(data["live_label"]) if "live_label" in data else None,
    )


def _action(name: str, data: Mapping[str, Any]) -> Action:
    sources = data["from"]
    evidence = {
        field: EvidenceField(
            name=field,
            required=spec["required"],
            decisive=spec.get("decisive", False),
            basis=Basis(spec["basis"]),
            label=_label(spec["label"]),
            schema=MappingProxyType(dict(spec["schema"])),
        )
        for field, spec in data["evidence"].items()
    }
    return Action(
        name=name,
        steps=tuple(data["steps"]),
        label=_label(data["label"]),
        done=_label(data.get("done", data["label"])),
        basis=Basis(data["basis"]),
        sources=(ANY,) if sources == ANY else tuple(sources),
        target=data["to"],
        by=tuple(data["by"]),
        barred=tuple(data.get("barred", ())),
        barred_basis=Basis(data.get("barred_basis", "local")),
        guards=tuple(GuardUse(guard["name"], Basis(guard["basis"])) for guard in data["guards"]),
        evidence=MappingProxyType(evidence),
        means=_meanings(name, data),
        review=_review(data, _meanings(name, data), evidence),
    )


def _review(
    data: Mapping[str, Any], means: frozenset[Meaning], evidence: Mapping[str, EvidenceField]
) -> TakenByReview | None:
    if "review" in data:
        return TakenByReview(data["review"]["state"], data["review"]["text"])
    usual = next((REVIEWS[meaning] for meaning in REVIEWS if meaning in means), None)
    return usual if usual and usual.text in evidence else None


def _meanings(name: str, data: Mapping[str, Any]) -> frozenset[Meaning]:
    """What its name means, and what it is marked with: a mark takes nothing away from a known name."""
    marked = frozenset(Meaning(word) for word in data.get("means", ()))
    return marked | ({BY_NAME[name]} if name in BY_NAME else frozenset())
