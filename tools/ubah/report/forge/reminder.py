"""The reminder: one issue that says who is waited for, and a comment of a day that tells them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from ubah.core.diagnostics import Message, msg
from ubah.core.register.reminders import EndingReminder, Overdue
from ubah.report.markdown import inline
from ubah.report.parts import Forms, Say, inlined
from ubah.report.pull_request import form_rows

TITLE = msg("Reminder: what is overdue or about to end")
OVERDUE = msg("Overdue")
ENDING = msg("About to end")
AGAIN = {OVERDUE: timedelta(days=1), ENDING: timedelta(days=7)}
"""How long nobody is told the same thing again."""
SHOWN = 50
_TOLD = re.compile(r"<!-- ubah: reminded (\d{4}-\d\d-\d\d): ([^<>]*) -->")


@dataclass(frozen=True)
class DueReminder:
    """One line of the reminder: what it is about, for whom, and by which words it is known again."""

    kind: Message
    key: str
    people: tuple[str, ...]
    text: str
    forms: tuple[str, ...] = ()  # rows with links to what takes the next step


def due_reminders(
    late: Iterable[Overdue],
    ending: Iterable[EndingReminder],
    say: Say,
    forms: Forms = MappingProxyType({}),
) -> tuple[DueReminder, ...]:
    """Return what there is to remind of, a line each, in Markdown and without anybody's name."""
    overdue = [
        DueReminder(
            OVERDUE,
            one.record,
            one.people,
            f"**{one.record}** {inline(one.title)}: {inline(say(one.message))}.",
            tuple(form_rows(forms.get(one.record, ()), inlined(say))),
        )
        for one in late
    ]
    ends = [
        DueReminder(
            ENDING, f"{one.person}/{one.until}", (one.person,), f"{inline(say(one.message))}."
        )
        for one in ending
    ]
    return (*overdue, *ends)


def reminder(
    due: Iterable[DueReminder], names: Mapping[str, str], say: Callable[[Message], str]
) -> str:
    """Return the issue's text in Markdown, "" where there is nothing to remind anybody of.

    Args:
        due: What there is to say.
        names: Person id → name. Nobody is mentioned here: that is the comment's to do, once a day.
        say: From a message to a sentence in the office's language.
    """
    parts = []
    for kind in AGAIN:
        rows = [row for one in due if one.kind == kind for row in _rows(one, names)]
        if rows:
            parts.append("\n".join([f"### {inline(say(kind))}", "", *rows]))
    return "\n\n".join(parts) + "\n" if parts else ""


def not_told_lately(
    due: Iterable[DueReminder], comments: Iterable[str], day: date
) -> tuple[DueReminder, ...]:
    """Return what the tool's own earlier comments have not told so lately that it would annoy."""
    told: dict[str, date] = {}
    for body in comments:
        for when, keys in _TOLD.findall(body):
            for key in keys.split():
                told[key] = max(told.get(key, date.min), date.fromisoformat(when))
    return tuple(one for one in due if day - told.get(one.key, date.min) >= AGAIN[one.kind])


def reminding(
    due: Iterable[DueReminder],
    mentions: Mapping[str, str],
    day: date,
    say: Callable[[Message], str],
) -> str:
    """Return the comment of a day that mentions whoever is waited for, "" where there is none.

    A mention that is edited into a text may tell nobody, so this is always a new comment.
    """
    told = list(due)
    rows = [row for one in told[:SHOWN] for row in _rows(one, mentions)]
    if not rows:
        return ""
    if len(told) > SHOWN:
        more = msg("and {count} more", count=len(told) - SHOWN)
        rows.append(f"- {inline(say(more))}")
    keys = " ".join(one.key for one in told)
    return "\n".join([f"<!-- ubah: reminded {day.isoformat()}: {keys} -->", *rows, ""])


def _rows(one: DueReminder, names: Mapping[str, str]) -> list[str]:
    return [f"- {one.text} {_call(one, names)}".rstrip(), *(f"  {row}" for row in one.forms)]


def _call(one: DueReminder, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(person) or inline(person) for person in one.people)
