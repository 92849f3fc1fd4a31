"""Requests and answers held against what GitLab publishes of its interface.

openapi.json is cut from its OpenAPI document; otherwise.json says, each with its source, what stands in its
source code or documents where that document leaves a thing out or contradicts itself. A whole document of a
later release may be put in the place of the cut one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from graphql import GraphQLSchema, build_schema, execute_sync, parse, validate
from jsonschema import Draft202012Validator, FormatChecker

FOLDER = Path(__file__).parent
GRAPHQL = "/api/graphql"
FORMATS = FormatChecker(())
FORMATS.checks("date-time", ValueError)(lambda text: bool(datetime.fromisoformat(text)))
FORMATS.checks("date", ValueError)(lambda text: bool(date.fromisoformat(text)))
Schema = dict[str, Any]


@cache
def described() -> Schema:
    """Return the document, with what is otherwise put over it."""
    document: Schema = json.loads((FOLDER / "openapi.json").read_text())
    for one in json.loads((FOLDER / "otherwise.json").read_text()):
        document = _over(
            document, {part: one[part] for part in ("paths", "components") if part in one}
        )
        for path, more in one.get("parameters", {}).items():
            document["paths"][path]["get"]["parameters"] += more
        for name, parts in one.get("nullable", {}).items():
            inside = document["components"]["schemas"][name]["properties"]
            inside |= {part: {"anyOf": [{"type": "null"}, inside[part]]} for part in parts}
    return document


def _over(below: Any, above: Any) -> Any:
    """Return ``above`` laid over ``below``, part by part; a kind takes the place of a kind."""
    kinds = {"$ref", "oneOf", "items"}
    if not (isinstance(below, dict) and isinstance(above, dict)) or kinds & above.keys():
        return above
    return {**below, **{name: _over(below.get(name), part) for name, part in above.items()}}


def amiss_in_request(verb: str, target: str, content: Any) -> list[str]:
    """Return what is sent there that GitLab does not describe, or not as it is sent."""
    if urlsplit(target).path == GRAPHQL:
        return amiss_in_query(content, None)
    path = urlsplit(target).path
    found = _operation(verb, path)
    if found is None:
        return [f"{verb} {path} is not described"]
    template, operation = found
    return [
        *_in_path(template, path, operation),
        *_in_query(target, operation),
        *_in_body(content, operation),
    ]


def amiss_in_answer(verb: str, target: str, sent: Any, status: int, value: Any) -> list[str]:
    """Return what is answered there that GitLab does not describe; of a refusal nothing is described."""
    path = urlsplit(target).path
    if status >= 300:
        return []
    if path == GRAPHQL:
        return amiss_in_query(sent, value)
    found = _operation(verb, path)
    if found is None:
        return [f"{verb} {path} is not described"]
    answers = found[1]["responses"]
    if str(status) not in answers:
        return [f"{verb} {path} is answered with {status}"]
    kind = _schema(answers[str(status)])
    if kind is None:
        return [] if value == b"" else [f"{verb} {path} is answered with something"]
    return _against(kind, value, f"{verb} {found[0]}")


def amiss_in_query(sent: Any, answer: Any) -> list[str]:
    """Return what a GraphQL query, its variables or the answer to it contradict in the schema.

    The answer is walked as if it were the data behind the query: a part that is lacking is amiss too.
    """
    schema, document = _schema_of_queries(), parse(sent["query"])
    wrong = [str(one) for one in validate(schema, document)]
    if wrong or answer is None:
        return wrong

    def part(source: Any, info: Any, **_: Any) -> Any:
        return source[info.field_name]

    found = execute_sync(
        schema,
        document,
        answer["data"],
        variable_values=sent["variables"],
        field_resolver=part,
    )
    return [str(one) for one in found.errors or ()]


@cache
def _schema_of_queries() -> GraphQLSchema:
    return build_schema((FOLDER / "schema.graphql").read_text())


def parts_of(name: str) -> frozenset[str]:
    """Return the parts that a kind of thing has."""
    return frozenset(described()["components"]["schemas"][name]["properties"])


def _operation(verb: str, path: str) -> tuple[str, Schema] | None:
    fitting = [one for one in described()["paths"] if _fits(one, path) is not None]
    exact = min(fitting, key=lambda one: one.count("{"), default="")
    operation = described()["paths"].get(exact, {}).get(verb.lower())
    return (exact, operation) if operation else None


def _fits(template: str, path: str) -> dict[str, str] | None:
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
    found = re.fullmatch(pattern, path)
    return found.groupdict() if found else None


def _in_path(template: str, path: str, operation: Schema) -> Iterator[str]:
    given = {name: unquote(said) for name, said in (_fits(template, path) or {}).items()}
    kinds = {one["name"]: one["schema"] for one in operation["parameters"] if one["in"] == "path"}
    for name, said in given.items():
        yield from _against(kinds[name], _as_asked(said, kinds[name]), f"{template} {name}")


def _in_query(target: str, operation: Schema) -> Iterator[str]:
    given = dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))
    known = {one["name"]: one for one in operation["parameters"] if one["in"] == "query"}
    for name, said in given.items():
        if name not in known:
            yield f"{target}: no parameter {name}"
        else:
            kind = known[name]["schema"]
            yield from _against(kind, _as_asked(said, kind), f"{target}: {name}")
    for name, one in known.items():
        if one["required"] and name not in given:
            yield f"{target}: {name} is lacking"


def _as_asked(said: str, kind: Schema) -> Any:
    """Return what a text in an address stands for."""
    match kind.get("type"):
        case "integer":
            return int(said) if said.isdecimal() else said
        case "boolean":
            return {"true": True, "false": False}.get(said, said)
        case "array":
            return said.split(",")
        case _:
            return said


def _in_body(content: Any, operation: Schema) -> list[str]:
    body = operation.get("requestBody")
    if body is None:
        return [f"{content} is sent where nothing is taken"] if content else []
    if content is None:
        return ["nothing is sent"] if body.get("required") else []
    return _against(_schema(body), content, "sent")


def _schema(part: Schema) -> Any:
    return part.get("content", {}).get("application/json", {}).get("schema")


def _against(kind: Any, value: Any, where: str) -> list[str]:
    found = _checker(json.dumps(kind)).iter_errors(json.loads(json.dumps(value)))
    return [f"{where} {one.json_path}: {one.message[:200]}" for one in found]


@cache
def _checker(kind: str) -> Draft202012Validator:
    whole = {**_closed(json.loads(kind)), "components": _closed(described()["components"])}
    return Draft202012Validator(whole, format_checker=FORMATS)


def _closed(part: Any) -> Any:
    """Return a schema in which what is not described is amiss; kinds that are not gone into hold anything."""
    if isinstance(part, list):
        return [_closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    reference = part.get("$ref")
    if reference and reference.rpartition("/")[2] not in described()["components"]["schemas"]:
        return {}
    closed = {name: _closed(one) for name, one in part.items()}
    open_ = part.get("type") != "object" or "properties" not in part
    return closed if open_ else {"additionalProperties": False, **closed}
