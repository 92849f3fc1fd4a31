"""Issue forms for a request and for each step of the SOP, as GitHub, Forgejo and Gitea read them.

The text that a forge makes of a filled-in form is read by `ubah.core.forms.body`, with `FormText` for what is its own in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ubah.core.diagnostics import Message
from ubah.core.forms.fields import (
    ACTION_ID,
    ACTION_LABEL,
    RECORD_ID,
    RECORD_LABEL,
    Field,
    FieldKind,
)
from ubah.core.forms.of_steps import Form, office_forms
from ubah.core.forms.values import NO, YES
from ubah.core.forms.words import AS_SEEN, HELP, NOTES, REVISED
from ubah.core.office.authority import Authority
from ubah.core.reading.writing import dump
from ubah.core.render import Translate, render
from ubah.core.sop import Sop

_INPUTS = (FieldKind.LINE, FieldKind.DAY, FieldKind.TIME, FieldKind.NUMBER, FieldKind.LIST)


def issue_forms(
    authority: Authority, translate: Translate, folder: str, command: str
) -> dict[str, bytes]:
    """Return path → content of every issue form below ``folder``, and of the chooser's settings.

    The forms are numbered in the order of the SOP, which is the order in which a forge lists them.
    ``command`` writes them.
    """
    sop, language = authority.sop, authority.office.language
    header = f"# Made by `{command}` out of schemas/; change it there.\n"
    files = {f"{folder}/config.yml": f"{header}blank_issues_enabled: true\n".encode()}
    for form in office_forms(authority.change_schema, sop).values():
        content = header + dump(_issue_form(form, sop, language, translate))
        files[f"{folder}/{form_file(form.key, sop)}"] = content.encode()
    return files


def form_file(key: str, sop: Sop) -> str:
    """Return the file name of a form by its key; the numbers keep the order of the SOP.

    A form for several steps stands before that for the first of them alone.
    """
    first, *_ = key.split("+")
    name = key.replace("_", "-").replace("+", "--")
    return f"{list(sop.actions).index(first):02d}-{name}.yml"


def field_id(name: str) -> str:
    """Return a field's id in an issue form: never one of the words that mean something in an address."""
    return f"isi-{name}"


def _issue_form(form: Form, sop: Sop, language: str, translate: Translate) -> dict[str, Any]:
    def say(message: Message) -> str:
        return render(message, translate, language)

    label = form.title.in_language(language)
    numbers = {number for one in form.steps for number in sop.actions[one.action].steps}
    steps = [step for step in sop.steps if step.number in numbers]
    about = "; ".join(step.label.in_language(language) for step in steps) or label
    notes = [say(note) for note in (*NOTES, *([REVISED] if form.revises else []))]
    body: list[dict[str, Any]] = [
        {"type": "markdown", "attributes": {"value": "\n\n".join(notes)}},
        _own_field(ACTION_ID, ACTION_LABEL.in_language(language), form, language),
    ]
    if form.names_record:
        body.append(
            {
                "type": "input",
                "id": RECORD_ID,
                "attributes": {
                    "label": RECORD_LABEL.in_language(language),
                    "description": say(AS_SEEN),
                    "placeholder": "RFC-2026-0001",
                },
                "validations": {"required": True},
            }
        )
    body += [_element(field, language, say) for field in form.fields]
    return {
        "name": label,
        "description": about,
        "title": label if form.opens else f"{label}: RFC-",
        "body": body,
    }


def _own_field(name: str, label: str, form: Form, language: str) -> dict[str, Any]:
    """Return the field by which the text says which form it is; it is chosen already."""
    options = {"label": label, "options": [form.option(language)], "default": 0}
    return {"type": "dropdown", "id": name, "attributes": options}


def _element(field: Field, language: str, say: Callable[[Message], str]) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": field.label.in_language(language)}
    if field.kind in HELP:
        attributes["description"] = say(HELP[field.kind])
    kind = "input" if field.kind in _INPUTS else "textarea"
    match field.kind:
        case FieldKind.CHOICE | FieldKind.YES_NO:
            kind = "dropdown"
            attributes["options"] = _options(field, language)
        case FieldKind.FILES:
            attributes["render"] = "yaml"
        case FieldKind.GROUPS:
            listed = [
                f"{part.label.in_language(language)}: {' / '.join(_options(part, language))}."
                for part in field.parts
                if _options(part, language)
            ]
            attributes["description"] = " ".join([attributes["description"], *listed])
            lines = (f"{part.label.in_language(language)}:" for part in field.parts)
            attributes["value"] = "\n".join(lines)
        case _:
            pass
    return {
        "type": kind,
        "id": field_id(field.id),
        "attributes": attributes,
        "validations": {"required": field.required},
    }


def _options(field: Field, language: str) -> list[str]:
    if field.kind is FieldKind.YES_NO:
        return [word.in_language(language) for word in (YES, NO)]
    return [choice.option(language) for choice in field.choices]
