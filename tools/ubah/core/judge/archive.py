"""The archive of requests from before the register: read-only once it has landed, never part of a step.

It is judged only where the office has taken up its schema: before that, what lies in archive/ is
machinery as ever, so that no old verdict changes (rule 13).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from ubah.core.blobs import REGULAR_FILE
from ubah.core.diagnostics import Finding, Place, error, msg
from ubah.core.judge.ownership import in_office, path_need, sound_proofs
from ubah.core.model import Change, Landing
from ubah.core.office.authority import Authority
from ubah.core.paths import ARCHIVE, archived_id, archived_path, in_archive
from ubah.core.proof.proofs import path_evidence
from ubah.core.reading.archived import ArchivedChange, read_archived
from ubah.core.rules.assets import ARCHIVE_ALTERED, ARCHIVED_BY_ANOTHER
from ubah.core.rules.references import BROKEN_LINK, NOT_REGULAR_FILE, STRAY_FILE
from ubah.core.strict_yaml.cut_texts import cut_texts
from ubah.core.voucher import Voucher


def archive_findings(
    landing: Landing, authority: Authority, vouchers: Iterable[Voucher]
) -> Iterator[Finding]:
    """Yield what is wrong with what a landing does to the archive (rules 2, 6 and 12)."""
    if authority.archived is None:
        return
    vouchers = tuple(vouchers)
    for number, changes in enumerate(landing.changes):
        for change in changes:
            inherited = number and change.path in landing.inherited
            if in_archive(change.path) and not inherited:
                for finding in _of_change(change, landing, authority, first=number == 0):
                    yield _located(finding, landing)
    added = {change.path for change in landing.changed if change.after is not None}
    read = ((change, _added(change, landing, authority)) for change in landing.changed)
    sound = [(change, archived) for change, archived in read if archived is not None]
    corrections = {archived.id: archived.corrects for _, archived in sound}
    for change, archived in sound:
        for finding in (
            *_author_findings(archived, change, landing, authority, vouchers),
            *_link_findings(archived, change.path, (landing.paths, added)),
            *_circle_findings(archived, change.path, corrections),
        ):
            yield _located(finding, landing)


def adoption_findings(
    landing: Landing, authority: Authority, after: Authority
) -> Iterator[Finding]:
    """A landing that takes up the archive's schema finds nothing there that nobody judged so far."""
    if authority.archived is None and after.archived is not None and f"{ARCHIVE}/" in landing.paths:
        message = msg("archive/ holds files already, which nobody judged as archived requests")
        hint = msg(
            "remove them in a landing of their own first, then take them over by ubah import"
        )
        yield _located(error(STRAY_FILE, Place(f"{ARCHIVE}/"), message, hint), landing)


def archive_contents(
    files: Mapping[str, bytes], authority: Authority, day: date
) -> Iterator[Finding]:
    """Yield what is wrong with archived requests as they stand on ``day``: in a baseline or a work tree."""
    if authority.archived is None:
        return
    sound: dict[str, ArchivedChange] = {}
    for path in sorted(files):
        archived, findings = read_archived(files[path], path, authority.archived)
        yield from findings
        yield from cut_texts(files[path], path)
        if archived is not None:
            sound[path] = archived
    corrections = {archived.id: archived.corrects for archived in sound.values()}
    for path, archived in sound.items():
        yield from _link_findings(archived, path, (files,))
        yield from _circle_findings(archived, path, corrections)
        yield from _taken_over_findings(archived, path, authority, day)


def _taken_over_findings(
    archived: ArchivedChange, path: str, authority: Authority, day: date
) -> Iterator[Finding]:
    """Where no proof tells who took it over and when, it is somebody of roles.yaml, and not to come."""
    by, told = str(archived.taken_over["by"]), str(archived.taken_over["date"])
    if by not in authority.roles.persons:
        yield error(
            ARCHIVED_BY_ANOTHER,
            Place(path),
            msg("it says that {person} took it over, who is not in roles.yaml", person=by),
            msg("write who took it over, by the id in roles.yaml"),
        )
    if told > day.isoformat():
        yield error(
            ARCHIVED_BY_ANOTHER,
            Place(path),
            msg("it says that it was taken over on {day}, which is still to come", day=told),
            msg("write the day on which it was taken over, in taken_over.date"),
        )


def _circle_findings(
    archived: ArchivedChange, path: str, corrections: Mapping[str, str]
) -> Iterator[Finding]:
    """One corrects an earlier one; where they come together, none may lead back to itself."""
    named, seen = archived.corrects, {archived.id}
    while named and named not in seen:
        seen.add(named)
        named = corrections.get(named, "")
    if named and named == archived.id and archived.corrects != archived.id:
        hint = msg("let only the later one name the earlier one")
        message = msg("corrects.id leads back to {name} itself, in a circle", name=archived.id)
        yield error(BROKEN_LINK, Place(path), message, hint)


def stray_in_archive(path: str) -> Finding:
    """Return the finding on a file that does not belong into the archive."""
    hint = msg("archived requests are archive/YYYY/ARSIP-YYYY-NNNN.yaml")
    return error(STRAY_FILE, Place(path), msg("no such file belongs here"), hint)


def _located(finding: Finding, landing: Landing) -> Finding:
    return replace(finding, place=replace(finding.place, commit=landing.commit.oid))


def _of_change(
    change: Change, landing: Landing, authority: Authority, *, first: bool
) -> Iterator[Finding]:
    place, after = Place(change.path), change.after
    if archived_id(change.path) and change.before is not None:
        what = msg("the archived request was changed")
        if after is None:
            what = msg("the archived request was deleted or renamed")
        hint = msg(
            "put it back: git checkout main -- {path}; a slip is corrected by another archived "
            "request that names it",
            path=change.path,
        )
        yield error(ARCHIVE_ALTERED, place, what, hint)
        return
    if after is None or not first:
        return
    if not archived_id(change.path):
        yield stray_in_archive(change.path)
    elif after.mode != REGULAR_FILE:
        message = msg("this is no regular file (mode {mode})", mode=after.mode)
        hint = msg("type: chmod 644 {path}", path=change.path)
        yield error(NOT_REGULAR_FILE, place, message, hint)
    elif after.oid in landing.contents and authority.archived is not None:
        yield from read_archived(landing.contents[after.oid], change.path, authority.archived)[1]


def _added(change: Change, landing: Landing, authority: Authority) -> ArchivedChange | None:
    """Return the sound archived request that a change adds."""
    after = change.after
    if not archived_id(change.path) or change.before is not None or after is None:
        return None
    if authority.archived is None or after.oid not in landing.contents:
        return None
    return read_archived(landing.contents[after.oid], change.path, authority.archived)[0]


def _author_findings(
    archived: ArchivedChange,
    change: Change,
    landing: Landing,
    authority: Authority,
    vouchers: tuple[Voucher, ...],
) -> Iterator[Finding]:
    """Whoever took it over is one of those whose proof it needs, on the day that it says or later."""
    evidence = path_evidence(landing, authority, vouchers, change)
    sound, _ = sound_proofs(evidence, landing, authority)
    need = path_need(change, authority.sop)
    by, day = str(archived.taken_over["by"]), str(archived.taken_over["date"])
    own = [
        proof
        for proof in sound
        if proof.person == by
        and need is not None
        and any(in_office(proof, office, landing, authority) for office in need.offices)
    ]
    if not sound:
        return  # that nobody proves it is said already
    if not own:
        yield error(
            ARCHIVED_BY_ANOTHER,
            Place(change.path),
            msg("it says that {person} took it over, whose proof is not there", person=by),
            msg("let {person} sign it: ubah assent; or write who took it over", person=by),
        )
    elif all(authority.office.day(proof.time).isoformat() < day for proof in own):
        yield error(
            ARCHIVED_BY_ANOTHER,
            Place(change.path),
            msg("it says that it was taken over on {day}, after it was proved", day=day),
            msg("write the day on which it was taken over, in taken_over.date"),
        )


def _link_findings(
    archived: ArchivedChange, path: str, there: tuple[Container[str], ...]
) -> Iterator[Finding]:
    named = archived.corrects
    if not named:
        return
    target = archived_path(named)
    if target == path or not any(target in paths for paths in there):
        hint = msg("write the id of the archived request that is corrected")
        message = msg("corrects.id: there is no other archived request {name}", name=named)
        yield error(BROKEN_LINK, Place(path), message, hint)
