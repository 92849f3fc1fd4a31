"""A rule that is newer than an office's edition of the rules yields nothing there (rule 13)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from ubah.core.diagnostics import Basis, Finding, Label, Place, Rule, error, msg
from ubah.core.guards import StepContext
from ubah.core.judge import steps as judge_steps
from ubah.core.judge.contents import judge_contents
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import AUTHORITY_FILES
from ubah.core.register.outlook import outlook_of_file
from ubah.core.rules import RULE_MODULES

ROOT = Path(__file__).resolve().parents[2]
WORD = Label("kata", "word")
LATER = Rule("UB999", "of-a-later-edition", Basis.LOCAL, WORD, WORD, WORD, WORD, since=2)


def _found(_step: StepContext, place: Place) -> Iterator[Finding]:
    yield error(LATER, place, msg("found"), msg("mend it"))


@pytest.fixture(scope="module")
def authority() -> Authority:
    built, _ = build_authority({path: (ROOT / path).read_bytes() for path in AUTHORITY_FILES})
    assert built is not None
    return built


@pytest.mark.parametrize(("edition", "yields"), [(1, False), (2, True), (3, True)])
def test_a_rule_of_edition_2(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, edition: int, yields: bool
) -> None:
    monkeypatch.setattr(judge_steps, "deviations", _found)
    held = replace(authority, office=replace(authority.office, rules=edition))
    path = "changes/2026/RFC-2026-0001.yaml"
    judged = judge_contents({path: (ROOT / path).read_bytes()}, {}, held)
    assert ("UB999" in {finding.rule for finding in judged.findings}) is yields
    assert any(step.findings for step in judged.steps) is yields
    assert judged.steps


@pytest.mark.parametrize(("edition", "told"), [(1, False), (2, True)])
def test_what_speaks_against_a_step_goes_by_the_edition_too(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, edition: int, told: bool
) -> None:
    """Or a command would refuse by a rule that the judge does not hold the office to."""
    held = replace(authority, office=replace(authority.office, rules=edition))
    path = "changes/2026/RFC-2026-0031.yaml"
    now = datetime(2026, 7, 1, tzinfo=held.office.zone)
    outlook = outlook_of_file((ROOT / path).read_bytes(), path, held, now)
    assert outlook is not None
    monkeypatch.setattr(
        "ubah.core.register.outlook.office_complaints",
        lambda *_: [(LATER, msg("found"), msg("mend it"), Basis.LOCAL)],
    )
    found = outlook.against("accept", "pengelola-1", Place(path))
    assert ([finding.rule for finding in found] == ["UB999"]) is told


def test_what_is_found_around_the_judge_is_of_every_edition() -> None:
    """The edge finds what no office is asked about: histories, clones, clocks, merges."""
    named = {
        alias.name
        for path in (ROOT / "tools/ubah/edge").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ubah.core.rules.")
        for alias in node.names
    }
    rules = {
        name: rule
        for module in RULE_MODULES
        for name, rule in vars(module).items()
        if isinstance(rule, Rule)
    }
    assert named
    assert {rules[name].since for name in named} == {1}


def test_what_is_about_a_file_as_such_is_of_every_edition() -> None:
    with pytest.raises(ValueError, match="every edition"):
        Rule("UB199", "of-a-file", Basis.FORMAT, WORD, WORD, WORD, WORD, since=2)
