"""What an installation without extras can do: load every command but those that an extra brings."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from ubah.cli import COMMANDS, EXTRAS

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OF_AN_EXTRA = {"site": "site", "export": "export"}
"""Commands that an extra brings whole."""

WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

MISSING = set(sys.argv.pop(1).split(","))
sys.meta_path.insert(0, Missing())
"""
LOAD_ALL = """
import click
from ubah.cli import COMMANDS, commands

def load(group, context):
    for name in group.list_commands(context):
        try:
            command = group.get_command(context, name)
        except ModuleNotFoundError as lacking:
            print(name, lacking.name)
            continue
        inner = click.Context(command, info_name=name)
        command.get_help(inner)
        if isinstance(command, click.Group):
            load(command, inner)

load(commands, click.Context(commands))
"""
RUN = """
sys.argv[0] = "ubah"
from ubah.__main__ import main
main()
"""


def without_extras(code: str, *words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT + code, ",".join(EXTRAS), *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_table_names_every_package_that_only_an_extra_brings() -> None:
    def names(required: list[str]) -> set[str]:
        return {Requirement(one).name for one in required}

    base = names(PROJECT["dependencies"])
    optional = PROJECT["optional-dependencies"]
    modules = metadata.packages_distributions()
    for extra in ("forge", "export", "pdf", "site", "desk"):
        for package in names(optional[extra]) - base - {"pymdown-extensions"}:
            [module] = [
                module
                for module, owners in modules.items()
                if module in EXTRAS and package in {owner.lower() for owner in owners}
            ]
            assert extra == EXTRAS[module] or package in names(optional[EXTRAS[module]])


def test_every_other_command_loads_without_them() -> None:
    done = without_extras(LOAD_ALL)
    assert done.stderr == ""
    lacking = dict(line.split() for line in done.stdout.splitlines())
    assert {name: EXTRAS[module] for name, module in lacking.items()} == OF_AN_EXTRA
    assert len(COMMANDS) > 25


@pytest.mark.parametrize("name", OF_AN_EXTRA)
def test_a_command_that_lacks_one_says_which(name: str) -> None:
    done = without_extras(RUN, "--lang", "en", name, "--help")
    assert done.returncode == 2
    assert f"pip install 'ubah[{OF_AN_EXTRA[name]}]'" in done.stderr
    assert "Traceback" not in done.stderr
