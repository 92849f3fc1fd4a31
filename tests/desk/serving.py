"""The desk as a process, behind a web server that lets people in: what an office has, on this machine."""

from __future__ import annotations

import http.client
import http.server
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return int(own.getsockname()[1])


@contextmanager
def served(
    clone: Path, key: Path, secret: Path, *words: str, env: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `ubah desk serve` in ``clone``; it has said that it listens."""
    command = [sys.executable, "-m", "ubah", "desk", "serve", "--key", str(key)]
    process = subprocess.Popen(
        [*command, "--secret-file", str(secret), *words],
        cwd=clone,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        ready, _, _ = select.select([process.stdout], [], [], 60)
        line = process.stdout.readline() if ready else b""
        if not line:
            process.kill()
            _, said = process.communicate(timeout=30)
            raise AssertionError(said.decode())
        yield process
    finally:
        process.kill()
        process.communicate(timeout=30)


@dataclass
class Proxy:
    """A web server that logs people in: it asks the desk in the name of ``who``, and of nobody else."""

    desk: tuple[str, int] | Path
    who: str = ""
    port: int = field(default_factory=free_port)

    @contextmanager
    def running(self) -> Iterator[Proxy]:
        """Serve on this machine as long as the block runs."""
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def log_message(self, *_words: object) -> None:
                pass

            def do_GET(self) -> None:
                self._pass_on()

            do_POST = do_GET

            def _pass_on(self) -> None:
                length = int(self.headers.get("content-length", 0))
                body = self.rfile.read(length)
                kept = ("host", "origin", "sec-fetch-site", "content-type", "referer")
                headers = {k: v for k, v in self.headers.items() if k.lower() in kept}
                if body:
                    headers["content-length"] = str(len(body))
                if proxy.who:
                    headers["X-Remote-User"] = proxy.who
                headers["X-Forwarded-For"] = self.client_address[0]
                connection = _connection(proxy.desk)
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                data = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "content-length", "date"):
                        self.send_header(name, value)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                connection.close()

        server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def _connection(desk: tuple[str, int] | Path) -> http.client.HTTPConnection:
    if isinstance(desk, Path):
        connection = http.client.HTTPConnection("localhost", timeout=60)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.connect(str(desk))
        return connection
    return http.client.HTTPConnection(*desk, timeout=60)


def secret_file(folder: Path) -> Path:
    """Write a secret that its owner alone may read."""
    path = folder / "rahasia-meja"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write("rahasia-meja-kantor-contoh-0123456789\n")
    return path


def waited_until(found: object, seconds: float = 30) -> None:
    """Wait until ``found()`` holds."""
    deadline = time.monotonic() + seconds
    while not found():  # type: ignore[operator]
        assert time.monotonic() < deadline, "that did not come"
        time.sleep(0.02)
