"""The hand-over: who is told, once a landing is there, that it is their turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ubah.core.diagnostics import Label, Message, msg
from ubah.core.people.roles import Roles
from ubah.core.register.reminders import WaitingRecord
from ubah.report.markdown import inline
from ubah.report.pull_request import mention

Say = Callable[[Message | Label], str]


def handover_marker(commit: str) -> str:
    """Return what shows nothing in a comment, and says of which landing it is."""
    return f"<!-- ubah: handed over by {commit} -->"


def handover(
    commit: str, waiting: Iterable[WaitingRecord], roles: Roles, forge: str, say: Say
) -> str:
    """Return a comment of its own that mentions whose turn it is, "" where it is nobody's.

    A mention that is only edited in may tell nobody, so this is never written into another comment.
    """
    rows = []
    for one in waiting:
        people = ", ".join(mention(person, roles, forge) for person in one.people)
        actions = " / ".join(inline(say(action)) for action in one.actions)
        turn = inline(say(msg("your turn")))
        rows.append(f"{people}: {turn}. **{inline(one.record)}**: {actions}")
    return "\n\n".join([handover_marker(commit), *rows]) + "\n" if rows else ""
