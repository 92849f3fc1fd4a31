"""An asset's file with some of its fields changed: every byte that is not concerned stays (decision 35)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ubah.core.reading.inserting import Edit, with_edits
from ubah.core.strict_yaml.document import Json
from ubah.core.strict_yaml.source import parse


def edited_asset(data: bytes, path: str, fields: Mapping[str, Any]) -> bytes:
    """Return an asset's file with ``fields``, by their dotted names, as they now are.

    Raises:
        CannotRun: if the file cannot be read, or is written in a form that cannot be gone on with.
    """
    document, _ = parse(data, path)
    value = document.value if document else None
    held = value if isinstance(value, dict) else {}
    return with_edits(data, path, _edits(held, fields))


def _edits(held: Mapping[str, Json], fields: Mapping[str, Any]) -> Iterator[Edit]:
    groups: dict[str, dict[str, Any]] = {}
    for name, value in fields.items():
        group, dot, inner = name.partition(".")
        if dot and not isinstance(held.get(group), dict):
            groups.setdefault(group, {})[inner] = value
        else:
            yield Edit(tuple(name.split(".")), value)
    for group, values in groups.items():
        yield Edit((group,), values)
