"""The gate's own time: what it runs, leaves out and says, with `make` played by a stand-in."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ["test", "demo", "test-others"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing but the gate, and the programs beside it that it would install."""
    checkout, programs = tmp_path / "checkout", tmp_path / "programs"
    (checkout / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci/run", checkout / ".ci/run")
    for words in (
        ["init", "-q", "-b", "main"],
        ["add", "."],
        ["-c", "user.name=Contoh", "-c", "user.email=c@lpse.example", "commit", "-q", "-m", "Awal"],
    ):
        subprocess.run(["git", *words], cwd=checkout, check=True, env={"PATH": os.environ["PATH"]})
    programs.mkdir()
    for name in ("chromium-headless-shell", "npm", "ssh-keygen"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    (programs / "make").write_text(
        f'#!/bin/sh\necho "$3 HOME=$HOME" >>{tmp_path}/made\n[ "$3" != "$(cat {tmp_path}/fails)" ]\n'
    )
    (programs / "make").chmod(0o755)
    (tmp_path / "fails").write_text("")
    return checkout


def run(checkout: Path, passed: int = 0) -> tuple[int, str, list[str]]:
    """Run the gate as if ``passed`` seconds had gone by (bash takes SECONDS from the environment)."""
    path = f"{checkout.parent / 'programs'}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", ".ci/run"],
        cwd=checkout,
        env={"PATH": path, "HOME": "/nowhere", "SECONDS": str(passed)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    made = checkout.parent / "made"
    return done.returncode, done.stdout, made.read_text().splitlines() if made.exists() else []


def test_everything_runs_and_the_newcomers_commands_with_an_empty_home(checkout: Path) -> None:
    code, printed, made = run(checkout)
    assert code == 0, printed
    homes = dict(line.split() for line in made)
    assert sorted(homes) == sorted(TARGETS)
    assert [name for name, home in homes.items() if home != "HOME=/nowhere"] == ["test", "demo"]
    assert "NOT RUN" not in printed


def test_what_there_is_no_time_for_is_said_aloud_at_the_end(checkout: Path) -> None:
    code, printed, made = run(checkout, passed=85 * 60)
    assert code == 0
    assert [line.split()[0] for line in made] == ["test", "demo"]
    assert printed.splitlines()[-1].startswith("!!! NOT RUN")
    assert printed.splitlines()[-1].endswith("[make test-others]")


@pytest.mark.parametrize("target", TARGETS)
def test_whatever_fails_fails_the_gate(checkout: Path, target: str) -> None:
    (checkout.parent / "fails").write_text(target)
    code, printed, _ = run(checkout)
    assert code != 0
    assert "All passed" not in printed


def test_each_test_is_run_by_one_target() -> None:
    text = (ROOT / "Makefile").read_text()
    chosen = dict(re.findall(r"^(QUICK|SLOW) := (.*)", text, re.MULTILINE))
    wanted: dict[str, str] = {}
    for rule in re.split(r"\n(?=[a-z][a-z-]*:)", text):
        target = rule.partition(":")[0]
        found = re.search(r'(?:\$\(PYTEST\)|-m pytest) -m ("[^"]*"|\w+)', rule)
        if found and target not in ("test-thorough", "test-others"):  # which repeat what others run
            choice = found[1].strip('"')
            wanted[target] = chosen.get(choice.strip("$()"), choice)
    [together] = re.findall(r'-m "(not torture and \(.*\))"', text)
    assert sorted(wanted) == ["test", "test-browser", "test-forge", "test-slow", "torture"]
    kinds = ([], ["browser"], ["torture"], ["node"], ["other_forge"], ["node", "other_forge"])
    for kind, slow in itertools.product(kinds, ([], ["slow"])):
        marks = dict.fromkeys(("slow", "browser", "torture", "node", "other_forge"), False)
        marks |= dict.fromkeys([*kind, *slow], True)
        running = [one for one, choice in wanted.items() if eval(choice, {}, marks)]  # noqa: S307
        assert len(running) == 1, (kind, slow, running)
        others = running[0] not in ("test", "torture")
        assert eval(together, {}, marks) is others, (kind, slow)  # noqa: S307
