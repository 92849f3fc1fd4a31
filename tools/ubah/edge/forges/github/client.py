"""GitHub behind the `Forge` interface: REST, and GraphQL for what only that tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ubah.core.diagnostics import msg
from ubah.core.forge.assumptions import Sighting
from ubah.core.forge.capabilities import Capabilities
from ubah.core.forge.model import (
    ForgeCommit,
    Issue,
    PullEvidence,
    PullRequest,
    Review,
    Thread,
)
from ubah.core.forms.text import FormText
from ubah.core.voucher import Binding, Untouched
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.forges.github.connections import nodes_of, page_of
from ubah.edge.forges.github.fate import ISSUE_FATE, fate_of
from ubah.edge.forges.github.http import GitHubHttp
from ubah.edge.forges.github.queries import ISSUE_EDITS, PULL_EDITS
from ubah.edge.forges.github.rehearsal import Rehearsal
from ubah.edge.forges.github.shown import Shown
from ubah.edge.forges.github.values import (
    account_of,
    commit_of,
    edit_times,
    issue_of,
    pull_of,
    pushed_of,
    review_of,
)
from ubah.edge.forges.reading import whole

MAX_COMMITS = 250
"""GitHub lists no more commits of a pull request than these."""

PERIODS = {
    "day": timedelta(hours=23),
    "week": timedelta(days=6),
    "month": timedelta(days=27),
    "quarter": timedelta(days=80),
    "year": timedelta(days=360),
}
"""Which list of activities surely holds all since something that is younger than this."""

FORM_TEXT = FormText("### ", frozenset({"", "_No response_", "None", "_None_"}), 65_536)
"""The Markdown that GitHub makes of an issue form; 65,536 characters is what an issue may hold."""


class GitHub(Shown):
    """One repository on GitHub; ``repository`` is owner/name."""

    def __init__(self, http: GitHubHttp, host: str, repository: str) -> None:
        super().__init__(http, repository)
        self._host = host
        self._logins: dict[int, str] = {}  # as they are while a command runs

    @property
    def host(self) -> str:
        """The forge's host, as accounts in roles.yaml name it."""
        return self._host

    @property
    def own_account(self) -> None:
        """A job's own token, or an App's, is no person's."""

    @property
    def capabilities(self) -> Capabilities:
        """GitHub keeps of which commit a review is and who edited a text, and signs for its editor."""
        return Capabilities(Binding.COMMIT, Untouched.TOLD, refusals=True, editor=True)

    @property
    def form_text(self) -> FormText:
        """How GitHub writes a filled-in issue form."""
        return FORM_TEXT

    def pull_refspec(self, number: int) -> str:
        """Return the ref under which a pull request's head can be fetched."""
        return f"refs/pull/{number}/head"

    def pull(self, number: int) -> PullRequest:
        """Return a pull request."""
        return pull_of(self._http.get(f"{self._path}/pulls/{number}"))

    def open_pulls(self, base: str) -> tuple[PullRequest, ...]:
        """Return the open pull requests into the branch ``base``, oldest first."""
        wanted = {"state": "open", "base": base, "sort": "created", "direction": "asc"}
        return tuple(pull_of(row) for row in self._http.pages(f"{self._path}/pulls", wanted))

    def pulls_of_branch(self, branch: str) -> tuple[PullRequest, ...]:
        """Return the pull requests of one of the office's own branches, open or not."""
        wanted = {"state": "all", "head": f"{self._owner}:{branch}"}
        return tuple(pull_of(row) for row in self._http.pages(f"{self._path}/pulls", wanted))

    def pulls_of_commit(self, oid: str) -> tuple[PullRequest, ...]:
        """Return the pull requests that a commit belongs to or came out of."""
        rows = self._http.pages(f"{self._path}/commits/{oid}/pulls")
        return tuple(pull_of(row) for row in rows)

    def evidence(self, pull: PullRequest) -> PullEvidence:
        """Return the reviews and commits of a pull request, and the pull request read anew.

        Raises:
            ForgeUnreachable: also if somebody pushed while it was being read.
        """
        reviews, altered = self._reviews(pull.number)
        commits = self._commits(pull.number)
        row = self._http.get(f"{self._path}/pulls/{pull.number}")
        now = pull_of(row)
        if now.head != pull.head:
            raise ForgeUnreachable(msg("the pull request changed while it was being read"))
        if len(commits) != min(_commit_count(row), MAX_COMMITS):
            raise ForgeUnreachable(msg("its list of commits is not whole"))
        return PullEvidence(now, reviews, commits, altered)

    def _reviews(self, number: int) -> tuple[tuple[Review, ...], bool]:
        """Return the reviews, and whether the pull request's own text or title was edited."""
        rows = self._http.pages(f"{self._path}/pulls/{number}/reviews")
        reviews = tuple(review_of(row) for row in rows)
        pages = list(self._pages(PULL_EDITS, number, "pullRequest", "reviews"))
        edited = {
            int(node["fullDatabaseId"]): node["lastEditedAt"] is not None
            for node in map(_review_node, nodes_of(pages))
        }
        handed_in = [review for review in reviews if review.submitted is not None]
        if any(review.id not in edited for review in handed_in) or len(reviews) < len(edited):
            raise ForgeUnreachable(msg("its two lists of reviews differ"))
        told = tuple(replace(review, edited=edited.get(review.id, False)) for review in reviews)
        return told, any(_altered(page["owner"]) for page in pages)

    def _commits(self, number: int) -> tuple[ForgeCommit, ...]:
        rows = self._http.pages(f"{self._path}/pulls/{number}/commits")
        return tuple(self._without_buttons(commit_of(row)) for row in rows)

    def _without_buttons(self, commit: ForgeCommit) -> ForgeCommit:
        """Tell what the editor made from what a merge button made of another pull request."""
        if not commit.by_editor or commit.parents != 1:
            return commit
        made = {pull.merge_commit for pull in self.pulls_of_commit(commit.oid)}
        return replace(commit, by_button=commit.oid in made)

    def moved_since(self, branch: str, moment: datetime, now: datetime) -> str | None:
        """Return where a branch stood at ``moment`` (docs: rest/repos/repos, *List repository activities*).

        None where it has not moved since, where the server has no such list, or after a year.
        """
        period = next((name for name, age in PERIODS.items() if now - moment < age), "")
        if not period:
            return None
        wanted = {"ref": f"refs/heads/{branch}", "time_period": period}
        try:
            rows = [pushed_of(row) for row in self._http.pages(f"{self._path}/activity", wanted)]
        except ForgeRefused as problem:
            if problem.status not in (403, 404):
                raise
            return None
        return min((row for row in rows if row[0] > moment), default=(moment, None))[1]

    def issue(self, number: int) -> Issue:
        """Return an issue with who edited its body, who reopened it, and whether it came from elsewhere.

        Raises:
            ForgeUnreachable: also if its body changed meanwhile, or the list of edits lags behind it.
        """
        data = self._http.get(f"{self._path}/issues/{number}")
        issue = issue_of(data)
        # One that was transferred is answered by another repository; a pull request is no form.
        if issue.number != number or "pull_request" in data:
            raise _gone()
        pages = self._pages(ISSUE_EDITS, number, "issue", "userContentEdits")
        edits = [edit_times(node) for node in nodes_of(list(pages))]
        edited = max((when for _, _, when in edits), default=None)
        wanted = {"owner": self._owner, "name": self._name, "number": number}
        fate = fate_of(self._http.graphql(ISSUE_FATE, wanted))
        if fate.body != issue.body or fate.is_beyond(edited):
            raise ForgeUnreachable(msg("the issue changed while it was being read"))
        return replace(
            issue,
            editors=tuple(editor if there else None for there, editor, _ in edits),
            edited=edited,
            reopeners=tuple(who for who, _ in fate.reopened),
            reopened=max((when for _, when in fate.reopened), default=None),
            moved=fate.moved,
        )

    def _pages(
        self, query: str, number: int, thing: str, field: str
    ) -> Iterator[Mapping[str, Any]]:
        """Yield all pages of a connection, each with what it belongs to."""
        after: str | None = None
        while True:
            data = self._http.graphql(
                query,
                {"owner": self._owner, "name": self._name, "number": number, "after": after},
            )
            page = page_of({"data": data, "thing": thing, "field": field})
            yield page
            if not page["pageInfo"]["hasNextPage"]:
                return
            if not page["nodes"] or page["pageInfo"]["endCursor"] == after:
                raise ForgeUnreachable(msg("its list has no end"))
            after = page["pageInfo"]["endCursor"]

    def open_pull(self, title: str, body: str, branch: str, base: str) -> PullRequest:
        """Open a pull request for a branch that is there."""
        content = {"title": title, "body": body, "head": branch, "base": base}
        return pull_of(self._http.write("POST", f"{self._path}/pulls", content))

    def login(self, account: int) -> str:
        """Return what an account is called now, "" if it is gone; a login may change hands."""
        if account not in self._logins:
            self._logins[account] = self._login(account)
        return self._logins[account]

    def _login(self, account: int) -> str:
        try:
            # /user/NUMBER, by the number that stays; /users/LOGIN goes by a name that may change hands.
            user = account_of(self._http.get(f"/user/{account}"))
        except ForgeRefused as problem:
            if problem.status != 404:
                raise
            return ""
        return user.login if user and user.id == account else ""

    def request_review(self, number: int, login: str) -> None:
        """Ask one person for a review: GitHub refuses a whole list for one who is no collaborator.

        Docs: rest/pulls/review-requests (422).
        """
        path = f"{self._path}/pulls/{number}/requested_reviewers"
        self._http.write("POST", path, {"reviewers": [login]})

    def close_pull(self, number: int) -> None:
        """Close a pull request; nothing happens where it is closed."""
        self._http.write("PATCH", f"{self._path}/pulls/{number}", {"state": "closed"})

    def landed(self, number: int, commit: str) -> None:
        """Do nothing: GitHub sees by itself that main has a pull request's commits."""

    def close_issue(self, number: int) -> None:
        """Close an issue; nothing happens where it is closed."""
        self._http.write("PATCH", f"{self._path}/issues/{number}", {"state": "closed"})

    def address(self, thread: Thread) -> str:
        """Return where an issue or a pull request is looked at; GitHub leads from one to the other."""
        return f"https://{self._host}/{self._owner}/{self._name}/issues/{thread.number}"

    def reference(self, thread: Thread) -> str:
        """Return how texts on GitHub name an issue or a pull request: both are counted together."""
        return f"#{thread.number}"

    def remove_branch(self, name: str) -> bool:
        """Leave it to git, which may remove any branch that is not protected from it."""
        return False

    def rehearsed(self, now: datetime) -> Iterator[Sighting]:
        """Yield what the repository shows of each assumption about GitHub, by ``now``."""
        wanted = {"owner": self._owner, "name": self._name}
        return Rehearsal(self._http, self._path, now, self.issue, wanted).sightings()


def _gone() -> ForgeRefused:
    hint = msg("file the form anew, in this repository")
    return ForgeRefused(msg("there is no such issue here any more"), hint, 410)


@whole
def _altered(pull: Mapping[str, Any]) -> bool:
    return pull["lastEditedAt"] is not None or int(pull["timelineItems"]["filteredCount"]) > 0


@whole
def _review_node(node: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"fullDatabaseId": int(node["fullDatabaseId"]), "lastEditedAt": node["lastEditedAt"]}


@whole
def _commit_count(data: Mapping[str, Any]) -> int:
    return int(data["commits"])
