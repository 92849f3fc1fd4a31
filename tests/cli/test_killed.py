"""A command killed at any moment leaves the work tree as before or as after."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from clerk import ACCEPT, PLAN, REQUEST, Kantor, copy_of, environment, files_of, run

from support import processes
from support.processes import SCRIPT

MOMENTS = 6


def killed_after(cwd: Path, words: list[str | Path], delay: float) -> bool:
    """Run ubah and kill it and all that it started after ``delay``; return whether it was still there."""
    with Path(os.devnull).open("r+b") as nothing:
        child = processes.start(
            words,
            cwd=cwd,
            env=environment(cwd),
            stdin=nothing.fileno(),
            stdout=nothing.fileno(),
            stderr=nothing.fileno(),
            session=True,
        )
    try:
        child.wait(timeout=delay)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return True
    return False


def prepared(kantor: Kantor, number: str, command: str) -> list[str | Path]:
    """Return the command's words, with its inputs written."""
    sign: list[str | Path] = ["--key", kantor.key("pengelola-1")]
    if command == "advance":
        return ["advance", number, "accept", "--evidence", kantor.yaml("bukti", ACCEPT), *sign]
    if command == "new":
        source = kantor.yaml("lain", {**REQUEST, "plan": PLAN})
        return ["new", "--from", source, "--key", kantor.key("pemohon-1")]
    kantor.advance(number, "accept", by="pengelola-1", **ACCEPT)
    return ["land", *sign]


@pytest.mark.slow
@pytest.mark.parametrize("command", ["advance", "new", "land"])
def test_the_work_tree_is_as_before_or_as_after(
    busy: tuple[Kantor, str], tmp_path: Path, command: str
) -> None:
    kantor, number = busy
    mine = kantor.repo / "catatan-saya.txt"
    mine.write_text("jangan hilang\n")
    words = prepared(kantor, number, command)
    whole = copy_of(kantor, tmp_path / "utuh")
    started = time.monotonic()
    run(whole.repo, *(_moved(word, kantor, whole) for word in words))
    needed = time.monotonic() - started
    before, after = files_of(kantor.repo), files_of(whole.repo)
    killed = 0
    for moment in range(MOMENTS):
        trial = copy_of(kantor, tmp_path / f"coba-{moment}")
        again = [_moved(word, kantor, trial) for word in words]
        ended = killed_after(trial.repo, again, needed * (0.35 + 0.65 * moment / MOMENTS))
        killed += ended
        if not ended:  # the machine is faster now than when it was timed
            needed *= 0.7
        found = files_of(trial.repo)
        assert _dateless(found) in (_dateless(before), _dateless(after))
        assert trial.git("fsck", "--no-progress", "--no-dangling") == ""
    assert killed > MOMENTS // 3


def _moved(word: str | Path, old: Kantor, new: Kantor) -> str | Path:
    return Path(str(word).replace(str(old.folder), str(new.folder))) if "/" in str(word) else word


def _dateless(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return files without the times at which the trials were made."""
    return {
        name: b"".join(line for line in data.splitlines(True) if b"at: " not in line)
        for name, data in files.items()
    }


def test_what_a_killed_git_left_locked_is_told(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    lock = kantor.repo / ".git/index.lock"
    lock.write_text("")
    source = kantor.yaml("bukti", ACCEPT)
    before = files_of(kantor.repo)
    ran = kantor.ubah("advance", number, "accept", "--evidence", source, by="pengelola-1", code=2)
    assert "index.lock" in ran.said
    assert files_of(kantor.repo) == before
    lock.unlink()
    kantor.ubah("advance", number, "accept", "--evidence", source, by="pengelola-1")


def test_an_interrupted_command_says_nothing_of_its_insides(busy: tuple[Kantor, str]) -> None:
    kantor, _ = busy
    child = subprocess.Popen(
        [str(SCRIPT), "audit"],
        cwd=kantor.repo,
        env=environment(kantor.repo),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    time.sleep(0.9)
    os.killpg(child.pid, signal.SIGINT)
    said, _ = child.communicate(timeout=60)
    assert b"Traceback" not in said
