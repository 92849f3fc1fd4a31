"""What judge and guards rely on in evidence and request, as paths: where it stands or is asked for.

A path names a field and what stands in it (``release.outcome``); rows of a list are passed through
(``tests.passed``: in every row). A part with ``?`` at its end may be absent; every other one must
be there once what holds it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ubah.core.json_schema.parts import Schema, dereference
from ubah.core.meanings import Meaning
from ubah.core.model import Record
from ubah.core.paths import OFFICE, ROLES, SOP
from ubah.core.sop import Sop

MAYBE = "?"

IN_REQUEST = (
    "title",
    "requester",
    "addressee",
    "retrospective?.performed_at",
    "retrospective?.oral_approval?.by",
    "retrospective?.oral_approval?.at",
)
"""Paths in the request, as guards write theirs."""

IN_AUTHORITY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        ROLES: ("persons", "roles"),
        OFFICE: ("name", "language", "time_zone", "rules"),
        SOP: (
            *("edition", "roles", "capacities", "four_eyes", "substitution"),
            *("categories", "levels", "states", "actions"),
        ),
    }
)
"""Paths in the authority files."""

_WINDOW = ("window?.start", "window?.end")
IN_EVIDENCE: Mapping[Meaning, tuple[str, ...]] = MappingProxyType(
    {
        Meaning.CORRECTS: ("entry", "field", "is"),
        Meaning.DECLARES_ASSETS: ("assets?.id", "assets?.change"),
        Meaning.PLANS_RELEASE: _WINDOW,
        Meaning.MOVES_RELEASE: _WINDOW,
    }
)
"""Paths in the evidence of an action that means such a thing."""


def top(path: str) -> str:
    """Return the name of the field that a path starts with."""
    return path.split(".", 1)[0].removesuffix(MAYBE)


def stands(path: str, value: object) -> bool:
    """Whether ``value`` holds all that ``path`` says must be there."""
    if isinstance(value, list):
        return all(stands(path, row) for row in value)
    if not path:
        return True
    part, _, rest = path.partition(".")
    name = part.removesuffix(MAYBE)
    if not isinstance(value, Mapping) or name not in value:
        return isinstance(value, Mapping) and part.endswith(MAYBE)
    return stands(rest, value[name])


def is_asked_for(path: str, schema: Schema, defs: Schema) -> bool:
    """Whether what fits ``schema`` holds all that ``path`` says must be there."""
    schema = dereference(schema, defs)
    if "items" in schema:
        return is_asked_for(path, schema["items"], defs)
    if not path:
        return True
    part, _, rest = path.partition(".")
    name, properties = part.removesuffix(MAYBE), schema.get("properties", {})
    if not part.endswith(MAYBE) and name not in schema.get("required", ()):
        return False
    return name not in properties or is_asked_for(rest, properties[name], defs)


def missing(paths: tuple[str, ...], value: object) -> Iterator[str]:
    """Yield the paths of which ``value`` lacks something."""
    return (path.replace(MAYBE, "") for path in paths if not stands(path, value))


def lacking(record: Record, sop: Sop) -> Iterator[str]:
    """Yield what the judge relies on and a record does not hold, since its SOP asks for less."""
    yield from (f"request.{path}" for path in missing(IN_REQUEST, record.request))
    for entry in record.journal:
        for meaning, paths in IN_EVIDENCE.items():
            if sop.means(entry.action, meaning):
                for path in missing(paths, entry.evidence):
                    yield f"journal[{entry.number}].evidence.{path}"
