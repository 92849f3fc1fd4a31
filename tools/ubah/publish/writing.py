"""Writes what is made from the register, on all the machine's cores where there is much of it.

A page needs nothing but the register, which a forked process has without a copy; so ten thousand
pages take half the time on two cores. Nothing that is written depends on who writes it, or when.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from ubah.core.diagnostics import CannotRun, msg
from ubah.publish.frame import SHELL, Frame, folder_of
from ubah.publish.linkcheck import Found, read, scan
from ubah.publish.site import Page

WORTH_FORKING = 500
"""With fewer pages a second process costs more than it saves."""

PARTS = 8
"""The pages are handed out in so many parts for each process, so that none waits long at the end."""

MOST_PROCESSES = 8


class Framed(NamedTuple):
    """A page, the frame to fill, and where the page goes in the site."""

    path: str
    page: Page
    frame: Frame


Links = Mapping[str, Found]
Task = Callable[[], Links]


def write_all(
    site: str, pages: Sequence[Framed], files: Mapping[str, Callable[[], bytes]]
) -> dict[str, Found]:
    """Write pages and other files into the folder ``site``; return page → what it links to."""
    processes = _processes() if len(pages) >= WORTH_FORKING else 1
    parts = processes * PARTS
    tasks: list[Task] = [partial(_write_file, f"{site}/{path}", files[path]) for path in files]
    tasks += [partial(_write_pages, site, pages[number::parts]) for number in range(parts)]
    found = dict(chain.from_iterable(links.items() for links in _done(tasks, processes)))
    _add_frames(found, pages)
    return found


def _write_file(target: str, make: Callable[[], bytes]) -> Links:
    _write(target, make())
    return {}


def _write_pages(site: str, pages: Sequence[Framed]) -> Links:
    found = {}
    for path, page, frame in pages:
        body = page.body
        _write(f"{site}/{path}", frame.fill(page, path, body).encode())
        found[path] = scan(body)
    return found


def _write(target: str, content: bytes) -> None:
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _add_frames(found: Mapping[str, Found], pages: Sequence[Framed]) -> None:
    """Add to a page's links what stands around it: to its twin for each, the rest once a frame."""
    around: dict[int, Found] = {}
    for path, _page, frame in pages:
        own = found[path]
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


_tasks: Sequence[Task] = ()
"""What a forked process finds to do; a register can't be sent to it, so it is sent a number."""


def _do(number: int) -> Links:
    return _tasks[number]()


def _done(tasks: Sequence[Task], processes: int) -> Iterator[Links]:
    global _tasks
    if processes == 1:
        yield from (task() for task in tasks)
        return
    _tasks = tasks
    try:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(processes, mp_context=context) as pool:
            yield from pool.map(_do, range(len(tasks)))
    except BrokenProcessPool:
        raise CannotRun(
            msg("a process that wrote pages was ended from outside"),
            msg("perhaps memory ran out; close other programs and type: ubah site"),
        ) from None
    finally:
        _tasks = ()
