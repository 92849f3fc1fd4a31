"""What is accepted at once jsonschema accepts too: in the office's schemas, and keyword by keyword."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sop.journals import base_authority
from support.examples import examples
from ubah.core.diagnostics import CannotRun
from ubah.core.json_schema.metaschema import UnusableSchema
from ubah.core.json_schema.quick import ALIKE
from ubah.core.json_schema.validator import SchemaValidator, validator_for
from ubah.core.strict_yaml.source import parse

ROOT = Path(__file__).resolve().parents[2]
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.0, 1.5, 10**30, -0.0, "", "x", "1", "true"),
    *("2026-02-02", "2026-02-30", "1899-01-01", "2026-02-02T08:00:00+08:00"),
    *(
        "2026-02-02T24:00:00+08:00",
        "2026-02-02T08:00:00",
        "2026-02-02T08:00:00+07:60",
        "२०२६-०२-०२",
    ),
    *(
        "RFC-2026-0001",
        "RFC-2026-0001\n",
        "SRV-0001",
        "a@b.example",
        "https://example.org",
        "\U0001f600",
    ),
    *(
        [],
        [1, 1.0],
        [1, True],
        [0, False],
        ["a", "a"],
        [{}, {}],
        [[1], [1.0]],
        {},
        {"a": 1},
        {"": None},
    ),
)


def value_of(path: Path) -> Any:
    document, findings = parse(path.read_bytes(), path.name)
    assert document is not None, findings
    return document.value


def corpus() -> list[tuple[str, SchemaValidator, Any]]:
    """Return each schema of the office with what it is there to accept."""
    authority = base_authority()
    found: list[tuple[str, SchemaValidator, Any]] = []
    for path in sorted((ROOT / "changes").rglob("*.yaml")):
        record = value_of(path)
        found += [
            ("record", authority.records.record, record),
            ("frame", authority.records.frame, record),
            *((e["action"], authority.records.entries[e["action"]], e) for e in record["journal"]),
        ]
    for path in sorted((ROOT / "assets").glob("*.yaml")):
        found.append(("asset", authority.assets, value_of(path)))
    for name, file in (
        ("roles", "roles.yaml"),
        ("office", "office.yaml"),
        ("sop", "schemas/sop.yaml"),
    ):
        schema = json.loads((ROOT / f"schemas/{name}.schema.json").read_bytes())
        found.append((name, SchemaValidator(schema), value_of(ROOT / file)))
    return found


def parts(value: Any) -> list[tuple[Any, Any]]:
    """Return every place in a value, as what holds it and under what."""
    rows = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [place for key, each in rows for place in ((value, key), *parts(each))]


def test_what_fits_is_accepted_at_once() -> None:
    for name, validator, value in corpus():
        assert validator._quick.accepts(value), name


def test_what_is_accepted_at_once_fits_among_mutated_ones() -> None:
    pick = random.Random(7)
    told = [0, 0]
    for _, validator, sound in corpus():
        for _ in range(examples(40)):
            value = copy.deepcopy(sound)
            for holder, key in pick.sample(
                places := parts(value), min(len(places), pick.randint(1, 2))
            ):
                match pick.randint(0, 3):
                    case 0 if isinstance(holder, dict):
                        holder.pop(key, None)
                    case 1 if isinstance(holder, dict):
                        holder[pick.choice(("x", "y" * 300, "action"))] = copy.deepcopy(
                            pick.choice(ODD)
                        )
                    case 2 if isinstance(holder, list):
                        holder.append(copy.deepcopy(pick.choice(holder)) if holder else 1)
                    case _:
                        holder[key] = copy.deepcopy(pick.choice(ODD))
            fits = not any(validator._full.errors(value))
            told[fits] += 1
            assert validator._quick.accepts(value) <= fits, value
    assert min(told) > examples(800)


def schemas() -> list[dict[str, Any]]:
    """Return sound schemas, each of one keyword that both libraries are trusted with."""
    values: tuple[Any, ...] = (
        *ODD,
        *("string", "integer", "number", "object", "array", "null", ["integer", "null"], ["a"]),
        *(
            "date",
            "date-time",
            "email",
            "uri",
            "regex",
            "^a$",
            r"^\d+$",
            r"\w",
            "a|b$",
            r"^[^\s]+\Z",
            "(",
        ),
        *(
            2,
            3,
            {"type": "integer"},
            {"const": 1},
            {"enum": [0, "a"]},
            [{"type": "string"}, {"minLength": 2}],
        ),
        *(
            {"a": {"type": "integer"}},
            {"a": ["b"]},
            {"a": {"required": ["b"]}},
            {"pattern": "^x"},
        ),
    )
    found: list[dict[str, Any]] = [
        {keyword: copy.deepcopy(value)} for keyword in sorted(ALIKE) for value in values
    ]
    sound: list[dict[str, Any]] = []
    for schema in found:
        try:
            validator_for(schema)
        except (UnusableSchema, CannotRun):
            continue
        sound.append(schema)
    return sound


def test_each_keyword_accepts_at_once_only_what_fits() -> None:
    accepted = 0
    values = [*ODD, *({"a": each} for each in ODD), *([each, 1] for each in ODD)]
    for schema in schemas():
        validator = SchemaValidator(schema)
        for value in values:
            if validator._quick.accepts(value):
                accepted += 1
                assert not any(validator._full.errors(value)), (schema, value)
    assert accepted > 20_000


@pytest.mark.parametrize(
    "schema",
    [
        {"patternProperties": {"^a": {}}},
        {"unevaluatedProperties": False},
        {"$dynamicRef": "#x"},
        {"multipleOf": 0.1},
        {"properties": {"a": {"items": {"contentSchema": {}}}}},
        {"pattern": "("},
        {"$ref": "#/$defs/none"},
        {"$ref": "https://example.org/other"},
    ],
)
def test_what_is_beyond_the_keywords_that_are_alike_is_not_decided_here(
    schema: dict[str, Any],
) -> None:
    assert not SchemaValidator(schema)._quick.accepts({})


def test_a_number_that_is_whole_but_no_integer_is_left_to_jsonschema() -> None:
    validator = SchemaValidator({"properties": {"a": {"type": "integer"}}})
    assert validator.is_valid({"a": 1})
    assert not validator.is_valid({"a": 1.0})


ASKS = """
import sys
from ubah.core.json_schema.quick import QuickValidator

imported = []
sys.addaudithook(lambda event, about: imported.append(about[0]) if event == "import" else None)
validator = QuickValidator({"type": "object", "required": ["a"]}, {})
assert validator.accepts({"a": 1.5})
assert not validator.accepts({})
assert imported == [], imported
"""


def test_nothing_is_imported_by_compiled_code_that_ctrl_c_would_make_panic() -> None:
    subprocess.run([sys.executable, "-c", ASKS], check=True)
