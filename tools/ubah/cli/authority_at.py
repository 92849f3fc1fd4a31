"""The authority files as they stand at a commit, for commands that look back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.office.authority import Authority
from ubah.edge.clone.workspace import object_reader
from ubah.edge.git import WorkingRepository


def authority_at(revision: str) -> tuple[Authority, date]:
    """Return the authority at ``revision`` ("": main) and the commit's day in office time.

    Raises:
        CannotRun: if there is no such commit, or its files cannot be used.
    """
    with WorkingRepository(Path.cwd()) as repository:
        oid = repository.resolve(revision or repository.main)
        reader = object_reader(repository)
        with reader.store:
            commit = reader.commit(oid)
            authority, findings = reader.authority(commit.tree)
    if authority is None:
        message = msg(
            "the authority files of {commit} cannot be used: {problem}",
            commit=oid[:12],
            problem=findings[0].message,
        )
        raise CannotRun(message, findings[0].hint)
    return authority, authority.office.day(commit.committed)
