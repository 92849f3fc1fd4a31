import ast
import importlib.util
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from types import ModuleType

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "tools" / "ubah"


def _script() -> ModuleType:
    path = ROOT / "scripts" / "update_catalogue.py"
    spec = importlib.util.spec_from_file_location("update_catalogue", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{[A-Za-z_][A-Za-z0-9_]*\}", text))


@cache
def extracted() -> Catalog:
    """Return what the code says; whoever adds to it makes a copy."""
    return SCRIPT.extract()


@cache
def translations() -> dict[str, Message]:
    with (PACKAGE / "locale/id/LC_MESSAGES/ubah.po").open("rb") as stream:
        return {str(entry.id): entry for entry in read_po(stream, locale="id") if entry.id}


def test_every_sentence_is_translated() -> None:
    """``python scripts/update_catalogue.py`` adds what is new to ubah.po."""
    known = translations()
    sentences = {str(entry.id) for entry in extracted() if entry.id}
    assert len(sentences) > 200
    assert sorted(text for text in sentences if text not in known) == []
    assert sorted(text for text in sentences if not known[text].string) == []
    assert sorted(text for text in sentences if known[text].fuzzy) == []
    assert sorted(set(known) - sentences) == []


def test_a_translation_has_the_placeholders_of_its_sentence() -> None:
    different = [
        text
        for text, entry in translations().items()
        if placeholders(text) != placeholders(str(entry.string))
    ]
    assert different == []


def test_a_translation_keeps_the_layout_of_its_sentence() -> None:
    different = [
        text
        for text, entry in translations().items()
        if len(text) - len(text.lstrip())
        != len(str(entry.string)) - len(str(entry.string).lstrip())
        or text.endswith(":") != str(entry.string).endswith(":")
        or "\n" in str(entry.string)
    ]
    assert different == []


def test_updating_the_catalogue_keeps_what_is_there() -> None:
    existing = SCRIPT.CATALOGUE.read_bytes()
    assert SCRIPT.merge(extracted(), existing) == existing


def test_a_new_sentence_is_added_without_a_translation() -> None:
    template = deepcopy(extracted())
    template.add("a sentence that nobody wrote yet {x}")
    merged = SCRIPT.merge(template, SCRIPT.CATALOGUE.read_bytes()).decode()
    assert 'msgid "a sentence that nobody wrote yet {x}"\nmsgstr ""\n' in merged
    assert 'msgid "the file is empty"\nmsgstr "berkas kosong"\n' in merged


def test_every_sentence_is_a_literal_with_the_values_that_it_wants() -> None:
    modules = sorted(PACKAGE.rglob("*.py"))
    assert [f"{path}, {wrong}" for path in modules for wrong in _wrong_sentences(path)] == []


def _wrong_sentences(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id != "msg":
            continue
        text = node.args[0] if len(node.args) == 1 else None
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
            yield f"line {node.lineno}: not a literal"
        elif any(keyword.arg is None for keyword in node.keywords):
            continue
        elif placeholders(text.value) != {f"{{{keyword.arg}}}" for keyword in node.keywords}:
            yield f"line {node.lineno}: {text.value}"
