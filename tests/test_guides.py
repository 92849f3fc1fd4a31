"""The guides name only commands, options and files that exist, and say the same in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from ubah.cli import COMMANDS, commands
from ubah.edge.forges.github.files import LOCKS, PIN

ROOT = Path(__file__).resolve().parents[1]
GUIDES = sorted(
    [
        *(ROOT / "docs").glob("README*.md"),
        *(ROOT / "docs/guides").glob("*.md"),
        *(ROOT / "docs").glob("tutorial*.md"),
    ]
)
OFFICE_READMES = sorted((ROOT / "tools/ubah/edge/office/folder").glob("README.*.md"))
READMES = (ROOT / "README.md", ROOT / "README.id.md")
LATER = {"forge", "export"}
"""Commands of the contract that come with other parts of the tool."""


@pytest.mark.parametrize(
    "path", [*GUIDES, *READMES, *OFFICE_READMES], ids=lambda path: str(path.name)
)
def test_every_command_and_option_exists(path: Path) -> None:
    context = click.Context(commands)
    for name, rest in re.findall(r"(?<!/)\bubah ([a-z-]+)([^`\n]*)", path.read_text()):
        assert name in COMMANDS or name in LATER, (path.name, name)
        command = commands.get_command(context, name)
        inner = re.match(r" ([a-z-]+)(.*)", rest)
        if isinstance(command, click.Group) and inner:
            command, rest = command.get_command(context, inner[1]), inner[2]
            assert command is not None, (path.name, name, inner[1])
        if command is None or isinstance(command, click.Group):
            continue
        known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
        words = re.split(r"[|#;&>]", rest)[0].split()
        used = {word.split("=")[0] for word in words if word.startswith("--")}
        assert used <= known, (path.name, name, used - known)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: str(path.name))
def test_every_file_of_the_repository_exists(path: Path) -> None:
    of_an_office = {PIN, *LOCKS}
    named = set(re.findall(r"`((?:\.github|schemas|requirements)/[\w./-]+)`", path.read_text()))
    assert [name for name in named - of_an_office if not (ROOT / name).exists()] == []


def test_both_languages_have_the_same_parts_and_the_same_commands() -> None:
    names = {path.name for path in GUIDES}
    english = [path for path in GUIDES if not path.name.endswith(".id.md")]
    assert len(english) == len(GUIDES) / 2 >= 4
    for path in english:
        assert path.with_name(f"{path.stem}.id.md").name in names
    for path in (*english, READMES[0]):
        other = path.with_name(f"{path.stem}.id.md")
        texts = path.read_text(), other.read_text()
        shapes = [re.findall(r"^(#+|```|\d\.|\|) ?", text, re.MULTILINE) for text in texts]
        assert shapes[0] == shapes[1], path.name
        commands_named = [sorted(re.findall(r"`(ubah [a-z-]+)", text)) for text in texts]
        assert commands_named[0] == commands_named[1], path.name
        assert other.name in texts[0]
        assert path.name in texts[1]


def test_an_offices_own_readme_says_the_same_in_both_languages() -> None:
    texts = [path.read_text() for path in OFFICE_READMES]
    assert [path.name for path in OFFICE_READMES] == ["README.en.md", "README.id.md"]
    shapes = [re.findall(r"^(#+|\d\.|\|) ?|\$[a-z]+", text, re.MULTILINE) for text in texts]
    assert shapes[0] == shapes[1]
    named = [re.findall(r"`(ubah [a-z]+(?: RFC| --open)?)", text) for text in texts]
    assert named[0] == named[1]


@pytest.mark.parametrize(
    "path",
    [*GUIDES, *READMES, *sorted((ROOT / "docs/reference").glob("*.md"))],
    ids=lambda path: str(path.name),
)
def test_every_link_to_a_file_leads_there(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []
