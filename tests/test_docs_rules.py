"""The page of the thirteen rules: what the code cites stands there, and what it names is there."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "tools/ubah"
PAGE = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
CITING = sorted(
    path
    for place in ("tools/ubah", "tests", "docs", ".github")
    for path in (ROOT / place).rglob("*")
    if path.suffix in (".py", ".md", ".yml", ".sh") and "node_modules" not in path.parts
)
CITATION = re.compile(
    r"\b[Rr]ules?\s+(?P<numbers>\d{1,2}[a-z]?(?:(?:\s*(?:,|/|–|-|\band\b|\bor\b|\bto\b)\s*)+\d{1,2}[a-z]?\b)*)\b"
)
NUMBER = re.compile(r"\d{1,2}[a-z]?")
HEADINGS = re.findall(r"^(#{2,3}) Rule (\d+[a-z]?): \S", PAGE, re.MULTILINE)
CODE = re.compile(r"UB\d{3}")


def cited(text: str) -> Iterator[str]:
    """Yield the numbers of the rules that a text cites; a citation may go on in the next comment line."""
    for match in CITATION.finditer(re.sub(r"\n\s*(#|\*|>)? ?", " ", text)):
        yield from NUMBER.findall(match["numbers"])


def codes(text: str) -> Iterator[str]:
    """Yield the codes that a text names, one by one or as `UB411 to UB434`."""
    for first, last in re.findall(r"UB(\d{3})(?:\s+to\s+UB(\d{3}))?", text):
        yield from (f"UB{number}" for number in range(int(first), int(last or first) + 1))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("(rules 4b, 5, 8).", ["4b", "5", "8"]),
        ("rules 4b–10", ["4b", "10"]),
        ("Rule 2, question 12", ["2"]),
        ("so (rules 9\n# and 10): no", ["9", "10"]),
        ("rules 1 to 8; a rule of 12 lines; rule 501", ["1", "8"]),
        ("rules 9/10/13", ["9", "10", "13"]),
    ],
)
def test_citations_are_seen(text: str, numbers: list[str]) -> None:
    assert list(cited(text)) == numbers


def test_there_are_thirteen_rules_in_order_and_three_ways_to_prove() -> None:
    assert [number for depth, number in HEADINGS if depth == "##"] == list(map(str, range(1, 14)))
    assert [number for depth, number in HEADINGS if depth == "###"] == ["4a", "4b", "4c"]


def test_every_rule_that_is_cited_has_its_heading() -> None:
    known = {number for _, number in HEADINGS}
    found = {
        (path.relative_to(ROOT).as_posix(), number)
        for path in CITING
        for number in cited(path.read_text(encoding="utf-8"))
    }
    assert len([path for path, _ in found if path.startswith("tools/ubah/")]) > 60
    assert {item for item in found if item[1] not in known} == set()


def test_every_rule_says_where_it_is_enforced_and_what_reports_it() -> None:
    parts = re.split(r"^#{2,3} Rule ", PAGE.partition("\n## At the gates")[0], flags=re.MULTILINE)
    for part in parts[1:]:
        words = " ".join(part.split())
        enforced, reported = words.find("*Enforced in* `"), words.find("*Reported by* ")
        assert 0 < enforced < reported, part.partition("\n")[0]


def test_every_path_that_the_page_names_is_there() -> None:
    paths = set(re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|ya?ml|sh|md|json))`", PAGE))
    assert len(paths) > 40
    assert {
        path for path in paths if not any((p / path).is_file() for p in (PACKAGE, ROOT))
    } == set()
    links = set(re.findall(r"\]\(([^)#:]+)", PAGE + GLOSSARY))
    assert {link for link in links if not (ROOT / "docs" / link).is_file()} == set()


def test_every_code_of_authority_assets_and_history_serves_one_of_the_rules() -> None:
    texts = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    texts += [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.yaml")]
    known = {code for text in texts for code in CODE.findall(text)}
    named = set(CODE.findall(PAGE))
    assert named <= known
    assert {code for code in known if code[2] in "567"} <= set(codes(PAGE))


def test_a_word_stands_in_the_glossary_once_and_in_order() -> None:
    words = re.findall(r"^\| ([^|]+?) \|", GLOSSARY, re.MULTILINE)[2:]
    assert len(words) > 35
    assert words == sorted(set(words), key=str.casefold)


def test_the_drawing_of_the_rooms_is_that_of_the_code() -> None:
    """Making it also shows that there is no circle: such rooms have no order."""
    page = runpy.run_path(str(ROOT / "scripts/update_rooms.py"))["page"]
    assert (ROOT / "docs/rooms.md").read_text() == page()
