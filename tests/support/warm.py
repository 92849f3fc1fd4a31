"""The process that commands of the tests are forks of: everything is loaded, nothing has been run.

Started by `support.processes`, with a connected socket and one that it listens at. A
request is JSON behind its length, and comes with four files: standard input, output and error, and
where to say which process it became and, at its end, how it ended. The fork runs the installed script
as Python itself would; all of it that a test can see (words, folder, environment, umask, terminal)
comes from the request.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
import termios
import threading
import time
from types import NoneType
from typing import Any

STANDARD = 3


def load() -> None:
    """Import the whole program, and read what every office of the tests has in common."""
    import ubah
    from ubah.core.office.authority import build_authority
    from ubah.core.office.schema_files import validator_of
    from ubah.core.paths import AUTHORITY_FILES, SCHEMA_FILES
    from ubah.edge.system import catalogues
    from ubah.edge.system.disk import template_root

    for module in pkgutil.walk_packages(ubah.__path__, "ubah."):
        if not module.name.startswith(("ubah.__main__", "ubah.template")):
            importlib.import_module(module.name)
    catalogues.load("id")
    files = {path: (template_root() / path).read_bytes() for path in AUTHORITY_FILES}
    authority, _ = build_authority(files)
    if authority is not None:
        records = authority.records
        validators = [records.record, records.frame, *records.entries.values()]
        validators += [validator_of(files[path], path) for path in SCHEMA_FILES.values()]
        for validator in validators:
            list(validator.errors({}))  # what equal schemas come to is kept
    gc.collect()
    gc.freeze()


def serve(control: socket.socket, listening: socket.socket) -> dict[str, Any] | None:
    """Fork for each request until ``control`` is closed (None); in a fork return its request."""
    heard, told = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict[int, int] = {}
    with control, listening, heard, told, selectors.DefaultSelector() as selector:
        for end in (control, listening, heard):
            selector.register(end, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is heard:
                    heard.recv(4096)
                    _tell_of_the_ended(running)
                    continue
                if key.fileobj is listening:
                    caller, _ = listening.accept()
                    with caller:
                        request, files = _received(caller)
                else:
                    request, files = _received(control)
                if request is None:
                    return None
                child = os.fork()
                if not child:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    for number, file in enumerate(files[:STANDARD]):
                        os.dup2(file, number)
                    for file in (*files, *running.values()):
                        os.close(file)
                    return request
                *standard, running[child] = files
                os.write(running[child], b"%d\n" % child)
                for file in standard:
                    os.close(file)


def _received(control: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    length, files, _, _ = socket.recv_fds(control, 8, STANDARD + 1)
    if not length:
        return None, []
    left, body = int(length), b""
    while len(body) < left:
        body += control.recv(left - len(body))
    return json.loads(body), list(files)


def _tell_of_the_ended(running: dict[int, int]) -> None:
    while running:
        child, status = os.waitpid(-1, os.WNOHANG)
        if not child:
            return
        os.write(running[child], b"%d\n" % os.waitstatus_to_exitcode(status))
        os.close(running.pop(child))


def become(request: dict[str, Any]) -> None:
    """Take on what the request says of the process that is to run."""
    if request["session"]:
        os.setsid()
    if request["terminal"]:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.umask(request["umask"])
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(line_buffering=stream.isatty())
    sys.argv = request["words"]
    sys.path[0] = os.path.dirname(sys.argv[0])  # noqa: PTH120 - as the interpreter does


def run() -> None:
    """Run the installed script, and end as Python would, but without taking everything apart first.

    To take apart what the fork shares with the others costs twenty times what most commands do.
    """
    code = 0
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as leaving:
        if not isinstance(leaving.code, (int, NoneType)):
            raise
        code = leaving.code or 0
    threading._shutdown()  # type: ignore[attr-defined] # what Python does first at its end
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # Python has its own way of telling that
        sys.exit(code)
    os._exit(code & 0xFF)


if __name__ == "__main__":
    load()
    asked = serve(*(socket.socket(fileno=int(word)) for word in sys.argv[1:]))
    if asked is not None:
        become(asked)
        run()
