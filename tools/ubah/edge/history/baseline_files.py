"""What else a baseline holds beside records and assets: its archive, and what belongs nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ubah.core.blobs import REGULAR_FILE
from ubah.core.diagnostics import Finding, Place, error, msg
from ubah.core.judge.archive import archive_contents, stray_in_archive
from ubah.core.judge.tree_rules import BELONGS_THERE, REGISTER, not_regular
from ubah.core.office.authority import Authority
from ubah.core.paths import PathKind, archived_id, in_archive, kind_of
from ubah.core.rules.references import STRAY_FILE
from ubah.edge.git import ObjectStore


def files_of_baseline(
    store: ObjectStore, tree: str, authority: Authority, day: date
) -> Iterator[Finding]:
    """Yield strays, and what is wrong with the archive, in the tree that a history begins with on ``day``."""
    archived: dict[str, bytes] = {}
    for path, blob in store.files(tree):
        if authority.archived is not None and in_archive(path):
            if archived_id(path) and blob.mode == REGULAR_FILE:
                archived[path] = store.read(blob.oid, "blob")
            else:
                yield stray_in_archive(path)
        elif kind_of(path, blob) in REGISTER and blob.mode != REGULAR_FILE:
            yield not_regular(path, blob.mode)
        elif kind_of(path, blob) is PathKind.STRAY:
            yield error(STRAY_FILE, Place(path), msg("no such file belongs here"), BELONGS_THERE)
    yield from archive_contents(archived, authority, day)
