"""Every sentence that the sources hand to ``msg`` or ``_`` reaches its reader in Indonesian."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ubah.edge.system import catalogues

PACKAGE = Path(__file__).resolve().parents[1] / "tools/ubah"
PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")
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


def printed(tree: ast.AST) -> Iterator[ast.Attribute]:
    """Yield where a sentence's own text is put into another, so that it is printed unfilled."""
    for string in (one for one in ast.walk(tree) if isinstance(one, ast.JoinedStr)):
        for part in ast.walk(string):
            if isinstance(part, ast.Attribute) and part.attr == "text" and isinstance(part.value, ast.Attribute) and part.value.attr in ("message", "hint"):  # fmt: skip
                yield part


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_literal_has_a_translation_and_none_hides_in_an_f_string(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wrong = [f"{part.lineno}: printed without its values" for part in printed(tree)]
    for call, hidden in calls(tree):
        text = call.args[0] if call.args else None
        if hidden:
            wrong.append(f"{call.lineno}: in an f-string, where the extractor does not look")
        literal = text.value if isinstance(text, ast.Constant) else None
        if isinstance(literal, str) and not catalogues.translates("id", literal):
            wrong.append(f"{call.lineno}: {literal}")
        named = {keyword.arg for keyword in call.keywords}
        if isinstance(literal, str) and getattr(call.func, "id", "") == "msg" and None not in named:
            wrong += [f"{call.lineno}: no {one}" for one in PLACEHOLDER.findall(literal) if one not in named]  # fmt: skip
    assert wrong == []
