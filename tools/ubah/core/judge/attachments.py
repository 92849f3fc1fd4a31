"""Attachments as they land: each file named by what lands with it, and what was named is there.

A step is proved for its words; the SHA-256 among them ties the file to the proof (rules 4 and 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ubah.core.attachments import (
    ALSO_CALLED,
    ENDINGS,
    Attachment,
    KeptFile,
    attachments_in,
    name_to_keep,
)
from ubah.core.diagnostics import Finding, Place, error, msg
from ubah.core.model import Landing
from ubah.core.paths import attachment_of, attachment_path, record_id, record_path
from ubah.core.proof.judging import RecordLanding
from ubah.core.reading.records import RecordFile
from ubah.core.rules.references import (
    ATTACHMENT_ALTERED,
    ATTACHMENT_DIFFERS,
    ATTACHMENT_KIND,
    ATTACHMENT_NOT_THERE,
    ATTACHMENT_UNNAMED,
)

FilesOfRecords = Mapping[str, Mapping[str, KeptFile]]
"""Record number → name of a file in its folder → the file."""


def files_that_land(landing: Landing) -> FilesOfRecords:
    """Return the attachments that a landing adds."""
    blobs = {
        change.path: change.after.oid
        for change in landing.changed
        if change.before is None and change.after and attachment_of(change.path)[0]
    }
    return by_record({p: landing.kept[oid] for p, oid in blobs.items() if oid in landing.kept})


def by_record(files: Mapping[str, KeptFile]) -> FilesOfRecords:
    """Return attachments, known by path, by the record that keeps them."""
    found: dict[str, dict[str, KeptFile]] = {}
    for path, kept in files.items():
        record, name = attachment_of(path)
        found.setdefault(record, {})[name] = kept
    return found


def attachment_findings(
    part: RecordLanding, files: Mapping[str, KeptFile], limit: int
) -> Iterator[Finding]:
    """Yield what is wrong with the attachments that a landing adds to a record.

    ``files`` are those that come with it, ``limit`` is the most bytes of one of them.
    """
    yield from _dropped(part)
    known = {_same(attachment) for attachment in _landed(part)}
    new = [attachment for attachment in _named(part.file) if _same(attachment) not in known]
    for attachment in new:
        yield from _named_findings(part, attachment, files)
        yield from _kind_findings(part, attachment, files, limit)
    names = {attachment.file for attachment in new}
    yield from unnamed(part.record.id, (file for file in files if file not in names))


def folder_findings(
    part: RecordLanding, files: Mapping[str, KeptFile], limit: int | None
) -> Iterator[Finding]:
    """Yield what is wrong with all that lies in a record's folder, and with all that it names.

    Kind and size are those of what has not landed yet: what has was judged by the limit of its time
    (``limit``: None where nobody knows what that was).
    """
    yield from _dropped(part)
    known = {_same(attachment) for attachment in _landed(part)}
    names = set()
    for attachment in _named(part.file):
        names.add(attachment.file)
        yield from _named_findings(part, attachment, files)
        if _same(attachment) not in known:
            yield from _kind_findings(part, attachment, files, limit)
    yield from unnamed(part.record.id, (file for file in files if file not in names))


def _landed(part: RecordLanding) -> Iterator[Attachment]:
    return _named(part.before) if part.before else iter(())


def _dropped(part: RecordLanding) -> Iterator[Finding]:
    """A revision may add attachments; those of the request that it revises stay as they stood."""
    before = part.before.request if part.before else {}
    stand = [replace(one, pointer=()) for one in attachments_in(part.file.request)]
    for attachment in attachments_in(before):
        if attachment.file and replace(attachment, pointer=()) not in stand:
            message = msg(
                "the revision leaves out the request's attachment {file}, or says something else of it",
                file=attachment.file,
            )
            hint = msg("keep its row as it stood, and add the others below it")
            place = Place(part.path, record=part.record.id)
            yield error(ATTACHMENT_ALTERED, place, message, hint)


def unnamed(record: str, files: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for each file in a record's folder that nothing names."""
    for file in sorted(files):
        message = msg("nothing that lands with this file names it")
        hint = msg(
            "attach it by command: ubah advance {record} STEP --attach FILE; or remove it",
            record=record,
        )
        place = Place(attachment_path(record, file), record=record)
        yield error(ATTACHMENT_UNNAMED, place, message, hint)


def _same(attachment: Attachment) -> tuple[str, str]:
    return attachment.file, attachment.sha256


def _named(file: RecordFile) -> Iterator[Attachment]:
    yield from attachments_in(file.request, ("request",))
    for index, entry in enumerate(file.entries):
        evidence = entry.get("evidence") if isinstance(entry, dict) else None
        if isinstance(evidence, dict):
            yield from attachments_in(evidence, ("journal", index, "evidence"))


def _named_findings(
    part: RecordLanding, attachment: Attachment, files: Mapping[str, KeptFile]
) -> Iterator[Finding]:
    document = part.file.document
    position = document.position(attachment.pointer) if document else Place().position
    place = Place(part.path, position, part.record.id)
    if not attachment.file:
        if not attachment.location:
            message = msg("where the attachment {name} is kept is not said", name=attachment.name)
            yield error(ATTACHMENT_NOT_THERE, place, message, msg("add a line: location: …"))
        return
    kept = files.get(attachment.file)
    path = attachment_path(part.record.id, attachment.file)
    if kept is None:
        message = msg("{path} does not come with the step that names it", path=path)
        hint = msg(
            "attach it by command: ubah advance {record} STEP --attach FILE", record=part.record.id
        )
        yield error(ATTACHMENT_NOT_THERE, place, message, hint)
    elif kept.sha256 != attachment.sha256:
        message = msg(
            "the file's SHA-256 digest is {found}, but {record} says {wanted}",
            found=kept.sha256,
            record=part.record.id,
            wanted=attachment.sha256,
        )
        hint = msg("put the original file back; another file is attached to a later step")
        yield error(ATTACHMENT_DIFFERS, Place(path, record=part.record.id), message, hint)


def _kind_findings(
    part: RecordLanding, attachment: Attachment, files: Mapping[str, KeptFile], limit: int | None
) -> Iterator[Finding]:
    kept = files.get(attachment.file)
    if kept is not None:
        where = Place(attachment_path(part.record.id, attachment.file), record=part.record.id)
        yield from kind_findings(attachment.file, kept, limit, where)


def kind_findings(file: str, kept: KeptFile, limit: int | None, place: Place) -> Iterator[Finding]:
    """Yield why a file, to be kept under the name ``file``, is not accepted for what it is."""
    ending = file.rpartition(".")[2]
    if not kept.is_what(ending):
        message = msg("its content is not that of a .{ending} file", ending=ending)
        hint = msg(
            "save it anew as one of these kinds: {kinds}",
            kinds=", ".join((*ENDINGS, *ALSO_CALLED)),
        )
        yield error(ATTACHMENT_KIND, place, message, hint)
    if limit is not None and kept.size > limit:
        message = msg(
            "it has {size} bytes; this office keeps files of up to {limit}",
            size=kept.size,
            limit=limit,
        )
        hint = msg("make it smaller, or keep it elsewhere and say where: --kept-at PLACE")
        yield error(ATTACHMENT_KIND, place, message, hint)


def keeping_findings(name: str, kept: KeptFile, limit: int, said: str = "") -> Iterator[Finding]:
    """Yield why a file that somebody brings, called ``name``, cannot be kept with a record.

    ``said`` is how it was named, if otherwise.
    """
    own, path = name_to_keep(name), said or name
    if not own:
        message = msg("{path} is of a kind that is not kept here", path=path)
        hint = msg(
            "save it anew as one of these kinds: {kinds}",
            kinds=", ".join((*ENDINGS, *ALSO_CALLED)),
        )
        yield error(ATTACHMENT_KIND, Place(path), message, hint)
        return
    for finding in kind_findings(own, kept, limit, Place(path)):
        problem = msg("{path}: {problem}", path=path, problem=finding.message)
        yield replace(finding, message=problem)


def unclaimed(landing: Landing, files: FilesOfRecords) -> Iterator[Finding]:
    """Yield the attachments of records that do not change in the landing: no step lands with them."""
    changed = {record_id(change.path) for change in landing.changed if change.after}
    for record, own in files.items():
        if record not in changed:
            yield from unnamed(record, own)


def orphaned(files: FilesOfRecords, records: Iterable[str]) -> Iterator[Finding]:
    """Yield the attachments in the folder of a record that is not there; ``records`` are paths."""
    there = set(records)
    for record, own in files.items():
        if record_path(record) not in there:
            yield from unnamed(record, own)
