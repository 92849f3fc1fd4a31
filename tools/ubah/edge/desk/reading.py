"""From main to what a page shows: a record, what waits for a person, a form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ubah.core.attachments import IMAGES, attachments_in_record, kept_file
from ubah.core.desk.case import case_parts, case_title, is_report
from ubah.core.desk.known import asset_files, known_values
from ubah.core.desk.sheet import FormSheet, HomeSheet, RecordSheet, WaitingRow
from ubah.core.desk.steps import open_forms, opening_at_desk
from ubah.core.desk.visitor import Visitor
from ubah.core.diagnostics import Message, msg
from ubah.core.forms.of_steps import Form
from ubah.core.office.authority import Authority
from ubah.core.paths import SOP, asset_path, attachment_path, record_id, record_path
from ubah.core.proof.binding import blob_id
from ubah.core.proof.decision import decided_steps
from ubah.core.register.outlook import Outlook, outlook_of_file
from ubah.edge.desk.branches import proposed_branches
from ubah.edge.desk.desk import Desk

_MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "pdf": "application/pdf"}


def record_sheet(
    desk: Desk, base: str, authority: Authority, visitor: Visitor, number: str
) -> RecordSheet | None:
    """Return a record of main as a person has it before them, None where there is none."""
    path = record_path(number)
    if record_id(path) != number or not number:
        return None
    store = desk.reader.store
    blob = store.lookup(desk.reader.commit(base).tree, path)
    if blob is None:
        return None
    data = store.read(blob.oid, "blob")
    outlook = outlook_of_file(data, path, authority, desk.clock())
    if outlook is None:
        return None
    record, sop = outlook.record, authority.sop
    return RecordSheet(
        visitor,
        outlook,
        base,
        path,
        data,
        blob_id(data),
        _title(outlook),
        case_parts(record, outlook.progress, authority.roles, sop),
        open_forms(outlook, visitor.person),
    )


def _title(outlook: Outlook) -> Message:
    record, sop = outlook.record, outlook.authority.sop
    if decided_steps(sop, outlook.progress.state) or is_report(record, sop):
        return case_title(record, sop)
    return msg("{record}: {title}", record=record.id, title=record.title)


def home_sheet(desk: Desk, base: str, authority: Authority, visitor: Visitor) -> HomeSheet:
    """Return what waits for a person, and what else is going on."""
    mine: list[WaitingRow] = []
    others: list[WaitingRow] = []
    now = desk.clock()
    for outlook in going_on(desk, base, authority):
        steps = [step for step in outlook.onward_steps() if visitor.person in step.people]
        row = WaitingRow(
            outlook.record.id,
            outlook.record.title,
            outlook.label,
            outlook.waiting_since(),
            outlook.due,
            outlook.overdue,
            tuple(step.action.label for step in steps),
        )
        (mine if steps else others).append(row)
    return HomeSheet(
        visitor,
        authority,
        tuple(mine),
        tuple(others),
        tuple(proposed_branches(desk, base)),
        opening_at_desk(authority, visitor.person, now),
    )


def going_on(desk: Desk, base: str, authority: Authority) -> Iterator[Outlook]:
    """Yield the records that are not finished; of thousands most are, and are read once only."""
    store, tree = desk.reader.store, desk.reader.commit(base).tree
    sop, now = store.lookup(tree, SOP), desk.clock()
    for path, blob in sorted(store.files(tree)):
        if not record_id(path) or sop is None or (sop.oid, blob.oid) in desk.at_rest:
            continue
        outlook = outlook_of_file(store.read(blob.oid, "blob"), path, authority, now)
        if outlook is None:
            continue
        if authority.sop.states[outlook.progress.state].final:
            desk.at_rest.add((sop.oid, blob.oid))
        else:
            yield outlook


@dataclass(frozen=True)
class ShownFile:
    """An attachment as a browser is given it."""

    name: str
    data: bytes

    @property
    def is_image(self) -> bool:
        """Whether a browser may show it; whatever else it is given it keeps."""
        return self.name.rpartition(".")[2] in IMAGES

    @property
    def media_type(self) -> str:
        """What it is, as far as that makes a difference to a browser."""
        ending = self.name.rpartition(".")[2]
        return _MEDIA_TYPES.get(ending, "application/octet-stream")


def attached_file(desk: Desk, sheet: RecordSheet, name: str) -> ShownFile | None:
    """Return an attachment that a record names and keeps, None where it is not as the record has it."""
    named = {
        one.file: one.sha256 for one in attachments_in_record(sheet.outlook.record) if one.file
    }
    if name not in named:
        return None
    store = desk.reader.store
    path = attachment_path(sheet.outlook.record.id, name)
    blob = store.lookup(desk.reader.commit(sheet.base).tree, path)
    data = store.read_whole(blob.oid) if blob else None
    if data is None or kept_file(data).sha256 != named[name]:
        return None
    return ShownFile(name, data)


def step_form(desk: Desk, authority: Authority, sheet: RecordSheet, form: Form) -> FormSheet:
    """Return a form with what is known already: words said before, asset files as they stand."""
    store, record = desk.reader.store, sheet.outlook.record
    tree = desk.reader.commit(sheet.base).tree

    def read_asset(asset: str) -> str:
        blob = store.lookup(tree, asset_path(asset))
        return store.read(blob.oid, "blob").decode(errors="replace") if blob else ""

    said = {
        **known_values(form, record, authority.office.language),
        **asset_files(form, record, authority.sop, read_asset),
    }
    return FormSheet(sheet.visitor, authority, form, sheet, said)


def new_request(desk: Desk, authority: Authority, visitor: Visitor) -> FormSheet | None:
    """Return the empty form for a new request, None for whoever may make none."""
    form = opening_at_desk(authority, visitor.person, desk.clock())
    return FormSheet(visitor, authority, form, None) if form else None
