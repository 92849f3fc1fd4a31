"""What a command loads before it does anything: the hook and the help wait for no library of the site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from ubah.cli import COMMANDS, commands
from ubah.cli.helping import paragraphs

ROOT = Path(__file__).parents[2]
LOADED = """
import sys
sys.argv = ["ubah", *sys.argv[1:]]
from ubah.__main__ import main
try:
    main()
except SystemExit:
    pass
print(*sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""
OF_THE_SITE = {"mkdocs", "material", "jinja2", "openpyxl", "markdown", "segno", "typst"}
OF_A_FORGE = {"github", "requests", "urllib3"}
OF_THE_DESK = {"starlette", "uvicorn", "anyio", "h11", "itsdangerous"}
OF_A_DEVELOPER = {"pytest", "playwright", "hypothesis"}
OF_OTHER_WORDS = {"babel", "xml"}
OF_REFUSALS = {"jsonschema", "referencing"}
HEAVY = OF_THE_SITE | OF_A_FORGE | OF_THE_DESK | OF_A_DEVELOPER | OF_OTHER_WORDS
JUDGING = {"git", "jsonschema", "jsonschema_rs", "yaml", "cryptography", "sshsig", "rich"}


def loaded(*words: str, folder: Path = ROOT) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        cwd=folder,
        input=b"",
        capture_output=True,
        check=True,
    )
    return set(done.stderr.decode().splitlines()[-1].split())


@pytest.mark.parametrize(
    ("words", "never"),
    [
        (("--help", "--lang", "en"), HEAVY | JUDGING),
        (("--help",), HEAVY | JUDGING - {"yaml"}),
        (("list",), HEAVY | OF_REFUSALS | {"sshsig"}),
        (("next",), HEAVY | OF_REFUSALS | {"sshsig", "rich"}),
        (("show", "RFC-2026-0010"), HEAVY - {"babel"}),
        (("check",), HEAVY | OF_REFUSALS | {"rich"}),
    ],
    ids=lambda words: " ".join(sorted(words))[:20],
)
def test_a_command_loads_only_what_it_needs(words: tuple[str, ...], never: set[str]) -> None:
    found = loaded(*words)
    assert "click" in found
    assert found & never == set()


def test_the_hook_loads_only_the_judge(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path)], check=True)
    found = loaded("hook", "pre-receive", folder=tmp_path)
    assert "sshsig" in found
    assert found & (HEAVY | OF_REFUSALS | {"rich"}) == set()


def test_the_table_says_what_each_command_says_of_itself() -> None:
    context = click.Context(commands)
    for name, row in COMMANDS.items():
        command = commands.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert row.help == paragraphs(command.help or "")[0]
