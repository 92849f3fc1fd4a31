"""The files of a tree: which are there, and the attachments among them."""

from __future__ import annotations

from collections.abc import Iterable

from ubah.core.attachments import KeptFile
from ubah.core.blobs import REGULAR_FILE
from ubah.core.model import Change
from ubah.core.paths import attachment_of
from ubah.edge.git import ObjectStore


class TreePaths:
    """The paths of a tree's files, looked up one by one."""

    def __init__(self, store: ObjectStore, tree: str):
        self._store = store
        self._tree = tree

    def __contains__(self, path: object) -> bool:
        if not isinstance(path, str):
            return False
        if path.endswith("/"):
            return self._store.has_folder(self._tree, path.rstrip("/"))
        return self._store.lookup(self._tree, path) is not None


def attachments_in_tree(store: ObjectStore, tree: str) -> dict[str, KeptFile]:
    """Return the attachments that a tree holds, by path.

    Raises:
        MissingObject: if one is absent.
    """
    return {
        path: store.kept_file(blob.oid)
        for path, blob in store.files(tree)
        if attachment_of(path)[0] and blob.mode == REGULAR_FILE
    }


def attachments_added(store: ObjectStore, changes: Iterable[Change]) -> dict[str, KeptFile]:
    """Return the attachments that a landing adds, by object id.

    Raises:
        MissingObject: if one is absent.
    """
    return {
        change.after.oid: store.kept_file(change.after.oid)
        for change in changes
        if attachment_of(change.path)[0]
        and change.before is None
        and change.after
        and change.after.mode == REGULAR_FILE
    }
