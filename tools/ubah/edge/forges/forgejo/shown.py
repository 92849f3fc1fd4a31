"""What is shown on a Forgejo or Gitea for people to look at: comments, statuses, labels, the board.

None of it is evidence; what the recorder reads of it tells it what it has said already.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ubah.core.forge.model import Comment, CommitStatus, Issue, Thread
from ubah.edge.forges.forgejo.access import own_account
from ubah.edge.forges.forgejo.http import ForgejoHttp
from ubah.edge.forges.forgejo.values import (
    AnswerReading,
    commented_of,
    label_of,
    labels_of,
    login_of,
    pin_of,
    status_of,
)

CONTEXT = "ubah"
"""The name under which the tool's commit status is shown."""
_COLOUR = "#ededed"


class ForgejoShown:
    """What is shown in one repository; ``repository`` is owner/name."""

    def __init__(self, http: ForgejoHttp, repository: str) -> None:
        self._http = http
        self._path = f"/repos/{repository}"
        self._reading: AnswerReading | None = None
        self._labels: dict[str, int] = {}

    @property
    def reading(self) -> AnswerReading:
        """How answers are read for the token's own account, which is asked for once."""
        if self._reading is None:
            self._reading = AnswerReading(own_account(self._http))
        return self._reading

    @property
    def own_account(self) -> int:
        """The number of the account that the token belongs to."""
        return self.reading.me

    def comments(self, thread: Thread) -> tuple[Comment, ...]:
        """Return the comments on a pull request or an issue, oldest first."""
        # Not told page by page: all of them, whatever is asked for.
        rows = self._http.rows(f"{self._path}/issues/{thread.number}/comments").data
        return tuple(self.reading.comment(row) for row in rows)

    def comments_since(self, moment: datetime) -> Mapping[Thread, tuple[Comment, ...]]:
        """Return the comments that were written or edited since then."""
        since = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        found: dict[Thread, tuple[Comment, ...]] = {}
        for row in self._http.pages(f"{self._path}/issues/comments", {"since": since}):
            thread = commented_of(row)
            found[thread] = (*found.get(thread, ()), self.reading.comment(row))
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
        """Return the tool's latest commit status, None if there is none; it is told in no sure order."""
        rows = map(status_of, self._http.pages(f"{self._path}/commits/{commit}/statuses"))
        own = {number: said for number, context, said in rows if context == CONTEXT}
        return own[max(own)] if own else None

    def write_status(self, commit: str, status: CommitStatus) -> None:
        """Publish a commit status."""
        said = {"state": status.standing.value, "description": status.text, "context": CONTEXT}
        self._http.write("POST", f"{self._path}/statuses/{commit}", said)

    def open_issues(self, label: str = "") -> tuple[Issue, ...]:
        """Return the open issues that carry a label, or all, oldest first.

        A label that the server does not know is overlooked, so that it tells of all.
        """
        wanted = {"state": "open", "type": "issues", **({"labels": label} if label else {})}
        rows = self._http.pages(f"{self._path}/issues", wanted)
        found = (self.reading.issue(r) for r in rows if label in ("", *labels_of(r)))
        return tuple(sorted(found, key=lambda one: one.number))

    def write_issue(
        self, title: str, body: str, labels: tuple[str, ...], replacing: int | None = None
    ) -> int:
        """Open an issue, or rewrite the issue ``replacing``; return its number."""
        content: dict[str, Any] = {"title": title, "body": body}
        if replacing is None:
            content["labels"] = self._numbers(labels)
            answer = self._http.write("POST", f"{self._path}/issues", content)
            return self.reading.issue(answer).number
        self._http.write("PATCH", f"{self._path}/issues/{replacing}", content)
        return replacing

    def pin_issue(self, number: int) -> None:
        """Pin an issue that is not."""
        if not pin_of(self._http.get(f"{self._path}/issues/{number}")):
            self._http.write("POST", f"{self._path}/issues/{number}/pin")

    def labels(self, thread: Thread) -> tuple[str, ...]:
        """Return the labels of an issue or a pull request."""
        return labels_of(self._http.get(f"{self._path}/issues/{thread.number}"))

    def set_labels(self, thread: Thread, labels: tuple[str, ...]) -> None:
        """Give an issue or a pull request these labels alone; those that are lacking are made."""
        path = f"{self._path}/issues/{thread.number}/labels"
        if labels:
            self._http.write("PUT", path, {"labels": self._numbers(labels)})
        else:
            self._http.write("DELETE", path)

    def _numbers(self, names: tuple[str, ...]) -> list[int]:
        if not self._labels.keys() >= set(names):
            self._labels = dict(map(label_of, self._http.pages(f"{self._path}/labels")))
        for name in names:
            if name not in self._labels:
                content = {"name": name, "color": _COLOUR}
                made = label_of(self._http.write("POST", f"{self._path}/labels", content))
                self._labels[made[0]] = made[1]
        return [self._labels[name] for name in names]

    def assign(self, number: int, logins: tuple[str, ...]) -> tuple[str, ...]:
        """Assign people; return who cannot be: the whole list would be refused for one."""
        rows = self._http.rows(f"{self._path}/assignees").data
        able = {login_of(row) for row in rows}
        there = self._assigned(number)
        fresh = [login for login in logins if login in able and login not in there]
        if fresh:
            self._assign(number, [*there, *fresh])
        return tuple(login for login in logins if login not in able)

    def unassign(self, number: int, logins: tuple[str, ...]) -> None:
        """Take people's assignment to a pull request away."""
        self._assign(number, [one for one in self._assigned(number) if one not in logins])

    def _assigned(self, number: int) -> list[str]:
        pull = self.reading.pull(self._http.get(f"{self._path}/pulls/{number}"))
        return [one.login for one in pull.assigned]

    def _assign(self, number: int, logins: list[str]) -> None:
        self._http.write("PATCH", f"{self._path}/pulls/{number}", {"assignees": logins})
