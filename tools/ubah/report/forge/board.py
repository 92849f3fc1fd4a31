"""The board: one issue that says who waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ubah.core.diagnostics import msg
from ubah.core.register.reminders import WaitingRecord
from ubah.report.markdown import inline
from ubah.report.parts import Forms, Say, inlined
from ubah.report.pull_request import form_rows


@dataclass(frozen=True)
class WaitingPull:
    """A pull request that waits for nothing but an approval: how the forge names it, and of whom (ids)."""

    name: str
    title: str
    people: tuple[str, ...]


BOARD = msg("Work board: who is waited for")
MANY = 25
"""So many requests are listed for one person; an issue takes 65,536 characters."""
LINKS = 30_000
"""So many characters of links to forms there are at the most: for those that wait longest."""


def board(
    waiting: Iterable[WaitingRecord],
    names: Mapping[str, str],
    pulls: Mapping[str, str],
    say: Say,
    forms: Forms = MappingProxyType({}),
    approvals: Iterable[WaitingPull] = (),
) -> str:
    """Return the board in Markdown; it mentions nobody, since a mention would tell them each time.

    Args:
        waiting: What waits.
        names: Person id → name.
        pulls: Record → the pull request in which its decision is asked for.
        say: From a message to a sentence in the office's language.
        forms: Record → title and address of each form for its next step.
        approvals: The pull requests that wait for an approval.
    """
    left = LINKS
    rows: dict[str, list[str]] = {}
    for one in sorted(waiting, key=lambda one: (one.since, one.record)):
        links = form_rows(forms.get(one.record, ()), inlined(say))
        people, own = one.people or ("",), "".join(f"\n  {link}" for link in links)
        left -= len(own) * len(people)
        row = _row(one, pulls.get(one.record, ""), say) + (own if left > 0 else "")
        for person in people:
            rows.setdefault(person, []).append(row)
    for pull in approvals:
        for person in pull.people:
            rows.setdefault(person, []).append(_pull_row(pull, say))
    parts = [inline(say(msg("The recorder keeps this issue up to date; nothing is proved by it.")))]
    if not rows:
        parts.append(inline(say(msg("nothing waits"))))
    for person in sorted(rows, key=lambda one: names.get(one, one)):
        name = names.get(person, person) or say(msg("nobody in office"))
        listed = rows[person]
        shown = listed[:MANY]
        if len(listed) > MANY:
            more = msg("and {count} more", count=len(listed) - MANY)
            shown = [*shown, f"- {inline(say(more))}"]
        parts.append("\n".join([f"### {inline(name)} ({len(listed)})", "", *shown]))
    return "\n\n".join(parts) + "\n"


def _pull_row(pull: WaitingPull, say: Say) -> str:
    waits = inline(say(msg("waits for approval")))
    return f"- **{waits}**: {inline(pull.title)} → {pull.name}"


def _row(one: WaitingRecord, pull: str, say: Say) -> str:
    actions = " / ".join(inline(say(action)) for action in one.actions)
    since = inline(say(msg("since {day}", day=one.since.isoformat())))
    overdue = inline(say(msg("overdue")))
    late = f" **{overdue}**" if one.overdue else ""
    where = f" → {pull}" if pull else ""
    title = inline(one.title)
    return (
        f"- **{inline(one.record)}** {title}: *{inline(say(one.state))}*, {since}{late}; "
        f"{actions}{where}"
    )
