"""The guide's way of bringing along what an office has, typed as the guide shows it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from clerk import Kantor
from test_import_assets import DEFAULTS, brought_to_step_12, passes
from test_import_changes import ROWS, register_of

from support.tables import kib_b

pytestmark = pytest.mark.slow

GUIDES = Path(__file__).parents[2] / "docs/guides"


def typed_in(guide: str) -> list[list[str]]:
    """Return the commands of the guide's part about what the office has, as words."""
    text = (GUIDES / guide).read_text()
    (part,) = (each for each in text.split("\n## ") if "ubah import assets" in each)
    blocks = re.findall(r"```sh\n(.*?)```", part, re.DOTALL)
    return [shlex.split(line, comments=True)[1:] for block in blocks for line in block.splitlines()]


def test_the_guide_as_it_stands(kantor: Kantor) -> None:
    kib_b(kantor.repo / "kib-b.xlsx")
    register_of(kantor.repo, ROWS, "register-2024.xlsx")
    commands = typed_in("adopting.md")
    assert len(commands) == 9
    assert typed_in("adopting.id.md") == commands
    number = ""
    for words in commands:
        if "--rfc" in words:
            brought_to_step_12(kantor, number)
            words[words.index("--rfc") + 1] = number
        writes = "--write" in words
        by = "pemohon-1" if words[1:2] == ["assets"] and writes and "--rfc" not in words else ""
        more = DEFAULTS if words[1:2] == ["assets"] and not number else ()
        said = kantor.ubah(*words, *more, by=by or "pengelola-1" if words[0] != "list" else "").out
        if by:
            number = next(word for word in said.split() if word.startswith("RFC-"))
    assert "4 permintaan terarsip" in said
    assert kantor.record(number)["status"] == "closed"
    passes(kantor.repo)
