"""A file as git's trees hold it."""

from __future__ import annotations

from dataclasses import dataclass

REGULAR_FILE = "100644"


@dataclass(frozen=True)
class Blob:
    """A file in a tree: git's mode and object id."""

    mode: str
    oid: str
