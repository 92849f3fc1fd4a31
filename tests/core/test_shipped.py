"""What nobody checks anew because it came with the release, checked here as an office's own files are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scripts.update_shipped import MODULE, updated

from ubah.core.json_schema.quick import _without_idle_definitions
from ubah.core.json_schema.validator import validator_for
from ubah.core.office import schema_files
from ubah.core.office.authority import build_authority
from ubah.core.office.shipped import SHIPPED, is_shipped
from ubah.core.paths import AUTHORITY_FILES, READ_AS_AUTHORITY, SCHEMA_FILES, SCHEMAS, SOP
from ubah.core.reading.derivation import derive_change_schema
from ubah.core.strict_yaml.source import parse

ROOT = Path(__file__).parents[2]
FILES = {path: (ROOT / path).read_bytes() for path in READ_AS_AUTHORITY}


def test_the_digests_are_of_the_files_that_lie_there() -> None:
    assert MODULE.read_text() == updated(), "type: .venv/bin/python scripts/update_shipped.py"
    assert {path for path in FILES if path.startswith(SCHEMAS)} == SHIPPED.keys()


@pytest.mark.parametrize("path", sorted(set(SHIPPED) - {SOP}))
def test_a_schema_is_one_and_json_reads_it_as_strict_yaml_does(path: str) -> None:
    document, findings = parse(FILES[path], path)
    assert document is not None, findings
    read, _ = schema_files.read_schema_file(FILES[path], path)
    assert read is not None
    assert json.dumps(read.value) == json.dumps(document.value) == json.dumps(json.loads(FILES[path]))  # fmt: skip
    assert isinstance(document.value, dict)
    validator_for(document.value)


def test_the_process_is_one_that_its_schema_takes() -> None:
    sop, _ = parse(FILES[SOP], SOP)
    schema = json.loads(FILES[SCHEMA_FILES["sop"]])
    assert sop is not None
    assert list(validator_for(schema).errors(sop.value)) == []
    process = schema_files.process_of(FILES[SOP], FILES[SCHEMA_FILES["change"]])
    change = derive_change_schema(json.loads(FILES[SCHEMA_FILES["change"]]), process.sop)
    validator_for(change)


@pytest.mark.parametrize("path", sorted(SHIPPED))
def test_a_byte_more_and_a_file_is_checked_as_any_other(path: str) -> None:
    assert is_shipped(path, FILES[path])
    assert not is_shipped(path, FILES[path] + b"\n")
    for other in SHIPPED.keys() - {path}:
        assert not is_shipped(path, FILES[other])
    spoilt = FILES[path].replace(b'"type"', b'"typ"', 1) if path != SOP else b"states: {}\n"
    changed = {**FILES, path: b'{"type": 7}\n' if path.endswith(".json") else spoilt}
    authority, findings = build_authority(changed)
    assert authority is None
    assert findings[0].place.path == path


def test_whoever_lacks_a_file_is_told_so() -> None:
    for path in AUTHORITY_FILES:
        authority, findings = build_authority({p: d for p, d in FILES.items() if p != path})
        assert authority is None
        assert [finding.place.path for finding in findings] == [path]


@pytest.mark.parametrize(
    ("schema", "left"),
    [
        ({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {}, "c": {}}}, "ab"),
        ({"items": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"$ref": "#/$defs/a"}, "c": {}}}, "a"),
        ({"type": "object", "$defs": {"a": {}, "c": {}}}, ""),
        ({"$ref": "#/items", "items": {}, "$defs": {"a": {}}}, "a"),
        ({"$ref": "#/$defs/a/not", "$defs": {"a": {"not": {"$ref": "#/$defs/c"}}, "c": {}}}, "ac"),
        ({"$ref": "#/$defs/weg", "$defs": {"a": {}}}, "a"),
    ],
)
def test_only_definitions_that_nothing_leads_to_are_left_out(
    schema: dict[str, object], left: str
) -> None:
    found = _without_idle_definitions(schema)
    assert sorted(found["$defs"]) == sorted(left)
    assert {k: v for k, v in found.items() if k != "$defs"} == {
        k: v for k, v in schema.items() if k != "$defs"
    }
