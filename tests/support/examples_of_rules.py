"""The examples of scripts/rule_examples.yaml, each as the judge finds it: text of a record, of a file or of a form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from sop.journals import ASSETS, NUMBER, PATH, Journal, base_authority, base_files, office_with
from support.forms import filled_in
from ubah.core.diagnostics import Finding, Place
from ubah.core.forms.body import read_form, reading_of
from ubah.core.judge.contents import judge_contents
from ubah.core.office.authority import build_authority
from ubah.core.paths import record_path
from ubah.edge.clone.work_files import WorkFiles
from ubah.edge.clone.work_tree import work_tree_findings
from ubah.edge.forges.github.client import FORM_TEXT

EXAMPLES = Path(__file__).resolve().parents[2] / "scripts/rule_examples.yaml"
MANY = 40_000
SENTENCE = "Dan seterusnya. "
FORM = {
    "title": "Pembaruan aplikasi SPSE",
    "description": "Memperbarui SPSE.",
    "reason": "Galat unggah.",
    "services": "SPSE",
    "proposed_urgency": "Normal (normal)",
    "wanted_by": "2026-02-20",
    "impact_if_not_done": "Unggah gagal.",
}
TWIN = "RFC-2026-0002"


@cache
def examples() -> Mapping[str, Mapping[str, Any]]:
    """Return the examples by rule."""
    found: dict[str, dict[str, Any]] = yaml.load(
        EXAMPLES.read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    return found


def findings_of(example: Mapping[str, Any], which: str) -> tuple[Finding, ...]:
    """Return what the judge finds in an example's good or bad form."""
    if "form" in example:
        return _of_form(example, which)
    if "file" in example:
        return _of_file(example, which)
    record = Journal().through(*str(example["steps"]).split()).data
    for before, after in example.get("first", ()):
        assert before.encode() in record
        record = record.replace(before.encode(), after.encode())
    authority = office_with(**example["settings"]) if "settings" in example else base_authority()
    records = {PATH: record}
    if example.get("twin"):
        other = record.replace(NUMBER.encode(), TWIN.encode())
        window = _window(other)
        records[record_path(TWIN)] = other.replace(window, _bytes(example, which))
    else:
        records = {PATH: _replaced(record, example, which)}
    return tuple(judge_contents(records, ASSETS, authority).findings)


def _window(record: bytes) -> bytes:
    """Return the lines of a record that say when it is released."""
    lines = record.split(b"\n")
    first = next(at for at, line in enumerate(lines) if line.startswith(b"        start: "))
    return b"\n".join(lines[first : first + 2])


def _bytes(example: Mapping[str, Any], which: str) -> bytes:
    text = str(example[which]).replace("{many}", SENTENCE * MANY)
    if example.get("escaped"):
        return text.encode().decode("unicode_escape").encode("latin-1")
    return text.encode()


def _replaced(whole: bytes, example: Mapping[str, Any], which: str) -> bytes:
    good = _bytes(example, "good")
    assert whole.count(good) == 1
    return whole.replace(good, _bytes(example, which))


def _of_file(example: Mapping[str, Any], which: str) -> tuple[Finding, ...]:
    files = dict(base_files())
    files[example["file"]] = _replaced(files[example["file"]], example, which)
    authority, findings = build_authority(files)
    if authority is not None and not example.get("stale"):
        files["schemas/change.schema.json"] = json.dumps(dict(authority.change_schema)).encode()
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "schemas").mkdir()
        for path, data in files.items():
            (root / path).write_bytes(data)
        return (*findings, *work_tree_findings(WorkFiles(root, None), authority))


def _of_form(example: Mapping[str, Any], which: str) -> tuple[Finding, ...]:
    reading = reading_of(base_authority(), FORM_TEXT)
    body = filled_in(reading.forms[example["form"]], NUMBER, FORM).encode()
    _, findings = read_form(_replaced(body, example, which).decode(), reading, Place("issue"))
    return findings
