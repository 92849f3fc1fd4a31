"""The rule book: what `ubah explain` and the site say of every rule."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

from ubah.core.diagnostics import Basis, Label
from ubah.core.reading.source import parse
from ubah.core.rules import Rule

SOURCE = "rules.yaml"


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """Return every rule in the order of the ids.

    Raises:
        ValueError: if the package's own rules.yaml is broken.
    """
    document, findings = parse(files("ubah").joinpath(SOURCE).read_bytes(), SOURCE)
    if document is None or not isinstance(document.value, dict):
        raise ValueError(f"{SOURCE}: {findings[0].message.text if findings else 'no mapping'}")
    rows: dict[str, Any] = dict(document.value)
    return tuple(_rule(name, rows[name]) for name in sorted(rows))


def _rule(rule: str, row: dict[str, Any]) -> Rule:
    return Rule(
        id=rule,
        name=row["name"],
        basis=Basis(row["basis"]),
        title=_label(row["title"]),
        what=_label(row["what"]),
        why=_label(row["why"]),
        mend=_label(row["mend"]),
    )


def _label(row: dict[str, str]) -> Label:
    return Label(row["id"], row["en"])
