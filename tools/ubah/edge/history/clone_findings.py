"""What is wrong with a clone, or where its commits come from, whatever they hold (rules 10 and 11)."""

from __future__ import annotations

from collections.abc import Container, Iterator

from ubah.core.diagnostics import Finding, Place, error, indeterminate, msg
from ubah.core.rules.history import INCOMPLETE_CLONE, OUTSIDE_ROOT_HISTORY, SEEN_COMMIT_GONE
from ubah.edge.git import MissingObject
from ubah.edge.history.landings import LandingReader


def missing_finding(missing: MissingObject) -> Finding:
    """Return the finding for a history that is not all here (rule 10)."""
    return indeterminate(INCOMPLETE_CLONE, Place(commit=missing.oid), missing.message, missing.hint)


def of_the_clone(reader: LandingReader) -> Iterator[Finding]:
    """Yield what is wrong with the clone, whatever its history holds."""
    if reader.store.shallow:
        message = msg("this clone is shallow: older history is not here")
        yield indeterminate(INCOMPLETE_CLONE, Place(), message, msg("type: git fetch --unshallow"))


def seen_findings(reader: LandingReader, chain: Container[str], seen: str) -> Iterator[Finding]:
    """Yield an error if a commit that was seen on main is not on its ``chain`` any more."""
    if not seen or seen in chain:
        return
    message = msg("the commit that was seen before is no longer on main's first-parent chain")
    hint = msg("somebody rewrote main; ask for the history that you saw")
    if not _is_here(reader, seen):
        hint = msg(
            "this clone does not have that commit: type git fetch origin and look whether it is written right; if so, somebody rewrote main"
        )
    yield error(SEEN_COMMIT_GONE, Place(commit=seen), message, hint)


def _is_here(reader: LandingReader, commit: str) -> bool:
    try:
        reader.commit(commit)
    except MissingObject:
        return False
    return True


def foreign_finding(oid: str) -> Finding:
    """Return the finding for a commit that does not descend from the trust root (rule 11)."""
    message = msg("the commit does not descend from the trust root")
    return error(OUTSIDE_ROOT_HISTORY, Place(commit=oid), message, msg("start branches from main"))
