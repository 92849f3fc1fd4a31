"""The page on what was tried is made from the tests, and up to date."""

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _script() -> ModuleType:
    path = ROOT / "scripts/update_attacks.py"
    spec = importlib.util.spec_from_file_location("update_attacks", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()


@cache
def collected() -> list[Any]:
    """Return the tests on attacks; reading them all takes seconds."""
    return list(SCRIPT.collect())


@pytest.mark.parametrize("language", ["id", "en"])
def test_page_is_up_to_date(language: str) -> None:
    """``python scripts/update_attacks.py`` writes both."""
    written = SCRIPT.PAGES[language].read_text(encoding="utf-8")
    assert written == SCRIPT.page(collected(), language)


def test_every_attack_has_a_title_and_a_test() -> None:
    known = SCRIPT.titles()
    tried = {int(test.attack) for test in collected() if test.attack.isdigit()}
    assert sorted(tried) == sorted(known["attacks"])
    ranges = [
        range(first, last + 1) for first, last in (g["attacks"] for g in known["groups"].values())
    ]
    assert sorted(number for each in ranges for number in each) == sorted(known["attacks"])


def test_every_attack_gets_the_verdicts_that_it_must_get() -> None:
    letters = {"R": "rejected", "A": "accepted", "N": "unverifiable"}
    tests = collected()
    for number, attack in SCRIPT.titles()["attacks"].items():
        asserted = {v for t in tests if t.attack == f"{number:02d}" for v in t.verdicts}
        assert {letters[letter] for letter in attack["verdicts"]} <= asserted, number


def test_numbered_tests_on_git_assert_a_verdict() -> None:
    """A test that names no verdict would stand in the page without one."""
    tests = [test for test in collected() if test.attack.isdigit()]
    assert len(tests) > 200
    without = {test.attack for test in tests} - {t.attack for t in tests if t.verdicts}
    doors = {"50", "52", "67", "68"}
    assert without <= doors, "these are about workflows, published files and the desk's door"


def test_what_is_only_not_passed_is_never_called_accepted() -> None:
    """``is not Verdict.PASS`` names the verdict that must not be."""
    [found] = [
        test for test in collected() if test.name == "test_decision_that_lands_as_something_else"
    ]
    assert found.verdicts == {"withheld"}
    assert "accepted" not in SCRIPT._said(found, "en")


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_row_tells_that_an_attack_is_sometimes_accepted(language: str) -> None:
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in SCRIPT.page(collected(), language).splitlines()
        if line.startswith("| ") and line[2].isdigit()
    ]
    words = SCRIPT.WORDS[language]
    ends = {said[language] for said in SCRIPT.FAILED.values()} | {words["prevented"]}
    assert len(rows) == len(SCRIPT.titles()["attacks"])
    assert all(set(row[2].split("; ")) <= ends for row in rows)
    assert {row[3] for row in rows} == {words["accepted"], words["none"]}
