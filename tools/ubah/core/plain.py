"""Text that people typed elsewhere, made plain: nothing in it that a reader would not see.

A reason that looks empty, or that says more to a program than to a person, is no reason.
"""

from __future__ import annotations

import re
import unicodedata

_CONTROL = "\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff"
_STEERING = "\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_UNSEEN = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u3164\uffa0\U000e0000-\U000e0fff"
_JOINING = "\u200c\u200d\ufe00-\ufe0f"  # inside a word of some scripts, or of an emoji
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SEPARATORS = re.compile("[\t\x1c-\x1f]")
_LEFT_OUT = re.compile(f"[{_CONTROL}{_STEERING}{_UNSEEN}]")
_SHOWS_NOTHING = re.compile(f"[{_UNSEEN}{_JOINING}\u2800]")


def plain_text(text: str) -> str:
    """Return what a person typed on a forge as a record may hold it (rule 12).

    Line ends become line feeds, those of word processors and web editors too; tabs and separators
    become spaces, so that nothing runs together that stood apart. Characters that steer or show
    nothing, zero width spaces among them, and the space around the text are left out.
    """
    lines = _SEPARATORS.sub(" ", _LINE_ENDS.sub("\n", text)).split("\n")
    return "\n".join(_LEFT_OUT.sub("", line).rstrip() for line in lines).strip()


def says_something(text: str) -> bool:
    """Whether anything of a text can be seen."""
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in _SHOWS_NOTHING.sub("", text))
