"""Running ubah as somebody does who types it: a process with its own folder, environment and streams.

Starting Python and loading the program takes longer than most commands do. So the commands are
forks of one process that has loaded it (`support.warm`), and go through the same installed script;
where a variable of the environment works on an interpreter that starts, or UBAH_TEST_PROCESSES=1
stands in the tests' own, they are processes from the ground up.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

SCRIPT = Path(sys.executable).with_name("ubah")
REAL = os.environ.get("UBAH_TEST_PROCESSES") == "1"
LOCALE = {"LC_ALL": "C.UTF-8"}
_OF_A_START = ("PYTHON", "LD_", "OPENSSL_", "CRYPTOGRAPHY_", "SSL", "CTLOG_FILE", "RANDFILE")


class Started:
    """A command that runs: what `subprocess.Popen` is, as far as tests ask."""

    def __init__(self, status: int):
        self._status = os.fdopen(status)
        said = self._status.readline()
        assert said, "the process that is forked for commands has ended"
        self.pid = int(said)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended, as `subprocess.Popen` tells it."""
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._status, selectors.EVENT_READ)
                if not selector.select(timeout):
                    raise subprocess.TimeoutExpired(str(SCRIPT), timeout or 0)
            self.returncode = int(self._status.readline())
            self._status.close()
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


def start(
    words: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdin: int,
    stdout: int,
    stderr: int,
    session: bool = False,
    terminal: bool = False,
) -> Started | subprocess.Popen[bytes]:
    """Start ubah with the files that it reads from and writes to.

    ``session``: it can be signalled together with all that it starts; ``terminal``: standard input is
    a terminal, and becomes its own.
    """
    if REAL or not _can_be_forked(env):
        return subprocess.Popen(
            [SCRIPT, *words],
            cwd=cwd,
            env=env,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            start_new_session=session or terminal,
            preexec_fn=(lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) if terminal else None,
        )
    typed = [str(SCRIPT), *map(str, words)]
    request = _request(typed, cwd, env, session=session or terminal, terminal=terminal)
    listening, status = os.pipe()
    try:
        _warm().ask(request, (stdin, stdout, stderr, status))
    finally:
        os.close(status)
    return Started(listening)


def run(
    words: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdin: bytes = b"",
    timeout: float = 120,
) -> subprocess.CompletedProcess[bytes]:
    """Run ubah to its end, ``stdin`` and what it prints going through pipes."""
    if REAL or not _can_be_forked(env):
        return subprocess.run(
            [SCRIPT, *words],
            cwd=cwd,
            env=env,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=timeout,
        )
    until = time.monotonic() + timeout
    (asked, given), (told, telling), (warned, warning) = os.pipe(), os.pipe(), os.pipe()
    try:
        child = start(words, cwd=cwd, env=env, stdin=asked, stdout=telling, stderr=warning)
    finally:
        for file in (asked, telling, warning):
            os.close(file)
    try:
        out, error = _exchanged(given, stdin, (told, warned), until)
        code = child.wait(until - time.monotonic())
    except BaseException:
        os.kill(child.pid, signal.SIGKILL)
        raise
    return subprocess.CompletedProcess([str(word) for word in words], code, out, error)


@cache
def program() -> Path:
    """Return a program that is ubah to whoever starts it: a shell's pipe, a hook that git runs."""
    if REAL:
        return SCRIPT
    asking = _warm().folder / "ubah"
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r})\n"
    code += f"from support.processes import take_part\ntake_part({_warm().address!r})\n"
    asking.write_text(f"#!{sys.executable} -IS\n{code}")
    asking.chmod(0o755)
    return asking


def take_part(address: str) -> NoReturn:
    """Have the command forked whose words, folder, environment and files are this process's own."""
    words = [str(SCRIPT), *sys.argv[1:]]
    if not _can_be_forked(os.environ):
        os.execv(SCRIPT, words)  # noqa: S606 - the script itself, without a shell
    listening, status = os.pipe()
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(address)
        _send(asking, _request(words, Path.cwd(), os.environ), (0, 1, 2, status))
    os.close(status)
    code = Started(listening).wait()
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)


def _request(
    words: Sequence[str], cwd: Path, env: Mapping[str, str], **more: bool
) -> dict[str, object]:
    umask = os.umask(0)
    os.umask(umask)
    usual = {"session": False, "terminal": False}
    return {
        **usual,
        **more,
        "words": list(words),
        "cwd": str(cwd),
        "env": dict(env),
        "umask": umask,
    }


def _send(asking: socket.socket, request: Mapping[str, object], files: Sequence[int]) -> None:
    body = json.dumps(request).encode()
    socket.send_fds(asking, [b"%8d" % len(body)], files)
    asking.sendall(body)


def _can_be_forked(env: Mapping[str, str]) -> bool:
    """Whether nothing in the environment works on an interpreter as it starts."""
    language = {name: env[name] for name in env if name.startswith(("LC_", "LANG"))}
    return language == LOCALE and not any(name.startswith(_OF_A_START) for name in env)


def _exchanged(given: int, data: bytes, ends: tuple[int, int], until: float) -> list[bytes]:
    """Write ``data`` and read both ends until they are closed, whichever comes first."""
    said = dict.fromkeys(ends, b"")
    os.set_blocking(given, False)
    with selectors.DefaultSelector() as selector:
        for end in ends:
            selector.register(end, selectors.EVENT_READ)
        selector.register(given, selectors.EVENT_WRITE)
        while selector.get_map():
            ready = selector.select(max(0, until - time.monotonic()))
            if not ready:
                raise subprocess.TimeoutExpired(str(SCRIPT), 0, said[ends[0]], said[ends[1]])
            for key, _ in ready:
                end, done = key.fd, False
                if end == given:
                    try:
                        data = data[os.write(given, data) :] if data else data
                    except BrokenPipeError:
                        data = b""
                    done = not data
                else:
                    part = os.read(end, 1 << 16)
                    said[end] += part
                    done = not part
                if done:
                    selector.unregister(end)
                    os.close(end)
    return list(said.values())


class _Warm:
    """The process that is forked, and the socket that it is asked over."""

    def __init__(self) -> None:
        self._asking, theirs = socket.socketpair()
        self._lock = threading.Lock()
        self._room = TemporaryDirectory(prefix="ubah-warm-")
        self.folder = Path(self._room.name)
        self.address = str(self.folder / "asked")
        with theirs, socket.socket(socket.AF_UNIX) as listening:
            listening.bind(self.address)
            listening.listen()  # whoever comes before all is loaded waits
            files = theirs.fileno(), listening.fileno()
            self._process = subprocess.Popen(
                [sys.executable, Path(__file__).with_name("warm.py"), *map(str, files)],
                env={"PATH": os.environ["PATH"], **LOCALE},
                stdin=subprocess.DEVNULL,
                pass_fds=files,
            )
        atexit.register(self.end)

    def ask(self, request: Mapping[str, object], files: Sequence[int]) -> None:
        with self._lock:
            _send(self._asking, request, files)

    def end(self) -> None:
        self._asking.close()
        self._process.wait(30)
        self._room.cleanup()


@cache
def _warm() -> _Warm:
    return _Warm()
