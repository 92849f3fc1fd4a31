"""The release windows that stand on main, for whoever judges without the whole history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ubah.core.blobs import REGULAR_FILE
from ubah.core.judge.calendar import bookings_of, plans
from ubah.core.model import Commit
from ubah.core.paths import record_id
from ubah.edge.history.audit import AuditWalk
from ubah.edge.history.landings import LandingReader


def know_windows(walk: AuditWalk, base: Commit, ahead: str, touched: Iterable[str]) -> None:
    """Tell a walk that stands on ``base`` which windows stand there, if what lands plans one.

    All records have to be read for that, so it is done only where it is asked for. ``ahead`` is the
    tree that will have landed, ``touched`` what it changes.
    """
    reader = walk.reader
    authority = reader.in_force(base.oid, walk.lineage.root)
    if authority is None:
        return
    planning = [f"action: {a.name}".encode() for a in authority.sop.actions.values() if plans(a)]
    if not any(_plans(reader, base.tree, ahead, path, planning) for path in touched):
        return
    records = [
        (path, blob.oid)
        for path, blob in reader.store.files(base.tree)
        if record_id(path) and blob.mode == REGULAR_FILE
    ]
    files: dict[str, bytes] = {}
    for some in (records[start : start + 2000] for start in range(0, len(records), 2000)):
        reader.store.read_ahead(oid for _, oid in some)
        files |= {path: reader.store.read(oid, "blob") for path, oid in some}
    walk.ledger = replace(walk.ledger, bookings=bookings_of(files, authority.sop))


def _plans(
    reader: LandingReader, before: str, after: str, path: str, planning: list[bytes]
) -> bool:
    """Whether a record gains an entry that plans a release: entries are only ever added."""
    if not record_id(path):
        return False
    counts = []
    for tree in (before, after):
        blob = reader.store.lookup(tree, path)
        regular = blob is not None and blob.mode == REGULAR_FILE
        data = reader.store.read(blob.oid, "blob") if blob and regular else b""
        counts.append(sum(data.count(word) for word in planning))
    return counts[1] > counts[0]
