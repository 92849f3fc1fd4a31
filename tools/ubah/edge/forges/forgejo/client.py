"""Forgejo and Gitea behind the `Forge` interface."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ubah.core.diagnostics import msg
from ubah.core.forge.assumptions import Sighting
from ubah.core.forge.capabilities import Capabilities
from ubah.core.forge.model import Issue, PullEvidence, PullRequest, Thread
from ubah.core.forms.text import FormText
from ubah.core.voucher import Binding, Untouched
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.forges.forgejo.access import Access
from ubah.edge.forges.forgejo.http import ForgejoHttp
from ubah.edge.forges.forgejo.rehearsal import ForgejoRehearsal
from ubah.edge.forges.forgejo.shown import ForgejoShown
from ubah.edge.forges.forgejo.values import (
    found_users,
    happened_at,
    in_turn,
    is_pull,
    pushed_from,
)

FORM_TEXT = FormText("### ", frozenset({"", "_No response_"}), 65_536)
"""The Markdown that is made of a filled-in form."""
_NOT_ALLOWED = (404, 405, 409, 412, 422)
"""How it is refused to mark a pull request as merged: the setting is off, or it is merged already."""
_MERGED = 412


class Forgejo(ForgejoShown):
    """One repository on a Forgejo or a Gitea; ``repository`` is owner/name."""

    def __init__(self, http: ForgejoHttp, host: str, repository: str) -> None:
        super().__init__(http, repository)
        self._host = host
        self._repository = repository
        self._logins: dict[int, str] = {}  # as they are while a command runs
        self._untouched: Untouched | None = None

    @property
    def host(self) -> str:
        """The forge's host, as accounts in roles.yaml name it."""
        return self._host

    @property
    def capabilities(self) -> Capabilities:
        """It keeps of which commit a review is, not who edited a text; the editor's key is the server's."""
        return Capabilities(Binding.COMMIT, Untouched.SETTINGS, refusals=True, editor=False)

    @property
    def form_text(self) -> FormText:
        """How it writes a filled-in issue form."""
        return FORM_TEXT

    @property
    def untouched(self) -> Untouched:
        """By what it is known that texts are their authors' here; asked for once."""
        if self._untouched is None:
            self._untouched = Access(self._http, self._path).untouched(self.reading.me)
        return self._untouched

    def pull_refspec(self, number: int) -> str:
        """Return the ref under which a pull request's head can be fetched."""
        return f"refs/pull/{number}/head"

    def pull(self, number: int) -> PullRequest:
        """Return a pull request."""
        return self.reading.pull(self._http.get(f"{self._path}/pulls/{number}"))

    def open_pulls(self, base: str) -> tuple[PullRequest, ...]:
        """Return the open pull requests into the branch ``base``, oldest first."""
        pulls = self._pulls("open", base=base)
        return tuple(pull for pull in pulls if pull.base_branch == base)

    def pulls_of_branch(self, branch: str) -> tuple[PullRequest, ...]:
        """Return the pull requests of one of the office's own branches, open or not."""
        pulls = self._pulls("all", head=branch)
        return tuple(pull for pull in pulls if pull.same_repository and pull.head_branch == branch)

    def _pulls(self, state: str, **only: str) -> tuple[PullRequest, ...]:
        """Ask for ``only`` some; a server that does not know how to choose tells of all."""
        wanted = {"state": state, "sort": "oldest", **only}
        rows = self._http.pages(f"{self._path}/pulls", wanted)
        return tuple(sorted(map(self.reading.pull, rows), key=lambda pull: pull.number))

    def pulls_of_commit(self, oid: str) -> tuple[PullRequest, ...]:
        """Return the pull request that a commit was made of by merging, if there is one."""
        try:
            row = self._http.get(f"{self._path}/commits/{oid}/pull")
        except ForgeRefused as problem:
            if problem.status != 404:
                raise
            return ()
        return (self.reading.pull(row),)

    def evidence(self, pull: PullRequest) -> PullEvidence:
        """Return the reviews of a pull request, and the pull request read anew.

        Commits are nobody's word here: the server signs what is written in its editor with the key
        that it signs merges with, if it signs at all.

        Raises:
            ForgeUnreachable: also if somebody pushed while it was being read.
        """
        path = f"{self._path}/pulls/{pull.number}/reviews"
        rows = self._http.pages(path, some_hidden=True)
        reviews = in_turn(one for one in map(self.reading.review, rows) if one is not None)
        now = self.pull(pull.number)
        if now.head != pull.head:
            raise ForgeUnreachable(msg("the pull request changed while it was being read"))
        return PullEvidence(now, reviews, (), untouched=self.untouched)

    def moved_since(self, branch: str, moment: datetime, now: datetime) -> str | None:
        """Return where a branch stood at ``moment``, by the list of what happened in the repository.

        None where it has not moved since, or where the server keeps no such list.
        """
        earliest: tuple[datetime, str] | None = None
        try:
            for _, rows in self._http.by_page(f"{self._path}/activities/feeds"):
                for row in rows:
                    at = happened_at(row)
                    if at <= moment:
                        return earliest[1] if earliest else None
                    ref, before = pushed_from(row)
                    if ref == f"refs/heads/{branch}" and (earliest is None or at < earliest[0]):
                        earliest = at, before
        except ForgeRefused as problem:
            if problem.status not in (403, 404):
                raise
            return None
        return earliest[1] if earliest else None

    def issue(self, number: int) -> Issue:
        """Return an issue with by what it is known that its text is its author's."""
        data = self._http.get(f"{self._path}/issues/{number}")
        issue = self.reading.issue(data)
        if issue.number != number or is_pull(data):
            hint = msg("file the form anew, in this repository")
            raise ForgeRefused(msg("there is no such issue here any more"), hint, 410)
        return replace(issue, untouched=self.untouched)

    def open_pull(self, title: str, body: str, branch: str, base: str) -> PullRequest:
        """Open a pull request for a branch that is there."""
        content = {"title": title, "body": body, "head": branch, "base": base}
        return self.reading.pull(self._http.write("POST", f"{self._path}/pulls", content))

    def login(self, account: int) -> str:
        """Return what an account is called now, "" if it is gone; a login may change hands."""
        if account not in self._logins:
            found = dict(found_users(self._http.get("/users/search", {"uid": str(account)})))
            self._logins[account] = found.get(account, "")
        return self._logins[account]

    def request_review(self, number: int, login: str) -> None:
        """Ask one person for a review: a whole list would be refused for one."""
        path = f"{self._path}/pulls/{number}/requested_reviewers"
        self._http.write("POST", path, {"reviewers": [login]})

    def close_pull(self, number: int) -> None:
        """Close a pull request; nothing happens where it is closed."""
        try:
            self._http.write("PATCH", f"{self._path}/pulls/{number}", {"state": "closed"})
        except ForgeRefused as problem:
            if problem.status != _MERGED:
                raise

    def landed(self, number: int, commit: str) -> None:
        """Mark a pull request as merged by ``commit``; where the repository does not let it, close it.

        What is pushed to main counts as merged only where the repository looks for it.
        """
        content = {"Do": "manually-merged", "MergeCommitID": commit}
        try:
            self._http.write("POST", f"{self._path}/pulls/{number}/merge", content)
        except ForgeRefused as problem:
            if problem.status not in _NOT_ALLOWED:
                raise
            self.close_pull(number)

    def close_issue(self, number: int) -> None:
        """Close an issue; nothing happens where it is closed."""
        self._http.write("PATCH", f"{self._path}/issues/{number}", {"state": "closed"})

    def address(self, thread: Thread) -> str:
        """Return where an issue or a pull request is looked at."""
        kind = "pulls" if thread.is_pull else "issues"
        return f"https://{self._host}/{self._repository}/{kind}/{thread.number}"

    def reference(self, thread: Thread) -> str:
        """Return what texts name it by: issues and pull requests have their numbers in common."""
        return f"#{thread.number}"

    def remove_branch(self, name: str) -> bool:
        """Leave it to git, which may remove any branch that is not protected from it."""
        return False

    def rehearsed(self, now: datetime) -> Iterator[Sighting]:
        """Yield what the repository shows of each assumption, by ``now``."""
        return ForgejoRehearsal(self._http, self._path, self.reading, self.untouched).sightings()
