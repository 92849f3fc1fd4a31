"""What is said on a filed form that does not land: what is wrong with it, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from ubah.core.diagnostics import Finding, Message, msg
from ubah.core.people.roles import Roles
from ubah.report.markdown import inline
from ubah.report.parts import Say, with_names

NOT_TAKEN = "<!-- ubah: not taken -->"
"""In the answer on a form that makes no pull request as it stands: that has said why."""
OVER = msg("This form does not count any more")
REFUSED = msg("This form does not land as it is")
EDIT = msg("Edit this form, and it is read again; or close it and file a new one.")
EDIT_SOON = msg(
    "Edit this form within five minutes of filing it; later, close it and file a new one."
)
_TOLD = re.compile(r"<!-- ubah: refused ([0-9a-f]{16}) (\d{4}-\d\d-\d\d) -->")


def rows(findings: Iterable[Finding], roles: Roles, say: Say) -> list[str]:
    """Return what is wrong and what to do about each, as a list; where in which file concerns nobody here."""
    lines = []
    for finding in findings:
        lines.append(f"- {inline(say(with_names(finding.message, roles)))}")
        if finding.hint:
            lines.append(f"  - → {inline(say(finding.hint))}")
    return lines


def refusal(
    title: Message, advice: Message | None, told: Iterable[str], pull: str, say: Say
) -> str:
    """Return the text on a form; ``told``: `rows`; ``pull``: how the forge names its pull request."""
    more = say(msg("In full in the pull request"))
    parts = [f"### {inline(say(title))}", "\n".join(told), inline(say(advice)) if advice else ""]
    return "\n\n".join([*(part for part in parts if part), f"{inline(more)} {pull}", ""])


def marked(text: str, day: date) -> str:
    """Return a refusal as a comment of its own, known again by its first line."""
    return f"<!-- ubah: refused {sha256(text.encode()).hexdigest()[:16]} {day} -->\n{text}"


def is_told(text: str, comment: str) -> bool:
    """Whether a comment of the tool's says this already, on whichever day."""
    return (
        comment.rstrip()
        == marked(text, date.min).replace(str(date.min), day_of(comment), 1).rstrip()
    )


def day_of(comment: str) -> str:
    """Return the day on which a comment of the tool's told of a refusal, "" if it tells of none."""
    found = _TOLD.match(comment)
    return found[2] if found else ""
