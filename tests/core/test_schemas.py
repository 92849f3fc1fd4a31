import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from sop.journals import Journal, base_files, rules
from ubah.core.diagnostics import Place
from ubah.core.json_schema.validator import validator_for
from ubah.core.office.authority import build_authority
from ubah.core.paths import AUTHORITY_FILES
from ubah.core.reading.derivation import derive_change_schema
from ubah.core.reading.schema import schema_findings
from ubah.core.reading.writing import dump
from ubah.core.sop import Sop
from ubah.core.sop_file import build_sop
from ubah.core.strict_yaml.document import Document
from ubah.core.strict_yaml.source import parse

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = sorted((ROOT / "schemas").glob("*.schema.json"))


def load(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / "schemas" / name).read_text(encoding="utf-8"))
    return schema


def sop_document() -> Document:
    document, findings = parse((ROOT / "schemas/sop.yaml").read_bytes(), "schemas/sop.yaml")
    assert not findings
    assert document is not None
    return document


def sop() -> Sop:
    value: Any = sop_document().value
    return build_sop(value)


def as_written(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def test_there_is_a_schema_for_every_kind_of_file() -> None:
    kinds = {path.name.removesuffix(".schema.json") for path in SCHEMAS}
    assert kinds == {
        "archived-change",
        "asset",
        "change",
        "explanation",
        "office",
        "report",
        "roles",
        "sop",
    }


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: str(path.name))
def test_every_schema_is_a_json_schema_in_the_form_in_which_it_is_written(path: Path) -> None:
    schema = load(path.name)
    validator_for(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert path.read_text(encoding="utf-8") == as_written(schema)


def test_the_record_schema_says_what_sop_yaml_says() -> None:
    """After a change of sop.yaml, `ubah schemas` writes what follows from it."""
    schema = load("change.schema.json")
    derived = derive_change_schema(schema, sop())
    assert derived == schema
    assert as_written(derived) == as_written(schema)  # the order of the fields too


def test_deriving_starts_from_a_schema_without_the_derived_parts_too() -> None:
    schema = load("change.schema.json")
    bare = {**schema, "$defs": {k: v for k, v in schema["$defs"].items() if k[:9] != "evidence_"}}
    bare["$defs"]["entry"] = {
        key: schema["$defs"]["entry"][key] for key in ("title", "description", "type")
    }
    assert derive_change_schema(bare, sop()) == schema


def test_sop_yaml_is_valid() -> None:
    validator = validator_for(load("sop.schema.json"))
    assert schema_findings(validator, sop_document(), Place("schemas/sop.yaml")) == ()


def test_every_action_says_what_is_to_be_done_and_what_was() -> None:
    """A label that is an order cannot tell of what has happened."""
    for action in sop().actions.values():
        for language in ("id", "en"):
            todo, done = (label.in_language(language) for label in (action.label, action.done))
            assert done.strip(), action.name
            assert done != todo, action.name
    words = [label for action in sop().actions.values() for label in (action.label, action.done)]
    assert len({label.id for label in words}) == len({label.en for label in words}) == len(words)


def test_an_older_sop_yaml_without_done_is_valid_and_falls_back() -> None:
    text = (ROOT / "schemas/sop.yaml").read_bytes()
    older = re.sub(rb"    done: .*\n|, (?:nil|live)_label: \{[^}]*\}", b"", text)
    assert not re.search(rb"done:|nil_label:|live_label:", older)
    files = {path: (ROOT / path).read_bytes() for path in AUTHORITY_FILES}
    authority, findings = build_authority({**files, "schemas/sop.yaml": older})
    assert findings == ()
    assert authority is not None
    assert all(action.done == action.label for action in authority.sop.actions.values())
    planned = authority.sop.states["release_planned"]
    for evidence in ({"nil_reason": "Dikembalikan."}, {"already_live": {}}, {"window": {}}):
        assert planned.label_after(evidence) == planned.label


def test_the_authority_files_of_the_sample_office_are_sound() -> None:
    files = {path: (ROOT / path).read_bytes() for path in AUTHORITY_FILES}
    authority, findings = build_authority(files)
    assert findings == ()
    assert authority is not None


def broken(**changes: Any) -> int:
    value: Any = json.loads(json.dumps(sop_document().value))
    for path, content in changes.items():
        *keys, last = path.split("__")
        target = value
        for key in keys:
            target = target[key]
        if content is None:
            del target[last]
        else:
            target[last] = content
    return len(list(validator_for(load("sop.schema.json")).errors(value)))


@pytest.mark.parametrize(
    "change",
    [
        {"actions__approve__by": []},
        {"actions__approve__from": "all"},
        {"actions__approve__basis": "format"},
        {"actions__approve__label": {"id": "Setujui"}},
        {"actions__approve__evidence__analysis__required": "yes"},
        {"actions__approve__guards": ["oral_approval_confirmed_by_its_giver"]},
        {"actions__approve__color": "green"},
        {"edition__in_force_since": "15-02-2017"},
        {"states__Submitted": {"label": {"id": "a", "en": "b"}, "basis": "sop"}},
        {"states": {}},
        {"substitution": None},
    ],
    ids=str,
)
def test_a_mistake_in_sop_yaml_is_found(change: dict[str, Any]) -> None:
    assert broken() == 0
    assert broken(**change) >= 1


def properties(schema: object, where: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(schema, dict):
        for name, value in schema.get("properties", {}).items():
            if isinstance(value, dict) and set(value) - {"const"}:  # not the test of an `if`
                yield f"{where}/{name}", value
        for key, value in schema.items():
            yield from properties(value, f"{where}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from properties(value, f"{where}/{index}")


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: str(path.name))
def test_every_property_has_a_title_in_both_languages(path: Path) -> None:
    schema = load(path.name)
    assert " / " in schema["title"]
    conditions = ("/if/", "/then/")
    lacking = [
        where
        for where, value in properties(schema)
        if not any(part in where for part in conditions)
        and len([word for word in value.get("title", "").split(" / ") if word.strip()]) != 2
    ]
    assert lacking == []
    texts = [value["description"] for _, value in properties(schema) if "description" in value]
    assert [text for text in texts if " / " not in text] == []


@pytest.mark.parametrize("number", ["301.0", "3.01e2", "1e30"])
def test_a_number_with_a_point_is_no_integer(number: str) -> None:
    """An account's number is told by how it is written; 301.0 would be somebody else's."""
    account = f"    accounts:\n    - {{forge: x, id: {number}, login: a, from: '2026-01-01'}}\n"
    files = base_files()
    title = b"    title: Pegawai\n"
    files["roles.yaml"] = files["roles.yaml"].replace(title, title + account.encode(), 1)
    authority, findings = build_authority(files)
    assert authority is None
    assert [finding.rule for finding in findings] == ["UB201"]


@pytest.mark.parametrize("hours", ["24.0", "0.5"])
def test_hours_are_whole(hours: str) -> None:
    files = base_files()
    files["office.yaml"] += f"late_entry_hours: {hours}\n".encode()
    assert build_authority(files)[0] is None


def test_a_limit_that_no_calendar_holds() -> None:
    files = base_files()
    files["office.yaml"] += b"limits_days: {submitted: 1e300}\n"
    assert build_authority(files)[0] is None


def test_midnight_is_the_next_days_first_minute() -> None:
    """Newer Pythons read 24:00; verdicts are the same on all of them."""
    journal = Journal().through("submit", "accept")
    entry = {**journal.entries[1], "at": "2026-02-02T24:00:00+08:00"}
    assert rules(replace(journal, entries=(journal.entries[0], entry))) == ["UB203"]


@pytest.mark.parametrize("offset", ["+07:60", "-00:99", "+24:00"])
def test_an_offset_has_less_than_a_day_and_an_hour(offset: str) -> None:
    """RFC 3339, 5.6; Python carries 60 minutes over to the next hour."""
    journal = Journal().through("submit", "accept")
    entry = {**journal.entries[1], "at": f"2026-02-02T09:00:00{offset}"}
    assert rules(replace(journal, entries=(journal.entries[0], entry))) == ["UB203"]


def test_a_day_at_the_end_of_the_calendar_is_told_as_that() -> None:
    files = base_files()
    roles = yaml.load(files["roles.yaml"], yaml.CSafeLoader)
    roles["roles"]["head"][0]["until"] = "9999-12-31"
    files["roles.yaml"] = dump(roles).encode()
    authority, findings = build_authority(files)
    assert authority is None
    assert [finding.message.text for finding in findings] == [
        "{where}: the year {year} is not among those that can be judged"
    ]
    assert findings[0].hint is not None
    assert "leave it out" in findings[0].hint.text


@pytest.mark.parametrize(
    ("field", "was", "value"),
    [
        ("request.addressee", "pengelola-1", "siapa"),
        ("request.supersedes", "RFC-2026-0002", "RFC-2026-0009"),
        ("request.affected_assets", ["SRV-0001"], ["SRV-0001", "SRV-0009"]),
    ],
)
def test_a_correction_points_to_what_is_there(field: str, was: Any, value: Any) -> None:
    asked = {"supersedes": "RFC-2026-0002", "affected_assets": ["SRV-0001"]}
    journal = Journal().asking(**asked).through("submit")
    assert rules(journal.then("correct", field=field, was=was, **{"is": value})) == ["UB303"]
