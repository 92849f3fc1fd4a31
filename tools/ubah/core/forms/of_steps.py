"""The forms of an office: one for each action, and for steps that one person takes after another.

Small offices matter: the SOP lets consecutive steps of one person land together, and one filed form
proves them together (rule 4b). Which these are follows from what sop.yaml says of the actions, so an
adapted SOP has forms of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ubah.core.diagnostics import Label
from ubah.core.forms.fields import (
    ACTION_LABEL,
    ASSETS_LABEL,
    ONLY_AT_FIRST,
    RECORD_LABEL,
    Field,
    FieldKind,
    fields_of,
    request_fields,
)
from ubah.core.json_schema.parts import Schema
from ubah.core.meanings import Meaning
from ubah.core.same import once_for_same
from ubah.core.sop import Action, Sop

APART = (Meaning.SUBMITS, Meaning.REVISES, Meaning.CORRECTS, Meaning.WITHDRAWS)
"""What is filed by itself: it makes or changes what the other steps are about, or ends it."""


@dataclass(frozen=True)
class Form:
    """A form for one action. ``request`` fields go to the request part, ``evidence`` to the entry.

    ``opens``: it makes a new record; ``revises``: it changes the request of one. ``then``: the steps
    that the same person files with it and takes after it.
    """

    action: str
    label: Label
    request: tuple[Field, ...]
    evidence: tuple[Field, ...]
    opens: bool = False
    revises: bool = False
    changes_assets: bool = False
    then: tuple[Form, ...] = ()
    step: str = ""  # of a step that comes after another one in a form: its action

    @property
    def steps(self) -> tuple[Form, ...]:
        """The form, step by step."""
        return (replace(self, then=()), *self.then)

    @property
    def key(self) -> str:
        """The names of its actions, in order: what it is called in addresses and in its own text."""
        return "+".join(step.action for step in self.steps)

    @property
    def fields(self) -> tuple[Field, ...]:
        """All that it asks for, in order, but for the record's number."""
        return tuple(
            field for step in self.steps for field in (*step.evidence, *step.request, *step.assets)
        )

    @property
    def names_record(self) -> bool:
        """Whether the person says which record it is about: always, but for a new request."""
        return not self.opens

    @property
    def assets(self) -> tuple[Field, ...]:
        """The field for asset files, where the step changes some."""
        if not self.changes_assets:
            return ()
        return (Field(("assets",), ASSETS_LABEL, FieldKind.FILES, True, step=self.step),)

    def option(self, language: str) -> str:
        """Return how the form names its own action."""
        return f"{self.title.in_language(language)} ({self.key})"

    @property
    def title(self) -> Label:
        """What the form is for: its actions' labels, one after another."""
        labels = [step.label for step in self.steps]
        return Label(
            ", lalu ".join(label.id for label in labels),
            ", then ".join(label.en for label in labels),
        )

    def headings(self, language: str) -> tuple[str, ...]:
        """Return the labels of all its fields in the order in which they are asked."""
        own = [ACTION_LABEL, *([RECORD_LABEL] if self.names_record else [])]
        asked = (field.label for field in self.fields)
        return tuple(label.in_language(language) for label in (*own, *asked))


def build_forms(change_schema: Schema, sop: Sop) -> dict[str, Form]:
    """Return action → form, for every action of the SOP."""
    return {
        action.name: _form(action, change_schema["$defs"], sop) for action in sop.actions.values()
    }


def _form(action: Action, defs: Schema, sop: Sop) -> Form:
    opens, revises = Meaning.SUBMITS in action.means, Meaning.REVISES in action.means
    request = request_fields(defs, sop) if opens or revises else ()
    if revises:  # what is left empty stays as it was
        request = tuple(
            replace(field, required=False) for field in request if field.pointer[0] != ONLY_AT_FIRST
        )
    evidence = tuple(
        found
        for field in action.evidence.values()
        for found in fields_of(
            (field.name,),
            {**field.schema, "title": f"{field.label.id} / {field.label.en}"},
            field.required,
            defs,
            sop,
        )
    )
    if revises:
        request = tuple(_distinct(field, evidence) for field in request)
    changes_assets = Meaning.UPDATES_ASSETS in action.means
    return Form(action.name, action.label, request, evidence, opens, revises, changes_assets)


def opening_form(change_schema: Schema, sop: Sop) -> Form:
    """Return the form for a new request."""
    return _form(sop.submission(), change_schema["$defs"], sop)


def _distinct(field: Field, others: tuple[Field, ...]) -> Field:
    """Tell a request's field from one of the evidence that has the same label in a language."""
    same = any(o.label.id == field.label.id or o.label.en == field.label.en for o in others)
    label = Label(f"{field.label.id} (permintaan)", f"{field.label.en} (request)")
    return replace(field, label=label) if same else field


@once_for_same(4)
def office_forms(change_schema: Schema, sop: Sop) -> Mapping[str, Form]:
    """Return all forms of an office by key: one for each action, one for each pair of steps."""
    single = build_forms(change_schema, sop)
    pairs = (_together(single[one.name], single[two.name]) for one, two in consecutive(sop))
    return MappingProxyType({**single, **{form.key: form for form in pairs}})


def consecutive(sop: Sop) -> Iterator[tuple[Action, Action]]:
    """Yield the pairs of actions that one form takes, in the order of sop.yaml.

    The first leads the record on; the second goes on from there, at a later step of the SOP, in an
    office that may take both; neither is taken by a review. Work is not recorded in the breath that
    authorises it.
    """
    for one in sop.actions.values():
        for two in sop.actions.values():
            if _is_by_itself(one) or _is_by_itself(two) or one.target not in two.sources:
                continue
            authorised = Meaning.AUTHORISES in one.means and Meaning.CARRIES_OUT in two.means
            later = min(two.steps) > max(one.steps)
            if later and not authorised and not set(one.by).isdisjoint(two.by):
                yield one, two


def _is_by_itself(action: Action) -> bool:
    stays = set(action.sources) <= {action.target}
    return stays or not action.by_form or not action.steps or not action.means.isdisjoint(APART)


def _together(one: Form, two: Form) -> Form:
    """Return the form for ``one`` and then ``two``, whose fields are told from those of ``one``."""
    taken = {text for field in one.fields for text in (field.label.id, field.label.en)}
    evidence = tuple(_of_step(field, two, taken) for field in two.evidence)
    return replace(one, then=(replace(two, evidence=evidence, step=two.action),))


def _of_step(field: Field, form: Form, taken: set[str]) -> Field:
    label = field.label
    if label.id in taken or label.en in taken:
        label = Label(f"{label.id} ({form.label.id})", f"{label.en} ({form.label.en})")
    return replace(field, label=label, step=form.action)
