"""The text that a forge makes of a filled-in form, as far as forges differ in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FormText:
    """``heading``: what stands before a field's label; ``empty``: what an empty field may hold.

    ``longest``: how many characters an issue holds there; a longer text did not come from a form.
    """

    heading: str
    empty: frozenset[str]
    longest: int
