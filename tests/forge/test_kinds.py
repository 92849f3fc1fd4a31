"""What the kinds of forges are played through: nothing is left out unsaid."""

from __future__ import annotations

import ast
from pathlib import Path

from forge.kinds import ON_GITLAB
from forge.not_there import GITLAB

FOLDER = Path(__file__).parent


def asks(found: ast.FunctionDef | ast.Module, module: ast.Module) -> frozenset[str]:
    """Return what a test asks of a forge, by its own marks and its module's."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Assign)]
    marks = [one.value for one in calls if ast.unparse(one.targets[0]) == "pytestmark"]
    marks += found.decorator_list if isinstance(found, ast.FunctionDef) else []
    return frozenset(
        str(ast.literal_eval(said))
        for mark in marks
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.proves"
        for said in mark.args
    )


def test_each_test_that_gitlab_does_not_play_says_why() -> None:
    lacking = set()
    for path in FOLDER.glob("test_*.py"):
        module = ast.parse(path.read_text())
        for found in module.body:
            if isinstance(found, ast.FunctionDef) and found.name.startswith("test_"):
                wanted = asks(found, module)
                lacking |= set() if wanted <= ON_GITLAB.proves else {found.name}
    assert lacking == GITLAB.keys()


def test_what_is_named_in_its_place_is_there() -> None:
    own = "".join(path.read_text() for path in FOLDER.rglob("test_*.py"))
    for why in GITLAB.values():
        for name in (word.strip(",:").rpartition("::")[2] for word in why.split()):
            assert not name.startswith("test_") or f"def {name}(" in own, name
