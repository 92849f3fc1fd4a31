"""A visit: who has come, what is asked for, what is shown or done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ubah.core.desk.sheet import FormSheet, RecordSheet
from ubah.core.desk.ticket import Ticket, ticket_complaint
from ubah.core.desk.visitor import Visitor
from ubah.core.diagnostics import Finding, Message, msg
from ubah.core.forms.of_steps import Form
from ubah.core.office.authority import Authority
from ubah.core.proof.desk import NOTHING
from ubah.edge.desk.branches import approve, branch_sheet
from ubah.edge.desk.desk import Desk, DeskPlace, known_by_link, known_by_login
from ubah.edge.desk.door import Rates
from ubah.edge.desk.pages import Pages
from ubah.edge.desk.reading import home_sheet, new_request, record_sheet, step_form
from ubah.edge.desk.sealing import SealedPage, Seals
from ubah.edge.desk.taking import DeskAnswer, new_number, take

WHO = msg("who are you?")
WHO_HINT = msg(
    "Come through the office's own log-in, or by a link that was sent to you; this address alone opens nothing."
)
NEW_LINK = msg("Ask the office for a new one if something still waits for you.")
NOT_RECORDED = msg("nothing was recorded")
DONE = msg("recorded")
ANEW = msg(
    "What you were shown has changed meanwhile, so nothing was recorded. This is how it stands now; decide anew."
)


@dataclass(frozen=True)
class DeskReply:
    """A page with its status; ``location`` where another one is to be opened."""

    html: str
    status: int = 200
    location: str = ""


@dataclass(frozen=True)
class _Guest:
    """Who has come: known how, to which record (a link leads to one), below which address."""

    visitor: Visitor
    top: str = ""
    ticket: Ticket | None = None


@dataclass(frozen=True)
class Visits:
    """Answers visits, one after another."""

    place: DeskPlace
    pages: Pages
    seals: Seals
    answers: Rates
    strangers: Rates
    tell: Callable[[str], None]

    def missing(self) -> DeskReply:
        """Return what is said where there is nothing."""
        return DeskReply(self.pages.closed(msg("there is nothing here")), 404)

    def answer(
        self,
        route: str,
        path: Mapping[str, str],
        said: Mapping[str, str],
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
            visit = _Visit(self, desk, base, authority, guest, said)
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
    ) -> _Guest | DeskReply:
        """Return who has come; a link is taken at its own word, whoever is logged in besides."""
        if ticket is not None:
            return self._by_link(desk, base, authority, ticket, token)
        visitor = known_by_login(desk, authority, login)
        if visitor is not None:
            return _Guest(visitor)
        return DeskReply(self.pages.closed(WHO, WHO_HINT), 403)

    def _by_link(
        self, desk: Desk, base: str, authority: Authority, ticket: Ticket, token: str
    ) -> _Guest | DeskReply:
        visitor = known_by_link(desk, authority, ticket.person)
        if visitor is None:
            return DeskReply(self.pages.closed(WHO, WHO_HINT), 403)
        sheet = record_sheet(desk, base, authority, visitor, ticket.record)
        spent = desk.claims.is_claimed(ticket.number, int(ticket.expires.timestamp()))
        before = sheet.before if sheet else ""
        complaint = ticket_complaint(ticket, before, desk.clock(), spent=spent)
        if complaint is not None:
            return DeskReply(self.pages.closed(complaint, NEW_LINK), 410)
        return _Guest(visitor, f"/l/{token}", ticket)


@dataclass(frozen=True)
class _Visit:
    """One visit, of somebody who is known."""

    visits: Visits
    desk: Desk
    base: str
    authority: Authority
    guest: _Guest
    said: Mapping[str, str]

    @property
    def _pages(self) -> Pages:
        return self.visits.pages

    def _sheet(self, number: str) -> RecordSheet | None:
        number = self.guest.ticket.record if self.guest.ticket else number
        return record_sheet(self.desk, self.base, self.authority, self.guest.visitor, number)

    def _top(self, sheet: RecordSheet) -> str:
        return self.guest.top or f"/r/{sheet.outlook.record.id}"

    def record(self, number: str, notice: Message | None = None, status: int = 200) -> DeskReply:
        sheet = self._sheet(number)
        if sheet is None:
            return self.visits.missing()
        seals = {form.key: self._form_seal(sheet, form) for form in sheet.forms.decisions}
        return DeskReply(self._pages.record(sheet, self._top(sheet), seals, notice), status)

    def form(self, number: str, key: str) -> DeskReply:
        sheet = self._sheet(number)
        form = next((f for f in sheet.forms.all if f.key == key), None) if sheet else None
        if sheet is None or form is None:
            return self.visits.missing()
        return self._filled(step_form(self.desk, self.authority, sheet, form))

    def opening(self) -> DeskReply:
        empty = new_request(self.desk, self.authority, self.guest.visitor)
        return self._filled(empty) if empty else self.visits.missing()

    def _filled(self, sheet: FormSheet, status: int = 200) -> DeskReply:
        """Return a form, empty or with what was typed already."""
        step = sheet.sheet
        seal = self._form_seal(step, sheet.form)
        return DeskReply(self._pages.form(sheet, self._top(step) if step else "/new", seal), status)

    def _form_seal(self, sheet: RecordSheet | None, form: Form) -> str:
        empty = FormSheet(self.guest.visitor, self.authority, form, None)
        if sheet is not None:
            empty = step_form(self.desk, self.authority, sheet, form)
        shown = self._pages.shown_form(empty).digest
        return self._seal(form.key, sheet.before if sheet else NOTHING, shown)

    def branch(self, name: str, notice: Message | None = None, status: int = 200) -> DeskReply:
        sheet = branch_sheet(self.desk, self.base, self.authority, self.guest.visitor, name)
        if sheet is None:
            return self.visits.missing()
        seal = self._seal(f"b {name}", sheet.commit, self._pages.shown_branch(sheet).digest)
        return DeskReply(self._pages.branch(sheet, seal, notice), status)

    def taken(self, number: str, key: str) -> DeskReply:
        """Return what came of a form that was sent."""
        page = self._answered(key)
        if page is None:
            return self._not_ours()
        ticket, visitor = self.guest.ticket, self.guest.visitor
        record = ticket.record if ticket else number
        typed = {name[2:]: text for name, text in self.said.items() if name.startswith("f-")}
        answer = DeskAnswer(
            visitor, key, record, typed, page, ticket.number if ticket else new_number()
        )
        found = take(self.desk, answer, self._pages, lambda base: self._use(page, base))
        self._log(f"{key} {found.record or ascii(record)}", found.commit)
        if found.nobody:
            return DeskReply(self._pages.closed(WHO, WHO_HINT), 403)
        if found.spent and ticket is None:
            sent = msg("this form was sent already; the list shows what came of it")
            return DeskReply(self._pages.closed(sent), 409)
        if found.spent:
            used = msg("this link was used already; a link works once")
            return DeskReply(self._pages.closed(used), 410)
        if found.anew:
            return self._anew(record)
        if found.judged and (ticket or not found.unread):
            return self._refused(found.judged)
        if found.unread:
            return self._filled(found.unread, 409 if found.judged else 422)
        said = msg("{record}: it stands on main as {commit}", record=found.record, commit=found.commit[:12])  # fmt: skip
        return DeskReply(self._pages.done(self.authority, visitor, DONE, said))

    def _anew(self, record: str) -> DeskReply:
        """Return what is to be decided anew; a link is for the record as it stood, and for no other."""
        again, ticket = self._again(), self.guest.ticket
        if not record:
            return again.opening()
        sheet = again._sheet(record)
        if ticket is None or (sheet and sheet.before == ticket.before):
            return again.record(record, ANEW, 409)
        gone_on = msg("{record} has gone on since this link was sent", record=record)
        return DeskReply(self._pages.closed(gone_on, NEW_LINK), 410)

    def approved(self, name: str) -> DeskReply:
        """Return what came of a branch's approval."""
        page = self._answered(f"b {name}")
        if page is None:
            return self._not_ours()
        found = approve(self.desk, self.guest.visitor, name, page, self._pages)
        self._log(f"approve {name!r}", found.commit)
        if found.nobody:
            return DeskReply(self._pages.closed(WHO, WHO_HINT), 403)
        if found.anew:
            return self._again().branch(name, ANEW, 409)
        if found.judged:
            return self._refused(found.judged)
        said = msg("your approval is kept on the branch; somebody else has to approve it, too")
        if found.commit:
            said = msg("it stands on main as {commit}", commit=found.commit[:12])
        return DeskReply(self._pages.done(self.authority, self.guest.visitor, DONE, said))

    def _refused(self, findings: tuple[Finding, ...]) -> DeskReply:
        page = self._pages.refused(self.authority, self.guest.visitor, NOT_RECORDED, findings)
        return DeskReply(page, 409)

    def _not_ours(self) -> DeskReply:
        hint = msg("Go back, open the page anew, and decide again.")
        return DeskReply(
            self._pages.closed(msg("this page has lain too long, or is not yours"), hint), 403
        )

    def _again(self) -> _Visit:
        """Return the same visit as main stands now."""
        base = self.desk.fetch_main()
        authority = self.desk.authority(base)
        return _Visit(self.visits, self.desk, base, authority, self.guest, {})

    def _use(self, page: SealedPage, base: str) -> bool:
        """Use up a link, or the page of a new request: no record tells that it was answered before."""
        ticket = self.guest.ticket
        if ticket is None and page.before != NOTHING:
            return True
        number, until = page.number, page.until
        if ticket is not None:
            number, until = ticket.number, int(ticket.expires.timestamp())
        self.desk.claims.forget(int(self.desk.clock().timestamp()))
        return self.desk.claims.claim(number, until, base)

    def _seal(self, form: str, before: str, shown: str) -> str:
        visitor = self.guest.visitor
        made = int(self.desk.clock().timestamp())
        page = SealedPage(visitor.person, self._known, form, before, shown, made, new_number())
        return self.visits.seals.page(page)

    @property
    def _known(self) -> str:
        ticket = self.guest.ticket
        return f"{self.guest.visitor.known.value} {ticket.number if ticket else ''}".strip()

    def _answered(self, form: str) -> SealedPage | None:
        """Return the page that is answered, if it was this person's, for this form, come in this way."""
        page = self.visits.seals.answered(self.said.get("seal", ""), self.desk.clock())
        wanted = (self.guest.visitor.person, self._known, form)
        return page if page and (page.person, page.known, page.form) == wanted else None

    def _log(self, what: str, commit: str) -> None:
        who = self.guest.visitor
        came = f"landed as {commit[:12]}" if commit else "did not land"
        self.visits.tell(f"{who.person} ({who.known.value}): {what} {came}")
