"""Write the site's page on what was tried (serangan.md, in both languages) from the tests.

The tests are read, not run: a test named test_NN_... in tests/ belongs to attack NN, a test named
test_honest_... to honest work; the verdicts and rules are those that it asserts.
"""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
TITLES = ROOT / "scripts/attacks.yaml"
PAGES = {"id": ROOT / "site/pages/serangan.md", "en": ROOT / "site/pages-en/serangan.md"}
VERDICTS = {
    "rejected": {"id": "ditolak", "en": "rejected"},
    "accepted": {"id": "diterima", "en": "accepted"},
    "unverifiable": {"id": "belum dapat dipastikan", "en": "cannot be determined"},
}
HELPERS = {"refused": "rejected"}
MEMBERS = {"FAIL": "rejected", "PASS": "accepted", "INDETERMINATE": "unverifiable"}
WORDS: dict[str, dict[str, str]] = {
    "id": {
        "title": "Serangan yang dicoba",
        "intro": (
            "Halaman ini dibuat dari berkas uji perangkat lunak ini. Setiap serangan dijalankan pada "
            "repositori git sungguhan dengan kunci sungguhan, atau pada tiruan layanan git yang "
            "menjawab seperti aslinya. Yang tertulis ialah putusan dan aturan yang dituntut oleh uji "
            "itu; *diterima* di samping *ditolak* ialah pekerjaan jujur yang serupa, yang harus lolos. Jika aturannya beberapa, salah satunya menjadi alasan. Tanda – berarti tidak ada yang dinilai: uji itu menunjukkan bahwa hal tersebut tidak dapat terjadi."
        ),
        "explain": "Arti sebuah aturan: `ubah explain UB501`. Yang tidak dibuktikan diuraikan pada [Model ancaman](ancaman.md).",
        "head": "| No. | Yang dicoba | Putusan | Aturan | Uji |",
        "none": "–",
        "beyond": "Di luar daftar",
        "beyond_intro": "Serangan lain yang dicoba pada riwayat sungguhan.",
        "honest": "Pekerjaan jujur yang harus lolos",
        "honest_intro": "Tiap uji memuat pekerjaan sehari-hari yang harus diterima; sebagian juga memuat tetangganya yang tidak jujur, yang harus ditolak.",
        "names": "Nama-nama uji, dalam bahasa Inggris",
    },
    "en": {
        "title": "Attacks that were tried",
        "intro": (
            "This page is made from this software's tests. Each attack runs on a real git repository "
            "with real keys, or on a fake of the git service that answers as the real one does. What "
            "stands here are the verdicts and rules that the tests demand; *accepted* beside "
            "*rejected* is honest work of the same kind, which has to pass. Of several rules any one may be the reason. A dash: nothing is judged there; the test shows that it cannot happen."
        ),
        "explain": "What a rule means: `ubah explain UB501`. What is not proved stands in the [threat model](ancaman.md).",
        "head": "| No. | What was tried | Verdict | Rules | Tests |",
        "none": "–",
        "beyond": "Beyond the list",
        "beyond_intro": "Other attacks that were tried on real histories.",
        "honest": "Honest work that has to pass",
        "honest_intro": "Each test holds everyday work that has to be accepted; some also hold its dishonest neighbour, which has to be rejected.",
        "names": "Names of the tests",
    },
}
_NAME = re.compile(r"test_(?:(?P<number>\d\d)_|(?P<honest>honest)_)?(?P<rest>\w+)\Z")
_RULE = re.compile(r"UB\d{3}\Z")


@dataclass(frozen=True)
class Tried:
    """A test: its attack ("honest", or "" for one that is on no list), what it says it tries."""

    attack: str
    name: str
    verdicts: frozenset[str]
    rules: frozenset[str]


def collect() -> tuple[Tried, ...]:
    """Return the tests that attack or work honestly, in the order of their files."""
    found: list[Tried] = []
    for path in sorted(TESTS.rglob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        attacks = path.parent == TESTS / "attacks" and path.name != "test_explaining.py"
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and (match := _NAME.match(node.name)):
                attack = match["number"] or match["honest"] or ""
                tried = Tried(attack, match["rest"].replace("_", " "), *_asserted(node))
                if attack or (attacks and tried.verdicts):
                    found.append(tried)
    return tuple(found)


def _asserted(function: ast.FunctionDef) -> tuple[frozenset[str], frozenset[str]]:
    """Return the verdicts and rules that a test names, its parameters included."""
    verdicts: set[str] = set()
    rules: set[str] = set()
    landed: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            verdicts |= {HELPERS.get(node.func.id, node.func.id)} & set(VERDICTS)
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Verdict":
            verdicts |= {MEMBERS[node.attr]}
        elif isinstance(node, ast.Assert):
            landed |= _landing(node.test)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            rules |= {node.value} if _RULE.match(node.value) else set()
    if rules:
        verdicts |= landed
    return frozenset(verdicts), frozenset(rules)


def _landing(asserted: ast.expr) -> set[str]:
    """Return what an assertion says of the recorder: whether it made a landing's commit."""
    negated = isinstance(asserted, ast.UnaryOp) and isinstance(asserted.op, ast.Not)
    value = asserted.operand if isinstance(asserted, ast.UnaryOp) else asserted
    if not isinstance(value, ast.Attribute) or value.attr != "commit":
        return set()
    return {"rejected" if negated else "accepted"}


def titles() -> dict[str, Any]:
    """Return the attacks' titles and groups."""
    found: dict[str, Any] = yaml.safe_load(TITLES.read_text(encoding="utf-8"))
    return found


def page(tests: Sequence[Tried], language: str) -> str:
    """Return the page in one language."""
    return "\n".join(_lines(tests, language)).rstrip() + "\n"


def _lines(tests: Sequence[Tried], language: str) -> Iterator[str]:
    words, known = WORDS[language], titles()
    yield from ("---", "hide: [navigation]", "---", "<!-- scripts/update_attacks.py -->")
    yield from (f"# {words['title']}", "", words["intro"], "", words["explain"], "")
    for group in known["groups"].values():
        first, last = group["attacks"]
        yield from (f"## {group[language]}", "", words["head"], "|---|---|---|---|---|")
        of_group: list[Tried] = []
        for number in range(first, last + 1):
            own = [test for test in tests if test.attack == f"{number:02d}"]
            of_group += own
            yield _row(number, known["attacks"][number][language], own, language)
        yield from ("", *_names(of_group, words["names"]), "")
    for attack, name in (("", "beyond"), ("honest", "honest")):
        own = [test for test in tests if test.attack == attack]
        yield from (f"## {words[name]}", "", words[f"{name}_intro"], "")
        yield from (*_names(own, words["names"]), "")


def _row(number: int, title: str, tests: Sequence[Tried], language: str) -> str:
    none = WORDS[language]["none"]
    verdicts = [
        word[language]
        for name, word in VERDICTS.items()
        if any(name in test.verdicts for test in tests)
    ]
    rules = sorted({rule for test in tests for rule in test.rules})
    cells = (
        str(number),
        title,
        ", ".join(verdicts) or none,
        ", ".join(rules) or none,
        str(len(tests)),
    )
    return f"| {' | '.join(cells)} |"


def _names(tests: Sequence[Tried], heading: str) -> Iterator[str]:
    """Yield the tests' names, folded away; they are English in either edition."""
    yield f"<details><summary>{heading} ({len(tests)})</summary>"
    yield '<ul lang="en">'
    for test in tests:
        number = f"{test.attack} " if test.attack.isdigit() else ""
        verdicts = ", ".join(sorted(VERDICTS[name]["en"] for name in test.verdicts))
        rules = ", ".join(sorted(test.rules))
        said = ": ".join(part for part in (verdicts, rules) if part)
        yield f"<li>{html.escape(number + test.name)}{f' ({said})' if said else ''}</li>"
    yield "</ul>"
    yield "</details>"


def main() -> None:
    """Write both pages and say what stands in them."""
    tests = collect()
    for language, path in PAGES.items():
        path.write_text(page(tests, language), encoding="utf-8")
    attacks = {test.attack for test in tests if test.attack.isdigit()}
    print(f"serangan.md: {len(tests)} tests, {len(attacks)} attacks")


if __name__ == "__main__":
    main()
