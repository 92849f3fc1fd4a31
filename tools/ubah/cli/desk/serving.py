"""Starting the desk's server: only where nobody but the office's own web server reaches it."""

from __future__ import annotations

import ipaddress
import os
import socket
import stat
import time
from contextlib import suppress
from pathlib import Path

import click
import uvicorn

from ubah.cli.language import say
from ubah.core.desk.visitor import Known
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.people.office import DeskSettings
from ubah.edge.desk.app import desk_app, desk_rates
from ubah.edge.desk.desk import DeskPlace, desk_of
from ubah.edge.desk.door import DoorRules
from ubah.edge.desk.reading import going_on
from ubah.edge.desk.sealing import Seals, read_secrets
from ubah.edge.recorder.recorder import read_key
from ubah.edge.system import catalogues, clock
from ubah.publish.desk.pages import DeskPages

HERE = ("127.0.0.1", "::1")


def run_desk(
    key: Path,
    secret: Path,
    listen: str,
    user_header: str,
    proxies: tuple[str, ...],
    remote: str,
    lang: str | None,
) -> None:
    """Serve until the process is ended.

    Raises:
        CannotRun: if the office has no desk, a secret is no secret, or anybody could reach it.
    """
    folder = Path.cwd()
    place = DeskPlace(folder, remote, clock.now, read_key(key))
    with place.opened() as opened:
        git_dir = opened.repository.git_dir
        base = opened.fetch_main()
        authority = opened.authority(base)
        opened.myself(authority, clock.now())
        for _ in going_on(opened, base, authority):
            pass  # thousands of finished records are read now, and not while somebody waits
    for path in (key, secret):
        _outside(path, git_dir.parent)
    settings = desk_of(authority)
    _known_somehow(settings, user_header)
    language = authority.office.language  # of what is shown; vouchers bear its digest
    peers = frozenset(proxies or HERE)
    rules = DoorRules(settings.netloc, settings.address, peers, user_header, _is_path(listen))
    app = desk_app(
        place,
        DeskPages(language, catalogues.load(language)),
        Seals(read_secrets(secret)),
        rules,
        desk_rates(time.monotonic),
        lambda line: click.echo(f"{clock.now().isoformat(timespec='seconds')} {line}", err=True),
    )
    bound = _bound(listen, proxies)
    bound.listen(128)
    config = uvicorn.Config(
        app,
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,  # an address may hold a link's secret
        proxy_headers=False,
        server_header=False,
        limit_concurrency=64,
        timeout_keep_alive=5,
        h11_max_incomplete_event_size=16 * 1024,
    )
    say(
        msg("the desk of {address} listens at {where}", address=settings.address, where=listen),
        lang,
    )
    uvicorn.Server(config).run(sockets=[bound])


def _known_somehow(settings: DeskSettings, user_header: str) -> None:
    proxy = Known.PROXY.value in settings.known_by
    if proxy and not user_header:
        raise CannotRun(
            msg(
                "office.yaml says that the log-in tells who comes (desk, known_by: proxy), but not how"
            ),
            msg("name the header that the web server sets: --user-header X-Remote-User"),
        )
    if user_header and not proxy:
        raise CannotRun(
            msg("office.yaml does not let people be known by the log-in (desk, known_by)"),
            msg("leave out --user-header, or add proxy to known_by and land that first"),
        )


def _outside(path: Path, root: Path) -> None:
    if path.resolve().is_relative_to(root.resolve()):
        raise CannotRun(
            msg("{path} lies in the office's repository", path=str(path)),
            msg(
                "keep it elsewhere on the server, readable by this account alone, such as /etc/ubah"
            ),
        )


def _is_path(listen: str) -> bool:
    return "/" in listen


def _bound(listen: str, proxies: tuple[str, ...]) -> socket.socket:
    """Return the socket to listen on; one that others reach only if it is said whom to answer."""
    if _is_path(listen):
        return _unix(Path(listen))
    host, _, port = listen.rpartition(":")
    try:
        address = ipaddress.ip_address(host.strip("[]"))
        number = int(port)
    except ValueError:
        raise CannotRun(
            msg("{listen} is no address to listen at", listen=listen),
            msg("write it like 127.0.0.1:8642, or name a socket: /run/ubah/desk.sock"),
        ) from None
    if not address.is_loopback and not proxies:
        raise CannotRun(
            msg(
                "at {listen} anybody could reach the desk past the web server, without TLS",
                listen=listen,
            ),
            msg(
                "listen at 127.0.0.1 or a Unix socket, or name the web server's address: --trusted-proxy"
            ),
        )
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((str(address), number))
    return bound


def _unix(path: Path) -> socket.socket:
    """Return a Unix socket that owner and group alone may open."""
    with suppress(FileNotFoundError):
        if stat.S_ISSOCK(path.stat().st_mode):
            path.unlink()
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o117)
    try:
        bound.bind(str(path))
    finally:
        os.umask(before)
    return bound
