"""Asking a person at a terminal for what a request or a step needs; labels come from the SOP."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import click

from ubah.cli.session import language_of
from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.render import render
from ubah.core.schema import unchecked_validator_for
from ubah.core.settings import Authority
from ubah.core.source import Json, parse
from ubah.edge import catalogues

_YES_OR_NO = {"true": True, "ya": True, "yes": True, "false": False, "tidak": False, "no": False}


def _interactive() -> bool:
    return sys.stdin.isatty()


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
    form = _Form(schema, authority.office.zone, language_of(lang))
    request = dict(given)
    for name in missing:
        request[name] = form.ask(definition["properties"][name])
    return request


def ask_evidence(
    authority: Authority, action: str, given: Mapping[str, Any], lang: str | None
) -> dict[str, Any]:
    """Ask for the evidence of ``action`` that is not given yet, required fields first.

    Optional fields are asked for as well, unless evidence was given: what a step needs may hang
    on what it says (a roll-back that restored nothing names its incident).
    """
    known = authority.sop.actions.get(action)
    if known is None or not _interactive():
        return dict(given)  # the caller or the judge says what is wrong, and where
    form = _Form(authority.change_schema, authority.office.zone, language_of(lang))
    evidence = dict(given)
    for field in sorted(known.evidence.values(), key=lambda field: not field.required):
        if field.name in given or (given and not field.required):
            continue
        title = f"{field.label.id} / {field.label.en}"
        answer = form.ask({**field.schema, "title": title}, optional=not field.required)
        if answer is not None:
            evidence[field.name] = answer
    return evidence


def typed(authority: Authority, action: str, name: str, text: str) -> Json:
    """Return ``--set``'s text as what the field ``name`` (``release.outcome``) of ``action`` holds."""
    root = authority.change_schema
    first, *groups = name.split(".")
    known = authority.sop.actions.get(action)
    field = known.evidence.get(first) if known else None
    schema: Mapping[str, Any] = _resolve(field.schema, root) if field else {}
    for group in groups:
        schema = _resolve(schema.get("properties", {}).get(group, {}), root)
    match schema.get("type"):
        case "integer" if text.isascii() and text.isdigit():
            return int(text)
        case "boolean":
            return _YES_OR_NO.get(text.lower(), text)
        case "array" | "object" as kind:
            document, _ = parse(f"value: {text}\n".encode(), name)
            value = document.value["value"] if document else text  # type: ignore[index,call-overload] # it was written so
            if kind == "array" and isinstance(value, str):
                return [part.strip() for part in value.split(",") if part.strip()]
            return value
        case _:
            return text


@dataclass(frozen=True)
class _Form:
    """Asks for values that fit a schema, again until they do: nobody should type it all twice."""

    root: Mapping[str, Any]
    zone: tzinfo
    language: str

    def ask(self, schema: Mapping[str, Any], *, optional: bool = False) -> Any:
        """Ask for a value; None where an optional one is left out."""
        kept = {key: value for key, value in schema.items() if key == "title"}
        resolved = {**_resolve(schema, self.root), **kept}
        label = self._words(str(resolved.get("title", "?")))
        items = _resolve(resolved.get("items", {}), self.root)
        match resolved.get("type"):
            case "boolean":
                return click.confirm(label, default=False if optional else None) or (
                    None if optional else False
                )
            case "array" if items.get("type") == "string" or "string" in items.get("type", ()):
                return self._ask_line(f"{label} (a, b, c)", resolved, optional)
            case "array" | "object" if optional and not click.confirm(label, default=False):
                return None
            case "object":
                return self._ask_group(resolved)
            case "array":
                return self._ask_list(label, resolved)
            case _:
                if "enum" in resolved:
                    choices = " | ".join(str(value) for value in resolved["enum"])
                    label = f"{label} [{choices}]"
                return self._ask_line(label, resolved, optional)

    def _ask_line(self, label: str, schema: Mapping[str, Any], optional: bool) -> Any:
        if optional:
            label = f"{label} ({self._say(msg('may stay empty'))})"
        validator = unchecked_validator_for({**schema, "$defs": self.root["$defs"]})
        while True:
            said = click.prompt(label, default="" if optional else None, show_default=False).strip()
            if optional and not said:
                return None
            value = self._read(said, schema)
            if validator.is_valid(value):
                return value
            meant = self._words(str(schema.get("description", "")))
            click.echo(f"  {self._say(msg('that does not fit here'))}. {meant}".rstrip())

    def _read(self, said: str, schema: Mapping[str, Any]) -> Any:
        if schema.get("type") == "array":
            return [part.strip() for part in said.split(",") if part.strip()]
        if schema.get("type") == "integer":
            return int(said) if said.isascii() and said.isdigit() else said
        if schema.get("format") == "date-time":
            try:
                moment = datetime.fromisoformat(said)
            except ValueError:
                return said
            zoned = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
            return zoned.isoformat(timespec="seconds")
        return said

    def _ask_group(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        wanted = schema.get("required", ())
        answers = {
            name: self.ask(part, optional=name not in wanted)
            for name, part in schema["properties"].items()
        }
        return {name: answer for name, answer in answers.items() if answer is not None}

    def _ask_list(self, label: str, schema: Mapping[str, Any]) -> list[Any]:
        items: list[Any] = []
        while not items or click.confirm(
            f"{label}: {self._say(msg('another one?'))}", default=False
        ):
            click.echo(f"{label} {len(items) + 1}:")
            items.append(self.ask(schema["items"]))
        return items

    def _words(self, title: str) -> str:
        indonesian, _, english = title.partition(" / ")
        return english if self.language == "en" and english else indonesian

    def _say(self, message: Message) -> str:
        return render(message, catalogues.load(self.language), self.language)


def _resolve(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref", "")
    if isinstance(reference, str) and reference.startswith("#/$defs/"):
        target: Mapping[str, Any] = root["$defs"][reference.removeprefix("#/$defs/")]
        return target
    return schema
