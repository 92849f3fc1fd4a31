"""Characters that a person can't tell from a blank, a hyphen or a digit, shown for what they are.

They come along with text from word processors, web pages and chats (Unicode: general categories Zs
and Pd, and the full-width forms).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from ubah.core.diagnostics import Message, msg

BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_HYPHENS = "\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d"
_FULL_WIDTH = "\uff01-\uff5e"
LOOKALIKE = re.compile(f"[{BLANKS}{_HYPHENS}{_FULL_WIDTH}]")
_BLANK = re.compile(f"[{BLANKS}]")
_HYPHEN = re.compile(f"[{_HYPHENS}]")

_KINDS: Mapping[str, Message] = MappingProxyType(
    {
        "\u00a0": msg("a no-break space"),
        "\u202f": msg("a no-break space"),
        "\u2007": msg("a no-break space"),
        "\u2011": msg("a no-break hyphen"),
        "\u2010": msg("a hyphen of another kind"),
        "\u2212": msg("a minus sign"),
    }
)


def plain_signs(text: str) -> str:
    """Return ``text`` with an ordinary sign for each that only looks like one."""
    hyphened = _HYPHEN.sub("-", _BLANK.sub(" ", text))
    return LOOKALIKE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), hyphened)


def revealed(text: str) -> str:
    """Return ``text`` with each sign that only looks like another shown by its number."""
    return LOOKALIKE.sub(lambda found: f"[{code_of(found[0])}]", text)


def code_of(sign: str) -> str:
    """Return a character's number as Unicode writes it."""
    return f"U+{ord(sign):04X}"


def kind_of_sign(sign: str) -> Message:
    """Say what a sign is that only looks like another."""
    known = _KINDS.get(sign)
    if known is not None:
        return known
    if _BLANK.match(sign):
        return msg("a blank of another kind")
    if _HYPHEN.match(sign):
        return msg("a dash that is no hyphen")
    return msg("a full-width sign")


def lookalike_hint(text: str) -> Message | None:
    """Name the first sign in ``text`` that only looks like another, None where there is none."""
    found = LOOKALIKE.search(text)
    if found is None:
        return None
    return msg(
        "{what} ({code}) stands in it; type it again: {plain}",
        what=kind_of_sign(found[0]),
        code=code_of(found[0]),
        plain=plain_signs(text).strip(),
    )
