"""The records of the work tree as a list shows them: those at rest in a line each, the others whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ubah.core.attachments import kept_file
from ubah.core.diagnostics import Severity
from ubah.core.judge.contents import ReadRecord, judge_contents, read_contents
from ubah.core.office.authority import Authority
from ubah.core.paths import asset_id, record_id, split_register
from ubah.core.reading.records import landed_record
from ubah.core.register.outlook import Outlook
from ubah.core.register.summaries import RecordSummary, is_at_rest, summary_of
from ubah.core.register.views import AuditSummary, RecordView, Register, build_register, view_of
from ubah.edge.clone.at_rest import RecordsAtRest
from ubah.edge.clone.work_files import WorkFiles, work_files
from ubah.edge.clone.workspace import authority_of, landed_files
from ubah.edge.system import disk

AT_ONCE = 500
"""How many records are held at once while they are read."""


@dataclass(frozen=True)
class WorkRegister:
    """What the work tree holds: all records in a line each, and those that are not at rest.

    ``unreadable`` are the records' files that could not be read, and are in neither.
    """

    moving: Register
    summaries: tuple[RecordSummary, ...]
    unreadable: tuple[str, ...]


def read_work_register(root: Path, now: datetime) -> WorkRegister:
    """Return the records below ``root``, each read unless it is known to be at rest.

    Raises:
        CannotRun: if a file or the authority cannot be used.
    """
    return _register_of(work_files(root), now)


def _register_of(work: WorkFiles, now: datetime) -> WorkRegister:
    files = work.authority()
    authority = authority_of(files)
    names = sorted(name for name in work.names() if record_id(name))
    at_rest = RecordsAtRest(work.root, work.checkout.git_dir if work.checkout else None, files)
    lines = {name: line for name in names if (line := at_rest.find(name))}
    views: list[RecordView] = []
    for view in _read(work, [name for name in names if name not in lines], authority):
        outlook = Outlook(view.record, view.progress, authority, now)
        lines[view.path] = summary_of(view, outlook)
        if is_at_rest(outlook):
            at_rest.keep(view.path, lines[view.path])
        else:
            views.append(view)
    at_rest.write()
    unreadable = {*names, *disk.misplaced(work.root, record_id)} - lines.keys()
    return WorkRegister(
        Register(authority, tuple(sorted(views, key=lambda view: view.path)), (), AuditSummary(())),
        tuple(lines[name] for name in sorted(lines)),
        tuple(sorted(unreadable)),
    )


def read_with_assets(root: Path) -> Register:
    """Return all records and assets below ``root`` that can be read; nothing is judged.

    Raises:
        CannotRun: if a file or the authority cannot be used.
    """
    work = work_files(root)
    authority = authority_of(work.authority())
    return build_register(work.register(), authority, (), AuditSummary(()))


def read_one(root: Path, path: str, now: datetime) -> Register:
    """Return the record at ``path``, judged by content beside those that are not at rest, and all assets.

    Raises:
        CannotRun: if a file or the authority cannot be used.
    """
    work = work_files(root)
    register = _register_of(work, now).moving
    authority = register.authority
    others = {view.path for view in register.records} | {path}
    files = work.read({name for name in work.names() if asset_id(name) or name in others})
    records, assets = split_register(files)
    kept = {name: kept_file(data) for name, data in work.attachments(record_id(path))}
    judged = judge_contents(records, assets, authority)
    register = build_register(files, authority, judged.steps, AuditSummary(judged.findings))
    return replace(register, kept=kept)


def _read(work: WorkFiles, names: list[str], authority: Authority) -> Iterator[RecordView]:
    """Yield what can be read; what has landed is not held against today's schemas."""
    refused = []
    for some in (names[at : at + AT_ONCE] for at in range(0, len(names), AT_ONCE)):
        for read in read_contents(work.read(set(some)), authority, {}):
            if _is_sound(read):
                yield from _views(read, authority)
            else:
                refused.append(read.path)
    if refused:
        landed = landed_files(work.root).files
        for read in read_contents(work.read(set(refused)), authority, landed):
            if _is_sound(read):
                yield from _views(read, authority)


def _views(read: ReadRecord, authority: Authority) -> Iterator[RecordView]:
    record = landed_record(read.file)
    view = view_of(read.path, record, (), authority) if record else None
    if view:
        yield view


def _is_sound(read: ReadRecord) -> bool:
    """Whether it is YAML, and such as the schemas have it."""
    return not any(f.under.group.of_form and f.severity is Severity.ERROR for f in read.findings)
