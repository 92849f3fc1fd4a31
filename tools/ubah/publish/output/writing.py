"""Writes what is made from the register, on all the machine's cores where there is much of it.

A page needs nothing but the register, which a forked process has without a copy; so ten thousand
pages take half the time on two cores. Nothing that is written depends on who writes it, or when.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ubah.core.diagnostics import CannotRun, msg
from ubah.publish.output.frame import SHELL, Frame, folder_of
from ubah.publish.output.linkcheck import FoundLinks, read, scan
from ubah.publish.site.page import Page

WORTH_FORKING = 500
"""With fewer pages a second process costs more than it saves."""

PART = 100
"""The pages are handed out in parts of so many, so that no process waits long at the end."""

MOST_PROCESSES = 8

Beside = Mapping[str, Callable[[], bytes]]
Links = dict[str, FoundLinks]


class Work(NamedTuple):
    """What there is to write: path → page, and path → what makes the file beside the pages."""

    pages: Mapping[str, Page]
    beside: Beside


SiteProgress = Callable[[int, int], None]
"""Takes how much of how much is done."""

NOTHING = Work({}, {})
_work = NOTHING
"""What a forked process finds to do; a register can't be sent to it, so it is sent paths."""


class Part(NamedTuple):
    """Some pages of one frame, and the folder of the site."""

    site: str
    frame: Frame
    paths: Sequence[str]


@contextmanager
def open_writer(
    pages: Mapping[str, Page], beside: Beside, progress: SiteProgress
) -> Iterator[Writer]:
    """Give what writes pages and files, and end its processes at last.

    ``progress`` is told how many pages of how many are written.

    Raises:
        CannotRun: if one of its processes is ended from outside.
    """
    global _work
    _work = Work(pages, beside)
    processes = _processes() if len(pages) >= WORTH_FORKING else 1
    try:
        if processes == 1:
            yield Writer(None, progress)
        else:
            gc.freeze()  # else a forked process searches for waste all that it was given; the caller unfreezes
            context = multiprocessing.get_context("fork")
            with ProcessPoolExecutor(processes, mp_context=context) as pool:
                try:
                    yield Writer(pool, progress)
                finally:
                    pool.shutdown(cancel_futures=True)
    except BrokenProcessPool:
        raise CannotRun(
            msg("a process that wrote pages was ended from outside"),
            msg("perhaps memory ran out; close other programs and type: ubah site"),
        ) from None
    finally:
        _work = NOTHING


class Writer:
    """Writes into a site's folder; made by `open_writer`. Without a pool all is done at once."""

    def __init__(self, pool: Executor | None, progress: SiteProgress) -> None:
        self._pool = pool
        self._progress = progress
        self._files: list[Future[None]] = []

    def write_files(self, site: str) -> None:
        """Begin to write what stands beside the pages; `write_pages` waits for the end of it."""
        for path in _work.beside:
            if self._pool:
                self._files.append(self._pool.submit(_write_file, site, path))
            else:
                _write_file(site, path)

    def write_pages(self, site: str, frames: Mapping[str, Frame]) -> Links:
        """Write the pages, each into its frame; return page → what it links to.

        Args:
            site: The folder that the site stands in.
            frames: Path of a page → what it is filled into; most pages share one of a few.
        """
        write = self._pool.map if self._pool else map
        found: dict[str, FoundLinks] = {}
        for links in write(_write_part, _parts(site, frames)):
            found |= links
            self._progress(len(found), len(frames))
        for file in self._files:
            file.result()
        _add_frames(found, frames)
        return found


def _parts(site: str, frames: Mapping[str, Frame]) -> Iterator[Part]:
    """Yield the pages of each frame in parts; a section has a frame, and so a part, of its own."""
    paths: dict[int, list[str]] = {}
    for path, frame in frames.items():
        paths.setdefault(id(frame), []).append(path)
    for own in paths.values():
        for start in range(0, len(own), PART):
            yield Part(site, frames[own[0]], own[start : start + PART])


def _write_part(part: Part) -> Links:
    found = {}
    for path in part.paths:
        page = _work.pages[path]
        body = page.body
        write_file(Path(part.site, path), part.frame.fill(page, path, body).encode())
        found[path] = scan(body)
    return found


def _write_file(site: str, path: str) -> None:
    write_file(Path(site, path), _work.beside[path]())


def write_file(path: Path, content: bytes) -> None:
    """Write one file of the site, in a folder that need not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _add_frames(found: Mapping[str, FoundLinks], frames: Mapping[str, Frame]) -> None:
    """Add to a page's links what stands around it: to its twin for each, the rest once a frame."""
    around: dict[int, FoundLinks] = {}
    for path, own in found.items():
        frame = frames[path]
        if id(frame) not in around:
            around[id(frame)] = read(frame.shell)
            own.resources += around[id(frame)].resources
            own.links += [url for url in around[id(frame)].links if SHELL not in url]
        own.frame = around[id(frame)]
        own.links += [
            url.replace(SHELL, folder_of(path)) for url in own.frame.links if SHELL in url
        ]


def _processes() -> int:
    """Forking is quick and safe where no thread runs beside it; elsewhere one process does it all."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)
