"""One `git cat-file --batch` that is asked for objects: one at a time, or many at once."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

import git
from git.exc import GitCommandError

AT_ONCE = 500
"""How many ids are asked for before the answers are read: their bytes fit into any pipe."""

_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class RawObject:
    """An object as git handed it out; ``data`` holds less than ``size`` bytes if it is beyond bounds."""

    kind: str
    size: int
    data: bytes

    def is_whole(self, oid: str) -> bool:
        """Whether it is what its id says; one beyond bounds is refused where it is looked at."""
        if len(self.data) < self.size:
            return self.kind == "blob"
        header = f"{self.kind} {self.size}\0".encode()
        return hashlib.sha1(header + self.data, usedforsecurity=False).hexdigest() == oid


@dataclass(frozen=True)
class StreamedObject:
    """An object whose content comes in pieces; they end early where git does."""

    kind: str
    size: int
    pieces: Iterator[bytes]


def _pieces(answers: IO[bytes], size: int) -> Iterator[bytes]:
    rest = size
    while rest > 0 and (piece := answers.read(min(rest, _CHUNK))):
        rest -= len(piece)
        yield piece
    answers.read(1)  # a line feed stands behind each object


class ObjectPipe:
    """Asks git for objects; nothing is checked here but what git says of them."""

    def __init__(self, command: git.Git, limit: int):
        self._command = command
        self._limit = limit  # of a blob, that many bytes are kept
        self._process: Any = None

    def close(self) -> None:
        """End git's process."""
        if self._process is not None:
            self._process.stdin.close()
            self._process.stdout.close()
            with suppress(GitCommandError):  # Ctrl-C ended it too; each answer was seen to be whole
                self._process.wait()
            self._process = None

    def stream(self, oid: str) -> StreamedObject | None:
        """Return an object whose content is read piece by piece; None for one that git does not have.

        All of it must be taken before anything else is asked.
        """
        asked, answers = self._streams()
        asked.write(f"{oid}\n".encode())
        asked.flush()
        words = answers.readline().split()
        if len(words) != 3:
            return None
        kind, size = words[1].decode("ascii", "replace"), int(words[2])
        return StreamedObject(kind, size, _pieces(answers, size))

    def _streams(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            self._process = self._command.cat_file(
                "--batch", as_process=True, istream=subprocess.PIPE
            )
        return self._process.stdin, self._process.stdout

    def ask(self, oids: list[str]) -> Iterator[RawObject | None]:
        """Yield the objects in the order of asking; None for one that git does not have.

        All must be taken before anything else is asked.
        """
        asked, answers = self._streams()
        for start in range(0, len(oids), AT_ONCE):
            part = oids[start : start + AT_ONCE]
            asked.write("".join(f"{oid}\n" for oid in part).encode())
            asked.flush()
            for _ in part:
                yield self._answer(answers)

    def _answer(self, answers: IO[bytes]) -> RawObject | None:
        words = answers.readline().split()
        if len(words) != 3:  # "ID missing"; nothing at all where git has ended
            return None
        kind, size = words[1].decode("ascii", "replace"), int(words[2])
        data = answers.read(min(size, self._limit + 1) if kind == "blob" else size)
        rest = size - len(data) + 1  # a line feed stands behind each object
        while rest > 0:
            taken = answers.read(min(rest, _CHUNK))
            if not taken:
                return None
            rest -= len(taken)
        return RawObject(kind, size, data)
