"""What comes from files and options: requests, evidence, and where in a file each answer stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from ubah.core.diagnostics import CannotRun, Label, Message, Place, Value, msg, told_at
from ubah.core.forms.example import example_of, has_parts
from ubah.core.forms.reader import read_given
from ubah.core.forms.setting import typed
from ubah.core.office.authority import Authority
from ubah.core.reading.handed_in import handed_in_text
from ubah.core.reading.writing import dump
from ubah.core.strict_yaml.cut_texts import cut_texts
from ubah.core.strict_yaml.document import Document, Json, Pointer
from ubah.core.strict_yaml.source import parse
from ubah.edge.system import disk

Origin = Callable[[Pointer], Place | None]
"""Where in a file of the person's own a part of the record came from, None if it was typed."""


@dataclass(frozen=True)
class Input:
    """A YAML file with fields that a person wrote."""

    path: str
    document: Document

    @property
    def fields(self) -> dict[str, Json]:
        """The fields; of a whole record that was handed in, all its parts."""
        assert isinstance(self.document.value, dict)  # noqa: S101 - read_input has seen to it
        return self.document.value

    def place(self, pointer: Pointer) -> Place:
        """Return where a field stands, or what contains it."""
        position = self.document.keys.get(pointer) or self.document.position(pointer)
        return Place(self.path, position)


def read_input(path: Path) -> Input:
    """Read a YAML file with fields.

    Raises:
        CannotRun: if it cannot be read as one.
    """
    data = disk.read(path)
    text = handed_in_text(data, str(path))
    if not text.strip():
        raise CannotRun(
            msg("{path} is empty", path=str(path)),
            msg("write one line a field into it, such as: reason: …"),
        )
    document, findings = parse(text.encode(), str(path))
    for first in (*findings, *cut_texts(text.encode(), str(path), every=True)):
        raise CannotRun(told_at(first.place, first.message), first.hint)
    if document is None or not isinstance(document.value, dict):
        raise CannotRun(
            msg("{path} holds no fields", path=str(path)),
            msg("write one line a field into it, such as: reason: …"),
        )
    return Input(str(path), document)


def read_mapping(path: Path) -> dict[str, Json]:
    """Return the fields that a YAML file holds.

    Raises:
        CannotRun: if the file cannot be read as one.
    """
    return read_input(path).fields


def evidence_of(
    authority: Authority, actions: tuple[str, ...], source: Input | None, values: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    """Return action → evidence, from a file and from ``--set``.

    Raises:
        CannotRun: if one of them cannot be understood.
    """
    loaded = source.fields if source else {}
    given: dict[str, dict[str, Any]] = {action: {} for action in actions}
    if len(actions) == 1:
        given[actions[0]] = _as_read(authority, actions[0], loaded)
    else:
        for action, part in loaded.items():
            if action not in given or not isinstance(part, dict):
                raise CannotRun(
                    msg("for several actions the evidence file maps each action to its evidence"),
                    msg("possible here: {known}", known=", ".join(actions)),
                )
            given[action] = _as_read(authority, action, part)
    for value in values:
        name, equals, text = value.partition("=")
        action = actions[0]
        if len(actions) > 1 and name.partition(".")[0] in given:
            action, _, name = name.partition(".")
        if not equals or not name:
            raise CannotRun(msg("--set wants KEY=VALUE, not {value}", value=value))
        _set(given[action], name, typed(authority, action, name, text))
    return given


def _as_read(authority: Authority, action: str, part: Mapping[str, Json]) -> dict[str, Any]:
    """Return an action's evidence of a file, each value read as a prompt would read it."""
    known = authority.sop.actions.get(action)
    fields = known.evidence if known else {}
    return {
        name: read_given(authority, fields[name].schema, value) if name in fields else value
        for name, value in part.items()
    }


def request_as_read(authority: Authority, fields: Mapping[str, Json]) -> dict[str, Json]:
    """Return a request's fields of a file, each value read as a prompt would read it."""
    read = read_given(authority, authority.change_schema["$defs"]["request"], dict(fields))
    assert isinstance(read, dict)  # noqa: S101 - a group stays one
    return read


def _set(target: dict[str, Any], name: str, value: Json) -> None:
    *groups, last = name.split(".")
    for group in groups:
        inner = target.setdefault(group, {})
        if not isinstance(inner, dict):
            raise CannotRun(msg("{name} is set twice, as a value and as a group", name=group))
        target = inner
    target[last] = value


def in_request(file: Input | None, *, whole: bool) -> Origin:
    """Return where in a file of the person's a part of the request stands."""

    def origin(pointer: Pointer) -> Place | None:
        if file is None or pointer[:1] != ("request",):
            return None
        inner = pointer if whole else pointer[1:]
        return file.place(inner) if not inner or inner[0] in file.fields else None

    return origin


@dataclass(frozen=True)
class Given:
    """The evidence as it was handed in: a file, and the texts of ``--set``."""

    file: Input | None = None
    path: Path | None = None
    values: tuple[str, ...] = ()

    def words(self) -> str:
        """Return the options as they would be typed again, with a space before each."""
        file = f" --evidence {quote(str(self.path))}" if self.path else ""
        return file + "".join(f" --set {quote(value)}" for value in self.values)

    def setting(self, action: str, inner: Pointer) -> str:
        """Return the name behind ``--set`` that a part of an action's evidence came from, or ""."""
        told = ".".join(str(part) for part in inner)
        for value in reversed(self.values):
            name = value.partition("=")[0]
            own = name.removeprefix(f"{action}.")
            if f"{told}.".startswith(f"{own}.") or f"{own}.".startswith(f"{told}."):
                return name
        return ""


def in_evidence(
    given: Given,
    actions: tuple[str, ...],
    known: int,
    record: str,
    request: Input | None,
) -> Origin:
    """Return where in what the person gave a part of the new entries or of a revised request stands.

    ``known``: how many entries the record had before.
    """
    revised = in_request(request, whole=False)
    file = given.file

    def origin(pointer: Pointer) -> Place | None:
        if len(pointer) < 4 or pointer[0] != "journal" or pointer[2] != "evidence":
            return revised(pointer) or Place(record=record)
        action = actions[max(int(pointer[1]) - known, 0)]
        setting = given.setting(action, pointer[3:])
        if setting:
            return Place(f"--set {setting}", record=record)
        inner = pointer[3:] if len(actions) == 1 else (action, *pointer[3:])
        told = file is not None and inner[0] in file.fields
        return file.place(inner) if file and told else Place(record=record)

    return origin


def wanted_evidence(
    authority: Authority,
    words: str,
    actions: tuple[str, ...],
    evidence: Mapping[str, Mapping[str, Any]],
    given: Given,
) -> Iterator[Message]:
    """Say which evidence is lacking, and how it may be given, where nobody was there to be asked."""
    for action in actions:
        known = authority.sop.actions[action]
        lacking = [
            f for f in known.evidence.values() if f.required and f.name not in evidence[action]
        ]
        if not lacking:
            continue
        labels: tuple[Value, ...] = tuple(
            Label(f"{f.name} ({f.label.id})", f"{f.name} ({f.label.en})") for f in lacking
        )
        yield msg("{action} still needs: {fields}", action=known.label, fields=labels)
        schemas = {field.name: field.schema for field in lacking}
        grouped = {name for name, schema in schemas.items() if has_parts(schema, authority)}
        prefix = f"{action}." if len(actions) > 1 else ""
        settings = [f"--set {prefix}{name}=…" for name in schemas if name not in grouped]
        file = "" if given.path or not grouped else " --evidence FILE"
        command = " ".join([f"{words}{given.words()}{file}", *settings])
        yield msg("for example: {command}", command=command)
        if not grouped:
            yield msg("or with a file of lines such as “{field}: …”: --evidence FILE",
                      field=lacking[0].name)  # fmt: skip
            continue
        name = str(given.path) if given.path else "FILE"
        yield msg("where {file} holds, such as:", file=name)
        example: Any = {
            each: example_of(schemas[each], authority) for each in schemas if each in grouped
        }
        for line in dump({action: example} if prefix else example).splitlines():
            yield msg("    {line}", line=line)
