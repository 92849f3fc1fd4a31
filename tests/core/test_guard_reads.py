"""What a guard says that it reads is what it reads, and an SOP that asks for less is told so."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml

from sop.journals import arrived, base_authority, base_files, judged
from support.office import CHECKOUT
from ubah.core.guards import GUARDS, StepContext
from ubah.core.model import Entry, Progress, Record
from ubah.core.office.authority import build_authority
from ubah.core.reading.journal import advance, begin
from ubah.core.reading.relied_on import MAYBE, is_asked_for, stands, top
from ubah.core.sop_proof.laws import sop_findings
from ubah.core.sop_proof.walk import NOW, START, _step, explore

DATA: dict[str, Any] = yaml.load((CHECKOUT / "schemas/sop.yaml").read_bytes(), yaml.CSafeLoader)
SHIPPED = base_authority()
SOP = SHIPPED.sop


class Watched(Mapping[str, Any]):
    """Evidence that notes which of its fields somebody asks for."""

    def __init__(self, values: Mapping[str, Any], asked: set[str]) -> None:
        self._values, self._asked = values, asked

    def __getitem__(self, name: str) -> Any:
        self._asked.add(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def watched(step: StepContext, asked: set[str]) -> StepContext:
    """Return the step with all evidence, its own and the earlier steps', under watch."""

    def own(entry: Entry) -> Entry:
        return replace(entry, evidence=Watched(entry.evidence, asked))

    progress = replace(step.progress, entries=tuple(map(own, step.progress.entries)))
    return replace(step, entry=own(step.entry), progress=progress)


def test_no_guard_reads_more_than_it_says() -> None:
    """Over all moves of the walk; `plan_present` looks for a plan in every earlier step."""
    walk = explore(SOP, SHIPPED.change_schema)
    request = {"requester": "a", "date": "2026-01-01", "plan": "-"}
    at: dict[object, Progress] = {START: begin(Record("", "", request, ()))}
    read: dict[str, set[str]] = {name: set() for name in GUARDS}
    for move in walk.moves:
        progress = at[move.before]
        step = _step(move.action, move.evidence, progress, SOP, SHIPPED.change_schema)
        for use in move.action.guards:
            asked: set[str] = set()
            list(GUARDS[use.name].check(watched(step, asked)))
            read[use.name] |= asked
        at.setdefault(move.after, advance(progress, step.entry, NOW, SOP))
    for name, asked in read.items():
        assert asked <= GUARDS[name].fields, name
    assert sum(map(len, read.values())) > 25


def test_what_a_guard_reads_can_be_corrected_nowhere() -> None:
    """Rule 9: a correction never touches a value that a guard reads."""
    for action in SOP.actions.values():
        for use in action.guards:
            own = {top(path) for path in GUARDS[use.name].reads} & set(action.evidence)
            assert all(action.evidence[field].decisive for field in own), (action.name, use.name)
        for guard in GUARDS.values():
            for meaning, paths in guard.earlier.items():
                own = {top(path) for path in paths} & set(action.evidence)
                if meaning in action.means:
                    assert all(action.evidence[field].decisive for field in own), action.name


RELIED_ON = sorted(
    {
        (action.name, top(path))
        for action in SOP.actions.values()
        for use in action.guards
        for path in GUARDS[use.name].reads
        if not path.split(".")[0].endswith(MAYBE)
    }
)


@pytest.mark.parametrize(("action", "field"), RELIED_ON)
def test_a_field_that_is_not_asked_for_is_told_and_judged_without_a_crash(
    action: str, field: str
) -> None:
    data = copy.deepcopy(DATA)
    data["actions"][action]["evidence"][field]["required"] = False
    files = base_files()
    files["schemas/sop.yaml"] = yaml.safe_dump(
        json.loads(json.dumps(data)), sort_keys=False, allow_unicode=True
    ).encode()
    authority, findings = build_authority(files)
    assert authority is not None, findings
    told = [f for f in sop_findings(authority.sop, authority.change_schema) if f.rule == "UB212"]
    assert (action, field) in {
        (dict(f.message.values)["action"], str(dict(f.message.values)["field"]).split(".")[0])
        for f in told
    }
    source = SOP.actions[action].sources[0]
    journal = arrived("submitted" if source == "any" else source).then(action, **{field: None})
    found = [f for f in judged(journal, authority) if f.rule == "UB202"]
    assert [f.place.record for f in found]
    assert field in str(dict(found[0].message.values)["problem"])


SCHEMA: dict[str, Any] = {
    "properties": {
        "release": {"$ref": "#/$defs/release"},
        "rows": {"items": {"properties": {"a": {}}, "required": ["a"]}},
    },
    "required": ["release"],
}
DEFS: dict[str, Any] = {
    "release": {"properties": {"at": {}, "outcome": {}}, "required": ["outcome"]},
    "ring": {"$ref": "#/$defs/ring"},
}


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("release", True),
        ("release.outcome", True),
        ("release?.outcome", True),
        ("release.at", False),
        ("release.at?", True),
        ("rows", False),
        ("rows?.a", True),
        ("rows?.b", False),
        ("none?.b", True),
        ("none", False),
    ],
)
def test_a_path_is_asked_for(path: str, asked: bool) -> None:
    assert is_asked_for(path, SCHEMA, DEFS) is asked
    assert not is_asked_for("a.b", {"properties": {"a": DEFS["ring"]}, "required": ["a"]}, DEFS)


@pytest.mark.parametrize(
    ("path", "value", "holds"),
    [
        ("a", {"a": 1}, True),
        ("a", {}, False),
        ("a?", {}, True),
        ("a.b", {"a": {}}, False),
        ("a?.b", {"a": {}}, False),
        ("a.b", {"a": [{"b": 1}, {}]}, False),
        ("a.b", {"a": [{"b": 1}]}, True),
        ("a.b", {"a": []}, True),
        ("a.b?", {"a": "text"}, False),
    ],
)
def test_a_path_stands(path: str, value: dict[str, Any], holds: bool) -> None:
    assert stands(path, value) is holds
