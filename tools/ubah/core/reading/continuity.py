"""Whether one version of a record goes on from another (rule 2)."""

from __future__ import annotations

from collections.abc import Set

from ubah.core.diagnostics import NOWHERE, Message, Position, Rule, msg
from ubah.core.meanings import Meaning, usual_names
from ubah.core.reading.records import RecordFile
from ubah.core.rules.history import JOURNAL_APPEND_ONLY, RECORD_TEXT_ALTERED, REQUEST_FROZEN
from ubah.core.strict_yaml.document import Json, Pointer

UNREVISABLE = ("requester", "date", "retrospective")
REVISING = usual_names(Meaning.REVISES)


def break_in_continuity(
    older: RecordFile, newer: RecordFile, revising: Set[str] = REVISING
) -> tuple[Rule, Message] | None:
    """Return None if ``newer`` goes on from ``older`` in the sense of rule 2, else what broke.

    ``revising`` are the actions that may bring another request, by the names of the office's SOP.

    The result names the rule that is broken, and says how.
    """
    if older.parts is None or newer.parts is None:
        return RECORD_TEXT_ALTERED, msg("one of the two versions cannot be read")
    count = len(older.entries)
    added = newer.entries[count:]
    if newer.entries[:count] != older.entries:
        return JOURNAL_APPEND_ONLY, _changed_entry(older, newer)
    if not newer.parts.journal.startswith(older.parts.journal):
        return RECORD_TEXT_ALTERED, msg("text that stood in the journal was altered")
    if newer.parts.head != older.parts.head:
        return RECORD_TEXT_ALTERED, msg("text above the status line was altered")
    if newer.parts.request != older.parts.request:
        if not any(isinstance(entry, dict) and entry.get("action") in revising for entry in added):
            return REQUEST_FROZEN, msg("the request was changed without a revise entry")
        for key in UNREVISABLE:
            if older.request.get(key) != newer.request.get(key):
                return REQUEST_FROZEN, msg(
                    "request.{key} can never be changed, not even by revise", key=key
                )
    return None


def place_of_break(older: RecordFile, newer: RecordFile) -> Position:
    """Return where in ``newer`` the first journal entry stands that is not the older one."""
    index, pointer = _first_difference(older, newer)
    if newer.document is None or index is None:
        return NOWHERE
    if index >= len(newer.entries):
        return newer.document.key_position(("journal",))
    return newer.document.position(("journal", index, *pointer))


def _changed_entry(older: RecordFile, newer: RecordFile) -> Message:
    index, pointer = _first_difference(older, newer)
    number = (index or 0) + 1
    stood = older.entries[number - 1]
    known = stood if isinstance(stood, dict) else {}
    action, person = str(known.get("action")), str(known.get("by"))
    if number > len(newer.entries):
        return msg(
            "entry {number} of the journal ({action} by {person}) is gone",
            number=number,
            action=action,
            person=person,
        )
    if pointer:
        return msg(
            "entry {number} of the journal ({action} by {person}) was edited, at {field}",
            number=number,
            action=action,
            person=person,
            field=".".join(str(part) for part in pointer),
        )
    return msg(
        "entry {number} of the journal is not the one that stood there ({action} by {person}): "
        "it was edited, removed, moved, or another was put in between",
        number=number,
        action=action,
        person=person,
    )


def _first_difference(older: RecordFile, newer: RecordFile) -> tuple[int | None, Pointer]:
    """Return the index of the first older entry that is not kept, and where in it the two part."""
    for index, stood in enumerate(older.entries):
        if index >= len(newer.entries):
            return index, ()
        if newer.entries[index] != stood:
            return index, _parting(stood, newer.entries[index])
    return None, ()


def _parting(stood: Json, stands: Json) -> Pointer:
    """Return the field in which an entry was edited; () where it is rather another entry."""
    if not isinstance(stood, dict) or not isinstance(stands, dict):
        return ()
    if any(stood.get(key) != stands.get(key) for key in ("action", "by")):
        return ()
    name = next((key for key in (*stood, *stands) if stood.get(key) != stands.get(key)), "")
    was, now = stood.get(name), stands.get(name)
    if isinstance(was, dict) and isinstance(now, dict):
        inner = next((key for key in (*was, *now) if was.get(key) != now.get(key)), "")
        return (name, inner)
    return (name,) if name else ()
