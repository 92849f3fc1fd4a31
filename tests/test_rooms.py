"""The rooms of the package: imports run one way, and the core does nothing but compute."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "tools/ubah"
ROOMS = {
    "core": {"core"},
    "edge": {"edge", "core"},
    "report": {"report", "core"},
    "publish": {"publish", "core"},
    "cli": {"cli", "edge", "report", "publish", "core"},
}
IMPURE = {
    *("git", "os", "sys", "io", "pathlib", "shutil", "subprocess", "socket", "urllib", "http"),
    *("tempfile", "time", "locale", "gettext", "random", "secrets", "threading", "asyncio"),
    *("logging", "click", "rich", "mkdocs", "babel", "jinja2", "cryptography", "sshsig"),
}
MODULES = sorted(PACKAGE.rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imports(path: Path) -> tuple[tuple[str, int], ...]:
    """Return each module that a file imports, wherever in it, with the line."""
    found = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            found.append((node.module or "", node.lineno))
    return tuple(found)


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def id_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_imports_run_one_way() -> None:
    """All but of ubah/__init__.py and __main__.py, which wire the whole."""
    assert [
        f"{path}:{line}: {room(path)} imports {name}"
        for path in MODULES
        if room(path) in ROOMS
        for name, line in imports(path)
        if name.startswith("ubah.") and name.split(".")[1] not in ROOMS[room(path)]
    ] == []


def test_the_folders_of_the_core_depend_one_way() -> None:
    """From the values at the top of core/ through reading, office and proof to the judge."""
    core = PACKAGE / "core"
    depends: dict[str, set[str]] = {}
    for path in core.rglob("*.py"):
        own = path.relative_to(core).parts[0].removesuffix(".py") if path.parent != core else ""
        needed = depends.setdefault(own, set())
        for name, _line in imports(path):
            folder = name.removeprefix("ubah.core.").split(".")[0]
            if name.startswith("ubah.core."):
                needed.add(folder if (core / folder).is_dir() else "")
        needed.discard(own)
    order = list(TopologicalSorter(depends).static_order())
    assert order.index("reading") < order.index("proof") < order.index("judge")
    assert len(order) > 10


EDGE = ("system", "git", "history", "clone", "office", "forges", "recorder", "desk")
PUBLISH = (
    *("words", "forges", "addresses", "drawings", "gathered", "show", "questions"),
    *("markup", "exports", "papers", "pages", "site", "output", "desk"),
)
IN_ORDER = {"edge": EDGE, "publish": PUBLISH}


def test_the_rooms_of_edge_and_publish_stand_on_those_before_them() -> None:
    wrong = []
    for path in (path for path in MODULES if room(path) in IN_ORDER):
        order = IN_ORDER[room(path)]
        own, *rest = path.relative_to(PACKAGE / room(path)).parts
        assert rest or own == "__init__.py", f"{path}: stands in no room"
        allowed = order[: order.index(own) + 1] if rest else ()
        wrong += [
            f"{path}:{line}: {own} imports {name}"
            for name, line in imports(path)
            if name.startswith(f"ubah.{room(path)}") and name.split(".")[2] not in allowed
        ]
    assert wrong == []


def test_no_page_knows_another() -> None:
    assert [
        f"{path}:{line}: imports {name}"
        for path in sorted((PACKAGE / "publish/pages").glob("*.py"))
        for name, line in imports(path)
        if name.startswith("ubah.publish.pages")
    ] == []


def test_the_core_computes_only() -> None:
    core = [path for path in MODULES if room(path) == "core"]
    assert [
        f"{path}:{line}: core imports {name}"
        for path in core
        for name, line in imports(path)
        if name.split(".")[0] in IMPURE
    ] == []
    calls = [
        (f"{path}:{node.lineno}", ast.unparse(node.func))
        for path in core
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
    ]
    assert len(calls) > 1000
    assert [
        (where, called)
        for where, called in calls
        if called in {"open", "input", "print"} or called.endswith((".now", ".today", ".utcnow"))
    ] == []


def test_only_one_package_imports_git() -> None:
    users = {path for path in MODULES for name, _ in imports(path) if name.split(".")[0] == "git"}
    assert {path.parent for path in users} == {PACKAGE / "edge/git"}


def test_every_page_is_put_into_the_site() -> None:
    used = {name for path in (PACKAGE / "publish/site").glob("*.py") for name, _ in imports(path)}
    pages = {path.stem for path in (PACKAGE / "publish/pages").glob("[!_]*.py")}
    assert {page for page in pages if f"ubah.publish.pages.{page}" not in used} == set()


RENDERING = {"babel", "jinja2", "io"}
"""What rendering may use of the impure: it reads the package's own data, and writes nothing."""


def test_only_output_writes_what_is_published() -> None:
    assert [
        f"{path}:{line}: imports {name}"
        for path in MODULES
        if room(path) == "publish" and path.parent.name != "output"
        for name, line in imports(path)
        if name.split(".")[0] in IMPURE - RENDERING and name != "urllib.parse"
    ] == []


def test_only_one_module_imports_mkdocs() -> None:
    users = {
        path for path in MODULES for name, _ in imports(path) if name.split(".")[0] == "mkdocs"
    }
    assert users == {PACKAGE / "publish/output/theme.py"}


def test_every_room_is_known() -> None:
    found = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert found == set(ROOMS)


def test_modules_are_of_a_size_to_be_read() -> None:
    long = {id_of(path): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: lines for name, lines in long.items() if lines > 320} == {}


def test_no_folder_is_crowded() -> None:
    full = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    assert {id_of(folder): count for folder, count in full.items() if count > 16} == {}


def _types_named_by(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """Yield the name of a type that a module gives one to, such as ``Row = tuple[str, int]``."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
        if re.fullmatch(r"[A-Z][a-z]\w*", name):
            yield name, ast.unparse(node.value)


def alike(paths: list[tuple[str, str]]) -> bool:
    """Whether all of these are one and the same type variable, which every module makes its own of."""
    return len({meaning for _, meaning in paths}) == 1 and paths[0][1].startswith("TypeVar(")


def test_a_name_means_one_thing() -> None:
    """No two public types of one name: who reads it elsewhere must not have to ask which."""
    where: dict[str, list[tuple[str, str]]] = {}
    for path in MODULES:
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where.setdefault(node.name, []).append((id_of(path), ""))
            for name, meaning in _types_named_by(node):
                where.setdefault(name, []).append((id_of(path), meaning))
    assert {
        name: paths for name, paths in where.items() if len(paths) > 1 and not alike(paths)
    } == {}


@pytest.mark.parametrize(
    ("made", "homes"),
    [
        ("StepContext", {"core/register/outlook.py", "core/sop_proof/walk.py"}),
        ("Bench", {"edge/history/audit.py"}),
    ],
)
def test_what_may_come_next_has_one_home(made: str, homes: set[str]) -> None:
    """The proof of the SOP walks without an authority, so it makes a step of its own; nobody else."""
    found = {
        id_of(path)
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == made
    }
    assert found == homes


def test_the_impure_are_names_of_modules() -> None:
    """So that a misspelt name above is noticed."""
    installed = {"git", "click", "rich", "mkdocs", "babel", "jinja2", "cryptography", "sshsig"}
    assert IMPURE - installed <= sys.stdlib_module_names
