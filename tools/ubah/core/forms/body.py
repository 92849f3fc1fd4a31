"""Reading a filled-in form back from the Markdown that a forge makes of it.

A form's body is a heading with the label and the value, field after field, in the order of the
form, as the forge's `FormText` has them. Whoever files an issue writes the whole of this text, so nothing in
it is taken on trust: every field must stand there once, in order, and fit the schema. The same body
always gives the same values (rule 4b binds the proof to the body's text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ubah.core.attachments import with_earlier_attachments
from ubah.core.diagnostics import Finding, Place, Position, msg
from ubah.core.forms.fields import ACTION_LABEL, RECORD_LABEL, Field, FieldKind
from ubah.core.forms.of_steps import Form, office_forms
from ubah.core.forms.reader import how_of
from ubah.core.forms.text import FormText, lines_of, ticked
from ubah.core.forms.values import Answers, Reading, read_value
from ubah.core.json_schema.validator import unchecked_validator_for
from ubah.core.office.authority import Authority
from ubah.core.paths import asset_id, asset_path, record_id, record_path
from ubah.core.reading.schema import schema_findings
from ubah.core.strict_yaml.document import Document, Json, Pointer
from ubah.core.strict_yaml.source import parse

_FENCE = re.compile(r"\A```[a-z]*\n(?P<inside>.*)\n```\Z", re.DOTALL)
_SEEN = re.compile(r"(?P<number>RFC-[0-9]{4}-[0-9]{4}) */ *(?P<seen>[1-9][0-9]{0,5})\Z")
_BETWEEN_FILES = re.compile(r"^---$", re.MULTILINE)


@dataclass(frozen=True)
class Filled:
    """What a form says. ``request``: a new request's fields, or those that a revise changes."""

    action: str
    record: str  # "" for a new request
    request: Mapping[str, Json]
    evidence: Mapping[str, Json]
    assets: Mapping[str, bytes]  # path → new content, for update_assets
    then: tuple[Filled, ...] = ()  # the steps that were filed with it
    seen: int | None = None  # how many entries the record had where the form was opened, if told

    @property
    def steps(self) -> tuple[Filled, ...]:
        """What it says, step by step."""
        return (replace(self, then=()), *self.then)


@dataclass(frozen=True)
class _Part:
    """A heading of the body with what stands below it."""

    heading: str
    line: int
    value: str


def reading_of(authority: Authority, text: FormText) -> Reading:
    """Return how to read the forms of an office on its forge, in its own language and time."""
    return Reading(
        office_forms(authority.change_schema, authority.sop),
        authority.change_schema,
        how_of(authority),
        authority.office.language,
        text,
    )


def is_form(body: str, language: str, text: FormText) -> bool:
    """Whether a body claims to be a filled-in form, rather than a message to people."""
    first = lines_of(body, text)[0]
    return first == text.heading + ACTION_LABEL.in_language(language)


def read_form(
    body: str, reading: Reading, place: Place
) -> tuple[Filled | None, tuple[Finding, ...]]:
    """Return what a body says, or what is wrong with it; ``place`` says where the body stands."""
    answers = Answers(place)
    if len(body) > reading.text.longest:
        answers.complain(
            1,
            msg(
                "the form has {size} characters; at most {limit}",
                size=len(body),
                limit=reading.text.longest,
            ),
            msg("move long texts into an attachment and name it under request.attachments"),
        )
        return None, tuple(answers.findings)
    lines = lines_of(body, reading.text)
    form = _form_of(lines, reading, answers)
    if form is None:
        return None, tuple(answers.findings)
    parts = _parts(lines, form, reading, answers)
    if parts is None:
        return None, tuple(answers.findings)
    record, seen = _record(parts, form, reading, answers)
    filled, *then = (_step(each, record, parts, reading, answers) for each in form.steps)
    if form.request and form.names_record and not filled.request and not answers.findings:
        message = msg("no part of the request is changed")
        answers.complain(
            1, message, msg("fill in the fields that shall change; leave the others empty")
        )
    if answers.findings:
        return None, tuple(sorted(answers.findings, key=lambda found: found.order))
    return replace(filled, then=tuple(then), seen=seen), ()


def _step(
    form: Form, record: str, parts: Mapping[str, _Part], reading: Reading, answers: Answers
) -> Filled:
    evidence = _group(form.evidence, f"evidence_{form.action}", parts, reading, answers)
    request = _group(form.request, "request", parts, reading, answers)
    assets = _assets(form, parts, reading, answers)
    return Filled(form.action, record, request, evidence, assets)


def _form_of(lines: list[str], reading: Reading, answers: Answers) -> Form | None:
    """Return the form that the first field names."""
    hint = msg("file it anew with one of the repository's forms")
    if lines[0] != reading.text.heading + ACTION_LABEL.in_language(reading.language):
        answers.complain(1, msg("this is not one of the office's forms"), hint)
        return None
    said = next((line for line in lines[1:] if line), "")
    for form in reading.forms.values():
        if form.option(reading.language) == said:
            return form
    answers.complain(1, msg("{said} is no step of the SOP", said=said[:100]), hint)
    return None


def _parts(
    lines: list[str], form: Form, reading: Reading, answers: Answers
) -> dict[str, _Part] | None:
    """Cut the body at the form's headings, which must all be there, once and in order.

    Other lines that begin as a heading does are part of a value.
    """
    expected = form.headings(reading.language)
    known = {reading.text.heading + heading: heading for heading in expected}
    starts = [(number, known[line]) for number, line in enumerate(lines) if line in known]
    found = tuple(heading for _, heading in starts)
    if found != expected:
        wrong = _first_difference(found, expected)
        line = next((number + 1 for number, heading in starts if heading == wrong), 1)
        answers.complain(
            line,
            msg(
                "the field {field} is missing, stands there twice or is out of its place",
                field=wrong,
            ),
            msg(
                "file it anew with the form; a text must not hold a line that is a field's heading"
            ),
        )
        return None
    ends = [number for number, _ in starts[1:]] + [len(lines)]
    return {
        heading: _Part(heading, start + 1, "\n".join(lines[start + 1 : end]).strip("\n"))
        for (start, heading), end in zip(starts, ends, strict=True)
    }


def _first_difference(found: tuple[str, ...], expected: tuple[str, ...]) -> str:
    for one, other in zip(found, expected, strict=False):
        if one != other:
            return one if found.count(one) > 1 else other
    return expected[len(found)] if len(found) < len(expected) else found[len(expected)]


def _record(
    parts: Mapping[str, _Part], form: Form, reading: Reading, answers: Answers
) -> tuple[str, int | None]:
    """Return the number, and as of which entry the record was looked at, where that stands behind it."""
    if not form.names_record:
        return "", None
    part = parts[RECORD_LABEL.in_language(reading.language)]
    found = _SEEN.match(part.value)
    number, seen = (found["number"], int(found["seen"])) if found else (part.value, None)
    if record_id(record_path(number)) != number or not number:
        answers.complain(
            part.line,
            msg("{said} is no RFC number", said=part.value[:40] or "–"),
            msg("write it like RFC-2026-0001; ubah list and the site show which there are"),
        )
    return number, seen


def record_as_seen(record: str, entries: int) -> str:
    """Return what a link fills in for a record that has so many entries where the link stands.

    Who files the form has looked at it as of then: if it has gone on, the form is refused (rule 5).
    """
    return f"{record} / {entries}"


def _group(
    fields: tuple[Field, ...],
    definition: str,
    parts: Mapping[str, _Part],
    reading: Reading,
    answers: Answers,
) -> Mapping[str, Json]:
    """Return the values of ``fields`` as one object, judged by its definition in the schema."""
    own = Answers(answers.place)
    for asked in fields:
        part = parts[asked.label.in_language(reading.language)]
        choice = asked.kind in (FieldKind.CHOICE, FieldKind.YES_NO)
        said = ticked(part.value) if choice and reading.text.boxes else part.value
        if said in reading.text.empty:
            if asked.required:
                message = msg("{field}: this must not be empty", field=asked.label)
                own.complain(part.line, message, msg("edit the issue and fill it in"))
            continue
        value = read_value(asked, said, part.line, reading, own)
        if value is not None:
            own.values[asked.pointer] = value
            own.lines[asked.pointer] = Position(part.line, 1)
    answers.findings += own.findings
    nested: dict[str, Json] = {}
    for pointer, value in own.values.items():
        _put(nested, pointer, value)
    if not own.findings and fields:
        answers.findings += _schema_findings(nested, fields, definition, own, reading)
    return MappingProxyType(nested)


def _schema_findings(
    nested: dict[str, Json],
    fields: tuple[Field, ...],
    definition: str,
    own: Answers,
    reading: Reading,
) -> Iterator[Finding]:
    """Judge only what the form asks for: the tool fills in the rest, a revise keeps it."""
    definitions = reading.change_schema["$defs"]
    asked = {str(one.pointer[0]) for one in fields if one.required}
    schema = {**definitions[definition], "required": sorted(asked), "$defs": definitions}
    positions = {(): Position(1, 1), **own.lines}
    for pointer, position in own.lines.items():
        for length in range(1, len(pointer)):
            positions.setdefault(pointer[:length], position)
    document = Document(nested, positions, {}, True)
    yield from schema_findings(unchecked_validator_for(schema), document, own.place)


def _put(target: dict[str, Json], pointer: Pointer, value: Json) -> None:
    *groups, last = pointer
    for group in groups:
        inner = target.setdefault(str(group), {})
        assert isinstance(inner, dict)  # noqa: S101 - the schema's objects hold their own parts
        target = inner
    target[str(last)] = value


def _assets(
    form: Form, parts: Mapping[str, _Part], reading: Reading, answers: Answers
) -> Mapping[str, bytes]:
    """Return the asset files that the form holds, each named by the id in it."""
    files: dict[str, bytes] = {}
    for asked in form.assets:
        part = parts[asked.label.in_language(reading.language)]
        fenced = _FENCE.match(part.value)
        text = fenced["inside"] if fenced else part.value
        for piece in _BETWEEN_FILES.split(text):
            data = f"{piece.strip(chr(10))}\n".encode()
            document, findings = parse(data, "")
            value = document.value if document else None
            name = str(value.get("id", "")) if isinstance(value, dict) else ""
            path = asset_path(name)
            if findings or asset_id(path) != name or path in files:
                reason = (
                    findings[0].message
                    if findings
                    else msg("no asset's id stands in it, or one twice")
                )
                answers.complain(
                    part.line,
                    msg("{field}: {problem}", field=asked.label, problem=reason),
                    msg(
                        "copy the asset's file whole, change what changes; a line --- between two files"
                    ),
                )
            files[path] = data
    return MappingProxyType(files)


def completed_request(
    given: Mapping[str, Json], change_schema: Mapping[str, Any], rest: Mapping[str, Json]
) -> dict[str, Json]:
    """Return a whole request: what the form says over ``rest``, in the schema's order.

    ``rest`` is the requester, the addressee and the day for a new request, or the request as it
    stands for a revise.
    """
    together = with_earlier_attachments({**rest, **given}, rest)
    order = change_schema["$defs"]["request"]["properties"]
    return {key: together[key] for key in order if key in together}
