"""Which paths a landing may touch (rules 2 and 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ubah.core.blobs import REGULAR_FILE
from ubah.core.diagnostics import Finding, Message, Place, error, msg
from ubah.core.model import Change, Landing
from ubah.core.paths import KIND_LABELS, PathKind, asset_id, kind_of, record_id
from ubah.core.rules.assets import ASSET_DELETED
from ubah.core.rules.authority import AUTHORITY_ON_ITS_OWN, MACHINERY_APART, ROLES_ONLY_GROW
from ubah.core.rules.contents import AUTHORITY_UNUSABLE
from ubah.core.rules.history import RECORD_DELETED
from ubah.core.rules.references import NOT_REGULAR_FILE, STRAY_FILE

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
    if kinds & APART and kinds & {PathKind.RECORD, PathKind.ASSET}:
        message = msg("machinery or the archive changes together with records or assets")
        yield error(
            MACHINERY_APART, place, message, msg("land the two in pull requests of their own")
        )


def _path_findings(change: Change, *, first: bool) -> Iterator[Finding]:
    place = Place(change.path, record=record_id(change.path))
    what = kind(change)
    if what is PathKind.STRAY and first and change.after is not None:
        hint = msg("records are changes/YYYY/RFC-YYYY-NNNN.yaml, assets are assets/ID-NNNN.yaml")
        yield error(STRAY_FILE, place, msg("no such file belongs here"), hint)
    if what not in (PathKind.RECORD, PathKind.ASSET, PathKind.AUTHORITY):
        return
    if change.after is None:
        yield _deletion(change, place, what)
    elif change.after.mode != REGULAR_FILE and (
        first or change.before is None or change.before.mode == REGULAR_FILE
    ):
        message = msg("this is no regular file (mode {mode})", mode=change.after.mode)
        yield error(
            NOT_REGULAR_FILE, place, message, msg("type: chmod 644 {path}", path=change.path)
        )


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
