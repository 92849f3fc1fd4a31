"""The reminder as one issue's text: who is waited for, longest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ubah.core.diagnostics import Label, Message, msg
from ubah.core.register.reminders import EndingReminder, Overdue
from ubah.report.markdown import inline
from ubah.report.pull_request import form_link

TITLE = msg("Reminder: what is overdue or about to end")
OVERDUE = msg("Overdue")
ENDING = msg("About to end")


def reminder(
    late: tuple[Overdue, ...],
    ending: tuple[EndingReminder, ...],
    mentions: Mapping[str, str],
    names: Mapping[str, str],
    say: Callable[[Message | Label], str],
    forms: Mapping[str, tuple[tuple[Label, str], ...]],
) -> str:
    """Return Markdown, "" where there is nothing to remind anybody of.

    Args:
        late: What is overdue.
        ending: What ends soon.
        mentions: Person id → how the forge mentions the account, such as ``@login``.
        names: Person id → name, for whoever has no account.
        say: From a message to a sentence in the office's language.
        forms: Record → title and address of each form for its next step.
    """

    def call(people: tuple[str, ...]) -> str:
        named = (mentions.get(person) or inline(names.get(person, person)) for person in people)
        return ", ".join(named)

    def words(message: Message | Label) -> str:
        return inline(say(message))

    parts = []
    if late:
        rows = []
        for one in late:
            told = f"- **{one.record}** {inline(one.title)}: {inline(say(one.message))}."
            rows.append(f"{told} {call(one.people)}".rstrip())
            links = forms.get(one.record, ())
            rows += [f"  - {form_link(title, to, words)}" for title, to in links]
        parts.append("\n".join([f"### {inline(say(OVERDUE))}", "", *rows]))
    if ending:
        rows = [f"- {call((one.person,))}: {inline(say(one.message))}." for one in ending]
        parts.append("\n".join([f"### {inline(say(ENDING))}", "", *rows]))
    return "\n\n".join(parts) + "\n" if parts else ""
