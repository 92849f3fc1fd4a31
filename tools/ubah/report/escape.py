"""Making what came out of a repository safe to print.

Paths, messages of git and texts of records may hold line feeds, terminal escapes, or the marks by
which a CI system takes commands out of a log.
"""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LOG_COMMAND = re.compile(r"##(?=\w*\[)")
_COMMAND_AT_START = re.compile(r"\A(\s*):(?=:)")


def visible(text: str) -> str:
    r"""Return ``text`` in one line, what cannot be seen written as ``\x1b`` or ``\u202e``."""
    return _LOG_COMMAND.sub(r"#\\x23", _UNPRINTABLE.sub(_code, text))


def line(text: str) -> str:
    """Return ``text`` as a line that no CI system takes for a command."""
    return _COMMAND_AT_START.sub(r"\1\\x3a", visible(text))


def encodable(text: str) -> str:
    r"""Return ``text`` with bytes that were no UTF-8 written as ``\xff``."""
    return _SURROGATE.sub(_code, text)


def as_printed(text: str) -> str:
    """Return JSON text as it is printed.

    Beyond JSON's own escapes: characters that steer a terminal or reverse a line's direction.
    """
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _code(match: re.Match[str]) -> str:
    number = ord(match[0])
    if 0xDC80 <= number <= 0xDCFF:  # a byte that was no UTF-8, as Python keeps it in a path
        number -= 0xDC00
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
