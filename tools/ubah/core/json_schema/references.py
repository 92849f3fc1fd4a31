"""References within a JSON Schema: to the own definitions only, and never in a circle.

A schema of the office is judged with on every machine, so it must not reach beyond itself (rules 9
and 13), and following it must end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ubah.core.diagnostics import Message, msg

FORBIDDEN = ("$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$anchor")
MAX_DEPTH = 64
_IN_PLACE_LISTS = ("allOf", "anyOf", "oneOf")
_IN_PLACE = ("not", "if", "then", "else")


def reference_problem(schema: Mapping[str, Any]) -> Message | None:
    """Return what is wrong with the references of ``schema``, None if nothing is."""
    seen: list[tuple[str, Mapping[str, Any]]] = []
    for path, part in _parts(schema, "#", 0):
        if part is None:
            return msg("it is nested more than {limit} levels deep", limit=MAX_DEPTH)
        seen.append((path, part))
    for path, part in seen:
        for key in FORBIDDEN:
            if key in part:
                return msg("{path}: {key} is not allowed", path=path, key=key)
        if "$id" in part and path != "#":
            return msg("{path}: {key} is not allowed", path=path, key="$id")
        if "$ref" in part and target_of(schema, part["$ref"]) is None:
            return msg(
                "{path}: {reference} does not lead to a definition of this file",
                path=path,
                reference=str(part["$ref"])[:80],
            )
    return _circle(schema, seen)


def target_of(schema: Mapping[str, Any], reference: object) -> Mapping[str, Any] | None:
    """Return the part that a reference within ``schema`` leads to, None if it leads nowhere."""
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    part: Any = schema
    for word in reference[1:].split("/")[1:]:
        name = word.replace("~1", "/").replace("~0", "~")
        if not isinstance(part, Mapping) or name not in part:
            return None
        part = part[name]
    return part if isinstance(part, Mapping) and reference[1:2] in ("", "/") else None


def _parts(value: object, path: str, depth: int) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    if depth > MAX_DEPTH:
        yield path, None
        return
    if isinstance(value, Mapping):
        yield path, value
        for key, inner in value.items():
            yield from _parts(inner, f"{path}/{key}", depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _parts(inner, f"{path}/{index}", depth + 1)


def _in_place(schema: Mapping[str, Any], part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the parts that are applied to the same value as ``part``."""
    target = target_of(schema, part["$ref"]) if "$ref" in part else None
    if target is not None:
        yield target
    for key in _IN_PLACE_LISTS:
        inner = part.get(key)
        yield from (
            (each for each in inner if isinstance(each, Mapping)) if isinstance(inner, list) else ()
        )
    for key in _IN_PLACE:
        if isinstance(part.get(key), Mapping):
            yield part[key]
    for each in (part.get("dependentSchemas") or {}).values():
        if isinstance(each, Mapping):
            yield each


def _circle(
    schema: Mapping[str, Any], parts: list[tuple[str, Mapping[str, Any]]]
) -> Message | None:
    """Return a complaint if following parts that apply to one value never ends."""
    done: set[int] = set()
    for path, start in parts:
        stack = [(start, iter(tuple(_in_place(schema, start))))]
        entered = {id(start)}
        while stack:
            part, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                entered.discard(id(part))
                done.add(id(part))
            elif id(following) in entered:
                return msg("{path}: its references go round in a circle", path=path)
            elif id(following) not in done:
                entered.add(id(following))
                stack.append((following, iter(tuple(_in_place(schema, following)))))
    return None
