"""Commits read and their signatures verified on other cores, before a walk comes to them.

What a process hands back is what `read_commit` returns: it depends on a commit's bytes alone. What
one of them could not read, or did not get to, is read in the asking process, and told there.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait

from ubah.core.model import Commit
from ubah.edge.git.commits import read_commit
from ubah.edge.git.common import MissingObject

WORTH_STARTING = 4000
"""Commits for which it pays to start a process, which loads the judge anew."""
MOST_PROCESSES = 4
"""One core walks and judges; so many others can at most keep ahead of it."""

_NOT_TO_BE_HAD = (BrokenProcessPool, OSError, ImportError, NotImplementedError, RuntimeError)

ReadCommits = dict[str, Commit]


def cores_to_spare() -> int:
    """Return how many processes may read beside the one that judges."""
    usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(usable - 1, MOST_PROCESSES)


class CommitPool:
    """Reads commits on ``processes`` other cores; one that cannot be had costs time and nothing else."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._reading: dict[str, Future[ReadCommits]] = {}
        try:
            # Not forked: a fork would keep git's pipes open, and a progress bar's thread half alive.
            context = multiprocessing.get_context("spawn")
            with _away_from_here():
                self._pool = ProcessPoolExecutor(processes, context, initializer=_begin)
        except _NOT_TO_BE_HAD:  # no semaphores in this system
            self._pool = None

    def read(self, commits: Mapping[str, bytes]) -> None:
        """Begin to read commits, given by their ids with their bytes."""
        if self._pool is None:
            return
        items = list(commits.items())
        share = -(-len(items) // self._processes)
        try:
            for start in range(0, len(items), share or 1):
                part = dict(items[start : start + share])
                with _away_from_here():
                    future = self._pool.submit(_read, part)
                self._reading.update(dict.fromkeys(part, future))
        except _NOT_TO_BE_HAD:
            self.close()

    def take(self, oid: str) -> Commit | None:
        """Return a commit that was given to `read`, None for one that has to be read here."""
        future = self._reading.pop(oid, None)
        if future is None:
            return None
        try:
            return future.result().get(oid)
        except _NOT_TO_BE_HAD:
            self.close()
            return None

    def close(self) -> None:
        """End the processes."""
        self._reading.clear()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


@contextmanager
def _away_from_here() -> Iterator[None]:
    """Have Python start what it starts without a look into the folder where the command was typed.

    A new process searches there first for all that it imports, and it is the clone that is judged (rule 9).
    """
    name = "PYTHONSAFEPATH"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts the audit ends the pool with it
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """Leave no process behind where the audit was ended from outside."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _read(commits: dict[str, bytes]) -> ReadCommits:
    found = {}
    for oid, data in commits.items():
        try:
            found[oid] = read_commit(oid, data)
        except MissingObject:  # told where it is asked for
            continue
    return found
