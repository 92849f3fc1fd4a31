"""What is shown on GitLab for people to look at: notes, statuses, labels, assignments, the board.

None of it is evidence; what the recorder reads of it tells it what it has said already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from ubah.core.diagnostics import msg
from ubah.core.forge.model import Comment, CommitStatus, ForgeAccount, Issue, PullState, Thread
from ubah.edge.forges import ForgeRefused
from ubah.edge.forges.gitlab.http import GitLabHttp
from ubah.edge.forges.gitlab.texts import harmless, label_sent
from ubah.edge.forges.gitlab.values import (
    SystemNote,
    changed_at,
    issue_of,
    labels_of,
    name_of,
    note_of,
    pull_of,
    status_of,
)

CONTEXT = "ubah"
"""The name under which GitLab shows the tool's commit status."""
CALLED = "Tinjauan Anda ditunggu di sini. / Your review is awaited here."
TOUCHED = timedelta(minutes=1)
"""A comment within so long of the last one leaves `updated_at` as it was (app/models/concerns/throttled_touch.rb)."""
_SENT = {PullState.PENDING: "pending", PullState.SUCCESS: "success", PullState.FAILURE: "failed"}


class GitLabShown:
    """What is shown in one project: ``project`` is where the API has it, ``path`` its path with all groups."""

    def __init__(self, http: GitLabHttp, project: str, path: str) -> None:
        self._http = http
        self._project = project
        self._path = path
        self._names: dict[int, str] = {}  # as they are while a command runs

    @cached_property
    def own_account(self) -> int:
        """The number of the account that the token belongs to."""
        return name_of(self._http.get("/user"))[0]

    def _at(self, thread: Thread) -> str:
        kind = "merge_requests" if thread.is_pull else "issues"
        return f"{self._project}/{kind}/{thread.number}"

    def _notes(self, thread: Thread) -> tuple[SystemNote | Comment, ...]:
        return self._notes_told(thread)[0]

    def _notes_told(self, thread: Thread) -> tuple[tuple[SystemNote | Comment, ...], bool]:
        """Return the notes, oldest first, and whether some are kept from the recorder.

        What GitLab notes of another project is kept from whoever may not see that one: that it mentions
        this thread, or that this issue was moved or cloned from there (app/models/system_note_metadata.rb).
        """
        wanted = {"order_by": "created_at", "sort": "asc"}
        rows, total = self._http.counted(f"{self._at(thread)}/notes", wanted)
        return tuple(note_of(row) for row in rows), total not in (None, len(rows))

    def comments(self, thread: Thread) -> tuple[Comment, ...]:
        """Return the comments on a merge request or an issue, oldest first."""
        return tuple(self._mine(one) for one in self._notes(thread) if isinstance(one, Comment))

    def _mine(self, comment: Comment) -> Comment:
        """Mark what the recorder's own account wrote: nobody else's may be rewritten."""
        return replace(comment, author=self._marked(comment.author))

    def _marked(self, account: ForgeAccount | None) -> ForgeAccount | None:
        """Mark the recorder's own account as a robot's, which it is to whoever asks."""
        if account is None or account.id != self.own_account:
            return account
        return replace(account, is_robot=True)

    def comments_since(self, moment: datetime) -> Mapping[Thread, tuple[Comment, ...]]:
        """Return the comments that were written or edited since then; GitLab lists them by thread only."""
        wanted = {
            "updated_after": (moment - TOUCHED).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "scope": "all",
            "order_by": "created_at",
            "sort": "asc",
        }
        pulls = self._http.pages(f"{self._project}/merge_requests", wanted)
        issues = self._http.pages(f"{self._project}/issues", wanted)
        threads = [pull_of(row).thread for row in pulls]
        threads += [issue_of(row).thread for row in issues]
        found = {thread: self._recent(thread, moment) for thread in threads}
        return {thread: comments for thread, comments in found.items() if comments}

    def _recent(self, thread: Thread, moment: datetime) -> tuple[Comment, ...]:
        try:
            rows, _ = self._http.counted(f"{self._at(thread)}/notes", {"sort": "asc"})
        except ForgeRefused as problem:  # deleted since it was listed
            if problem.status not in (404, 410):
                raise
            return ()
        recent = [note_of(row) for row in rows if changed_at(row) >= moment]
        return tuple(self._mine(one) for one in recent if isinstance(one, Comment))

    def write_comment(self, thread: Thread, body: str, replacing: int | None = None) -> None:
        """Write a comment, or put ``body`` in the place of the comment ``replacing``."""
        content = {"body": harmless(body)}
        if replacing is None:
            self._http.write("POST", f"{self._at(thread)}/notes", content)
        else:
            self._http.write("PUT", f"{self._at(thread)}/notes/{replacing}", content)

    def status(self, commit: str) -> CommitStatus | None:
        """Return the tool's latest commit status (docs: api/commits), None if there is none."""
        path = f"{self._project}/repository/commits/{commit}/statuses"
        rows = self._http.pages(path, {"name": CONTEXT, "all": "true"})
        found = [status_of(row) for row in rows if row.get("name") == CONTEXT]
        return max(found, key=lambda one: one[0])[1] if found else None

    def write_status(self, commit: str, status: CommitStatus) -> None:
        """Publish a commit status; GitLab lets one that waits not wait anew with other words.

        Where another update is under way, nothing is said: the next run says it (docs: api/commits).
        """
        said = {
            "state": _SENT[status.standing],
            "name": CONTEXT,
            "description": status.text[:255],
        }
        try:
            self._http.write("POST", f"{self._project}/statuses/{commit}", said)
        except ForgeRefused as problem:
            again = problem.status == 400 and "Cannot transition status" in problem.said
            if not again and problem.status != 409:
                raise

    def open_issues(self, label: str = "") -> tuple[Issue, ...]:
        """Return the open issues that carry a label, oldest first; their edits are not read. "": all."""
        carries = {"labels": label_sent(label)} if label else {}
        wanted = {
            "state": "opened",
            "scope": "all",
            "order_by": "created_at",
            "sort": "asc",
            **carries,
        }
        issues = [issue_of(row) for row in self._http.pages(f"{self._project}/issues", wanted)]
        return tuple(self._own_issue(issue) for issue in issues)

    def _own_issue(self, issue: Issue) -> Issue:
        return replace(issue, author=self._marked(issue.author))

    def write_issue(
        self, title: str, body: str, labels: tuple[str, ...], replacing: int | None = None
    ) -> int:
        """Open an issue, or rewrite the issue ``replacing``; return its number."""
        content: dict[str, Any] = {
            "title": title,
            "description": harmless(body),
            "labels": ",".join(map(label_sent, labels)),
        }
        if replacing is None:
            return issue_of(self._http.write("POST", f"{self._project}/issues", content)).number
        self._http.write("PUT", f"{self._project}/issues/{replacing}", content)
        return replacing

    def pin_issue(self, number: int) -> None:
        """Do nothing: GitLab shows no issue above all others; its label leads to it."""

    def labels(self, thread: Thread) -> tuple[str, ...]:
        """Return the labels of an issue or a merge request."""
        return labels_of(self._http.get(self._at(thread)))

    def set_labels(self, thread: Thread, labels: tuple[str, ...]) -> None:
        """Give an issue or a merge request these labels alone; GitLab makes those that it lacks."""
        content = {"labels": ",".join(map(label_sent, labels))}
        self._http.write("PUT", self._at(thread), content)

    # --- who is to act ------------------------------------------------------------------------------

    def login(self, account: int) -> str:
        """Return what an account is called now, "" if it is gone; a name may change hands."""
        if account not in self._names:
            self._names[account] = self._login(account)
        return self._names[account]

    def _login(self, account: int) -> str:
        try:
            number, name = name_of(self._http.get(f"/users/{account}"))
        except ForgeRefused as problem:
            if problem.status != 404:
                raise
            return ""
        return name if number == account else ""

    def _account(self, login: str) -> int:
        """Return the number of an account by its name, 0 where there is none."""
        known = next((number for number, name in self._names.items() if name == login), 0)
        if known:
            return known
        rows = self._http.pages("/users", {"username": login})
        found = {name: number for number, name in map(name_of, rows)}
        return found.get(login, 0)

    def request_review(self, number: int, login: str) -> None:
        """Ask somebody for a review: the first as the reviewer, the others by a comment that names them.

        The free edition takes one reviewer (docs: user/project/merge_requests/reviews); a mention puts
        it on the to-do list of whoever has access as well.
        """
        thread = Thread(number, is_pull=True)
        pull = pull_of(self._http.get(self._at(thread)))
        account = self._account(login)
        if account in pull.asked:
            return
        if not pull.asked:
            self._ask(thread, account, login)
        elif not any(_calls(one, login) for one in self.comments(thread)):
            self._let_in_or_refuse(account, login)
            self.write_comment(thread, f"@{login}: {CALLED}")

    def _ask(self, thread: Thread, account: int, login: str) -> None:
        answer = self._http.write("PUT", self._at(thread), {"reviewer_ids": [account]})
        if account not in pull_of(answer).asked:  # left out in silence, as without access
            raise _no_access(login)

    def _let_in_or_refuse(self, account: int, login: str) -> None:
        try:
            self._http.get(f"{self._project}/members/all/{account}")
        except ForgeRefused as problem:
            if problem.status != 404:
                raise
            raise _no_access(login) from None

    def assign(self, number: int, logins: tuple[str, ...]) -> tuple[str, ...]:
        """Assign people; return whom GitLab left out as without access. The free edition assigns one."""
        path = self._at(Thread(number, is_pull=True))
        there = {one.login for one in pull_of(self._http.get(path)).assigned}
        left_out = []
        for login in logins:
            account = self._account(login)
            if there:
                if not self._is_member(account):
                    left_out.append(login)
                continue
            answer = self._http.write("PUT", path, {"assignee_ids": [account]})
            there = {one.login for one in pull_of(answer).assigned}
            if login not in there:
                left_out.append(login)
        return tuple(left_out)

    def _is_member(self, account: int) -> bool:
        try:
            self._let_in_or_refuse(account, "")
        except ForgeRefused:
            return False
        return True

    def unassign(self, number: int, logins: tuple[str, ...]) -> None:
        """Take people's assignment to a merge request away."""
        path = self._at(Thread(number, is_pull=True))
        there = pull_of(self._http.get(path)).assigned
        kept = [one.id for one in there if one.login not in logins]
        self._http.write("PUT", path, {"assignee_ids": kept or [0]})


def _calls(comment: Comment, login: str) -> bool:
    own = comment.author is not None and comment.author.is_robot
    return own and comment.body.strip() == f"@{login}: {CALLED}"


def _no_access(login: str) -> ForgeRefused:
    return ForgeRefused(
        msg("{login} has no access to the project", login=login),
        msg("invite the account under Manage > Members, as Developer"),
        403,
    )
