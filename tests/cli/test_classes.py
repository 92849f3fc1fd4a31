"""What was done before its request: the command line tells the same two classes as the site."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from clerk import run

ROOT = Path(__file__).resolve().parents[2]
LATE, UNAPPROVED, ORDINARY = "RFC-2026-0018", "RFC-2026-0016", "RFC-2026-0010"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample office with three of its requests."""
    for name in ("roles.yaml", "office.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    for folder in ("schemas", "assets"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "changes/2026").mkdir(parents=True)
    for number in (LATE, UNAPPROVED, ORDINARY):
        shutil.copy(ROOT / f"changes/2026/{number}.yaml", tmp_path / "changes/2026")
    return tmp_path


def line_of(said: str, number: str) -> str:
    """Return what a command says of a request, whatever the table breaks into lines."""
    start = said.index(number)
    following = [at for at in (said.find("RFC-2026-", start + 9),) if at > 0]
    return " ".join(re.sub(r"[│┃|]", " ", said[start : min(following, default=len(said))]).split())


def test_the_list_tells_two_classes(sample: Path) -> None:
    said = run(sample, "list", "--lang", "id").out
    assert "Dokumentasi Susulan" in line_of(said, LATE)
    assert "Ketidaksesuaian" in line_of(said, UNAPPROVED)
    assert not {"Dokumentasi", "Ketidaksesuaian"} & set(line_of(said, ORDINARY).split())


def test_what_waits_tells_what_is_a_nonconformity_so_far(sample: Path) -> None:
    """An oral approval counts once its giver has confirmed it: until then nobody has approved."""
    for number, kept in ((LATE, "implement"), (UNAPPROVED, "accept")):
        path = sample / f"changes/2026/{number}.yaml"
        head, _, rest = path.read_text().partition(f"  - action: {kept}\n")
        entry = rest.split("  - action: ")[0]
        state = {"implement": "implemented", "accept": "accepted"}[kept]
        whole = f"{head}  - action: {kept}\n{entry}"
        path.write_text(re.sub(r"(?m)^status: .*$", f"status: {state}", whole))
    said = run(sample, "next", "--lang", "id", code=None).out
    assert "Dokumentasi Susulan" in line_of(said, LATE)
    assert "Ketidaksesuaian" in line_of(said, UNAPPROVED)
