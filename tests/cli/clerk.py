"""Running the command line as a clerk does: in a process of its own, with an empty HOME."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from support import processes
from support.processes import program
from ubah.core.reading.writing import dump
from ubah.edge.git.keys import make_key

CHECKOUT = Path(__file__).parents[2]
TIMEOUT = 120
ANSWERS: dict[str, Any] = {
    "name": "LPSE Contoh",
    "time_zone": "Asia/Makassar",
    "head": {"name": "Ani Kepala", "title": "Kepala LPSE"},
    "superior": {"name": "Budi Atasan", "title": "Sekretaris Daerah"},
    "change_manager": {"name": "Cici Pengelola", "title": "Pengelola Perubahan"},
    "requester": {"name": "Dedi Pemohon", "title": "Staf"},
}
PLAN = {"implementation": "Pasang.", "test": "Masuk.", "rollback": "Pulihkan."}
REQUEST: dict[str, Any] = {
    "title": "Pembaruan aplikasi SPSE",
    "addressee": "pengelola-1",
    "description": "Memperbarui SPSE.",
    "reason": "Galat unggah.",
    "services": ["SPSE"],
    "proposed_urgency": "normal",
    "wanted_by": "2099-12-31",
    "impact_if_not_done": "Unggah gagal.",
    "plan": PLAN,
}
TEST = {
    "scenario": "Masuk",
    "expected": "Berhasil",
    "result": "Berhasil",
    "passed": True,
    "tester": "Cici",
}
ACCEPT: dict[str, Any] = {
    "assessment": "Layak.",
    "category": "application",
    "impact": "low",
    "risk": "low",
}


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return a clerk's environment: no settings of whoever runs the tests."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C.UTF-8",
        "TMPDIR": tempfile.gettempdir(),
        **more,
    }


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Everything that it printed."""
        return f"{self.out}{self.err}"


def run(
    cwd: Path,
    *words: str | Path,
    code: int | None = 0,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    program: tuple[str, ...] = (),
) -> Ran:
    """Run ubah in ``cwd``; ``code`` is the exit code that it must leave with (None: any).

    ``program`` says another way of starting it.
    """
    own = dict(env or environment(cwd))
    if program:
        done = subprocess.run(
            [*program, *(str(word) for word in words)],
            cwd=cwd,
            env=own,
            input=stdin.encode(),
            capture_output=True,
            check=False,
            timeout=TIMEOUT,
        )
    else:
        done = processes.run(words, cwd=cwd, env=own, stdin=stdin.encode(), timeout=TIMEOUT)
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ran.said, ran
    assert code is None or ran.code == code, (words, ran.code, ran.said)
    return ran


MODULE = (sys.executable, "-m", "ubah")


def git(cwd: Path, *words: str, stdin: bytes = b"", **more: str) -> str:
    """Run git as somebody with a name, and return what it printed."""
    identity = {
        "GIT_AUTHOR_NAME": "Contoh",
        "GIT_AUTHOR_EMAIL": "contoh@lpse.example",
        "GIT_COMMITTER_NAME": "Contoh",
        "GIT_COMMITTER_EMAIL": "contoh@lpse.example",
    }
    done = subprocess.run(
        ["git", *words],
        cwd=cwd,
        env=environment(cwd.parent, **{**identity, **more}),
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, (words, done.stderr.decode())
    return done.stdout.decode().strip()


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a work tree; a symbolic link as where it leads."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(".git/") or name == ".git":
            continue
        if path.is_symlink():
            found[name] = str(path.readlink()).encode()
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def refs_of(folder: Path) -> dict[str, str]:
    """Return HEAD and every ref, read from the files: it must work in a damaged repository too."""
    git_dir = folder / ".git" if (folder / ".git").is_dir() else folder
    if not (git_dir / "HEAD").is_file():
        return {}
    names = [git_dir / "HEAD", git_dir / "packed-refs", *sorted((git_dir / "refs").rglob("*"))]
    return {str(p.relative_to(git_dir)): p.read_text() for p in names if p.is_file()}


def state_of(folder: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return what must not be lost: the files of the work tree and the refs."""
    return files_of(folder), refs_of(folder)


@dataclass(frozen=True)
class Kantor:
    """An office that `ubah init` founded in ``folder/kantor``, its keys beside it."""

    folder: Path

    @property
    def repo(self) -> Path:
        """The repository."""
        return self.folder / "kantor"

    def key(self, person: str) -> Path:
        """Return a person's private key."""
        return self.folder / "kantor-keys" / person

    def ubah(self, *words: str | Path, by: str = "", code: int | None = 0, **more: Any) -> Ran:
        """Run a command in the repository, signing as ``by``."""
        signing = ("--key", str(self.key(by))) if by else ()
        return run(self.repo, *words, *signing, code=code, **more)

    def git(self, *words: str, **more: Any) -> str:
        """Run git in the repository."""
        return git(self.repo, *words, **more)

    def yaml(self, name: str, data: Any) -> Path:
        """Write an input file beside the repository."""
        path = self.folder / f"{name}.yaml"
        path.write_text(dump(data))
        return path

    def record(self, number: str) -> dict[str, Any]:
        """Return a record of the work tree."""
        year = number[4:8]
        data: dict[str, Any] = yaml.load(
            (self.repo / f"changes/{year}/{number}.yaml").read_text(), yaml.CSafeLoader
        )
        return data

    def new(self, by: str = "pemohon-1", **request: Any) -> str:
        """Write a new request and return its number."""
        source = self.yaml("permintaan", {**REQUEST, **request})
        said = self.ubah("new", "--from", source, by=by).out
        return said.split(" ", 1)[0]

    def advance(
        self, number: str, /, *actions: str, by: str, code: int | None = 0, **evidence: Any
    ) -> Ran:
        """Take steps; ``evidence`` is the file's content."""
        words: list[str | Path] = ["advance", number, *actions]
        if evidence:
            words += ["--evidence", self.yaml("bukti", evidence)]
        return self.ubah(*words, by=by, code=code)

    def land(self, by: str = "pengelola-1", branch: str = "", code: int | None = 0) -> Ran:
        """Land a branch, by default the one that is checked out."""
        return self.ubah("land", *([branch] if branch else []), by=by, code=code)

    def step(self, number: str, /, *actions: str, by: str, **evidence: Any) -> None:
        """Take steps and land them."""
        self.advance(number, *actions, by=by, **evidence)
        self.land()

    def root(self, roles: dict[str, Any] | None = None, files: Mapping[str, str] = {}) -> None:
        """Replace the first commit by one with other roles or more files; it is the baseline."""
        if roles is not None:
            (self.repo / "roles.yaml").write_text(dump(roles))
        for name, text in files.items():
            (self.repo / name).parent.mkdir(parents=True, exist_ok=True)
            (self.repo / name).write_text(text)
        self.git("add", "--all")
        self.git("-c", f"user.signingKey={self.key('kepala')}", "commit", "-q", "--amend", "-S",
                 "--no-edit")  # fmt: skip

    def people(self) -> dict[str, Any]:
        """Return roles.yaml's content."""
        data: dict[str, Any] = yaml.load((self.repo / "roles.yaml").read_text(), yaml.CSafeLoader)
        return data

    def add_person(self, roles: dict[str, Any], person: str, role: str, **holding: str) -> None:
        """Add a person with a new key and an office to ``roles``, in force from today."""
        day = self.today()
        if person not in roles["persons"]:
            line = make_key(self.key(person), person)
            roles["persons"][person] = {
                "name": f"{person} Contoh",
                "title": "Pegawai",
                "keys": [{"key": line, "from": day}],
            }
        roles["roles"].setdefault(role, []).append({"person": person, "from": day, **holding})

    def today(self) -> str:
        """Return the day of the office's founding, as roles.yaml has it."""
        day: str = self.people()["roles"]["head"][0]["from"]
        return day


def serve(kantor: Kantor, folder: Path) -> Path:
    """Return a plain git server in ``folder`` whose hook stands guard, the office's main pushed."""
    server = folder / "server.git"
    git(folder, "init", "-q", "--bare", "-b", "main", str(server))
    hook = server / "hooks/pre-receive"
    hook.write_text(f'#!/bin/sh\nexec "{program()}" hook pre-receive\n')
    hook.chmod(0o755)
    git(server, "config", "ubah.root", kantor.git("rev-list", "--max-parents=0", "main"))
    kantor.git("remote", "add", "origin", str(server))
    kantor.git("push", "-q", "origin", "main")
    return server


def push(kantor: Kantor, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "push", "-q", "origin", *words],
        cwd=kantor.repo,
        env=environment(kantor.folder),
        capture_output=True,
        text=True,
        check=False,
    )


def now(after: float = 0) -> str:
    """Return the present moment as evidence has it, ``after`` minutes later."""
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=after)
    return moment.isoformat()


def implemented(**more: Any) -> dict[str, Any]:
    """Return sound evidence for `implement`, now."""
    moment = now()
    return {
        "started_at": moment,
        "ended_at": moment,
        "completed": True,
        "implementers": ["pengelola-1"],
        "work_log": "Terpasang.",
        **more,
    }


def copy_of(kantor: Kantor, folder: Path) -> Kantor:
    """Return an office of its own for one test."""
    shutil.copytree(kantor.folder, folder, dirs_exist_ok=True)
    copied = Kantor(folder)
    git(copied.repo, "config", "user.signingKey", str(copied.key("kepala")))
    return copied


INTERRUPT, END_OF_INPUT = "\x03", "\x04"
"""Answers that are keys: Ctrl-C and Ctrl-D."""
CLOSED = "\x00"
"""The answer of somebody who closes the terminal's window."""


def at_terminal(
    cwd: Path,
    words: Sequence[str | Path],
    answers: Sequence[str | signal.Signals | Callable[[], str]],
    **env: str,
) -> tuple[int, str]:
    """Run ubah on a pseudo-terminal, answering each time that it waits; return code and screen.

    A signal among the answers is sent instead of one.
    """
    master, slave = pty.openpty()
    child = processes.start(
        words,
        cwd=cwd,
        env=environment(cwd, TERM="dumb", **env),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        terminal=True,  # so that Ctrl-C reaches it
    )
    os.close(slave)
    screen, waiting, deadline = b"", list(answers), time.monotonic() + 90
    answered = 0
    while time.monotonic() < deadline:
        ready, _, _ = select.select([master], [], [], 0.05)
        if ready:
            try:
                part = os.read(master, 65536)
            except OSError:
                break
            if not part:
                break
            screen += part
        elif waiting and len(screen) > answered and screen.endswith(b": "):
            given = waiting.pop(0)
            if isinstance(given, signal.Signals):
                child.send_signal(given)
                continue
            answer = given if isinstance(given, str) else given()
            if answer == CLOSED:
                break
            end = "" if answer in (INTERRUPT, END_OF_INPUT) else "\n"
            os.write(master, f"{answer}{end}".encode())
            answered = len(screen)
    os.close(master)
    code = child.wait(timeout=30)
    return code, screen.decode(errors="replace")
