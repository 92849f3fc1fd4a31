"""What a person may do at the desk, and what was filled in there, in the words of the office's forms.

A form at the desk is read as one that was filed on a forge is: by the same definitions, so that the
same words mean the same wherever they are written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ubah.core.diagnostics import Finding, Place
from ubah.core.forms.body import Filled, read_form, reading_of, record_as_seen
from ubah.core.forms.fields import ACTION_LABEL, RECORD_LABEL, Field
from ubah.core.forms.of_steps import Form, office_forms
from ubah.core.forms.text import FormText
from ubah.core.office.authority import Authority
from ubah.core.plain import plain_text
from ubah.core.proof.decision import decided_steps
from ubah.core.register.outlook import Outlook, outlook_of_request
from ubah.core.sop import ANY

MOST_GROUPS = 20
"""So many groups, such as tests, one form may tell of."""
TEXT = FormText("### ", frozenset({""}), 60_000)
"""How a form of the desk is written down to be read; nobody sees it so."""


@dataclass(frozen=True)
class OpenForms:
    """What a person may do now: decisions first, then what leads on, then what may be done at any time."""

    decisions: tuple[Form, ...]
    steps: tuple[Form, ...]
    others: tuple[Form, ...]

    @property
    def all(self) -> tuple[Form, ...]:
        """Every form that is open, each once."""
        return (*self.decisions, *self.steps, *self.others)


def open_forms(outlook: Outlook, person: str) -> OpenForms:
    """Return what ``person`` may do about a record; nothing that has to be signed by a key."""
    authority = outlook.authority
    decided = {
        step.action for step in decided_steps(authority.sop, outlook.progress.state).values()
    }
    forms = [form for form in _forms(authority).values() if _may_take(form, outlook, person)]
    anytime = [form for form in forms if ANY in authority.sop.actions[form.action].sources]
    return OpenForms(
        tuple(form for form in forms if form.action in decided),
        tuple(form for form in forms if form.action not in decided and form not in anytime),
        tuple(anytime),
    )


def opening_at_desk(authority: Authority, person: str, now: datetime) -> Form | None:
    """Return the form for a new request, None for whoever may make none here."""
    form = _forms(authority)[authority.sop.submission().name]
    empty = outlook_of_request({"requester": person}, authority, now)
    may = not empty.against(form.action, person, Place())
    return form if may and not _by_signature(form, authority) else None


def _forms(authority: Authority) -> Mapping[str, Form]:
    return office_forms(authority.change_schema, authority.sop)


def _may_take(form: Form, outlook: Outlook, person: str) -> bool:
    if form.opens or _by_signature(form, outlook.authority):
        return False
    return not outlook.against(form.action, person, Place())


def _by_signature(form: Form, authority: Authority) -> bool:
    desk = authority.office.desk
    actions = {step.action for step in form.steps}
    return desk is None or not desk.signature_for.isdisjoint(actions)


def read_at_desk(
    form: Form, record: str, entries: int, said: Mapping[str, str], authority: Authority
) -> tuple[Filled | None, tuple[Finding, ...]]:
    """Return what was filled in, or what is wrong with it; ``said``: field id → what was typed."""
    return read_form(
        "\n".join(_body(form, record, entries, said, authority.office.language)),
        reading_of(authority, TEXT),
        Place(),
    )


def _body(
    form: Form, record: str, entries: int, said: Mapping[str, str], language: str
) -> Iterator[str]:
    yield f"{TEXT.heading}{ACTION_LABEL.in_language(language)}"
    yield from ("", form.option(language), "")
    if form.names_record:
        yield f"{TEXT.heading}{RECORD_LABEL.in_language(language)}"
        yield from ("", record_as_seen(record, entries), "")
    for field in form.fields:
        text = _groups(field, said, language) if field.parts else said.get(field.id, "")
        yield f"{TEXT.heading}{field.label.in_language(language)}"
        yield from ("", plain_text(text).strip(), "")


def part_name(field: Field, row: int, part: Field) -> str:
    """Return what a part of a group is called among what was typed."""
    return f"{field.id}.{row}.{part.id}"


def _groups(field: Field, said: Mapping[str, str], language: str) -> str:
    """Return groups in paragraphs of "label: value", as a filed form has them."""
    labels = {part.label.in_language(language).casefold() for part in field.parts}
    paragraphs = []
    for row in range(MOST_GROUPS):
        typed = [
            (part, plain_text(said.get(part_name(field, row, part), ""))) for part in field.parts
        ]
        lines = [
            f"{part.label.in_language(language)}: {_in_one_paragraph(text, labels)}"
            for part, text in typed
            if text.strip()
        ]
        if lines:
            paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def _in_one_paragraph(text: str, labels: Collection[str]) -> str:
    """Return a text without empty lines, and without lines that would be taken for another field."""
    kept: list[str] = []
    for line in filter(str.strip, text.strip().split("\n")):
        label = line.partition(":")[0].strip().lstrip("-* ").casefold()
        if kept and ":" in line and label in labels:
            kept[-1] += f" {line.strip()}"
        else:
            kept.append(line.rstrip())
    return "\n".join(kept)
