"""What a month or a year is called."""

from __future__ import annotations

from ubah.core.figures.periods import Span
from ubah.publish.words.language import Words


def span_words(span: Span, words: Words) -> str:
    """Return a period in words, such as Maret 2026."""
    return words.month(span.first) if span.month else str(span.year)
