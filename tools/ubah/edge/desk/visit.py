"""One visit of somebody who is known: what is shown to them, and what came of an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ubah.core.desk.sheet import FormSheet, RecordSheet
from ubah.core.desk.ticket import Ticket
from ubah.core.desk.visitor import Visitor
from ubah.core.diagnostics import Finding, Message, msg
from ubah.core.forms.of_steps import Form
from ubah.core.office.authority import Authority
from ubah.core.proof.desk import NOTHING
from ubah.edge.desk.branches import approve, branch_sheet
from ubah.edge.desk.desk import Desk
from ubah.edge.desk.pages import Pages
from ubah.edge.desk.reading import (
    ShownFile,
    attached_file,
    new_request,
    record_sheet,
    step_form,
)
from ubah.edge.desk.sealing import SealedPage, Seals
from ubah.edge.desk.sent import NOTHING_SENT, Sent
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
FILES = "lampiran"
"""What the addresses of a record's attachments lie below."""


@dataclass(frozen=True)
class DeskReply:
    """A page with its status, or a file in its place."""

    html: str
    status: int = 200
    file: ShownFile | None = None


@dataclass(frozen=True)
class Guest:
    """Who has come: known how, to which record (a link leads to one), below which address."""

    visitor: Visitor
    top: str = ""
    ticket: Ticket | None = None


def nothing_here(pages: Pages) -> DeskReply:
    """Return what is said where there is nothing."""
    return DeskReply(pages.closed(msg("there is nothing here")), 404)


@dataclass(frozen=True)
class Visit:
    """One visit, of somebody who is known."""

    pages: Pages
    seals: Seals
    tell: Callable[[str], None]
    desk: Desk
    base: str
    authority: Authority
    guest: Guest
    sent: Sent

    def _sheet(self, number: str) -> RecordSheet | None:
        number = self.guest.ticket.record if self.guest.ticket else number
        return record_sheet(self.desk, self.base, self.authority, self.guest.visitor, number)

    def _top(self, sheet: RecordSheet) -> str:
        return self.guest.top or f"/r/{sheet.outlook.record.id}"

    def record(self, number: str, notice: Message | None = None, status: int = 200) -> DeskReply:
        """Return a record's page, with what may be done about it."""
        sheet = self._sheet(number)
        if sheet is None:
            return nothing_here(self.pages)
        seals = {form.key: self._form_seal(sheet, form) for form in sheet.forms.decisions}
        return DeskReply(self.pages.record(sheet, self._top(sheet), seals, notice), status)

    def form(self, number: str, key: str) -> DeskReply:
        """Return a form for a step of a record."""
        sheet = self._sheet(number)
        form = next((f for f in sheet.forms.all if f.key == key), None) if sheet else None
        if sheet is None or form is None:
            return nothing_here(self.pages)
        return self._filled(step_form(self.desk, self.authority, sheet, form))

    def file(self, number: str, name: str) -> DeskReply:
        """Return a file that the record names, as it stands on main."""
        sheet = self._sheet(number)
        file = attached_file(self.desk, sheet, name) if sheet else None
        return DeskReply("", file=file) if file else nothing_here(self.pages)

    def opening(self) -> DeskReply:
        """Return the form for a new request."""
        empty = new_request(self.desk, self.authority, self.guest.visitor)
        return self._filled(empty) if empty else nothing_here(self.pages)

    def _filled(self, sheet: FormSheet, status: int = 200) -> DeskReply:
        """Return a form, empty or with what was typed already."""
        step = sheet.sheet
        seal = self._form_seal(step, sheet.form)
        return DeskReply(self.pages.form(sheet, self._top(step) if step else "/new", seal), status)

    def _form_seal(self, sheet: RecordSheet | None, form: Form) -> str:
        empty = FormSheet(self.guest.visitor, self.authority, form, None)
        if sheet is not None:
            empty = step_form(self.desk, self.authority, sheet, form)
        shown = self.pages.shown_form(empty).digest
        return self._seal(form.key, sheet.before if sheet else NOTHING, shown)

    def branch(self, name: str, notice: Message | None = None, status: int = 200) -> DeskReply:
        """Return the page of a proposed branch."""
        sheet = branch_sheet(self.desk, self.base, self.authority, self.guest.visitor, name)
        if sheet is None:
            return nothing_here(self.pages)
        seal = self._seal(f"b {name}", sheet.commit, self.pages.shown_branch(sheet).digest)
        return DeskReply(self.pages.branch(sheet, seal, notice), status)

    def taken(self, number: str, key: str) -> DeskReply:
        """Return what came of a form that was sent."""
        page = self._answered(key)
        if page is None:
            return self._not_ours()
        ticket, visitor = self.guest.ticket, self.guest.visitor
        record = ticket.record if ticket else number
        typed = {name[2:]: text for name, text in self.sent.said.items() if name.startswith("f-")}
        answer = DeskAnswer(
            *(visitor, key, record, typed, page),
            ticket.number if ticket else new_number(),
            self.sent.files,
        )
        found = take(self.desk, answer, self.pages, lambda base: self._use(page, base))
        self._log(f"{key} {found.record or ascii(record)}", found.commit)
        if found.nobody:
            return DeskReply(self.pages.closed(WHO, WHO_HINT), 403)
        if found.spent and ticket is None:
            sent = msg("this form was sent already; the list shows what came of it")
            return DeskReply(self.pages.closed(sent), 409)
        if found.spent:
            used = msg("this link was used already; a link works once")
            return DeskReply(self.pages.closed(used), 410)
        if found.anew:
            return self._anew(record)
        if found.judged and (ticket or not found.unread):
            return self._refused(found.judged)
        if found.unread:
            return self._filled(found.unread, 409 if found.judged else 422)
        said = msg("{record}: it stands on main as {commit}", record=found.record, commit=found.commit[:12])  # fmt: skip
        return DeskReply(self.pages.done(self.authority, visitor, DONE, said))

    def _anew(self, record: str) -> DeskReply:
        """Return what is to be decided anew; a link is for the record as it stood, and for no other."""
        again, ticket = self._again(), self.guest.ticket
        if not record:
            return again.opening()
        sheet = again._sheet(record)
        if ticket is None or (sheet and sheet.before == ticket.before):
            return again.record(record, ANEW, 409)
        gone_on = msg("{record} has gone on since this link was sent", record=record)
        return DeskReply(self.pages.closed(gone_on, NEW_LINK), 410)

    def approved(self, name: str) -> DeskReply:
        """Return what came of a branch's approval."""
        page = self._answered(f"b {name}")
        if page is None:
            return self._not_ours()
        found = approve(self.desk, self.guest.visitor, name, page, self.pages)
        self._log(f"approve {name!r}", found.commit)
        if found.nobody:
            return DeskReply(self.pages.closed(WHO, WHO_HINT), 403)
        if found.anew:
            return self._again().branch(name, ANEW, 409)
        if found.judged:
            return self._refused(found.judged)
        said = msg("your approval is kept on the branch; somebody else has to approve it, too")
        if found.commit:
            said = msg("it stands on main as {commit}", commit=found.commit[:12])
        return DeskReply(self.pages.done(self.authority, self.guest.visitor, DONE, said))

    def _refused(self, findings: tuple[Finding, ...]) -> DeskReply:
        page = self.pages.refused(self.authority, self.guest.visitor, NOT_RECORDED, findings)
        return DeskReply(page, 409)

    def _not_ours(self) -> DeskReply:
        hint = msg("Go back, open the page anew, and decide again.")
        return DeskReply(
            self.pages.closed(msg("this page has lain too long, or is not yours"), hint), 403
        )

    def _again(self) -> Visit:
        """Return the same visit as main stands now."""
        base = self.desk.fetch_main()
        authority = self.desk.authority(base)
        return replace(self, base=base, authority=authority, sent=NOTHING_SENT)

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
        return self.seals.page(page)

    @property
    def _known(self) -> str:
        ticket = self.guest.ticket
        return f"{self.guest.visitor.known.value} {ticket.number if ticket else ''}".strip()

    def _answered(self, form: str) -> SealedPage | None:
        """Return the page that is answered, if it was this person's, for this form, come in this way."""
        page = self.seals.answered(self.sent.said.get("seal", ""), self.desk.clock())
        wanted = (self.guest.visitor.person, self._known, form)
        return page if page and (page.person, page.known, page.form) == wanted else None

    def _log(self, what: str, commit: str) -> None:
        who = self.guest.visitor
        came = f"landed as {commit[:12]}" if commit else "did not land"
        self.tell(f"{who.person} ({who.known.value}): {what} {came}")
