"""What is played next, given what main and the forge show: whoever types it again goes on from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.forge.model import Thread
from ubah.core.forms.fields import ACTION_LABEL, RECORD_LABEL, Field, FieldKind
from ubah.core.forms.of_steps import Form
from ubah.core.forms.text import FormText
from ubah.core.meanings import Meaning
from ubah.core.model import Record
from ubah.core.sop import Sop

TITLE = "[gladi] "
"""What the title of each issue of a rehearsal begins with; the form's key follows."""
RING = "/ubah periksa"
"""The comment that rings for the recorder (.github/workflows/command.yml)."""
TEXT = "Gladi / rehearsal."
"""What is filled in wherever a text is asked for."""
DAY = "2099-02-20"
CHOSEN = {"criterion": "security"}
"""Field → the choice that asks for nothing further; of others, the first one is taken."""

FOUND_ANEW = msg("found the office with: ubah init DIR --rehearsal")


@dataclass(frozen=True)
class Played:
    """How far a rehearsal is.

    ``forms``: the keys of those to file, in order; ``filed``: key → the issue's number, and whether
    it is still open; ``drafts``: the open pull requests that ask for the head's decision;
    ``rung``: those under which the change manager rang for the recorder; ``labelled``: those that bear a
    label, or were waited for in vain; ``reviewed``: those that the head has reviewed.
    """

    record: Record
    sop: Sop
    forms: tuple[str, ...]
    filed: Mapping[str, tuple[int, bool]]
    drafts: tuple[int, ...]
    rung: frozenset[int]
    labelled: frozenset[int]
    reviewed: frozenset[int]


@dataclass(frozen=True)
class FileForm:
    """The change manager files a form."""

    key: str


@dataclass(frozen=True)
class Ring:
    """The change manager rings for the recorder, by a comment on a pull request."""

    pull: int


@dataclass(frozen=True)
class Approve:
    """The head approves a decision pull request."""

    pull: int


@dataclass(frozen=True)
class Await:
    """The forge's jobs have to do something first; ``thread``: where to look meanwhile, None nowhere.

    ``label``: only a label is waited for, and without it the play goes on.
    """

    what: Message
    thread: Thread | None = None
    label: bool = False


Act = FileForm | Ring | Approve | Await


def next_act(standing: Played) -> Act | None:
    """Return what is played next, None if all has been played."""
    for key in standing.forms:
        if key not in standing.filed:
            return FileForm(key)
        number, is_open = standing.filed[key]
        if is_open:
            return Await(msg("the form has to land, and its issue to be closed"), Thread(number))
    decided = standing.sop.names(Meaning.APPROVES, Meaning.REFUSES)
    if any(entry.action in decided for entry in standing.record.journal):
        return None
    if not standing.drafts:
        return Await(msg("the recorder has to ask for the decision"))
    for number in standing.drafts:
        if number in standing.reviewed:
            continue
        if number not in standing.rung:
            return Ring(number)
        if number not in standing.labelled:
            heard = msg("the recorder has to hear a comment, and label")
            return Await(heard, Thread(number, is_pull=True), label=True)
        return Approve(number)
    landing = Thread(standing.drafts[0], is_pull=True)
    return Await(msg("the decision has to land"), landing)


def forms_to_file(forms: Mapping[str, Form], sop: Sop) -> tuple[str, ...]:
    """Return the keys of the forms that are filed: a new request, and what brings one to the head.

    Raises:
        CannotRun: if no two steps of one form do.
    """
    for form in forms.values():
        if any(sop.means(step.action, Meaning.ESCALATES) for step in form.then):
            return sop.submission().name, form.key
    raise CannotRun(msg("no form of this office takes a request as far as the head"), FOUND_ANEW)


def filled_in(form: Form, record: str, language: str, text: FormText) -> str:
    """Return the body that the forge makes of a form when it is filled in with made-up words.

    Raises:
        CannotRun: if the form asks for something that is not known here: the office adapted its SOP.
    """
    parts = [(ACTION_LABEL.in_language(language), form.option(language))]
    if form.names_record:
        parts.append((RECORD_LABEL.in_language(language), record))
    for field in form.fields:
        parts.append((field.label.in_language(language), _said(field, language, text)))
    return "\n\n".join(f"{text.heading}{label}\n\n{value}" for label, value in parts)


def _said(field: Field, language: str, text: FormText) -> str:
    if not field.required:
        return max(text.empty)
    match field.kind:
        case FieldKind.CHOICE:
            chosen = CHOSEN.get(field.pointer[-1], field.choices[0].value)
            [choice] = [one for one in field.choices if one.value == chosen]
            return choice.option(language)
        case FieldKind.DAY:
            return DAY
        case FieldKind.LINE | FieldKind.TEXT | FieldKind.LIST:
            return TEXT
        case _:
            raise CannotRun(
                msg("the rehearsal does not know what to fill in for {field}", field=field.label),
                FOUND_ANEW,
            )
