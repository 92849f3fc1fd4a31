"""Every sentence that the sources hand to ``msg`` or ``_`` reaches its reader in Indonesian."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ubah.edge.system import catalogues

PACKAGE = Path(__file__).resolve().parents[1] / "tools/ubah"
MODULES = sorted(PACKAGE.rglob("*.py"))


def calls(node: ast.AST, in_f_string: bool = False) -> Iterator[tuple[ast.Call, bool]]:
    """Yield each call of ``msg`` or ``_``, and whether it stands in an f-string."""
    inside = in_f_string or isinstance(node, ast.JoinedStr)
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in ("msg", "_"):
            yield node, in_f_string
    for child in ast.iter_child_nodes(node):
        yield from calls(child, inside)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_literal_has_a_translation_and_none_hides_in_an_f_string(path: Path) -> None:
    wrong = []
    for call, hidden in calls(ast.parse(path.read_text(encoding="utf-8"))):
        text = call.args[0] if call.args else None
        if hidden:
            wrong.append(f"{call.lineno}: in an f-string, where the extractor does not look")
        literal = text.value if isinstance(text, ast.Constant) else None
        if isinstance(literal, str) and not catalogues.translates("id", literal):
            wrong.append(f"{call.lineno}: {literal}")
    assert wrong == []
