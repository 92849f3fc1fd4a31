"""Strict YAML (rule 12): JSON's data model, one document, a position for every value.

Only the event stream of libyaml is used, so nothing is ever constructed from tags, anchors cannot
multiply, and depth is bounded without recursion.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import yaml

from ubah.core.diagnostics import Finding, Message, Place, Position, Rule, error, msg
from ubah.core.rules.files import (
    DUPLICATE_KEY,
    FORBIDDEN_CHARACTER,
    NOT_UTF_8,
    NOT_YAML,
    TOO_LARGE,
    YAML_FEATURE,
)
from ubah.core.strict_yaml.cut_texts import hides_value
from ubah.core.strict_yaml.document import Document, Json, Pointer, value_at
from ubah.core.strict_yaml.errors import explained, yaml_events
from ubah.core.strict_yaml.words import yaml_problem

MAX_BYTES = 512 * 1024
MAX_DEPTH = 32
MAX_VALUES = 50_000
MAX_NUMBER_LENGTH = 40

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None, "": None}
_FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)

_HINTS = {
    NOT_UTF_8: msg("save the file as UTF-8 without a byte-order mark"),
    FORBIDDEN_CHARACTER: msg(
        "remove the character; only line feeds and visible characters may stand in a file"
    ),
    NOT_YAML: msg("check the indentation and put texts with a colon or a # in quotation marks"),
    YAML_FEATURE: msg("write the value out in full, in plain YAML like the other files"),
    TOO_LARGE: msg("move long texts into an attachment and name it under request.attachments"),
}


_PUT_BACK = msg("put it back as it was committed: git restore FILE")


class _Refused(Exception):
    """Carries a finding out of the event loop."""

    def __init__(
        self, rule: Rule, position: Position, message: Message, hint: Message | None = None
    ):
        super().__init__(str(message))
        self.rule, self.position, self.message = rule, position, message
        self.hint = hint or _HINTS[rule]


def parse(data: bytes, path: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """Parse ``data``; return the document and no findings, or None and what is wrong with it."""
    try:
        text = _text(data)
        return with_cut(_Builder().build(text), text), ()
    except _Refused as refused:
        place = Place(path, refused.position)
        return None, (error(refused.rule, place, refused.message, refused.hint),)


def with_cut(document: Document, text: str) -> Document:
    """Return the document with the pointers of values that a number sign leaves empty."""
    if "#" not in text:
        return document
    lines = text.split("\n")
    cut = frozenset(
        pointer
        for pointer, position in document.positions.items()
        if hides_value(lines, position.line, position.column)
        and value_at(document.value, pointer) is None
    )
    return replace(document, cut=cut) if cut else document


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _Refused(
            TOO_LARGE,
            Position(1, 1),
            msg(
                "the file has {size} bytes; at most {limit} are read",
                size=len(data),
                limit=MAX_BYTES,
            ),
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise _Refused(
            NOT_UTF_8,
            Position(line, 1),
            msg("the file is not UTF-8"),
        ) from None
    if found := _FORBIDDEN.search(text):
        _refuse_character(text, found.start())
    return text


def _refuse_character(text: str, index: int) -> None:
    line = text.count("\n", 0, index) + 1
    position = Position(line, index - text.rfind("\n", 0, index))
    character = text[index]
    hint = None
    if character == "\r":
        hint = msg(
            "the file has Windows line endings, and git would commit them; type, for all files of this clone: git config core.autocrlf input"
        )
    if character == "\t":
        hint = msg("replace the tab by spaces")
    if character == "\ufeff":
        hint = _HINTS[NOT_UTF_8]
    code = f"U+{ord(character):04X}"
    raise _Refused(
        FORBIDDEN_CHARACTER, position, msg("the character {code} is not allowed", code=code), hint
    )


@dataclass
class _Frame:
    """A container that is being filled; ``key`` is the key or index that comes next."""

    value: list[Json] | dict[str, Json]
    pointer: Pointer
    key: str | None = None


@dataclass
class _Builder:
    positions: dict[Pointer, Position] = field(default_factory=dict)
    keys: dict[Pointer, Position] = field(default_factory=dict)
    stack: list[_Frame] = field(default_factory=list)
    root: list[Json] = field(default_factory=list)
    block: bool = False

    def build(self, text: str) -> Document:
        for event in _events(text):
            self._take(event)
        if not self.root:
            raise _Refused(NOT_YAML, Position(1, 1), msg("the file is empty"), _PUT_BACK)
        return Document(self.root[0], self.positions, self.keys, self.block)

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            _refuse_node_features(event)
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            _refuse_node_features(event)
            self._open(event, {})
        elif isinstance(event, yaml.SequenceStartEvent):
            _refuse_node_features(event)
            self._open(event, [])
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()
        else:
            self._refuse_other(event)

    def _refuse_other(self, event: yaml.Event) -> None:
        position = _where(event)
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(YAML_FEATURE, position, msg("aliases (*name) are not allowed"))
        if isinstance(event, yaml.DocumentStartEvent):
            if event.version or event.tags:
                raise _Refused(YAML_FEATURE, position, msg("directives (%) are not allowed"))
            if self.root:
                raise _Refused(YAML_FEATURE, position, msg("the file holds a second document"))
        if isinstance(event, yaml.DocumentEndEvent) and event.explicit:
            message = msg("an end-of-document mark (...) is not allowed")
            raise _Refused(YAML_FEATURE, position, message)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame and isinstance(frame.value, dict) and frame.key is None:
            self._key(frame, event)
        else:
            self._place(_scalar_value(event), _where(event))

    def _key(self, frame: _Frame, event: yaml.ScalarEvent) -> None:
        key = _checked_text(event)
        if key == "<<" and not event.style:
            raise _Refused(YAML_FEATURE, _where(event), msg("merge keys (<<) are not allowed"))
        if key in frame.value:
            raise _Refused(
                DUPLICATE_KEY,
                _where(event),
                msg("the key {key} stands here a second time", key=key),
                msg("keep one of the two"),
            )
        frame.key = key
        self.keys[(*frame.pointer, key)] = _where(event)

    def _open(self, event: yaml.CollectionStartEvent, value: list[Json] | dict[str, Json]) -> None:
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            raise _Refused(YAML_FEATURE, _where(event), msg("a key must be a plain word"))
        if len(self.stack) >= MAX_DEPTH:
            raise _Refused(
                TOO_LARGE,
                _where(event),
                msg("nested more than {limit} levels deep", limit=MAX_DEPTH),
            )
        if not self.stack:
            self.block = not event.flow_style
        pointer = self._place(value, _where(event))
        self.stack.append(_Frame(value, pointer))

    def _place(self, value: Json, position: Position) -> Pointer:
        if not self.stack:
            self.root.append(value)
            self.positions[()] = position
            return ()
        frame = self.stack[-1]
        if isinstance(frame.value, list):
            pointer: Pointer = (*frame.pointer, len(frame.value))
            frame.value.append(value)
        else:
            key = frame.key or ""
            pointer = (*frame.pointer, key)
            frame.value[key] = value
            frame.key = None
        self.positions[pointer] = position
        if len(self.positions) > MAX_VALUES:
            raise _Refused(
                TOO_LARGE,
                position,
                msg("the file holds more than {limit} values", limit=MAX_VALUES),
            )
        return pointer


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml_events(text)
    except yaml.MarkedYAMLError as problem:
        told = explained(problem, text)
        raise _Refused(NOT_YAML, told.position, told.message, told.hint) from None
    except (yaml.YAMLError, RecursionError):
        message = msg("this is not valid YAML: {problem}", problem=yaml_problem(""))
        raise _Refused(NOT_YAML, Position(1, 1), message) from None


def _where(event: yaml.Event) -> Position:
    mark = event.start_mark
    return Position(1, 1) if mark is None else Position(mark.line + 1, mark.column + 1)


def _refuse_node_features(event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
    if event.anchor is not None:
        raise _Refused(YAML_FEATURE, _where(event), msg("anchors (&name) are not allowed"))
    if event.tag is not None:
        raise _Refused(YAML_FEATURE, _where(event), msg("tags (!name) are not allowed"))


def _checked_text(event: yaml.ScalarEvent) -> str:
    text = str(event.value)
    if found := _FORBIDDEN.search(text):
        code = f"U+{ord(found.group()):04X}"
        raise _Refused(
            FORBIDDEN_CHARACTER,
            _where(event),
            msg("the character {code} is not allowed", code=code),
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise _Refused(NOT_UTF_8, _where(event), msg("the text holds half a character")) from None
    return text


def is_number(text: str) -> bool:
    """Whether a plain scalar would be read as a number."""
    return _NUMBER.match(text) is not None


def _scalar_value(event: yaml.ScalarEvent) -> Json:
    text = _checked_text(event)
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    number = _NUMBER.match(text)
    if not number:
        return text
    if len(text) > MAX_NUMBER_LENGTH:
        raise _Refused(TOO_LARGE, _where(event), msg("the number is too long"))
    if not (number[2] or number[3]):
        return int(text)
    value = float(text)
    if math.isinf(value):
        raise _Refused(TOO_LARGE, _where(event), msg("the number is too large"))
    return value
