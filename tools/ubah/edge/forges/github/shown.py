"""What is shown on GitHub for people to look at: comments, statuses, labels, assignments, the board.

None of it is evidence; what the recorder reads of it tells it what it has said already.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ubah.core.forge.model import Comment, CommitStatus, Issue, Thread
from ubah.edge.forges.github.http import GitHubHttp
from ubah.edge.forges.github.queries import ISSUE_PIN, PIN_ISSUE
from ubah.edge.forges.github.values import (
    assigned_to,
    comment_of,
    commented_of,
    issue_of,
    labels_of,
    status_of,
)
from ubah.edge.forges.reading import whole

CONTEXT = "ubah"
"""The name under which GitHub shows the tool's commit status."""

MAX_ASSIGNED = 10


class Shown:
    """What is shown in one repository; ``repository`` is owner/name."""

    def __init__(self, http: GitHubHttp, repository: str) -> None:
        self._http = http
        self._owner, _, self._name = repository.partition("/")
        self._path = f"/repos/{repository}"

    def comments(self, thread: Thread) -> tuple[Comment, ...]:
        """Return the comments on a pull request or an issue, oldest first."""
        # To GitHub a pull request is an issue as well: what stands under it are an issue's comments.
        rows = self._http.pages(f"{self._path}/issues/{thread.number}/comments")
        return tuple(comment_of(row) for row in rows)

    def comments_since(self, moment: datetime) -> Mapping[Thread, tuple[Comment, ...]]:
        """Return the comments that were written or edited since then (docs: rest/issues/comments)."""
        since = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        wanted = {"since": since, "sort": "created", "direction": "asc"}
        found: dict[Thread, tuple[Comment, ...]] = {}
        for row in self._http.pages(f"{self._path}/issues/comments", wanted):
            thread = commented_of(row)
            found[thread] = (*found.get(thread, ()), comment_of(row))
        return found

    def write_comment(self, thread: Thread, body: str, replacing: int | None = None) -> None:
        """Write a comment, or put ``body`` in the place of the comment ``replacing``."""
        if replacing is None:
            path = f"{self._path}/issues/{thread.number}/comments"
            self._http.write("POST", path, {"body": body})
        else:
            path = f"{self._path}/issues/comments/{replacing}"
            self._http.write("PATCH", path, {"body": body})

    def status(self, commit: str) -> CommitStatus | None:
        """Return the tool's latest commit status (docs: rest/commits/statuses), None if there is none."""
        rows = self._http.pages(f"{self._path}/commits/{commit}/statuses")  # newest first
        return next((status_of(row) for row in rows if row.get("context") == CONTEXT), None)

    def write_status(self, commit: str, status: CommitStatus) -> None:
        """Publish a commit status; GitHub takes 1,000 of one context for a commit."""
        said = {"state": status.standing.value, "description": status.text, "context": CONTEXT}
        self._http.write("POST", f"{self._path}/statuses/{commit}", said)

    def open_issues(self, label: str = "") -> tuple[Issue, ...]:
        """Return the open issues that carry a label, or all, oldest first; their edits are not read."""
        wanted = {"state": "open", "sort": "created", "direction": "asc"}
        wanted |= {"labels": label} if label else {}
        # Pull requests are in this list, too; they alone have the key "pull_request".
        rows = self._http.pages(f"{self._path}/issues", wanted)
        return tuple(issue_of(row) for row in rows if "pull_request" not in row)

    def write_issue(
        self, title: str, body: str, labels: tuple[str, ...], replacing: int | None = None
    ) -> int:
        """Open an issue, or rewrite the issue ``replacing``; return its number."""
        content: dict[str, Any] = {"title": title, "body": body, "labels": list(labels)}
        if replacing is None:
            return issue_of(self._http.write("POST", f"{self._path}/issues", content)).number
        self._http.write("PATCH", f"{self._path}/issues/{replacing}", content)
        return replacing

    def pin_issue(self, number: int) -> None:
        """Pin an issue that is not; GitHub pins three at most (docs: graphql, `pinIssue`)."""
        wanted = {"owner": self._owner, "name": self._name, "number": number}
        issue, pinned = _pin(self._http.graphql(ISSUE_PIN, wanted))
        if not pinned:
            self._http.graphql(PIN_ISSUE, {"issue": issue})

    def labels(self, thread: Thread) -> tuple[str, ...]:
        """Return the labels of an issue or a pull request."""
        return labels_of(self._http.get(f"{self._path}/issues/{thread.number}"))

    def set_labels(self, thread: Thread, labels: tuple[str, ...]) -> None:
        """Give an issue or a pull request these labels alone; GitHub makes those that it lacks.

        Its description of PUT wants one label at least, though its words allow none.
        """
        path = f"{self._path}/issues/{thread.number}/labels"
        if labels:
            self._http.write("PUT", path, {"labels": list(labels)})
        else:
            self._http.write("DELETE", path)

    def assign(self, number: int, logins: tuple[str, ...]) -> tuple[str, ...]:
        """Assign people, ten at most; return who has no access (docs: rest/issues/assignees)."""
        path = f"{self._path}/issues/{number}/assignees"
        content = {"assignees": list(logins[:MAX_ASSIGNED])}
        there = assigned_to(self._http.write("POST", path, content))
        return tuple(login for login in logins if login not in there)

    def unassign(self, number: int, logins: tuple[str, ...]) -> None:
        """Take people's assignment to a pull request away."""
        path = f"{self._path}/issues/{number}/assignees"
        self._http.write("DELETE", path, {"assignees": list(logins)})


@whole
def _pin(data: Mapping[str, Any]) -> tuple[str, bool]:
    issue = data["repository"]["issue"]
    return str(issue["id"]), bool(issue["isPinned"])
