"""The hand-over: who is told, once a landing is there, that it is their turn."""

from __future__ import annotations

from collections.abc import Iterable

from ubah.core.diagnostics import msg
from ubah.core.people.roles import Roles
from ubah.core.register.reminders import WaitingRecord
from ubah.report.markdown import inline
from ubah.report.parts import Forms, Say, inlined
from ubah.report.pull_request import form_rows, mention


def handover_marker(commit: str) -> str:
    """Return what shows nothing in a comment, and says of which landing it is."""
    return f"<!-- ubah: handed over by {commit} -->"


def handover(
    commit: str,
    waiting: Iterable[WaitingRecord],
    roles: Roles,
    forge: str,
    say: Say,
    forms: Forms,
    numbers: Iterable[str] = (),
) -> str:
    """Return a comment of its own that mentions whose turn it is, "" where there is nothing to tell.

    ``forms`` has title and address of each form for a record's next step; ``numbers``: new requests whose
    number is told. A mention that is only edited in may tell nobody, so this is never written into
    another comment.
    """
    registered = (msg("the request is registered as {record}", record=one) for one in numbers)
    rows = [inline(say(one)) for one in registered]
    for one in waiting:
        people = ", ".join(mention(person, roles, forge) for person in one.people)
        actions = " / ".join(inline(say(action)) for action in one.actions)
        turn = inline(say(msg("your turn")))
        rows.append(f"{people}: {turn}. **{inline(one.record)}**: {actions}")
        links = form_rows(forms.get(one.record, ()), inlined(say))
        rows += ["\n".join(links)] if links else []
    return "\n\n".join([handover_marker(commit), *rows]) + "\n" if rows else ""


def your_turn(logins: Iterable[str], say: Say) -> str:
    """Return a comment of its own for those who have to act, but whom the forge did not let be assigned."""
    turn, people = inline(say(msg("your turn"))), tuple(logins)
    called = ", ".join(f"@{login}" for login in people)
    return f"<!-- ubah: waited for {' '.join(people)} -->\n{called}: {turn}\n"
