"""A form's fields as a page draws them, and texts in which nothing stays unseen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ubah.core.forms.fields import Field, FieldKind
from ubah.core.forms.values import NO, YES
from ubah.core.forms.words import HELP
from ubah.publish.words.language import Words

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
_PICKED = (FieldKind.DAY, FieldKind.TIME)
"""What a browser picks from a calendar, in its own words."""


def unseen_marked(text: str) -> str:
    """Return a text with all that cannot be seen, or turns its direction, written as a code."""
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def drawn_field(field: Field, name: str, said: Mapping[str, str], words: Words) -> dict[str, Any]:
    """Return what a template needs of a field; ``name`` is its own on the page."""
    match field.kind:
        case FieldKind.CHOICE:
            choices = [(one.value, words.label(one.label)) for one in field.choices]
        case FieldKind.YES_NO:
            choices = [(words.label(word), words.label(word)) for word in (YES, NO)]
        case _:
            choices = []
    parts = [f"{words.label(part.label)}:" for part in field.parts]
    value = said.get(field.id, "\n".join(parts))
    return {
        "id": name,
        "name": f"f-{field.id}",
        "label": words.label(field.label),
        "kind": field.kind.value,
        "required": field.required,
        "limit": field.limit,
        "help": "" if field.kind in _PICKED else _help(field, words),
        "choices": choices,
        "value": _chosen(field, value, words) if choices else value,
    }


def _chosen(field: Field, value: str, words: Words) -> str:
    """Return which choice was meant: it may be told by its value, or as a form shows it."""
    for choice in field.choices:
        if value in (choice.value, choice.option(words.language)):
            return choice.value
    return value


def _help(field: Field, words: Words) -> str:
    told = [words.message(HELP[field.kind])] if field.kind in HELP else []
    for part in field.parts:
        values = [words.label(choice.label) for choice in part.choices]
        if part.kind is FieldKind.YES_NO:
            values = [words.label(word) for word in (YES, NO)]
        if values:
            told.append(f"{words.label(part.label)}: {' / '.join(values)}.")
    return " ".join(told)
