"""GitLab's description templates (.gitlab/issue_templates) for a request and for each step of the SOP.

A template is Markdown that people write into. What they leave of it is read by `ubah.core.forms.body`: a
heading for each field, hints that nobody is shown, and boxes of which the one that is meant is ticked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from ubah.core.diagnostics import Message
from ubah.core.forms.fields import ACTION_LABEL, RECORD_LABEL, Field, FieldKind
from ubah.core.forms.of_steps import Form, office_forms
from ubah.core.forms.values import NO, YES
from ubah.core.forms.words import AS_SEEN, HELP, NOTES, REVISED
from ubah.core.office.authority import Authority
from ubah.core.render import Translate, render
from ubah.core.sop import Sop

FOLDER = ".gitlab/issue_templates"
HEADING = "### "

Hint = Callable[[Message], str]


def gitlab_files(authority: Authority, day: date, translate: Translate) -> dict[str, bytes]:
    """Return path → content: a description template for each action and pair."""
    forms = office_forms(authority.change_schema, authority.sop)
    language = authority.office.language

    def hint(message: Message) -> str:
        return render(message, translate, language)

    return {
        f"{FOLDER}/{template_name(form.key, authority.sop)}.md": template_text(
            form, language, "", {}, hint
        ).encode()
        for form in forms.values()
    }


def is_derived(path: str) -> bool:
    """Whether a file below .gitlab is made by `gitlab_files`, and by nobody else."""
    return path.startswith(f"{FOLDER}/")


def template_name(key: str, sop: Sop) -> str:
    """Return the name of a template by the form's key; the numbers keep the order of the SOP."""
    first, *_ = key.split("+")
    name = key.replace("_", "-").replace("+", "--")
    return f"{list(sop.actions).index(first):02d}-{name}"


def template_text(
    form: Form, language: str, record: str, known: Mapping[str, str], hint: Hint | None = None
) -> str:
    """Return a form as Markdown, with what is known written in; ``hint``: how a hint is said, None for no hints."""
    parts = [_part(ACTION_LABEL.in_language(language), form.option(language), _notes(form, hint))]
    if form.names_record:
        told = [hint(AS_SEEN)] if hint else []
        parts.append(_part(RECORD_LABEL.in_language(language), record, told))
    for field in form.fields:
        value = _filled(field, known.get(field.id, ""), language)
        parts.append(_part(field.label.in_language(language), value, _help(field, language, hint)))
    return "\n\n".join(parts) + "\n"


def _part(label: str, value: str, hints: list[str]) -> str:
    lines = [f"{HEADING}{label}", *(f"<!-- {one} -->" for one in hints), "", value]
    return "\n".join(lines).rstrip()


def _notes(form: Form, hint: Hint | None) -> list[str]:
    if hint is None:
        return []
    return [hint(note) for note in (*NOTES, *([REVISED] if form.revises else []))]


def _help(field: Field, language: str, hint: Hint | None) -> list[str]:
    if hint is None:
        return []
    said = [hint(HELP[field.kind])] if field.kind in HELP else []
    listed = [
        f"{part.label.in_language(language)}: {' / '.join(_options(part, language))}."
        for part in field.parts
        if _options(part, language)
    ]
    return [" ".join([*said, *listed])] if said or listed else []


def _filled(field: Field, value: str, language: str) -> str:
    """Return a field as it stands in the text: what is known, boxes, or the lines of a group."""
    if options := _options(field, language):
        ticks = {one: "x" if one == value else " " for one in options}
        return "\n".join(f"- [{tick}] {one}" for one, tick in ticks.items())
    if field.kind is FieldKind.GROUPS and not value:
        return "\n".join(_labels(field, language))
    if field.kind is FieldKind.FILES and value:
        return f"```yaml\n{value}\n```"
    return value


def _labels(field: Field, language: str) -> Iterator[str]:
    return (f"{part.label.in_language(language)}:" for part in field.parts)


def _options(field: Field, language: str) -> list[str]:
    if field.kind is FieldKind.YES_NO:
        return [word.in_language(language) for word in (YES, NO)]
    return [choice.option(language) for choice in field.choices]
