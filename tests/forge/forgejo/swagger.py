"""Forgejo's own description of its interface, and what of a request or an answer it does not allow.

It marks no part of an answer as required, so it is asked that nothing stands there that it does not know,
and that what stands there is of its kind. ``swagger.json`` is cut down to what is asked here, and says
where it comes from; the whole document may be put in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

KINDS: dict[str, type | tuple[type, ...]] = {
    "integer": int,
    "string": str,
    "boolean": bool,
    "array": list,
    "object": dict,
}
NULL_TOO = frozenset({"merge_commit_sha"})
"""What is told as null where there is none, besides lists, times and other objects."""


@dataclass(frozen=True)
class Description:
    """A document of the form Swagger 2.0."""

    document: dict[str, Any]

    @classmethod
    def read(cls) -> Description:
        """Read Forgejo's."""
        return cls(json.loads((Path(__file__).parent / "swagger.json").read_text()))

    def asked(self, verb: str, target: str, content: Any) -> list[str]:
        """Return what of a request is not described; ``target`` is its path, and what follows it."""
        operation = self._operation(verb, target)
        if operation is None:
            return [f"{verb} {urlsplit(target).path}"]
        known = {
            one["name"]: one for one in operation.get("parameters", ()) if one["in"] == "query"
        }
        found = []
        for name, value in parse_qsl(urlsplit(target).query):
            if name not in known:
                found.append(f"?{name}")
            else:
                found += self._amiss(_of_query(value, known[name]), known[name], f"?{name}")
        body = [one["schema"] for one in operation.get("parameters", ()) if one["in"] == "body"]
        if content is not None and not body:
            found.append("content")
        return [
            *found,
            *(self._amiss(content, body[0], "") if content is not None and body else ()),
        ]

    def answered(
        self, verb: str, target: str, status: int, value: Any, headers: dict[str, str]
    ) -> list[str]:
        """Return what of a good answer is not described."""
        operation = self._operation(verb, target) or {"responses": {}}
        if str(status) not in operation["responses"]:
            return [f"status {status}"]
        told = self._whole(operation["responses"][str(status)])
        lacking = [name for name in told.get("headers", ()) if name not in headers]
        if "schema" not in told:
            return [*lacking, *(["content"] if value not in (b"", None) else [])]
        return [*lacking, *self._amiss(value, told["schema"], "")]

    def _operation(self, verb: str, target: str) -> dict[str, Any] | None:
        path = urlsplit(target).path.removeprefix(self.document["basePath"])
        fitting = [
            (template.count("{"), operations[verb.lower()])
            for template, operations in self.document["paths"].items()
            if verb.lower() in operations
            and re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), path)
        ]
        return min(fitting, key=lambda one: one[0])[1] if fitting else None

    def _whole(self, part: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in part:
            _, room, name = part["$ref"].split("/")
            part = self.document[room][name]
        return part

    def _amiss(self, value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
        refers = "$ref" in schema
        schema = self._whole(schema)
        kind = schema.get("type")
        if kind is None:
            return
        if value is None and (
            (kind in ("array", "object") and (refers or kind == "array"))
            or schema.get("format") == "date-time"
            or where.rpartition(".")[2] in NULL_TOO
        ):
            return
        right = isinstance(value, KINDS[kind]) and not (
            kind == "integer" and value in (True, False) and isinstance(value, bool)
        )
        if (
            not right
            or ("enum" in schema and value not in schema["enum"])
            or (schema.get("format") == "date-time" and not _is_time(value))
        ):
            yield f"{where}: {value!r}"
        elif kind == "array":
            for row in value:
                yield from self._amiss(row, schema["items"], where)
        elif kind == "object" and "properties" in schema:
            yield from (
                f"{where}.{name}?" for name in schema.get("required", ()) if name not in value
            )
            for name, part in value.items():
                if name not in schema["properties"]:
                    yield f"{where}.{name}"
                else:
                    yield from self._amiss(part, schema["properties"][name], f"{where}.{name}")


def _of_query(value: str, parameter: dict[str, Any]) -> Any:
    return int(value) if parameter["type"] == "integer" and value.isdigit() else value


def _is_time(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
