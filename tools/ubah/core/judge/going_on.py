"""Whether a record goes on from what stood before, and what to type where it does not (rule 2)."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ubah.core.diagnostics import NOWHERE, Finding, Message, Place, error, msg
from ubah.core.reading.continuity import break_in_continuity, place_of_break
from ubah.core.reading.records import RecordFile
from ubah.core.rules.history import CHANGE_WITHOUT_ENTRY, JOURNAL_APPEND_ONLY


def goes_on(
    older: RecordFile,
    newer: RecordFile,
    place: Place,
    source: str,
    revising: Set[str],
    *,
    landed: bool = False,
) -> Iterator[Finding]:
    """Yield how ``newer`` fails to go on from ``older`` in the sense of rule 2.

    ``source`` is a revision that holds the older text; ``landed`` that main holds the newer by now,
    ``revising`` names the actions that revise.
    """
    if newer.parts is None:
        return  # its own findings say why
    hint = landed_hint(place.path, source) if landed else restore_hint(place.path, source)
    broken = break_in_continuity(older, newer, revising)
    if broken:
        rule, message = broken
        position = place_of_break(older, newer) if rule == JOURNAL_APPEND_ONLY else NOWHERE
        yield error(rule, place.at(position), message, hint)
    elif len(newer.entries) <= len(older.entries) and not newer.findings:
        message = msg("the record changes without a new journal entry")
        yield error(CHANGE_WITHOUT_ENTRY, place, message, hint)


def restore_hint(path: str, source: str) -> Message:
    """Return how to put back a file that must not have changed, from the revision ``source``."""
    return msg(
        "old text is never edited: type git checkout {source} -- {path}, then add an entry "
        "(ubah advance; words are mended by a correction)",
        source=source,
        path=path,
    )


def landed_hint(path: str, source: str) -> Message:
    """Return what is left to do when main holds the damage, but its parent ``source`` does not."""
    return msg(
        "main holds this; to see the sound text: git show {source}:{path}. Not pushed yet: on main, "
        "git reset --keep {source}, then take the step anew. Pushed: it stays, and a new trust root "
        "that names this finding is the way on",
        source=source,
        path=path,
    )
