"""Walking through an office as its people do: at a terminal, in Indonesian, with keys of their own."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clerk import Kantor, at_terminal, run

from support.processes import SCRIPT

ENGLISH = re.compile(r"\b(?:the|of|is|and|with|which|empty|next|type)\b")
"""Words that no Indonesian sentence has: a screen that has one was not translated."""
NOT_SENTENCES = re.compile(r"Traceback|\{[a-z_]+\}|\bUB\d{3}\b")
NO_WORDS = re.compile(r"Enter passphrase.*|https?://\S+|/\S+|\bubah [a-z]+")
"""What ssh says itself, addresses, and names of commands."""


def own_key(path: Path, passphrase: str = "") -> str:
    """Make a key as its owner does on a computer of their own; return the public line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = [
        "ssh-keygen",
        "-q",
        "-t",
        "ed25519",
        "-N",
        passphrase,
        "-C",
        path.name,
        "-f",
        str(path),
    ]
    subprocess.run(words, check=True)
    return path.with_name(f"{path.name}.pub").read_text().strip()


@dataclass(frozen=True)
class Walk:
    """An office to walk through, and every screen that was shown on the way."""

    kantor: Kantor
    screens: list[str] = field(default_factory=list)

    def typed(
        self,
        words: str,
        answers: Sequence[str] = (),
        *,
        by: str = "",
        cwd: Path | None = None,
        code: int = 0,
    ) -> str:
        """Type a command at a terminal and answer what it asks; return the screen."""
        place = cwd or self.kantor.repo
        argv: list[str | Path] = [*shlex.split(words)]
        argv += ["--key", self.kantor.key(by)] if by else []
        path = f"{SCRIPT.parent}:{os.environ['PATH']}"
        ended, shown = at_terminal(place, argv, list(answers), PATH=path, COLUMNS="80")
        screen = shown.replace("\r\n", "\n")
        self.screens.append(f"$ ubah {words}\n{screen}")
        assert ended == code, self.screens[-1]
        assert not NOT_SENTENCES.search(screen), self.screens[-1]
        told = NO_WORDS.sub("", screen)
        for answer in answers:
            told = told.replace(answer, "")
        assert not ENGLISH.search(told), (ENGLISH.search(told), self.screens[-1])
        return screen

    def says_conforming(self) -> None:
        """Judge the whole history as an auditor does."""
        assert "\nSesuai – kesalahan: 0; " in run(self.kantor.repo, "audit").out


def _words(typed: str) -> list[str]:
    import shlex

    return shlex.split(typed)
