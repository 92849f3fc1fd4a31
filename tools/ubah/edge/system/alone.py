"""One at a time: a file that a running command holds, and that says when something was last done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ubah.core.diagnostics import CannotRun, msg

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows runs no recorder
    fcntl = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Held:
    """The file, as long as it is held."""

    stream: IO[str]

    def noted(self) -> str:
        """Return what was noted in it the last time, "" if nothing was."""
        self.stream.seek(0)
        return self.stream.read().strip()

    def note(self, text: str) -> None:
        """Note something for the next time."""
        self.stream.seek(0)
        self.stream.truncate()
        self.stream.write(f"{text}\n")
        self.stream.flush()


@contextmanager
def alone(path: Path) -> Iterator[Held | None]:
    """Hold ``path`` as long as the block runs; None where another process holds it.

    The system lets go of it when a process ends, however it ends.

    Raises:
        CannotRun: if the file cannot be written, or the system has no such locks.
    """
    if fcntl is None:
        raise CannotRun(msg("this system cannot keep two rounds from running at once"))
    try:
        stream = path.open("a+", encoding="utf-8")
    except OSError as problem:
        raise CannotRun(
            msg("{path} cannot be written: {problem}", path=str(path), problem=str(problem)),
            msg("name another file: --lock FILE"),
        ) from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
            return
        yield Held(stream)
