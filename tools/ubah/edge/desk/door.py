"""The door: what every request has to be like before anything of the office is looked at.

Whom the proxy has let in is its word, so only the proxy's own connection is listened to; and what a
browser sends for another site's sake is turned away, whoever it says it is.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 256 * 1024
"""Bytes that a form may have."""
LARGEST_WITH_FILES = 32 * 1024 * 1024
"""Bytes that a form with files may have."""
LONGEST_NUMBER = 20
FORM = "application/x-www-form-urlencoded"
FORM_WITH_FILES = "multipart/form-data"
MOST_BYTES = {FORM: LARGEST, FORM_WITH_FILES: LARGEST_WITH_FILES}
SECURE = {
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-robots-tag": "noindex, nofollow",
    "cache-control": "no-store",
}
"""With no-referrer browsers would say `Origin: null` of the desk's own forms; this tells no path."""


@dataclass(frozen=True)
class DoorRules:
    """Who may speak to the server, and by which name it is asked.

    ``peers`` are the addresses that the proxy comes from. ``by_socket``: it is a Unix socket, where nobody
    has an address, and the file system says who may open it. ``user_header`` "" is for a desk without a log-in.
    """

    host: str
    origin: str
    peers: frozenset[str]
    user_header: str = ""
    by_socket: bool = False

    def trusts(self, peer: tuple[str, int] | None) -> bool:
        """Whether who is connected is the proxy; on a port one without an address has broken off already."""
        return self.by_socket if peer is None else peer[0] in self.peers

    def login(self, headers: Headers) -> str:
        """Return whom the proxy has let in, "" if nobody, or not clearly one."""
        said = headers.getlist(self.user_header) if self.user_header else []
        one = said[0] if len(said) == 1 else ""
        plain = one.isascii() and one.isprintable() and one == one.strip()
        return one if plain and "," not in one else ""


def client_of(scope: Scope) -> str:
    """Return for whom the proxy asks: what it added itself to X-Forwarded-For, the last word."""
    headers = Headers(scope=scope)
    said = ",".join(headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
    peer = scope.get("client")
    return said[:64] or (peer[0] if peer else "socket")


@dataclass
class Rates:
    """How often somebody came of late; the names that came least lately are forgotten first."""

    limit: int
    seconds: float
    clock: Callable[[], float]
    names: int = 10_000
    seen: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def takes(self, name: str) -> bool:
        """Whether ``name`` may come once more now; it is counted."""
        now = self.clock()
        times = self.seen.setdefault(name, deque())
        self.seen.move_to_end(name)
        while times and times[0] <= now - self.seconds:
            times.popleft()
        while len(self.seen) > self.names:
            self.seen.popitem(last=False)
        if len(times) >= self.limit:
            return False
        times.append(now)
        return True


@dataclass
class AtOnce:
    """How many forms with files are held in memory: by each who sends them, and by all together."""

    each: int = 2
    most: int = 8
    held: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def room(self, name: str) -> Iterator[bool]:
        """Say whether there is room for one more of ``name``; it is held as long as the block runs."""
        free = self.held[name] < self.each and self.held.total() < self.most
        self.held[name] += free
        try:
            yield free
        finally:
            self.held[name] -= free
            self.held += Counter()  # whoever holds nothing is forgotten


class Door:
    """Turns away what no browser of the office sends, and marks every answer as it has to be."""

    def __init__(self, app: ASGIApp, rules: DoorRules, rates: Rates) -> None:
        self._app = app
        self._rules = rules
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(k.encode(), v.encode()) for k, v in SECURE.items()]
                kept = [(k, v) for k, v in message["headers"] if k.lower().decode() not in SECURE]
                message["headers"] = [*kept, *own]
            await send(message)

        refused = self._refused(scope)
        if refused is None:
            most = MOST_BYTES.get(kind_of(Headers(scope=scope)), LARGEST)
            await self._app(scope, _limited(receive, most), secured)
        else:
            await refused(scope, receive, secured)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._rules.trusts(scope.get("client")):
            return PlainTextResponse("403\n", 403)
        if headers.getlist("host") != [self._rules.host]:
            return PlainTextResponse("421\n", 421)
        if not self._rates.takes(client_of(scope)):
            return PlainTextResponse("429\n", 429, {"retry-after": "60"})
        if scope["method"] in ("GET", "HEAD"):
            return None
        if scope["method"] != "POST":
            return PlainTextResponse("405\n", 405, {"allow": "GET, HEAD, POST"})
        return self._posted(headers)

    def _posted(self, headers: Headers) -> Response | None:
        if not _own_site(headers, self._rules.origin):
            return PlainTextResponse("403\n", 403)
        most = MOST_BYTES.get(kind_of(headers))
        if most is None:
            return PlainTextResponse("415\n", 415)
        length = headers.get("content-length", "")
        if not length.isascii() or not length.isdigit():
            return PlainTextResponse("411\n", 411)
        beyond = len(length) > LONGEST_NUMBER or int(length) > most
        return PlainTextResponse("413\n", 413) if beyond else None


def kind_of(headers: Headers) -> str:
    """Return the kind of what is sent, "" if that is not said once and plainly."""
    said = headers.getlist("content-type")
    return said[0].partition(";")[0].strip().lower() if len(said) == 1 else ""


def _own_site(headers: Mapping[str, str], origin: str) -> bool:
    """Whether a browser says that a page of ours has sent this; one that says nothing is turned away."""
    site, said = headers.get("sec-fetch-site"), headers.get("origin")
    if site is None and said is None:
        return False
    return site in (None, "same-origin") and said in (None, origin)


def _limited(receive: Receive, most: int) -> Receive:
    """Cut off a body that is longer than it said."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > most:
                return {"type": "http.disconnect"}
        return message

    return limited
