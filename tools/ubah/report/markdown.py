"""Foreign text in Markdown: shown as text, whatever it says (no links, mentions, HTML, images)."""

from __future__ import annotations

import re

from ubah.report.escape import visible

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$:^=])")
_MENTION = re.compile(
    r"(?<=@)(?=\w)|(?<=\\#)(?=\d)|(?<=\bwww)(?=\\\.)|(?<=\\:)(?=//)|(?<=GH\\-)(?=\d)"
)
_INVISIBLE = "&#8203;"  # ends a word for the forge, and shows nothing


def inline(text: str) -> str:
    """Return foreign text for the middle of a line."""
    escaped = _MARKS.sub(r"\\\1", visible(text))
    return _MENTION.sub(_INVISIBLE, escaped)


def quoted(text: str, limit: int = 600) -> str:
    """Return foreign text of several lines as a quotation, cut at ``limit`` characters."""
    shown = text if len(text) <= limit else f"{text[:limit].rstrip()} …"
    lines = [inline(line.strip()) for line in shown.splitlines() if line.strip()]
    return "\n>\n".join(f"> {line}" for line in lines) or "> –"
