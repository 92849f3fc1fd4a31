"""What a landing would cut off for good: told before it lands, by hook, `check` and `land`.

What has landed keeps its verdict (rule 13): an audit does not look for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ubah.core.blobs import REGULAR_FILE
from ubah.core.diagnostics import Finding
from ubah.core.paths import OFFICE, ROLES, archived_id, asset_id, record_id
from ubah.core.strict_yaml.cut_texts import cut_texts
from ubah.edge.history.landings import LandingReader


def cut_by(reader: LandingReader, oid: str) -> Iterator[Finding]:
    """Yield what texts a landing that has been made cuts."""
    commit = reader.commit(oid)
    return cut_in(reader, reader.commit(commit.parents[0]).tree, commit.tree, oid)


def cut_in(reader: LandingReader, before: str, after: str, commit: str = "") -> Iterator[Finding]:
    """Yield what texts a landing cuts, given the trees before and after it."""
    for change in reader.store.changes(before, after):
        path = change.path
        own = record_id(path) or asset_id(path) or archived_id(path) or path in (ROLES, OFFICE)
        if not own:
            continue
        if change.after is None or change.after.mode != REGULAR_FILE:
            continue
        was = change.before if change.before and change.before.mode == REGULAR_FILE else None
        old = reader.store.read(was.oid, "blob") if was else b""
        for finding in cut_texts(reader.store.read(change.after.oid, "blob"), path, old):
            place = replace(finding.place, commit=commit, record=record_id(path))
            yield replace(finding, place=place)
