"""Messages and labels as text in one language; the catalogue lookup is passed in."""

from __future__ import annotations

from collections.abc import Callable

from ubah.core.diagnostics import Label, Message, Value, listed

Translate = Callable[[str], str]
"""From an English sentence to the same sentence in the reader's language."""


def render(message: Value, translate: Translate, language: str) -> str:
    """Return ``message`` as text in ``language`` (``id`` or ``en``): translated, then filled."""

    def show(value: Value) -> str:
        return render(value, translate, language)

    if isinstance(message, Message):
        return message.filled(translate(message.text), show)
    if isinstance(message, Label):
        return message.in_language(language)
    return listed(message, show) if isinstance(message, tuple) else str(message)
