"""A person's own account on GitHub, in a rehearsal: what people do there by forms and buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ubah.core.forge.model import ForgeAccount, Thread
from ubah.edge.forges.github.http import GitHubHttp
from ubah.edge.forges.github.values import account_of, issue_of, review_of
from ubah.edge.forges.reading import AnswerPart, whole

TOPIC = "ubah-rehearsal"
_NAMED = re.compile(r"rehearsal|gladi", re.IGNORECASE)


class GitHubPlayer:
    """Acts as whoever the token in ``http`` belongs to; ``path`` is the repository's."""

    def __init__(self, http: GitHubHttp, path: str) -> None:
        self._http = http
        self._path = path

    def account(self) -> ForgeAccount | None:
        """Return whose the token is (docs: rest/users/users, /user)."""
        return account_of(self._http.get("/user"))

    def may_be_thrown_away(self) -> bool:
        """Whether the repository says of itself that it is, by its name or a topic."""
        return _is_marked(self._http.get(self._path))

    def filed(self) -> Mapping[str, tuple[int, bool]]:
        """Return title → number, and whether it is open, of all issues; of those of one title the newest."""
        wanted = {"state": "all", "sort": "created", "direction": "asc"}
        rows = self._http.pages(f"{self._path}/issues", wanted)
        issues = [issue_of(row) for row in rows if "pull_request" not in row]
        return {one.title: (one.number, one.is_open) for one in issues}

    def file(self, title: str, body: str) -> int:
        """File a form as an issue; return its number."""
        content = {"title": title, "body": body}
        return issue_of(self._http.write("POST", f"{self._path}/issues", content)).number

    def comment(self, thread: Thread, body: str) -> None:
        """Write a comment on an issue or a pull request."""
        path = f"{self._path}/issues/{thread.number}/comments"
        self._http.write("POST", path, {"body": body})

    def approve(self, number: int, commit: str, text: str) -> int:
        """Press *Approve* on a pull request, for the commit that was looked at; return the review's id."""
        content = {"commit_id": commit, "event": "APPROVE", "body": text}
        path = f"{self._path}/pulls/{number}/reviews"
        return review_of(self._http.write("POST", path, content)).id


@whole
def _is_marked(data: AnswerPart) -> bool:
    return bool(_NAMED.search(data["name"])) or TOPIC in data.get("topics", ())
