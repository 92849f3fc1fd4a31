"""Work that is done once for the same objects: the SOP and its schemas are read once, and asked for again and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class _Same:
    """An argument that is equal to itself alone; it is kept, so no other one takes its identity."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value


def once_for_same(keep: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember what a function made of the last ``keep`` sets of arguments, told apart by identity.

    For pure functions of what nobody changes once it is made; what they return is shared as well. Arguments
    go by position.
    """

    def decorated(function: Callable[P, R]) -> Callable[P, R]:
        make: Callable[..., R] = function

        @lru_cache(maxsize=keep)
        def remembered(*held: _Same) -> R:
            return make(*(each.value for each in held))

        @wraps(function)
        def asked(*args: P.args, **kwargs: P.kwargs) -> R:
            return function(*args, **kwargs) if kwargs else remembered(*map(_Same, args))

        return asked

    return decorated
