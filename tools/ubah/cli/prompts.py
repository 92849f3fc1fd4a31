"""Asking a person at a terminal for what a request or a step needs; labels come from the SOP."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click

from ubah.cli.session import language_of
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.settings import Authority


def _interactive() -> bool:
    return sys.stdin.isatty()


def _in_language(title: str, lang: str | None) -> str:
    indonesian, _, english = title.partition(" / ")
    return english if language_of(lang) == "en" and english else indonesian


def ask_request(authority: Authority, given: Mapping[str, Any], lang: str | None) -> dict[str, Any]:
    """Ask for the required fields of a request that are not given yet.

    Raises:
        CannotRun: if nobody is there to be asked.
    """
    schema = authority.change_schema
    definition = schema["$defs"]["request"]
    missing = [name for name in definition["required"] if name not in given]
    if missing and not _interactive():
        raise CannotRun(
            msg("the request lacks: {fields}", fields=", ".join(missing)),
            msg("write it into a YAML file and type: ubah new --from FILE"),
        )
    request = dict(given)
    for name in missing:
        request[name] = _ask(definition["properties"][name], schema, lang)
    return request


def ask_evidence(
    authority: Authority, action: str, given: Mapping[str, Any], lang: str | None
) -> dict[str, Any]:
    """Ask for the required evidence of ``action`` that is not given yet.

    Raises:
        CannotRun: if nobody is there to be asked, or the field is too rich for a prompt.
    """
    known = authority.sop.actions.get(action)
    if known is None:
        return dict(given)  # the caller says so, with what is possible
    missing = [
        field for field in known.evidence.values() if field.required and field.name not in given
    ]
    if missing and not _interactive():
        return dict(given)  # the judge says what is missing, and where
    evidence = dict(given)
    for field in missing:
        title = f"{field.label.id} / {field.label.en}"
        evidence[field.name] = _ask({**field.schema, "title": title}, authority.change_schema, lang)
    return evidence


def _ask(schema: Mapping[str, Any], root: Mapping[str, Any], lang: str | None) -> Any:
    resolved = {**_resolve(schema, root), **{k: v for k, v in schema.items() if k == "title"}}
    label = _in_language(str(resolved.get("title", "?")), lang)
    if "enum" in resolved:
        return click.prompt(label, type=click.Choice([str(value) for value in resolved["enum"]]))
    match resolved.get("type"):
        case "boolean":
            return click.confirm(label)
        case "integer":
            return click.prompt(label, type=int)
        case "array" if _resolve(resolved.get("items", {}), root).get("type") == "string":
            return [
                part.strip()
                for part in click.prompt(f"{label} (a, b, c)").split(",")
                if part.strip()
            ]
        case "object":
            wanted = resolved.get("required", ())
            return {name: _ask(resolved["properties"][name], root, lang) for name in wanted}
        case "array":
            return _ask_list(label, resolved, root, lang)
        case _:
            return click.prompt(label)


def _ask_list(
    label: str, schema: Mapping[str, Any], root: Mapping[str, Any], lang: str | None
) -> list[Any]:
    items: list[Any] = []
    while not items or click.confirm(f"{label}: +1?", default=False):
        click.echo(f"{label} {len(items) + 1}:")
        items.append(_ask(schema["items"], root, lang))
    return items


def _resolve(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref", "")
    if isinstance(reference, str) and reference.startswith("#/$defs/"):
        target: Mapping[str, Any] = root["$defs"][reference.removeprefix("#/$defs/")]
        return target
    return schema
