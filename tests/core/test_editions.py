"""A rule that is newer than an office's edition of the rules yields nothing there (rule 13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ubah.core.diagnostics import Basis, Finding, Label, Place, Rule, error, msg
from ubah.core.guards import StepContext
from ubah.core.judge import steps as judge_steps
from ubah.core.judge.contents import judge_contents
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import AUTHORITY_FILES

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


def test_what_is_about_a_file_as_such_is_of_every_edition() -> None:
    with pytest.raises(ValueError, match="every edition"):
        Rule("UB199", "of-a-file", Basis.FORMAT, WORD, WORD, WORD, WORD, since=2)
