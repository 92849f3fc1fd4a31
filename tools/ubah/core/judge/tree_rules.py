"""Which paths a landing may touch (rules 2 and 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ubah.core.attachments import ENDINGS
from ubah.core.blobs import REGULAR_FILE
from ubah.core.diagnostics import Finding, Message, Place, error, msg
from ubah.core.model import Change, Landing
from ubah.core.paths import KIND_LABELS, PathKind, asset_id, attachment_of, kind_of, record_id
from ubah.core.rules.assets import ASSET_DELETED
from ubah.core.rules.authority import AUTHORITY_ON_ITS_OWN, MACHINERY_APART, ROLES_ONLY_GROW
from ubah.core.rules.contents import AUTHORITY_UNUSABLE
from ubah.core.rules.history import RECORD_DELETED
from ubah.core.rules.references import ATTACHMENT_ALTERED, NOT_REGULAR_FILE, STRAY_FILE

REGISTER = frozenset({PathKind.RECORD, PathKind.ATTACHMENT, PathKind.ASSET})
"""What the register is made of."""
BELONGS_THERE = msg(
    "records are changes/YYYY/RFC-YYYY-NNNN.yaml, assets are assets/ID-NNNN.yaml, files that a step "
    "names are changes/YYYY/RFC-YYYY-NNNN/NAME with one of the endings {endings}, the name of lower-case "
    "letters, digits and hyphens",
    endings=", ".join(ENDINGS),
)

APART = frozenset({PathKind.MACHINERY, PathKind.ARCHIVED})
"""What never changes together with records or assets."""


def kind(change: Change) -> PathKind:
    """Return what the changed path is."""
    return kind_of(change.path, change.before, change.after)


def tree_findings(landing: Landing) -> Iterator[Finding]:
    """Yield strays, retyped files, deletions and forbidden mixtures."""
    commit = landing.commit.oid
    for number, changes in enumerate(landing.changes):
        for change in changes:
            if number and change.path in landing.inherited:
                continue
            for finding in _path_findings(change, first=number == 0):
                yield replace(finding, place=replace(finding.place, commit=commit))
    kinds = {kind(change) for change in landing.changed}
    place = Place(commit=commit)
    others = kinds - {PathKind.AUTHORITY}
    if PathKind.AUTHORITY in kinds and others:
        kinds_named = tuple(KIND_LABELS[other] for other in sorted(others))
        message = msg(
            "authority files change together with something else ({kinds})", kinds=kinds_named
        )
        yield error(
            AUTHORITY_ON_ITS_OWN,
            place,
            message,
            msg("land roles.yaml, office.yaml and schemas/ on their own"),
        )
    if kinds & APART and kinds & REGISTER:
        message = msg("machinery or the archive changes together with records or assets")
        yield error(MACHINERY_APART, place, message, msg("land the two from branches of their own"))


def _path_findings(change: Change, *, first: bool) -> Iterator[Finding]:
    place = Place(change.path, record=record_id(change.path))
    what = kind(change)
    if what is PathKind.STRAY and first and change.after is not None:
        yield error(STRAY_FILE, place, msg("no such file belongs here"), BELONGS_THERE)
    if what is PathKind.ATTACHMENT and first and _is_altered(change):
        yield _altered(change)
    if what is PathKind.ATTACHMENT and (not first or change.after is None):
        return
    if what not in (*REGISTER, PathKind.AUTHORITY):
        return
    if change.after is None:
        yield _deletion(change, place, what)
    elif change.after.mode != REGULAR_FILE and (
        first or change.before is None or change.before.mode == REGULAR_FILE
    ):
        yield not_regular(change.path, change.after.mode)


def _is_altered(change: Change) -> bool:
    return change.before is not None and change.before != change.after


def _altered(change: Change) -> Finding:
    record, _ = attachment_of(change.path)
    message = msg("an attachment that has landed was altered, deleted or renamed")
    hint = msg("put it back as it was, before it lands; another file is attached to a later step")
    return error(ATTACHMENT_ALTERED, Place(change.path, record=record), message, hint)


def _deletion(change: Change, place: Place, what: PathKind) -> Finding:
    if what is PathKind.AUTHORITY and not change.path.startswith("schemas/"):
        return error(
            AUTHORITY_UNUSABLE,
            place,
            msg("the authority file was deleted"),
            msg("put the file back"),
        )
    if what is PathKind.AUTHORITY:
        return error(ROLES_ONLY_GROW, place, msg("a schema was deleted"), msg("put the file back"))
    hint = msg(
        "records and assets are never deleted or renamed; withdraw the request, or retire the asset"
    )
    return deleted(change.path, hint)


def deleted(path: str, hint: Message) -> Finding:
    """Return the finding on a record or an asset that is gone (rule 2)."""
    rule = ASSET_DELETED if asset_id(path) else RECORD_DELETED
    place = Place(path, record=record_id(path))
    return error(rule, place, msg("the file was deleted or renamed"), hint)


def not_regular(path: str, mode: str) -> Finding:
    """Return the finding on a link, an executable or another repository in the register's place."""
    message = msg("this is no regular file (mode {mode})", mode=mode)
    place = Place(path, record=record_id(path))
    return error(NOT_REGULAR_FILE, place, message, msg("type: chmod 644 {path}", path=path))
