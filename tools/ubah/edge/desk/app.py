"""The desk as an ASGI application: addresses, and what is answered on each.

A page that is asked for never decides anything: readers of mail open links before people do. What
decides is a form that is sent, with the seal of the page that it stands on.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.plain import plain_text
from ubah.edge.desk.desk import DeskPlace
from ubah.edge.desk.door import FORM_WITH_FILES, AtOnce, Door, DoorRules, Rates, client_of, kind_of
from ubah.edge.desk.pages import Pages
from ubah.edge.desk.sealing import Seals
from ubah.edge.desk.sent import NOTHING_SENT, Sent, sent_form
from ubah.edge.desk.visit import FILES, DeskReply
from ubah.edge.desk.visits import Visits


@dataclass(frozen=True)
class DeskRates:
    """How often is too often: pages from one address, answers by one person, wrong links from one address."""

    pages: Rates
    answers: Rates
    strangers: Rates


def desk_rates(clock: Callable[[], float]) -> DeskRates:
    """Return the desk's limits."""
    return DeskRates(Rates(240, 60, clock), Rates(30, 60, clock), Rates(20, 600, clock))


def desk_app(
    place: DeskPlace,
    pages: Pages,
    seals: Seals,
    rules: DoorRules,
    rates: DeskRates,
    tell: Callable[[str], None],
) -> Door:
    """Return the application; ``tell`` writes a line of the log, in which no secret ever stands."""
    visits = Visits(place, pages, seals, rates.answers, rates.strangers, tell)
    lock = threading.Lock()
    at_once = AtOnce()

    async def serve(request: Request) -> Response:
        login, path = rules.login(request.headers), dict(request.path_params)
        sender = visits.comes_as(path, login) if request.method == "POST" else ""
        if not sender:  # of a stranger not a byte is kept
            return await answered(request, NOTHING_SENT)
        with_files = kind_of(request.headers) == FORM_WITH_FILES
        with at_once.room(sender) if with_files else nullcontext(True) as free:
            if not free:
                return _response(_busy(pages))
            sent = await sent_form(request)
            return await answered(request, sent) if sent else Response(status_code=400)

    async def answered(request: Request, sent: Sent) -> Response:
        login, client = rules.login(request.headers), client_of(request.scope)
        path, post = dict(request.path_params), request.method == "POST"
        name = request.scope["route"].name
        return _response(await run_in_threadpool(_answered, name, path, sent, login, client, post))

    def _answered(
        route: str, path: dict[str, str], sent: Sent, login: str, client: str, post: bool
    ) -> DeskReply:
        with lock:
            try:
                return visits.answer(route, path, sent, login, client, post=post)
            except CannotRun as problem:
                tell(f"503 {' '.join(plain_text(str(problem)).split())}")
                return _busy(pages)
            except Exception as problem:  # nobody at the desk is shown what went wrong inside
                where = traceback.extract_tb(problem.__traceback__)[-1]
                tell(f"500 {type(problem).__name__} in {where.name}, line {where.lineno}")
                return _busy(pages)

    async def style(_request: Request) -> Response:
        return Response(pages.style, media_type="text/css")

    async def missing(_request: Request, _problem: Exception) -> Response:
        reply = visits.missing()
        return HTMLResponse(reply.html, reply.status)

    def page(address: str, name: str, *methods: str) -> Route:
        return Route(address, serve, methods=list(methods), name=name)

    routes = [
        Route("/desk.css", style, methods=["GET"]),
        page("/", "home", "GET"),
        page("/new", "new", "GET"),
        page("/new/{form}", "new", "POST"),
        page("/r/{record}", "record", "GET"),
        page("/r/{record}/{form}", "form", "GET", "POST"),
        page(f"/r/{{record}}/{FILES}/{{file}}", "file", "GET"),
        page("/b/{branch:path}", "branch", "GET", "POST"),
        page("/l/{token}", "record", "GET"),
        page("/l/{token}/{form}", "form", "GET", "POST"),
        page(f"/l/{{token}}/{FILES}/{{file}}", "file", "GET"),
    ]
    app = Starlette(routes=routes, exception_handlers={404: missing})
    app.router.redirect_slashes = False
    return Door(app, rules, rates.pages)


def _response(reply: DeskReply) -> Response:
    if reply.file is None:
        return HTMLResponse(reply.html, reply.status)
    shown = "inline" if reply.file.is_image else "attachment"
    headers = {"content-disposition": f'{shown}; filename="{reply.file.name}"'}
    return Response(reply.file.data, media_type=reply.file.media_type, headers=headers)


def _busy(pages: Pages) -> DeskReply:
    """Return what is said where the repository cannot be used just now."""
    hint = msg(
        "Nothing was recorded. Try again in a minute; if it stays so, tell who runs the server."
    )
    return DeskReply(pages.closed(msg("the register cannot be reached just now"), hint), 503)
