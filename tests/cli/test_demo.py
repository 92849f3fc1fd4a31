"""The demonstration: what it prints and what README names is typed exactly, and works."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest
from clerk import CHECKOUT, environment, run
from demonstration import blocks_of, copied, typed

from support.processes import SCRIPT


@pytest.mark.slow
def test_what_the_demo_says_to_type_works(built: tuple[Path, str], tmp_path: Path) -> None:
    folder, said = built
    lines = [line.strip() for line in said.split("\n") if line.startswith("   ")]
    start = next(i for i, line in enumerate(lines) if line.startswith("cd "))
    commands = lines[start:]
    assert len(commands) == 10
    where = commands[0]
    assert shlex.split(where) == ["cd", str((folder / "build/demo/repo").resolve())]
    place = copied(built, tmp_path)
    repo = place / "build/demo/repo"
    for command in commands[1:]:
        code, out = typed(command, repo, home=place)
        assert code == 0, (command, out)
        assert "error" not in out.lower(), (command, out)
        if command.startswith("git log"):
            assert out.count('Good "git" signature for') == 3
    code, out = typed(f"{where} && ubah list", tmp_path, home=tmp_path)
    assert (code, "31" in out) == (0, True), out
    for command in ("git pull", "git status -sb", "ubah audit"):
        code, out = typed(command, repo, home=place)
        assert code == 0, (command, out)
    assert "Itu bukan kesalahan" in said
    start = (repo / "build/site/index.html").read_text("utf-8")
    assert "keadaan per 30 Juni 2026" in start
    assert typed("git log -1 --format=%an main^2", repo, home=place)[1].strip() == "Elok Contoh"


def day_of(readme: str) -> list[str]:
    """Return the commands of README's block that is to be typed after the demonstration."""
    blocks = re.findall(r"```sh\n(.*?)```", (CHECKOUT / readme).read_text(), re.DOTALL)
    block = next(block for block in blocks if "cd build/demo/repo" in block)
    return [re.split(r"\s+# ", line)[0].strip() for line in block.strip().split("\n")]


@pytest.mark.slow
def test_what_the_readme_says_to_type_works(built: tuple[Path, str], tmp_path: Path) -> None:
    commands = day_of("README.md")
    assert day_of("README.id.md") == commands
    assert commands[:2] == ["export PATH=$PWD/.venv/bin:$PATH", "cd build/demo/repo"]
    place = copied(built, tmp_path)
    for command in commands[2:]:
        code, out = typed(command, place / "build/demo/repo", home=place)
        if command.startswith("ubah new"):  # asks at a terminal; here nobody answers
            assert (code, "ubah new --from" in out) == (2, True), out
        else:
            assert code == 0, (command, out)
    assert (place / "build/demo/repo/build/register.xlsx").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["", ".id"])
@pytest.mark.parametrize("role", ["requester", "change-manager", "head"])
def test_what_a_roles_guide_says_to_type_works(
    built: tuple[Path, str], tmp_path: Path, role: str, language: str
) -> None:
    typed_as_said(built, tmp_path, f"guides/role-{role}{language}.md")


@pytest.mark.slow
def test_what_the_auditors_guide_says_to_type_works(
    built: tuple[Path, str], tmp_path: Path
) -> None:
    """In either language (test_guides_typed.py)."""
    typed_as_said(built, tmp_path, "guides/role-auditor.md")


def typed_as_said(built: tuple[Path, str], tmp_path: Path, page: str) -> None:
    place = copied(built, tmp_path)
    commands = blocks_of(page)
    code, out = typed(commands, place / "build/demo/repo", home=place)
    assert (code, commands.count("\nubah ") > 3) == (0, True), out
    assert "Traceback" not in out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "edition", "closed"), [("", "en/", "Closed"), (".id", "", "Selesai")]
)
def test_the_tutorial_leads_from_nothing_to_a_closed_request_and_its_site(
    tmp_path: Path, language: str, edition: str, closed: str
) -> None:
    code, out = typed(blocks_of(f"tutorial{language}.md"), tmp_path, home=tmp_path)
    assert code == 0, out
    office = tmp_path / "kantor"
    (record,) = (office / "changes").rglob("RFC-*.yaml")
    assert "\nstatus: closed\n" in record.read_text()
    (page,) = (office / f"build/site/{edition}rfc").glob("*/index.html")
    assert closed in page.read_text("utf-8")
    assert typed("ubah audit", office, home=tmp_path)[0] == 0
    assert (office / "assets/SRV-0001.yaml").is_file()


@pytest.mark.slow
def test_who_breaks_the_demo_off_finds_nothing_left(tmp_path: Path) -> None:
    for folder, there in (("baru", False), ("kosong", True)):
        if there:
            (tmp_path / folder).mkdir()
        child = subprocess.Popen(
            [str(SCRIPT), "demo", folder],
            cwd=tmp_path,
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while not (tmp_path / folder / "repo/.git/allowed_signers").exists():
            assert time.monotonic() < deadline
            assert child.poll() is None
            time.sleep(0.05)
        time.sleep(1)
        os.killpg(child.pid, signal.SIGINT)
        _, said = child.communicate(timeout=60)
        assert child.returncode == 130, said
        assert f"{tmp_path / folder} dihapus lagi" in said
        assert (tmp_path / folder).exists() is there
        assert not there or not list((tmp_path / folder).iterdir())


def test_without_git_nothing_is_begun(tmp_path: Path) -> None:
    ran = run(tmp_path, "demo", "baru", code=2, env=environment(tmp_path, PATH="/tiada"))
    assert ran.err.startswith("ubah: git belum terpasang")
    assert ran.out == ""
    assert not (tmp_path / "baru").exists()
