"""What Windows and macOS do not have must not be needed: modules, names of modules, line ends."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

PACKAGE = Path(__file__).parents[2] / "tools/ubah"
MODULES = sorted(PACKAGE.rglob("*.py"))

UNIX_MODULES = ("fcntl", "pwd", "grp", "termios", "tty", "pty", "resource", "syslog")
UNIX_NAMES = {
    "os": {
        *(
            "fork",
            "forkpty",
            "geteuid",
            "getuid",
            "getegid",
            "getpgid",
            "setsid",
            "killpg",
            "mkfifo",
        ),
        *("sched_getaffinity", "O_NOFOLLOW", "O_CLOEXEC", "O_DIRECTORY", "uname", "chown", "nice"),
    },
    "signal": {"SIGHUP", "SIGKILL", "SIGALRM", "SIGPIPE", "SIGUSR1", "SIGUSR2", "alarm", "pause"},
}
ASKED_FIRST = ("hasattr(", "sys.platform", "getattr(")
"""What a function says that looks whether a name is there."""

WITHOUT_THEM = f"""
import builtins, importlib, pkgutil, sys
absent = set({UNIX_MODULES!r})
real = builtins.__import__

def without(name, globals=None, locals=None, fromlist=(), level=0):
    asking = (globals or {{}}).get("__name__", "")
    if name.split(".")[0] in absent and asking.split(".")[0] == "ubah":
        raise ImportError(f"no module named {{name}}")
    return real(name, globals, locals, fromlist, level)

builtins.__import__ = without
import ubah
for module in pkgutil.walk_packages(ubah.__path__, "ubah."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
from pathlib import Path
from ubah.edge.system import scratch
assert not scratch.HAS_LOCKS
home = Path(sys.argv[1])
with scratch.scratch_folder(home) as folder:
    (folder / "x").write_text("x")
    assert (folder / ".owner").is_file()
assert not folder.exists()
left = home / "ubah-left"
left.mkdir()
(left / ".owner").write_text("")
scratch.remove_orphans(home, "ubah-")
assert not left.exists()
print("all", len([name for name in sys.modules if name.startswith("ubah.")]))
"""


def test_every_module_is_imported_without_unix_modules(tmp_path: Path) -> None:
    words = [sys.executable, "-c", WITHOUT_THEM, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[1]) >= len(MODULES) - 2


def _unix_only(path: Path) -> Iterator[str]:
    """Yield what only Unix has, unless it is asked for in the function or statement around it."""
    text = path.read_text("utf-8")
    for part in ast.parse(text).body:
        for node in ast.walk(part):
            if _is_unix_only(node) and not _is_asked_first(part, node, text):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}: {ast.unparse(node)}"


def _is_asked_first(part: ast.stmt, node: ast.Attribute, text: str) -> bool:
    functions = (inner for inner in ast.walk(part) if isinstance(inner, ast.FunctionDef))
    around = [inner for inner in functions if any(n is node for n in ast.walk(inner))]
    sources = [ast.get_source_segment(text, inner) or "" for inner in around or [part]]
    return any(asked in source for source in sources for asked in ASKED_FIRST)


def _is_unix_only(node: ast.AST) -> TypeGuard[ast.Attribute]:
    if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
        return False
    return node.attr in UNIX_NAMES.get(node.value.id, ())


def test_what_only_unix_has_is_looked_for_first() -> None:
    assert [found for path in MODULES for found in _unix_only(path)] == []


def test_text_is_written_with_line_feeds_and_in_utf_8() -> None:
    """`write_text` and text files in "w" would put line ends of Windows there, in its own code page."""
    found = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if "write_text(" in line
    ]
    assert found == []
