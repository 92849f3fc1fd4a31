"""Long prose is folded at a terminal; what is to be copied stays whole, and so does what a file gets."""

from __future__ import annotations

import pytest

from ubah.cli.language import WIDTH, folded

PROSE = "- " + "langkah yang sudah digabungkan tetap berlaku dan " * 4 + "selesai"


def test_prose_hangs_from_its_mark_and_keeps_its_words() -> None:
    shown = folded(PROSE, at_terminal=True)
    lines = shown.split("\n")
    assert len(lines) == 3
    assert max(map(len, lines)) <= WIDTH
    assert all(line.startswith("  ") for line in lines[1:])
    assert shown.split() == PROSE.split()


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}; ketik: ubah land RFC-2026-0001",
        f"{PROSE}: git push -u origin main",
        f"{PROSE} di /srv/git/perubahan.git",
        "pendek saja",
    ],
)
def test_commands_and_paths_stay_in_one_line(text: str) -> None:
    assert folded(text, at_terminal=True) == text


def test_a_file_gets_whole_lines() -> None:
    assert folded(PROSE, at_terminal=False) == PROSE
