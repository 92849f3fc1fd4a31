"""A file that has been parsed: JSON's data model, with a position for every value (rule 12)."""

from __future__ import annotations

from dataclasses import dataclass

from ubah.core.diagnostics import Position

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Pointer = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A parsed file: its value, and where each value and each key of it stands."""

    value: Json
    positions: dict[Pointer, Position]
    keys: dict[Pointer, Position]
    block: bool  # the top level is written in block style
    cut: frozenset[Pointer] = frozenset()  # values that are empty, since # begins a comment there

    def position(self, pointer: Pointer) -> Position:
        """Return the position of ``pointer``, or of the nearest value that contains it."""
        while pointer and pointer not in self.positions:
            pointer = pointer[:-1]
        return self.positions.get(pointer, Position(1, 1))

    def key_position(self, pointer: Pointer) -> Position:
        """Return the position of the key ``pointer``, or of its value."""
        return self.keys.get(pointer) or self.position(pointer)


def value_at(value: Json, pointer: Pointer) -> Json:
    """Return the part of ``value`` that the pointer, which was found in it, leads to."""
    for key in pointer:
        value = value[key]  # type: ignore[index] # see above
    return value
