"""Files that are handed in with a form at the desk: named, checked, and tied to the step that they support.

What ties a file to its step is the same as everywhere, its digest in the step's own words (decision 38).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ubah.core.attachments import FIELD, attachments_in_record, kept_file, name_to_keep
from ubah.core.diagnostics import Finding
from ubah.core.forms.body import Filled
from ubah.core.forms.fields import Field
from ubah.core.forms.of_steps import Form
from ubah.core.judge.attachments import keeping_findings
from ubah.core.model import Record
from ubah.core.plain import plain_text, says_something
from ubah.core.strict_yaml.document import Json

MOST_FILES = 3
"""So many files one step may bring at the desk."""
LONGEST_NAME = 200


@dataclass(frozen=True)
class HandedIn:
    """A file as it was handed in; ``field`` is the id of the form's field that it was chosen in."""

    field: str
    name: str
    data: bytes
    restricted: bool = False


@dataclass(frozen=True)
class WithFiles:
    """A filled-in form that names its files, and their contents by the names they are kept under."""

    filled: Filled
    contents: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()


def takes_files(form: Form) -> tuple[Field, ...]:
    """Return the fields of a form in which files may be chosen, one for each of its steps at most."""
    return tuple(field for field in form.fields if is_for_files(field))


def is_for_files(field: Field) -> bool:
    """Whether a field of a form is for attachments."""
    return field.pointer == (FIELD,)


def with_files(
    form: Form,
    filled: Filled,
    files: tuple[HandedIn, ...],
    record: Record | None,
    limit: int,
) -> WithFiles:
    """Return the form's steps with the files that were handed in; what is wrong with them is a finding.

    ``limit`` is the most bytes of one file, ``record`` the one that keeps them, None for a new request.
    """
    used = {one.file for one in attachments_in_record(record)} if record else set[str]()
    contents: dict[str, bytes] = {}
    findings: list[Finding] = []
    steps: list[Filled] = []
    for asked, step in zip(form.steps, filled.steps, strict=True):
        own = {field.id for field in takes_files(asked)}
        rows: list[Json] = []
        for file in files:
            if file.field not in own:
                continue
            kept = kept_file(file.data)
            findings += keeping_findings(file.name, kept, limit)
            name = name_to_keep(file.name, used)
            if name:
                used.add(name)
                contents[name] = file.data
                rows.append(_row(file, name, kept.sha256))
        steps.append(_naming(step, rows, in_request=asked.opens or asked.revises))
    return WithFiles(replace(steps[0], then=tuple(steps[1:])), contents, tuple(findings))


def _row(file: HandedIn, kept_as: str, sha256: str) -> dict[str, Json]:
    shown = " ".join(plain_text(file.name).split())[:LONGEST_NAME].strip()
    name = shown if says_something(shown) else kept_as
    row: dict[str, Json] = {"name": name, "sha256": sha256, "file": kept_as}
    return {**row, "restricted": True} if file.restricted else row


def _naming(step: Filled, rows: list[Json], *, in_request: bool) -> Filled:
    if not rows:
        return step
    part = step.request if in_request else step.evidence
    earlier = part.get(FIELD)
    named = {**part, FIELD: [*(earlier if isinstance(earlier, list) else []), *rows]}
    return replace(step, request=named) if in_request else replace(step, evidence=named)
