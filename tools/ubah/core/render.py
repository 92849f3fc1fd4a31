"""Messages and labels as text in one language; the catalogue lookup is passed in."""

from __future__ import annotations

import re
from collections.abc import Callable

from ubah.core.diagnostics import Label, Message, Value

Translate = Callable[[str], str]
"""From an English sentence to the same sentence in the reader's language."""

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def render(message: Value, translate: Translate, language: str) -> str:
    """Return ``message`` as text in ``language`` (``id`` or ``en``).

    A message is translated, then its placeholders are filled with their rendered values, once:
    braces in a value, or in data that reached one, are text like any other. A placeholder that has
    no value stays as it is, and a value that the translation leaves out is left out.
    """
    if isinstance(message, Message):
        values = dict(message.values)

        def fill(match: re.Match[str]) -> str:
            value = values.get(match[1])
            return match[0] if value is None else render(value, translate, language)

        return _PLACEHOLDER.sub(fill, translate(message.text))
    if isinstance(message, Label):
        return message.in_language(language)
    if isinstance(message, tuple):
        separator = "; " if any(isinstance(item, Message) for item in message) else ", "
        return separator.join(render(item, translate, language) for item in message)
    return str(message)
