"""What is a JSON Schema: our sooner answer is jsonschema's own, and is worked out once."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped] # has no types

from ubah.core.json_schema import metaschema
from ubah.core.office import schema_files
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import AUTHORITY_FILES, ROLES, SOP

ROOT = Path(__file__).resolve().parents[2]
_WHOLE: Any = Draft202012Validator.META_SCHEMA
_RESOLVER = REGISTRY.resolver(_WHOLE["$id"])
METASCHEMAS = (_WHOLE, *(_RESOLVER.lookup(part["$ref"]).contents for part in _WHOLE["allOf"]))
KEYWORDS = sorted({name for part in METASCHEMAS for name in part.get("properties", {})})
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, "", "x", "(", "a b", "#/$defs/x", "https://example.org/x"),
    *([], ["a"], ["a", "a"], ["string", "null"], [1], [{}], [True], [{"type": "nothing"}]),
    *({}, {"a": 1}, {"a": {}}, {"a": True}, {"a": ["b"]}, {"a": {"minLength": -1}}, {"(": {}}),
    *({"properties": {"a": {"allOf": [True, {"items": each}]}}} for each in ({}, {"items": 1})),
)


def refusal(check: Any, schema: dict[str, Any]) -> str:
    try:
        check(schema)
    except (SchemaError, metaschema.UnusableSchema) as problem:
        return str(problem.message)
    return ""


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_every_keyword_is_judged_as_jsonschema_judges_it(keyword: str) -> None:
    refused = 0
    for value in VALUES:
        wanted = refusal(Draft202012Validator.check_schema, {keyword: value})
        assert refusal(metaschema.check_schema, {keyword: value}) == wanted, value
        refused += bool(wanted)
    assert refused or keyword in ("const", "default")


def test_all_keywords_of_the_draft_are_known() -> None:
    assert {"$id", "$defs", "items", "if", "unevaluatedItems", "pattern", "title"} < set(KEYWORDS)
    assert {"format", "contentSchema", "definitions", "$recursiveRef", "$dynamicRef"} < set(
        KEYWORDS
    )


def office() -> dict[str, bytes]:
    return {path: (ROOT / path).read_bytes() for path in AUTHORITY_FILES}


def sound(files: dict[str, bytes]) -> Authority:
    authority, findings = build_authority(files)
    assert authority is not None, findings
    return authority


@pytest.fixture
def _nothing_known() -> None:
    metaschema._check.cache_clear()
    for kept in (
        schema_files.read_schema_file,
        schema_files.validator_of,
        schema_files.sop_findings,
        schema_files.process_of,
    ):
        kept.cache_clear()


@pytest.mark.usefixtures("_nothing_known")
def test_other_roles_do_not_have_the_schemas_checked_again() -> None:
    files = office()
    first = sound(files)
    with (
        patch.object(Draft202012Validator, "is_valid", side_effect=AssertionError),
        patch.object(Draft202012Validator, "check_schema", side_effect=AssertionError),
    ):
        second = sound({**files, ROLES: files[ROLES] + b"# lain\n"})
    assert second.records is first.records
    assert second.assets is first.assets
    assert second.sop is first.sop


@pytest.mark.usefixtures("_nothing_known")
def test_each_schema_that_changes_is_judged_anew() -> None:
    files = office()
    sound(files)
    for path in AUTHORITY_FILES:
        if not path.endswith(".json"):
            continue
        spoiled = files[path].replace(b'"type": "object"', b'"type": "thing"', 1)
        assert spoiled != files[path]
        for _ in range(2):  # what was refused once is refused again, in the same words
            authority, findings = build_authority({**files, path: spoiled})
            assert authority is None
            assert [finding.place.path for finding in findings] == [path]
        assert "thing" in findings[0].message.text + str(findings[0].message.values)
    sound(files)


@pytest.mark.usefixtures("_nothing_known")
def test_another_sop_is_another_process() -> None:
    files = office()
    first = sound(files)
    relabelled = files[SOP].replace(b'"Ajukan', b'"Usulkan')
    assert relabelled != files[SOP]
    second = sound({**files, SOP: relabelled})
    assert second.sop != first.sop
    assert second.change_schema != first.change_schema
    assert sound(files).sop is first.sop


def test_only_a_few_are_kept() -> None:
    for kept in (
        metaschema._check,
        schema_files.read_schema_file,
        schema_files.validator_of,
        schema_files.sop_findings,
        schema_files.process_of,
    ):
        assert (kept.cache_info().maxsize or 10**9) <= 32
