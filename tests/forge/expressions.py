"""GitHub's expressions, as far as the workflows use them; what it does not know is an error.

`make test-forge` holds it against GitHub's own @actions/expressions, condition by condition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(&&|\|\||==|!=|!|\(|\)|,)|([A-Za-z_][\w.-]*))")
STATUS = ("success", "always", "cancelled", "failure")


def holds(condition: str, context: Mapping[str, Any], *, succeeded: bool = True) -> bool:
    """Whether a condition of a job or step holds; one that asks for no status asks for success()."""
    text = inner(condition)
    asks = any(f"{name}(" in text for name in STATUS)
    return _truth(_Reading(text, context, succeeded).whole()) and (asks or succeeded)


def value(expression: str, context: Mapping[str, Any]) -> Any:
    """Return what an expression comes to."""
    return _Reading(inner(expression), context, succeeded=True).whole()


def inner(condition: str) -> str:
    """Return an expression without the marks that a condition may leave out."""
    return str(condition).strip().removeprefix("${{").removesuffix("}}").strip()


class _Reading:
    def __init__(self, text: str, context: Mapping[str, Any], succeeded: bool) -> None:
        self.context, self.succeeded = context, succeeded
        self.tokens: list[tuple[str, str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            assert found, f"not known: {text[at:]}"
            self.tokens.append((found[1] or "", found[2] or "", found[3] or ""))
            at = found.end()

    def whole(self) -> Any:
        value = self._either()
        assert not self.tokens, self.tokens
        return value

    def _takes(self, *signs: str) -> str:
        if self.tokens and self.tokens[0][1] in signs:
            return self.tokens.pop(0)[1]
        return ""

    def _either(self) -> Any:
        value = self._both()
        while self._takes("||"):
            other = self._both()
            value = value if _truth(value) else other
        return value

    def _both(self) -> Any:
        value = self._same()
        while self._takes("&&"):
            other = self._same()
            value = other if _truth(value) else value
        return value

    def _same(self) -> Any:
        value = self._one()
        while sign := self._takes("==", "!="):
            other = self._one()
            equal = _folded(value) == _folded(other)
            value = equal if sign == "==" else not equal
        return value

    def _one(self) -> Any:
        if self._takes("!"):
            return not _truth(self._one())
        if self._takes("("):
            value = self._either()
            assert self._takes(")")
            return value
        text, _, name = self.tokens.pop(0)
        if text:
            return text[1:-1].replace("''", "'")
        if self._takes("("):
            return self._call(name)
        if name in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[name]
        value: Any = self.context
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def _call(self, name: str) -> Any:
        values = []
        while not self._takes(")"):
            values.append(self._either())
            self._takes(",")
        if name == "startsWith":
            return _folded(values[0] or "").startswith(_folded(values[1]))
        if name == "contains":
            return _folded(values[1]) in _folded(values[0] or "")
        assert name in STATUS, name
        known = {"success": self.succeeded, "failure": not self.succeeded}
        return known.get(name, name == "always")


def _truth(value: Any) -> bool:
    return value not in (None, "", False, 0)


def _folded(value: Any) -> Any:
    """Text is compared without regard to case; null counts as no text."""
    return value.casefold() if isinstance(value, str) else "" if value is None else value
