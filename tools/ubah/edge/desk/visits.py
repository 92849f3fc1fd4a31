"""Visits: who has come, by which way, and what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ubah.core.desk.ticket import Ticket, ticket_complaint
from ubah.core.diagnostics import msg
from ubah.core.office.authority import Authority
from ubah.edge.desk.desk import Desk, DeskPlace, known_by_link, known_by_login
from ubah.edge.desk.door import Rates
from ubah.edge.desk.pages import Pages
from ubah.edge.desk.reading import home_sheet, record_sheet
from ubah.edge.desk.sealing import Seals
from ubah.edge.desk.sent import Sent
from ubah.edge.desk.visit import (
    NEW_LINK,
    WHO,
    WHO_HINT,
    DeskReply,
    Guest,
    Visit,
    nothing_here,
)


@dataclass(frozen=True)
class Visits:
    """Answers visits, one after another."""

    place: DeskPlace
    pages: Pages
    seals: Seals
    answers: Rates
    strangers: Rates
    tell: Callable[[str], None]

    def comes_as(self, path: Mapping[str, str], login: str) -> str:
        """Return as whom somebody comes, by the log-in or by a link of ours that still runs; "" for a stranger.

        Whether the office knows them is asked later.
        """
        token = path.get("token", "")
        if not token:
            return f"login {login}" if login else ""
        ticket = self.seals.opened(token)
        runs = ticket is not None and self.place.clock() < ticket.expires
        return f"link {ticket.person}" if ticket and runs else ""

    def missing(self) -> DeskReply:
        """Return what is said where there is nothing."""
        return nothing_here(self.pages)

    def answer(
        self,
        route: str,
        path: Mapping[str, str],
        sent: Sent,
        login: str,
        client: str,
        *,
        post: bool,
    ) -> DeskReply:
        """Return the page for an address, or what came of an answer to one."""
        token = path.get("token", "")
        ticket = self.seals.opened(token)
        if ticket is None and (token or not login):
            return self._stranger(token, client)  # before anything is read on their account
        with self.place.opened() as desk:
            base = desk.fetch_main()
            authority = desk.authority(base)
            guest = self._guest(desk, base, authority, ticket, token, login)
            if isinstance(guest, DeskReply):
                return guest
            who = f"{guest.visitor.known.value} {guest.visitor.person}"  # a link may be in other hands
            if post and not self.answers.takes(who):
                return DeskReply(self.pages.closed(msg("that was too often; wait a minute")), 429)
            visit = Visit(self.pages, self.seals, self.tell, desk, base, authority, guest, sent)
            match route:
                case "home":
                    sheet = home_sheet(desk, base, authority, guest.visitor)
                    return DeskReply(self.pages.home(sheet))
                case "branch":
                    return visit.approved(path["branch"]) if post else visit.branch(path["branch"])
                case "new":
                    return visit.taken("", path["form"]) if post else visit.opening()
                case "record":
                    return visit.record(path.get("record", ""))
                case "file":
                    return visit.file(path.get("record", ""), path["file"])
                case _:
                    record = path.get("record", "")
                    if post:
                        return visit.taken(record, path["form"])
                    return visit.form(record, path["form"])

    def _stranger(self, token: str, client: str) -> DeskReply:
        if not token:
            return DeskReply(self.pages.closed(WHO, WHO_HINT), 403)
        if not self.strangers.takes(client):
            return DeskReply(self.pages.closed(msg("that was too often; wait a minute")), 429)
        return DeskReply(self.pages.closed(msg("this link opens nothing"), WHO_HINT), 403)

    def _guest(
        self,
        desk: Desk,
        base: str,
        authority: Authority,
        ticket: Ticket | None,
        token: str,
        login: str,
    ) -> Guest | DeskReply:
        """Return who has come; a link is taken at its own word, whoever is logged in besides."""
        if ticket is not None:
            return self._by_link(desk, base, authority, ticket, token)
        visitor = known_by_login(desk, authority, login)
        if visitor is not None:
            return Guest(visitor)
        return DeskReply(self.pages.closed(WHO, WHO_HINT), 403)

    def _by_link(
        self, desk: Desk, base: str, authority: Authority, ticket: Ticket, token: str
    ) -> Guest | DeskReply:
        visitor = known_by_link(desk, authority, ticket.person)
        if visitor is None:
            return DeskReply(self.pages.closed(WHO, WHO_HINT), 403)
        sheet = record_sheet(desk, base, authority, visitor, ticket.record)
        spent = desk.claims.is_claimed(ticket.number, int(ticket.expires.timestamp()))
        before = sheet.before if sheet else ""
        complaint = ticket_complaint(ticket, before, desk.clock(), spent=spent)
        if complaint is not None:
            return DeskReply(self.pages.closed(complaint, NEW_LINK), 410)
        return Guest(visitor, f"/l/{token}", ticket)
