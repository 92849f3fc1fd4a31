"""docs/reference is what the code says today, and its examples are judged as it says."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from sop.journals import ASSETS, PATH, Journal, base_authority, base_files, office_with
from ubah.cli import COMMANDS
from ubah.core.judge.contents import judge_contents
from ubah.core.office.authority import build_authority
from ubah.core.rules import RULES
from ubah.core.sop_proof.laws import sop_findings

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "scripts/rule_examples.yaml").read_text(encoding="utf-8")
)
LARGEST = 80 * 1024


def test_the_reference_is_that_of_the_code() -> None:
    """Who changes a help text, a schema or a rule types: .venv/bin/python scripts/update_reference.py."""
    pages: Mapping[Path, str] = runpy.run_path(str(ROOT / "scripts/update_reference.py"))["pages"]()
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


def found(example: Mapping[str, Any], which: str) -> set[str]:
    """Return the rules that the judge finds in an example's good or bad form."""
    good, text = str(example["good"]), str(example[which])
    if "file" in example:
        files = dict(base_files())
        content = files[example["file"]].decode()
        assert content.count(good) == 1
        files[example["file"]] = content.replace(good, text).encode()
        authority, findings = build_authority(files)
        assert authority is not None
        findings = (*findings, *sop_findings(authority.sop, authority.change_schema))
        return {finding.rule for finding in findings}
    record = Journal().through(*str(example["steps"]).split()).data.decode()
    for before, after in example.get("first", ()):
        assert before in record
        record = record.replace(before, after)
    assert record.count(good) == 1
    authority = office_with(**example["settings"]) if "settings" in example else base_authority()
    records = {PATH: record.replace(good, text).encode()}
    return {finding.rule for finding in judge_contents(records, ASSETS, authority).findings}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_bad_example_breaks_exactly_its_rule_and_a_good_one_none(rule: str) -> None:
    example = EXAMPLES[rule]
    beside = set(example.get("beside", ()))
    assert found(example, "good") <= beside
    assert found(example, "bad") - beside == {rule}


def test_most_rules_that_a_record_alone_can_break_have_an_example() -> None:
    """Of the guards of the SOP all but two: an oral approval (UB419), and a revision that revises nothing."""
    guards = {rule.id for rule in RULES if "UB411" <= rule.id <= "UB434"}
    assert guards - EXAMPLES.keys() <= {"UB419", "UB431"}
    assert EXAMPLES.keys() <= {rule.id for rule in RULES}
