"""The text that a forge makes of a filled-in form, as far as forges differ in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ubah.core.plain import plain_text

_HINT = re.compile(r"^<!--(?:(?!-->).)*-->[ \t]*$", re.DOTALL | re.MULTILINE)
_BOX = re.compile(r"[-*] \[(?P<tick>[ xX])\] (?P<option>.*\S)\s*\Z")


@dataclass(frozen=True)
class FormText:
    """``heading``: what stands before a field's label; ``empty``: what an empty field may hold.

    ``longest``: how many characters an issue holds there; a longer text did not come from a form.
    ``hints``: what stands between <!-- and --> is a hint that whoever fills it in leaves there, and that
    nobody is shown. ``boxes``: a choice is a list of boxes, of which the one that is meant is ticked.
    """

    heading: str
    empty: frozenset[str]
    longest: int
    hints: bool = False
    boxes: bool = False


def lines_of(body: str, text: FormText) -> list[str]:
    """Return a body's lines; a hint of the form's own leaves empty ones, so that they are counted alike."""
    plain = plain_text(body)
    if text.hints:
        plain = _HINT.sub(lambda hint: "\n" * hint[0].count("\n"), plain)
    return plain.split("\n")


def ticked(value: str) -> str:
    """Return what is ticked of a list of boxes; anything else as it is."""
    rows = [line for line in value.split("\n") if line]
    boxes = [found for line in rows if (found := _BOX.match(line))]
    if not boxes or len(boxes) < len(rows):
        return value
    return "\n".join(box["option"] for box in boxes if box["tick"] in "xX")
