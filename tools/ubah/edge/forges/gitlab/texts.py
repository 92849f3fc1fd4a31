"""What GitLab makes of a text that is sent to it, kept from doing more than being read.

A line that begins with a slash is a command there (docs: user/project/quick_actions), carried out with
the rights of whoever sends it: what people typed must never be one of the recorder's. Labels are sent
as one text with commas between.
"""

from __future__ import annotations

import re

_COMMAND = re.compile(r"^([ \t]*)/(?=[A-Za-z])", re.MULTILINE)
_ESCAPED = re.compile(r"^([ \t]*)\\/(?=[A-Za-z])", re.MULTILINE)
COMMA = "\u201a"
"""A sign that looks like a comma and separates no labels."""


def harmless(text: str) -> str:
    """Return a text in which no line is a command; it is shown as it was."""
    return _COMMAND.sub(r"\1\\/", text.replace("\r\n", "\n").replace("\r", "\n"))


def written(text: str) -> str:
    """Return what `harmless` was given."""
    return _ESCAPED.sub(r"\1/", text)


def label_sent(name: str) -> str:
    """Return a label as it is sent."""
    return name.replace(",", COMMA)


def shown_comma(name: str) -> str:
    """Return a label as it was meant."""
    return name.replace(COMMA, ",")
