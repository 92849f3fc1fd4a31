"""Taking a step at the desk: read anew, judged by the one judge, landed by comparing and swapping."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ubah.core.desk.handed_in import HandedIn, WithFiles, with_files
from ubah.core.desk.sheet import FormSheet, RecordSheet
from ubah.core.desk.steps import read_at_desk
from ubah.core.desk.visitor import Visitor
from ubah.core.diagnostics import CannotRun, Finding, Place, error, msg
from ubah.core.forms.files import files_from_form
from ubah.core.forms.of_steps import Form
from ubah.core.office.authority import Authority
from ubah.core.paths import attachment_path, record_path
from ubah.core.proof.desk import NOTHING
from ubah.core.proof.evidence import landing_digest
from ubah.core.rules.contents import FORM_UNREADABLE
from ubah.core.voucher import Voucher, VoucherKind
from ubah.edge.clone.free_numbers import free_number
from ubah.edge.desk.desk import Desk, desk_of
from ubah.edge.desk.pages import Pages
from ubah.edge.desk.reading import new_request, record_sheet, step_form
from ubah.edge.desk.sealing import SealedPage
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.history.proposals import errors_of
from ubah.edge.history.pushes import judge_push
from ubah.edge.recorder.recorder import ATTEMPTS, landing_message

MARK = "Ubah-Desk"
"""The trailer by which a landing of the desk is known in a log; it proves nothing."""


def new_number() -> str:
    """Return a number for what nobody has given one yet."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class DeskAnswer:
    """What somebody answered on a page: the form, the record ("" for a new request), what was typed."""

    visitor: Visitor
    form: str
    record: str
    said: Mapping[str, str]
    page: SealedPage
    number: str  # what a voucher names it by
    files: tuple[HandedIn, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What came of an answer.

    ``commit`` is the landing, "" if there is none. ``unread``: the form as it was filled in, with what
    is wrong with it, by itself or as the judge has it. ``anew``: what was shown is no longer so, and is to be shown again. ``judged``:
    why the judge refuses it. ``nobody``: the account is theirs no more.
    """

    commit: str = ""
    record: str = ""
    unread: FormSheet | None = None
    anew: bool = False
    judged: tuple[Finding, ...] = ()
    spent: bool = False
    nobody: bool = False


def take(desk: Desk, answer: DeskAnswer, pages: Pages, use: Callable[[str], bool]) -> Taken:
    """Land what was answered, if all is still as it was shown and the judge accepts it.

    ``use`` uses a link up, and says whether it could still be used; it is asked once, when nothing but
    the judge can speak against the step any more.

    Raises:
        ForgeUnreachable: if main keeps moving.
        CannotRun: if the recorder lacks its key, or main cannot be used.
    """
    used = False
    for _ in range(ATTEMPTS):
        base = desk.fetch_main()
        authority = desk.authority(base)
        visitor = desk.still(answer.visitor, authority)
        if visitor is None:
            return Taken(nobody=True)
        found = _found(desk, base, authority, visitor, answer, pages)
        if found is None:
            return Taken(anew=True)
        form, sheet = found
        brought, findings = _read(form, sheet, answer, authority)
        if brought is None:
            return Taken(unread=FormSheet(visitor, authority, form, sheet, answer.said, findings))
        if not used and not use(base):
            return Taken(spent=True)
        used = True
        landed = _land(desk, base, authority, visitor, answer, form, sheet, brought)
        if landed.commit or landed.judged:
            return landed
    raise ForgeUnreachable(msg("main keeps moving"))


def _found(
    desk: Desk,
    base: str,
    authority: Authority,
    visitor: Visitor,
    answer: DeskAnswer,
    pages: Pages,
) -> tuple[Form, RecordSheet | None] | None:
    """Return the form and its record, None where they are not as they were shown."""
    if not answer.record:
        empty = new_request(desk, authority, visitor)
        if empty is None or empty.form.key != answer.form:
            return None
        same = pages.shown_form(empty).digest == answer.page.shown
        return (empty.form, None) if same and answer.page.before == NOTHING else None
    sheet = record_sheet(desk, base, authority, visitor, answer.record)
    if sheet is None or sheet.before != answer.page.before:
        return None
    form = next((form for form in sheet.forms.all if form.key == answer.form), None)
    if form is None:
        return None
    same = pages.shown_form(step_form(desk, authority, sheet, form)).digest == answer.page.shown
    return (form, sheet) if same else None


def _read(
    form: Form, sheet: RecordSheet | None, answer: DeskAnswer, authority: Authority
) -> tuple[WithFiles | None, tuple[Finding, ...]]:
    """Return what the form says with the files that came with it, None where something is wrong with it."""
    record = sheet.outlook.record if sheet else None
    entries = len(record.journal) if record else 0
    filled, findings = read_at_desk(form, answer.record, entries, answer.said, authority)
    if filled is None:
        return None, findings
    limit = authority.office.attachment_limit
    brought = with_files(form, filled, answer.files, record, limit)
    return (None, brought.findings) if brought.findings else (brought, ())


def _land(
    desk: Desk,
    base: str,
    authority: Authority,
    visitor: Visitor,
    answer: DeskAnswer,
    form: Form,
    sheet: RecordSheet | None,
    brought: WithFiles,
) -> Taken:
    empty = FormSheet(visitor, authority, form, sheet, answer.said)
    at = desk.clock().replace(microsecond=0)
    year = str(at.astimezone(authority.office.zone).year)
    number = answer.record or free_number(desk.reader, base, year)
    try:
        files = files_from_form(
            brought.filled, visitor.person, at, authority, number, sheet.data if sheet else None
        )
        contents = brought.contents.items()
        files |= {attachment_path(number, name): data for name, data in contents}
    except CannotRun as problem:
        hint = problem.hint or msg("look at the record as it stands now")
        judged = (error(FORM_UNREADABLE, Place(), problem.message, hint),)
        return Taken(judged=judged, unread=replace(empty, findings=judged))
    tree = desk.repository.write_tree(base, files)
    before = desk.reader.commit(base).tree
    voucher = Voucher(
        forge=desk_of(authority).host,
        account=visitor.account,
        kind=VoucherKind.DESK,
        evidence_id=answer.number,
        commit=base,
        base=base,
        time=at,
        digest=landing_digest(desk.reader.store.changes(before, tree)),
        before=sheet.before if sheet else NOTHING,
        known=visitor.known.value,
        action=form.key,
        shown=answer.page.shown,
    )
    subject = f"{number}: {form.title.id} / {form.title.en}"
    message = landing_message(subject, (voucher,), authority, [(MARK, record_path(number))])
    commit = desk.commit(tree, (base,), message, authority)
    refused = errors_of(judge_push(desk.reader, base, commit, desk.clock()))
    if refused:
        return Taken(record=number, judged=refused, unread=replace(empty, findings=refused))
    return Taken(commit if desk.push_main(commit, base) else "", number)
