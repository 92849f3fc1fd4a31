"""The reminder as one issue's text: who is waited for, longest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ubah.core.diagnostics import Message, msg
from ubah.core.register.reminders import EndingReminder, Overdue
from ubah.report.markdown import inline

TITLE = msg("Reminder: what is overdue or about to end")
OVERDUE = msg("Overdue")
ENDING = msg("About to end")


def reminder(
    late: tuple[Overdue, ...],
    ending: tuple[EndingReminder, ...],
    mentions: Mapping[str, str],
    names: Mapping[str, str],
    say: Callable[[Message], str],
) -> str:
    """Return Markdown, "" where there is nothing to remind anybody of.

    Args:
        late: What is overdue.
        ending: What ends soon.
        mentions: Person id → how the forge mentions the account, such as ``@login``.
        names: Person id → name, for whoever has no account.
        say: From a message to a sentence in the office's language.
    """

    def call(people: tuple[str, ...]) -> str:
        named = (mentions.get(person) or inline(names.get(person, person)) for person in people)
        return ", ".join(named)

    parts = []
    if late:
        rows = [
            f"- **{one.record}** {inline(one.title)}: {inline(say(one.message))}. {call(one.people)}".rstrip()
            for one in late
        ]
        parts.append("\n".join([f"### {inline(say(OVERDUE))}", "", *rows]))
    if ending:
        rows = [f"- {call((one.person,))}: {inline(say(one.message))}." for one in ending]
        parts.append("\n".join([f"### {inline(say(ENDING))}", "", *rows]))
    return "\n\n".join(parts) + "\n" if parts else ""
