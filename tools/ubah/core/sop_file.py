"""The SOP's values made of the content of schemas/sop.yaml, with what its names and marks mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from ubah.core.diagnostics import Basis, Label
from ubah.core.meanings import (
    BY_NAME,
    OFFICE_BY_NAME,
    PLACE_BY_NAME,
    STATE_BY_NAME,
    Meaning,
    OfficeMeaning,
    StateMeaning,
)
from ubah.core.sop import (
    ANY,
    REVIEWS,
    Action,
    EvidenceField,
    FourEyesGroup,
    GuardUse,
    Sop,
    State,
    Step,
    Substitution,
    TakenByReview,
)

Mark = TypeVar("Mark", bound=StrEnum)


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
        actions=MappingProxyType(_with_derived(data["actions"])),
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
        office_means=MappingProxyType(
            {
                name: _marks(OfficeMeaning, OFFICE_BY_NAME, name, role)
                for name, role in data["roles"].items()
            }
        ),
    )


def _with_derived(rows: Mapping[str, Any]) -> dict[str, Action]:
    """Build the actions; whatever leads to where the work may begin authorises it.

    Where none is marked as submitting, what opens the journal does so.
    """
    actions = {name: _action(name, row) for name, row in rows.items()}
    if not any(Meaning.SUBMITS in action.means for action in actions.values()):
        opening = [name for name, action in actions.items() if action.opens]
        for name in opening[:1]:
            action = actions[name]
            actions[name] = replace(action, means=action.means | {Meaning.SUBMITS})
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
        means=_marks(StateMeaning, STATE_BY_NAME, name, data),
        place=_place(name, data),
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
        means=(means := _marks(Meaning, BY_NAME, name, data)),
        review=_review(data, means, evidence),
    )


def _review(
    data: Mapping[str, Any], means: frozenset[Meaning], evidence: Mapping[str, EvidenceField]
) -> TakenByReview | None:
    if "review" in data:
        return TakenByReview(data["review"]["state"], data["review"]["text"])
    usual = next((REVIEWS[meaning] for meaning in REVIEWS if meaning in means), None)
    return usual if usual and usual.text in evidence else None


def _marks(
    kind: type[Mark], by_name: Mapping[str, Mark], name: str, data: Mapping[str, Any]
) -> frozenset[Mark]:
    """What its name means, and what it is marked with: a mark takes nothing away from a known name."""
    marked = frozenset(kind(word) for word in data.get("means", ()))
    return marked | ({by_name[name]} if name in by_name else frozenset())


def _place(name: str, data: Mapping[str, Any]) -> tuple[int, int] | None:
    own = data.get("place")
    return (own["row"], own["column"]) if own else PLACE_BY_NAME.get(name)
