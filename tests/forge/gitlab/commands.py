"""Quick actions as GitLab finds them in a text: a line that begins with a slash and a known name.

As lib/gitlab/quick_actions/extractor.rb says: carriage returns are taken out first, and what stands in a block of
code is left alone.
"""

from __future__ import annotations

import re

NAMES = (
    *("approve", "unapprove", "merge", "close", "reopen", "label", "unlabel", "relabel", "assign"),
    *("title", "draft", "ready", "target_branch", "move", "duplicate", "confidential", "lock"),
    *("request_review", "assign_reviewer", "submit_review", "rebase", "shrug", "cc", "spend"),
)
_FOUND = re.compile(
    rf"^```.+?\n```$|^/(?P<name>{'|'.join(NAMES)})(?:[ ](?P<rest>[^\n]*))?(?:\s*\n|$)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)


def commands_in(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what is left of a text, and the commands that were in it."""
    found: list[tuple[str, str]] = []

    def taken(match: re.Match[str]) -> str:
        if match["name"] is None:
            return match[0]
        found.append((match["name"].lower(), (match["rest"] or "").strip()))
        return ""

    left = _FOUND.sub(taken, text.replace("\r", ""))
    return left, found
