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
RULES_PAGE = "audit/aturan/index.html"
"""The page that explains each rule under its code."""

FAILED = {
    "rejected": {"id": "ditolak", "en": "rejected"},
    "unverifiable": {
        "id": "tidak lolos: belum dapat dipastikan",
        "en": "not passed: cannot be determined",
    },
    "withheld": {"id": "tidak lolos", "en": "not passed"},
}
"""How an attack ends; what is withheld may be rejected or undetermined, the test takes either."""

VERDICTS = {*FAILED, "accepted"}
HELPERS = {"refused": "rejected"}
MEMBERS = {"FAIL": "rejected", "PASS": "accepted", "INDETERMINATE": "unverifiable"}
WORDS: dict[str, dict[str, str]] = {
    "id": {
        "title": "Serangan yang dicoba",
        "crumbs": "Jejak halaman",
        "home": "Beranda",
        "about": "Tentang",
        "intro": (
            "Halaman ini dibuat dari berkas uji perangkat lunak ini. Setiap serangan dijalankan pada "
            "repositori git sungguhan dengan kunci sungguhan, atau pada tiruan layanan git yang "
            "menjawab seperti aslinya. Yang tertulis ialah hasil dan aturan yang dituntut oleh uji itu."
        ),
        "reading": """- **Hasil serangan**: bagaimana serangan itu harus berakhir. *Ditolak*: pemeriksa otomatis menolaknya. *Tidak lolos: belum dapat dipastikan*: buktinya kurang atau tidak dapat dibaca, jadi tidak dinyatakan sesuai. *Tidak lolos* saja: salah satu dari keduanya. *Dicegah*: tidak ada yang dinilai; uji itu menunjukkan bahwa hal tersebut tidak terjadi.
- **Langkah sah yang serupa**: langkah sah di dekat serangan itu, yang memang harus *diterima*. Termasuk di sini langkah sah yang tetap dihitung karena percobaan di dalamnya tidak berpengaruh. Tanda –: ujinya tidak memuat langkah seperti itu.
- **Aturan**: kode aturan yang menjadi alasannya. Jika ada beberapa kode, sedikitnya satu di antaranya menjadi alasan. Kode yang diawali UB9 tidak menolak apa pun, hanya menandai penyimpangan.""",
        "explain": "Yang tidak dibuktikan diuraikan pada [Model ancaman](ancaman.md); arti istilahnya pada [Istilah](istilah.md). Cabang utama ialah cabang `main`.",
        "linked": "Tekan kode aturan untuk membaca artinya.",
        "head": "| No. | Yang dicoba | Hasil serangan | Langkah sah yang serupa | Aturan |",
        "accepted": "diterima",
        "accepted_too": "langkah sah diterima",
        "prevented": "dicegah",
        "none": "–",
        "beyond": "Serangan lain",
        "beyond_intro": "Serangan yang tidak bernomor di atas; semuanya juga dicoba pada riwayat sungguhan.",
        "honest": "Langkah sah yang harus diterima",
        "honest_intro": "Tiap uji memuat pekerjaan sehari-hari yang sah. Sebagian uji juga memuat langkah serupa yang harus ditolak.",
        "names": "Nama fungsi ujinya, dalam bahasa Inggris",
    },
    "en": {
        "title": "Attacks that were tried",
        "crumbs": "Breadcrumb",
        "home": "Home",
        "about": "About",
        "intro": (
            "This page is made from this software's tests. Each attack runs on a real git repository "
            "with real keys, or on a fake of the git service that answers as the real one does. What "
            "stands here are the outcomes and rules that the tests demand."
        ),
        "reading": """- **The attack**: how the attack has to end. *Rejected*: the judge rejects it. *Not passed: cannot be determined*: the proof is incomplete or cannot be read, so it is not declared to conform. *Not passed* alone: one of the two. *Prevented*: nothing is judged; the test shows that it does not happen.
- **Honest counterpart**: a legal step close to the attack, which has to be *accepted*. Among these are legal steps that still count, since what was tried in them has no effect. A dash: the tests hold none.
- **Rules**: the code of the rule that is the reason. Where there are several, at least one of them is the reason. Codes that begin with UB9 reject nothing and only mark a deviation.""",
        "explain": "What is not proved stands in the [threat model](ancaman.md), what the terms mean in the [glossary](istilah.md). The main branch is the branch `main`.",
        "linked": "Follow a rule's code to read what it means.",
        "head": "| No. | What was tried | The attack | Honest counterpart | Rules |",
        "accepted": "accepted",
        "accepted_too": "the honest step accepted",
        "prevented": "prevented",
        "none": "–",
        "beyond": "Other attacks",
        "beyond_intro": "Attacks without a number above; they too were tried on real histories.",
        "honest": "Honest steps that have to be accepted",
        "honest_intro": "Each test holds everyday work that is legal. Some also hold a similar step that has to be rejected.",
        "names": "Names of the test functions",
    },
}
_NAME = re.compile(r"test_(?:(?P<number>\d\d)_|(?P<honest>honest)_)?\w+\Z")
_RULE = re.compile(r"UB\d{3}\Z")


@dataclass(frozen=True)
class Tried:
    """A test: its attack ("honest", or "" for one that is on no list), and its function's name."""

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
                tried = Tried(attack, node.name, *_asserted(node))
                if attack or (attacks and tried.verdicts):
                    found.append(tried)
    return tuple(found)


def _asserted(function: ast.FunctionDef) -> tuple[frozenset[str], frozenset[str]]:
    """Return the verdicts and rules that a test names, its parameters included."""
    verdicts: set[str] = set()
    rules: set[str] = set()
    landed: set[str] = set()
    denied: set[ast.expr] = set()
    for node in ast.walk(function):  # a comparison comes before its parts
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.IsNot):
            denied |= {*node.comparators}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            verdicts |= {HELPERS.get(node.func.id, node.func.id)} & VERDICTS
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Verdict":
            verdicts |= {_meant(MEMBERS[node.attr], node in denied)}
        elif isinstance(node, ast.Assert):
            landed |= _landing(node.test)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            rules |= {node.value} if _RULE.match(node.value) else set()
    if rules:
        verdicts |= landed
    return frozenset(verdicts), frozenset(rules)


def _meant(verdict: str, denied: bool) -> str:
    """Return what a test says that names a verdict, or says that it is another."""
    if denied and verdict != "accepted":
        raise ValueError(f"a test says only that a verdict is not {verdict}")
    return "withheld" if denied else verdict


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
    yield from ("---", f"title: {words['title']}", "hide: [navigation]", "---")
    yield from ("<!-- scripts/update_attacks.py -->", _crumbs(words), "", f"# {words['title']}", "")
    yield from (
        words["intro"],
        "",
        words["reading"],
        "",
        f"{words['linked']} {words['explain']}",
        "",
    )
    for group in known["groups"].values():
        first, last = group["attacks"]
        yield from (f"## {group[language]}", "", words["head"], "|---|---|---|---|---|")
        of_group: list[Tried] = []
        for number in range(first, last + 1):
            own = [test for test in tests if test.attack == f"{number:02d}"]
            of_group += own
            yield _row(number, known["attacks"][number][language], own, language)
        yield from ("", *_names(of_group, language), "")
    for attack, name in (("", "beyond"), ("honest", "honest")):
        own = [test for test in tests if test.attack == attack]
        yield from (f"## {words[name]}", "", words[f"{name}_intro"], "")
        yield from (*_names(own, language), "")


def _crumbs(words: dict[str, str]) -> str:
    """Return the way back, as the pages made from the register have it."""
    return (
        f'<nav class="ub-crumbs" aria-label="{words["crumbs"]}">'
        f'<a href="index.html">{words["home"]}</a> <span aria-hidden="true">&rsaquo;</span> '
        f'<a href="tentang.html">{words["about"]}</a></nav>'
    )


def _row(number: int, title: str, tests: Sequence[Tried], language: str) -> str:
    words = WORDS[language]
    verdicts = frozenset[str]().union(*(test.verdicts for test in tests))
    rules = sorted({rule for test in tests for rule in test.rules})
    cells = (
        str(number),
        title,
        _ended(verdicts, language) or words["none" if verdicts else "prevented"],
        words["accepted" if "accepted" in verdicts else "none"],
        ", ".join(map(_rule, rules)) or words["none"],
    )
    return f"| {' | '.join(cells)} |"


def _ended(verdicts: frozenset[str], language: str) -> str:
    """Return how the attack ended, "" where no verdict says so."""
    known = verdicts - {"withheld"} if {"rejected", "unverifiable"} & verdicts else verdicts
    return "; ".join(said[language] for name, said in FAILED.items() if name in known)


def _rule(rule: str) -> str:
    """Return a rule's code, which leads to what it means; HTML, as it stands in lists too."""
    return f'<a href="{RULES_PAGE}#{rule}">{rule}</a>'


def _names(tests: Sequence[Tried], language: str) -> Iterator[str]:
    """Yield the names of the tests' functions, folded away; they are English in either edition."""
    words = WORDS[language]
    yield f"<details><summary>{words['names']} ({len(tests)})</summary>"
    yield "<ul>"
    for test in tests:
        said = _said(test, language)
        name = f'<code lang="en">{html.escape(test.name)}</code>'
        yield f"<li>{name}{f': {said}' if said else ''}</li>"
    yield "</ul>"
    yield "</details>"


def _said(test: Tried, language: str) -> str:
    """Return what a test demands: how the attack ends, by which rules, and the honest step's fate."""
    words, ended = WORDS[language], _ended(test.verdicts, language)
    accepted = words["accepted_too" if ended else "accepted"] if "accepted" in test.verdicts else ""
    told = [part for part in (ended, accepted) if part]
    if test.rules:
        told[:1] = [" ".join((*told[:1], f"({', '.join(map(_rule, sorted(test.rules)))})"))]
    return "; ".join(told)


def main() -> None:
    """Write both pages and say what stands in them."""
    tests = collect()
    for language, path in PAGES.items():
        path.write_text(page(tests, language), encoding="utf-8")
    attacks = {test.attack for test in tests if test.attack.isdigit()}
    print(f"serangan.md: {len(tests)} tests, {len(attacks)} attacks")


if __name__ == "__main__":
    main()
