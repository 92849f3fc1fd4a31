"""What guards rely on in evidence and request, as paths, and where it stands or is asked for.

A path names a field and what stands in it (``release.outcome``); rows of a list are passed through
(``tests.passed``: in every row). A part with ``?`` at its end may be absent; every other one must
be there once what holds it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ubah.core.reading.schema_parts import Schema, dereference

MAYBE = "?"


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
