"""A form's fields as a page draws them, and texts in which nothing stays unseen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ubah.core.desk.steps import MOST_GROUPS, part_name
from ubah.core.forms.fields import Field, FieldKind
from ubah.core.forms.values import NO, YES
from ubah.core.forms.words import HELP
from ubah.publish.words.language import Words

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
GROUPS = 3
"""So many groups, such as tests, a form has room for at first."""
_PICKED = (FieldKind.DAY, FieldKind.TIME)
"""What a browser picks from a calendar, in its own words."""


def unseen_marked(text: str) -> str:
    """Return a text with all that cannot be seen, or turns its direction, written as a code."""
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def drawn_field(field: Field, name: str, said: Mapping[str, str], words: Words) -> dict[str, Any]:
    """Return what a template needs of a field; ``name`` is its own on the page."""
    drawn = _control(field, name, field.id, said, words)
    if not field.parts:
        return drawn
    told = [
        row
        for row in range(MOST_GROUPS)
        if any(said.get(part_name(field, row, part)) for part in field.parts)
    ]
    count = max(GROUPS, *(row + 2 for row in told), 0)
    rows = [
        [
            {
                **_control(
                    part, f"{name}-{row}-{part.id}", part_name(field, row, part), said, words
                ),
                "required": part.required and field.required and row == 0,
            }
            for part in field.parts
        ]
        for row in range(min(count, MOST_GROUPS))
    ]
    return {**drawn, "rows": rows, "told": len(told), "help": ""}


def _control(
    field: Field, name: str, own: str, said: Mapping[str, str], words: Words
) -> dict[str, Any]:
    match field.kind:
        case FieldKind.CHOICE:
            choices = [(one.value, words.label(one.label)) for one in field.choices]
        case FieldKind.YES_NO:
            choices = [(words.label(word), words.label(word)) for word in (YES, NO)]
        case _:
            choices = []
    value = said.get(own, "")
    helped = field.kind in HELP and field.kind not in _PICKED
    return {
        "id": name,
        "name": f"f-{own}",
        "label": words.label(field.label),
        "kind": field.kind.value,
        "required": field.required,
        "limit": field.limit,
        "help": words.message(HELP[field.kind]) if helped else "",
        "choices": choices,
        "value": _chosen(field, value, words) if choices else value,
        "rows": [],
    }


def _chosen(field: Field, value: str, words: Words) -> str:
    """Return which choice was meant: it may be told by its value, or as a form shows it."""
    for choice in field.choices:
        if value in (choice.value, choice.option(words.language)):
            return choice.value
    return value
