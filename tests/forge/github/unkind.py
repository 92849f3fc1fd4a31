"""What GitHub refuses, as its documents say: whom it asks for a review, and what a job's token may.

The repository is taken for a private one: there a right that is not given cannot even read. Docs:
rest/pulls/review-requests, rest/authentication/permissions-required-for-github-apps (what stands under a
pull request may be read and written by either right), actions/concepts/security/github_token,
actions/how-tos/manage-workflow-runs/skip-workflow-runs, graphql (an answer is 200 and says FORBIDDEN).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PULLS, _ISSUES = ("pull-requests",), ("issues",)
_EITHER = (*_ISSUES, *_PULLS)
_NEEDED = (
    ("GET", r"/pulls.*", _PULLS),
    ("POST", r"/pulls", _PULLS),
    ("PATCH", r"/pulls/\d+", _PULLS),
    ("POST", r"/pulls/\d+/(requested_reviewers|reviews)", _PULLS),
    ("GET", r"/commits/[0-9a-f]{40}/pulls", _PULLS),
    ("GET", r"/issues(/\d+)?", _ISSUES),
    ("POST", r"/issues", _ISSUES),
    ("PATCH", r"/issues/\d+", _EITHER),
    ("GET", "/labels", _EITHER),
    ("GET", r"/issues(/\d+)?/comments", _EITHER),
    ("POST", r"/issues/\d+/(comments|labels|assignees)", _EITHER),
    ("PUT", r"/issues/\d+/labels", _EITHER),
    ("DELETE", r"/issues/\d+/(assignees|labels)", _EITHER),
    ("PATCH", r"/issues/comments/\d+", _EITHER),
    ("GET", r"/commits/[0-9a-f]{40}/statuses", ("statuses",)),
    ("POST", r"/statuses/[0-9a-f]{40}", ("statuses",)),
    ("GET", r"/git/.+", ("contents",)),
    ("GET", "/activity", ("contents",)),
    ("DELETE", r"/git/refs/heads/.+", ("contents",)),
    ("GET", r"/actions/.+", ("actions",)),
    ("GET", r"/deployments", ("deployments",)),
)
_ASKED = (
    ("pinIssue", _ISSUES, "write"),
    ("pinnedIssues", _ISSUES, "read"),
    ("pullRequest(", _PULLS, "read"),
    ("issue(", _ISSUES, "read"),
)
SKIPS = re.compile(r"\[(skip ci|ci skip|no ci|skip actions|actions skip)\]")


def lacks(rights: Mapping[str, str] | None, verb: str, path: str) -> bool:
    """Whether a token with these rights (None: all) is refused with 403; what is not known is.

    ``path`` begins inside the repository; what lies outside it, such as an account, anybody reads.
    """
    if rights is None or path == "" or path.startswith(("/user", "/users/")):
        return False
    for method, pattern, names in _NEEDED:
        if method == verb and re.fullmatch(pattern, path):
            return not _given(rights, names, "read" if verb == "GET" else "write")
    return True


def forbids(rights: Mapping[str, str] | None, query: str) -> bool:
    """Whether a query or a change in GraphQL asks for more than a token with these rights may."""
    asked = [(names, need) for part, names, need in _ASKED if part in query]
    assert asked, query
    return rights is not None and not all(_given(rights, names, need) for names, need in asked)


def _given(rights: Mapping[str, str], names: tuple[str, ...], need: str) -> bool:
    enough = ("write",) if need == "write" else ("read", "write")
    return any(rights.get(name) in enough for name in names)


def rights_of(
    workflow: Mapping[str, Any], job: Mapping[str, Any], *, from_fork: bool
) -> dict[str, str]:
    """Return what a job's token may: what the job says, else the workflow, and nothing besides.

    Where neither says anything it is what the repository's settings say, here *Read repository
    contents*. A run for a fork's pull request gets nothing to write with.
    """
    said = job.get("permissions", workflow.get("permissions", {"contents": "read"}))
    assert isinstance(said, dict), f"not known here: {said}"
    most = {"write": "read"} if from_fork else {}
    return {name: most.get(level, level) for name, level in said.items()}


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
