"""Reading a forge's answers part by part: what lacks a part, or has one of another form, is half an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from ubah.core.diagnostics import msg
from ubah.edge.forges import ForgeUnreachable

_OID = re.compile(r"[0-9a-f]{40}\Z")
Read = TypeVar("Read")
AnswerPart = Mapping[str, Any]


def whole(read: Callable[[AnswerPart], Read]) -> Callable[[AnswerPart], Read]:
    """Turn a part that is missing or of another form into `ForgeUnreachable`."""

    @wraps(read)
    def reading(data: AnswerPart) -> Read:
        try:
            return read(data)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ForgeUnreachable(msg("its answer lacks a part")) from None

    return reading


def number_of(value: object) -> int:
    """Read a number from 1 on, and nothing like it."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(value)
    return value


def text_of(value: object) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def oid_of(value: object) -> str:
    """Read the id of a commit."""
    text = text_of(value)
    if not _OID.match(text):
        raise ValueError(text)
    return text


def flag(value: object) -> bool:
    """Read what must be true or false, and nothing like it."""
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def time_of(value: object) -> datetime:
    """Read a time in whole seconds."""
    moment = datetime.fromisoformat(text_of(value))
    if moment.tzinfo is None:
        raise ValueError(value)
    # Committer dates and vouchers have whole seconds.
    return moment.replace(microsecond=0)
