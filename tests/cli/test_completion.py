"""What the shells complete, pressed for at a terminal of their own: commands, requests, legal steps."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from clerk import Kantor, environment

from support.processes import SCRIPT

SETUP = {
    "bash": (".bashrc", 'eval "$(ubah completion bash)"\n'),
    "zsh": (".zshrc", 'autoload -Uz compinit; compinit -u\neval "$(ubah completion zsh)"\n'),
    "fish": (".config/fish/config.fish", "ubah completion fish | source\n"),
}
ANSWERS = {b"\x1b[6n": b"\x1b[1;1R", b"\x1b[c": b"\x1b[?62;c", b"\x1b[0c": b"\x1b[?62;c"}
"""What a terminal is asked for by a shell that begins, and what it says."""

CODES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\(B|\][^\x07]*\x07|[=>])")
LIMIT = 60.0


class Shell:
    """An interactive shell at a pseudo-terminal."""

    def __init__(self, name: str, home: Path, cwd: Path) -> None:
        self.shown = ""
        env = environment(home, PATH=f"{SCRIPT.parent}:{os.environ['PATH']}", TERM="xterm")
        self.terminal, theirs = pty.openpty()
        # setsid makes the terminal the shell's own, as the window of a terminal does.
        self.process = subprocess.Popen(
            ["setsid", "--ctty", name, "-i"],
            cwd=cwd,
            env=env,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)

    def press(self, keys: str, until: Callable[[str], bool]) -> str:
        """Press keys and return what is shown from then on, once it is what was waited for."""
        self.shown = ""
        os.write(self.terminal, keys.encode())
        deadline = time.monotonic() + LIMIT
        while not until(self.shown):
            assert time.monotonic() < deadline, self.shown
            if not select.select([self.terminal], [], [], 0.1)[0]:
                continue
            read = os.read(self.terminal, 65536)
            for asked, said in ANSWERS.items():
                if asked in read:
                    os.write(self.terminal, said)
            self.shown += CODES.sub("", read.decode(errors="replace"))
        return self.shown

    def close(self) -> None:
        """Hang up, as a terminal that is closed does."""
        os.close(self.terminal)
        self.process.wait(timeout=LIMIT)


@pytest.mark.slow
@pytest.mark.parametrize("name", SETUP)
def test_a_shell_completes_commands_requests_and_legal_steps(
    name: str, busy: tuple[Kantor, str], tmp_path: Path
) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"there is no {name} here; .ci/run installs it")
    kantor, number = busy
    file, lines = SETUP[name]
    home = tmp_path / "rumah"
    (home / file).parent.mkdir(parents=True)
    (home / file).write_text(lines)
    shell = Shell(name, home, kantor.repo)
    try:
        shell.press("echo si''ap\r", lambda shown: "siap" in shown)
        shell.press("ubah sho\t", lambda shown: "show" in shown)
        shell.press("RFC\t", lambda shown: number in shown)
        shell.press("\x15ubah advance \t", lambda shown: number in shown)
        legal = shell.press("\t\t", lambda shown: "withdraw" in shown)
        assert "accept" in legal
        assert "keep_assets" not in legal
    finally:
        shell.close()
