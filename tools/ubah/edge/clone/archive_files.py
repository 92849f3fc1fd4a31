"""The archive of a clone: requests from before the register, as they are checked out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ubah.core.blobs import REGULAR_FILE
from ubah.core.diagnostics import CannotRun, Finding, Place, error, msg
from ubah.core.judge.archive import archive_contents, stray_in_archive
from ubah.core.office.authority import Authority
from ubah.core.paths import ARCHIVE, archived_id
from ubah.core.reading.archived import ArchivedChange, read_archived
from ubah.core.rules.assets import ARCHIVE_ALTERED
from ubah.edge.clone.work_files import WorkFiles, work_files
from ubah.edge.clone.workspace import main_commit, object_reader
from ubah.edge.git import WorkingRepository
from ubah.edge.history.landings import LandingReader
from ubah.edge.system import clock, disk


def archive_texts(root: Path) -> dict[str, bytes]:
    """Return the files of archived requests as git would commit what is checked out, by path."""
    return _texts(work_files(root, (ARCHIVE,)))


def _texts(work: WorkFiles) -> dict[str, bytes]:
    return work.read({name for name in work.names() if archived_id(name)})


def archive_there(root: Path, authority: Authority) -> tuple[ArchivedChange, ...]:
    """Return the archived requests that are checked out and can be read, oldest id first."""
    if authority.archived is None:
        return ()
    read = (read_archived(data, p, authority.archived) for p, data in archive_texts(root).items())
    return tuple(archived for archived, _ in read if archived is not None)


def archive_at(
    reader: LandingReader, commit: str, authority: Authority
) -> tuple[ArchivedChange, ...]:
    """Return the archived requests that a commit holds and that can be read, oldest id first."""
    if authority.archived is None:
        return ()
    found = reader.store.files(reader.commit(commit).tree)
    texts = {
        path: reader.store.read(blob.oid, "blob")
        for path, blob in found
        if archived_id(path) and blob.mode == REGULAR_FILE
    }
    read = (read_archived(texts[path], path, authority.archived) for path in sorted(texts))
    return tuple(archived for archived, _ in read if archived is not None)


def taken_archive_ids(repository: WorkingRepository, reader: LandingReader) -> frozenset[str]:
    """Return the ids that archived requests have on any branch, here or on a remote, or in the work tree."""
    found = {archived_id(path) for path in archive_texts(repository.work_tree)}
    for tip in repository.branch_tips():
        tree = reader.commit(tip).tree
        found |= {archived_id(path) for path, _ in reader.store.files(tree)}
    return frozenset(found - {""})


def archive_of_work_tree(root: Path, authority: Authority) -> Iterator[Finding]:
    """Yield what is wrong with the archive as it lies in the work tree, against what main holds."""
    if authority.archived is None:
        return
    work = work_files(root, (ARCHIVE,))
    here = _texts(work)
    for name, is_file in disk.below(root, (ARCHIVE,)):
        is_folder = not is_file and (root / name).is_dir() and not (root / name).is_symlink()
        if not is_folder and name not in here and not work.is_passed_over(name):
            yield stray_in_archive(name)
    yield from archive_contents(here, authority, authority.office.day(clock.now()))
    for path, data in _landed(root).items():
        if here.get(path) != data:
            hint = msg("put it back: git checkout main -- {path}", path=path)
            what = msg("the archived request was changed")
            if path not in here:
                what = msg("the archived request was deleted or renamed")
            yield error(ARCHIVE_ALTERED, Place(path), what, hint)


def _landed(root: Path) -> dict[str, bytes]:
    """Return the archived requests that main held where the work tree left it; none outside git."""
    try:
        return _landed_in(root)
    except CannotRun:
        return {}


def _landed_in(root: Path) -> dict[str, bytes]:
    with WorkingRepository(root) as repository:
        main = main_commit(repository)
        head = repository.find("HEAD")
        if main is None or head is None:
            return {}
        reader = object_reader(repository)
        with reader.store:
            tree = reader.commit(repository.merge_base(main, head) or main).tree
            found = ((path, blob) for path, blob in reader.store.files(tree) if archived_id(path))
            return {path: reader.store.read(blob.oid, "blob") for path, blob in found}
