"""What GitHub refuses, as its documents say: whom it asks for a review, and what a job's token may.

Docs: rest/pulls/review-requests, rest/authentication/permissions-required-for-github-apps,
actions/concepts/security/github_token, actions/how-tos/manage-workflow-runs/skip-workflow-runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_NEEDED = (
    ("POST", r"/pulls", ("pull-requests",)),
    ("PATCH", r"/pulls/\d+", ("pull-requests",)),
    ("POST", r"/pulls/\d+/requested_reviewers", ("pull-requests",)),
    ("POST", r"/issues", ("issues",)),
    ("PATCH", r"/issues/\d+", ("issues",)),
    # What stands under a pull request may be written by either right.
    ("POST", r"/issues/\d+/(comments|labels|assignees)", ("issues", "pull-requests")),
    ("PUT", r"/issues/\d+/labels", ("issues", "pull-requests")),
    ("DELETE", r"/issues/\d+/assignees", ("issues", "pull-requests")),
    ("PATCH", r"/issues/comments/\d+", ("issues", "pull-requests")),
    ("POST", r"/statuses/[0-9a-f]{40}", ("statuses",)),
    ("DELETE", r"/git/refs/heads/.+", ("contents",)),
)
SKIPS = re.compile(r"\[(skip ci|ci skip|no ci|skip actions|actions skip)\]")


def lacks(rights: Mapping[str, str] | None, verb: str, path: str) -> bool:
    """Whether a token with these rights (None: all) is refused with 403; what is not known is."""
    if rights is None or verb == "GET":
        return False
    for method, pattern, names in _NEEDED:
        if method == verb and re.fullmatch(pattern, path):
            return not any(rights.get(name) == "write" for name in names)
    return True


def unaskable(asked: list[str], opener: str, let_in: set[str] | None) -> str:
    """Return why a request for reviews is refused as a whole, "" if it is not."""
    if opener in asked:
        return "Review cannot be requested from pull request author."
    if let_in is not None and set(asked) - let_in:
        return (
            "Reviews may only be requested from collaborators. One or more of the users or teams "
            "you specified is not a collaborator of the lpse/perubahan repository."
        )
    return ""


def waits_for_a_click(opener_is_a_job: bool, message: str) -> bool:
    """Whether a pull request's run is made that waits for *Approve workflows to run*."""
    return opener_is_a_job and not SKIPS.search(message)
