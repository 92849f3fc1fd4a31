"""Which code a head's refusal bears (SOP step 5): told by the head's own words, never guessed.

After "not feasible" the normal way is closed for good, so a sentence is not searched for words that
may mean something else in it. Judge and recorder read alike: what is here cannot be changed later
without changing what a landed decision says (rule 13).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from ubah.core.diagnostics import Label

NOT_EMERGENCY, NOT_FEASIBLE = "not_emergency", "not_feasible"

CODE_WORDS: Mapping[str, Label] = MappingProxyType(
    {
        NOT_EMERGENCY: Label("bukan mendesak", "not an emergency"),
        NOT_FEASIBLE: Label("tidak layak", "not feasible"),
    }
)
"""The words that say a code, where they stand alone on their line."""

CODE_LINES: Mapping[str, Label] = MappingProxyType(
    {
        NOT_EMERGENCY: Label(
            "Bukan mendesak: permintaan dinilai lagi sebagai perubahan normal",
            "Not an emergency: the request is evaluated again as a normal change",
        ),
        NOT_FEASIBLE: Label(
            "Tidak layak: perubahan ini tidak dilaksanakan, juga tidak sebagai perubahan normal",
            "Not feasible: the change is not made, not as a normal change either",
        ),
    }
)
"""The same as lines to be copied, with a tick before the one that is meant."""

_BOX = re.compile(r"[-*+\d.) ]*\[(?P<mark>[ xX\u2713\u2714]?)\]")
_BOX_BEHIND = re.compile(r"[-\s]*\[(?P<mark>[ xX\u2713\u2714]?)\]\s*\Z")
_QUOTES = "\"'\u2018-\u201f\u00ab\u00bb\u2039\u203a\u300c-\u300f"
_TICKS = "\u2611\u2705\u2713\u2714"
_BEFORE = re.compile(f"\\A[\\s>#/+\u2022\u00b7{_QUOTES}{_TICKS}-]+")
_AFTER = re.compile(f"[\\s{_QUOTES}{_TICKS}]*[.!:]?[\\s{_QUOTES}{_TICKS}]*\\Z")
_LETTERS = re.compile(r"[^\W\d_]+")
_EMPHASIS = re.compile("[*_`]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def refusal_code(text: str) -> str:
    """Return the code that a refusal's plain text says, or "" where it leaves that open.

    It is said by a ticked line, or by the words of one code standing alone on the first line that
    says something. Marks, quotation marks, ticks, blanks, letter case and a full stop around the
    words don't count; other words on that line do, and so does the other code on a line of its own,
    whatever signs stand around it there.
    """
    told = [line for line in map(_told, text.split("\n")) if line is not None]
    codes = [_CODES.get(words, "") for _, words in told]
    ticked = [code for (tick, _), code in zip(told, codes, strict=True) if tick and code]
    said = ticked or codes[:1]
    heard = {*codes, *(_CODES.get(" ".join(_LETTERS.findall(words)), "") for _, words in told)}
    return said[0] if said and heard - {""} == {said[0]} else ""


def code_by_first_edition(text: str) -> str:
    """Return the code by which refusals were recorded before `refusal_code`."""
    urgent = not text.casefold().startswith("bukan mendesak")
    return NOT_FEASIBLE if urgent else NOT_EMERGENCY


def _told(line: str) -> tuple[bool, str] | None:
    """Return whether a line is ticked, and its words; None where it says nothing.

    A box without a tick is the form's word, not the head's.
    """
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", line))
    plain = "".join(sign for sign in plain if not _shows_nothing(sign)).lstrip("> \t")
    boxes = [box for box in (_BOX.match(plain), _BOX_BEHIND.search(plain)) if box]
    if any(not box["mark"].strip() for box in boxes):
        return None
    for box in boxes:
        plain = plain.replace(box[0], " ", 1)
    words = _words(plain)
    return (bool(boxes), words) if words else None


def _words(line: str) -> str:
    plain = _AFTER.sub("", _BEFORE.sub("", _EMPHASIS.sub("", line)))
    words = " ".join(plain.casefold().split())
    return words if any(sign.isalnum() for sign in words) else ""


def _shows_nothing(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or "\ufe00" <= sign <= "\ufe0f"


def _spellings() -> dict[str, str]:
    known = {}
    for code, label in CODE_WORDS.items():
        for words in (label.id, label.en):
            known[words] = known[words.replace(" ", "-")] = code
        for words in (CODE_LINES[code].id, CODE_LINES[code].en):
            known[_words(words)] = code
    return known


_CODES = MappingProxyType(_spellings())
