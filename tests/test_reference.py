"""docs/reference is what the code says today, and its examples are judged as it says."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.examples_of_rules import examples, findings_of
from support.stories import Told, stories
from ubah.cli import COMMANDS
from ubah.core.diagnostics import Finding, Severity
from ubah.core.rules import RULES

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 160 * 1024
"""A forge shows Markdown of up to 512 KB; every rule has its examples on the page of rules."""


def test_the_reference_is_that_of_the_code() -> None:
    """Who changes a help text, a schema or a rule types: .venv/bin/python scripts/update_reference.py.

    Its stories are played once, so each is judged here, too, before a page shows what it found.
    """
    script = runpy.run_path(str(ROOT / "scripts/update_reference.py"))
    played: Mapping[tuple[str, str], Told] = script["played"]()
    assert set(played) == {(rule, which) for rule in stories() for which in ("good", "bad")}
    for (rule, which), told in played.items():
        _holds(rule, which, told.findings)
    pages: Mapping[Path, str] = script["pages"]()
    assert len(pages) == 6
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text, path.name
        assert len(text.encode()) < LARGEST
    texts = {path.name: text for path, text in pages.items()}
    for suffix in (".md", ".id.md"):
        headings = texts[f"rules{suffix}"].count("\n## UB")
        assert headings == len({rule.id for rule in RULES}) > 100
        assert texts[f"commands{suffix}"].count("\n## ubah ") == len(COMMANDS)
    assert "Cara pakai:" not in texts["commands.md"]
    assert "Usage:" not in texts["commands.id.md"]


def _holds(rule: str, which: str, findings: tuple[Finding, ...]) -> None:
    """A bad story has its rule found, and may break others on the way; a good one has nothing found."""
    if which == "bad":
        assert rule in {finding.rule for finding in findings}, rule
        return
    hurt = [f for f in findings if f.severity is not Severity.DEVIATION or f.rule == rule]
    assert hurt == [], rule


@pytest.mark.parametrize("rule", examples())
def test_a_bad_example_breaks_exactly_its_rule_and_a_good_one_none(rule: str) -> None:
    example = examples()[rule]
    beside = set(example.get("beside", ()))
    assert {finding.rule for finding in findings_of(example, "good")} <= beside
    assert {finding.rule for finding in findings_of(example, "bad")} - beside == {rule}


def test_every_rule_has_a_good_and_a_bad_example() -> None:
    told = [*examples(), *stories()]
    assert len(told) == len(set(told))
    assert set(told) == {rule.id for rule in RULES}
