"""No name of an action or a state of the SOP stands in the code: it asks for what they mean."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from ubah.core.meanings import BY_NAME, STATE_BY_NAME

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "tools/ubah"
DATA = yaml.load((ROOT / "schemas/sop.yaml").read_bytes(), yaml.CSafeLoader)
NAMES = {*DATA["actions"], *DATA["states"]}

THE_TABLE = "core/meanings.py"
"""The names of the tool's own sop.yaml, as defaults of the marks."""

ALLOWED = {
    ("core/sop_file.py", "review"): "a key of sop.yaml: the step is taken by a review",
    ("core/voucher.py", "review"): "a kind of voucher",
    ("edge/forges/", "closed"): "what a forge says of an issue or a pull request",
    ("core/figures/process.py", "submitted"): "the name of a figure, part of addresses",
    ("core/figures/process.py", "rejected"): "the name of a figure, part of addresses",
    ("publish/show/recap.py", "submitted"): "a word on a page, to be translated",
    ("core/register/standing.py", "rolled_back"): "the mark of a setback in the change log's data",
    ("publish/show/timeline.py", "review"): "what a forge has as evidence",
}
"""Where a name is a word with a meaning of its own: file or folder, word → what it is there."""


UNMISTAKABLE = re.compile(rf"\b({'|'.join(sorted(n for n in NAMES if '_' in n))})\b")
"""Names that are no words of a language, and so can be looked for inside sentences."""


def sentences(text: str) -> Iterator[tuple[str, int]]:
    """Yield each name that stands inside a text which is no docstring, with its line."""
    tree = ast.parse(text)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body
        if isinstance(node.body[0], ast.Expr)
    }
    told |= {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield from ((word, node.lineno) for word in UNMISTAKABLE.findall(node.value))


def literals(text: str) -> Iterator[tuple[str, int]]:
    """Yield each text in a module that is the name of an action or a state, with its line."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and node.value in NAMES:
            yield str(node.value), node.lineno


def test_the_code_names_no_action_and_no_state() -> None:
    used = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).as_posix()
        if own == THE_TABLE:
            continue
        for word, line in literals(path.read_text()):
            reason = next((a for a in ALLOWED if own.startswith(a[0]) and a[1] == word), None)
            assert reason, f"{own}:{line}: ask for the meaning, not for {word!r}"
            used.add(reason)
    assert used == ALLOWED.keys()


def test_no_sentence_names_an_action_or_a_state() -> None:
    """An office may call it otherwise: a sentence is given the names of its sop.yaml."""
    found = {
        f"{path.relative_to(PACKAGE)}:{line}: {word}"
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).as_posix() != THE_TABLE
        for word, line in sentences(path.read_text())
        if not any(
            path.relative_to(PACKAGE).as_posix().startswith(a[0]) and a[1] == word for a in ALLOWED
        )
    }
    assert found == set()
    assert {w for w, _ in sentences('x = "type ubah advance RFC fail_test"')} == {"fail_test"}


def test_the_table_names_what_the_tools_own_sop_has_without_marks() -> None:
    """An action with marks of its own, or with no meaning to anybody, stands in sop.yaml alone."""
    assert set(BY_NAME) <= set(DATA["actions"])
    assert set(STATE_BY_NAME) <= set(DATA["states"])
    assert all(action["label"]["id"] for action in DATA["actions"].values())


def test_a_name_is_found_wherever_it_stands() -> None:
    text = 'def f(a, b="pass_test"):\n    match a:\n        case "submit":\n            return {"closed": 1}\n'
    assert {word for word, _ in literals(text)} == {"pass_test", "submit", "closed"}
