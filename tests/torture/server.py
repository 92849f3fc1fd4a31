"""A bare repository behind the real hook, and clients that push to it in processes of their own."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from support.office import Office, minutes
from ubah.edge.office.hooks import install_pre_receive

AT = 10.0  # when everything is signed and landed, in minutes after the start
_RACED = re.compile(r"non-fast-forward|fetch first|cannot lock ref|failed to update ref|stale info")


@dataclass(frozen=True)
class Server:
    """An office's bare repository with the pre-receive hook."""

    office: Office
    git_dir: Path

    @classmethod
    def start(cls, folder: Path) -> Server:
        """Found an office and make its server; only the server's own settings set its clock."""
        office = Office.found(folder)
        git_dir = folder / "origin.git"
        office.git("init", "-q", "--bare", "-b", "main", str(git_dir))
        server = cls(office, git_dir)
        server.git("config", "ubah.root", office.root)
        server.git("config", "ubah.clock", str(int(minutes(AT + 5).timestamp())))
        install_pre_receive(git_dir)
        office.git("push", "-q", str(git_dir), "main")
        return server

    def git(self, *words: str) -> str:
        """Run git on the server."""
        return self.office.git("--git-dir", str(self.git_dir), *words)

    @property
    def main(self) -> str:
        """The commit that main points at."""
        return self.git("rev-parse", "refs/heads/main")

    def state(self) -> str:
        """Return every reference with its value."""
        return self.git("for-each-ref")

    def landings(self) -> list[str]:
        """Return main's first-parent chain after the root, oldest first."""
        span = f"{self.office.root}..main"
        return self.git("rev-list", "--first-parent", "--reverse", span).split()

    def records(self) -> dict[str, bytes]:
        """Return path → bytes of every record on main."""
        paths = self.git("ls-tree", "-r", "--name-only", "main", "--", "changes").split()
        words = ("--git-dir", str(self.git_dir), "show")
        return {path: self.office.git_bytes(*words, f"main:{path}") for path in paths}

    def check(self) -> None:
        """Have git find every object of every reference whole."""
        self.git("fsck", "--strict", "--no-dangling")

    def locks(self) -> list[Path]:
        """Return the lock files that git left on references."""
        return list(self.git_dir.glob("refs/**/*.lock"))


@dataclass
class Client:
    """Someone with a clone of their own; ``number`` tells their request from the others'."""

    server: Server
    number: int
    pushes: int = 0
    raced: int = 0
    refused: list[str] = field(default_factory=list)
    clone: Office = field(init=False)

    def __post_init__(self) -> None:
        """Make the clone, which borrows the server's objects, and lend it the office's keys."""
        folder = self.server.office.folder / f"klien-{self.number}"
        folder.mkdir()
        (folder / "keys").symlink_to(self.server.office.folder / "keys")
        self.server.office.git(
            "clone", "-q", "--shared", str(self.server.git_dir), str(folder / "repo")
        )
        self.clone = Office(folder)

    @property
    def title(self) -> str:
        """The title of this client's request."""
        return f"Permintaan klien {self.number}"

    def update(self) -> None:
        """Bring the clone's main to the server's."""
        self.clone.git("fetch", "-q", "origin", "+refs/heads/main:refs/remotes/origin/main")
        self.clone.git("update-ref", "refs/heads/main", "refs/remotes/origin/main")

    def request(self) -> str:
        """Return a landing of a new request, under the number that is free here."""
        listed = self.clone.git("ls-tree", "-r", "--name-only", "main", "--", "changes").split()
        name = f"RFC-2026-{len(listed) + 1:04d}"
        data = self.clone.submitted(AT, name, title=self.title)
        return self._landing("pemohon-1", f"changes/2026/{name}.yaml", data)

    def accept(self, number: str, by: str) -> str:
        """Return a landing that accepts a request, as if nobody else had."""
        path = f"changes/2026/{number}.yaml"
        words = f"Layak menurut klien {self.number}."
        data = self.clone.append(
            self.clone.read(path), "accept", by, AT, number, status="accepted", assessment=words
        )
        return self._landing(by, path, data)

    def _landing(self, by: str, path: str, data: bytes) -> str:
        base = self.clone.main
        step = self.clone.commit(by, AT, {path: data}, parents=(base,))
        tree = self.clone.git("rev-parse", f"{step}^{{tree}}")
        return self.clone.commit("pengelola-1", AT + 1, parents=(base, step), tree=tree)

    def pushing(self, landing: str) -> subprocess.Popen[bytes]:
        """Start a push in a process group of its own, the hook and all."""
        self.pushes += 1
        return subprocess.Popen(
            ["git", "push", "origin", f"{landing}:refs/heads/main"],
            cwd=self.clone.repo,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.clone.folder),
                "GIT_CONFIG_NOSYSTEM": "1",
                "LC_ALL": "C",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def push(self, landing: str) -> bool:
        """Push and wait; remember whether it lost a race or was refused."""
        process = self.pushing(landing)
        _, said = process.communicate(timeout=600)
        if process.returncode == 0:
            return True
        words = said.decode("utf-8", "replace")
        if _RACED.search(words) and "UB" not in words:
            self.raced += 1
        else:
            self.refused.append(words)
        return False

    def land_request(self, first: str, patience: float = 900) -> bool:
        """Push the landing made beforehand; whenever somebody was faster, make it anew and retry."""
        pick, deadline = random.Random(self.number), time.monotonic() + patience
        landing = first
        for attempt in range(1, sys.maxsize):
            if self.push(landing):
                return True
            if self.refused or time.monotonic() > deadline:
                return False
            time.sleep(pick.uniform(0, 3 * min(attempt, 8)))
            self.update()
            landing = self.request()
        return False
