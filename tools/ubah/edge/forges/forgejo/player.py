"""A person's own account on a Forgejo or Gitea, in a rehearsal: what people do there by forms and buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ubah.core.forge.model import ForgeAccount, Thread
from ubah.edge.forges.forgejo.http import ForgejoHttp
from ubah.edge.forges.forgejo.values import AnswerReading
from ubah.edge.forges.reading import AnswerPart, number_of, text_of, whole

TOPIC = "ubah-rehearsal"
_NAMED = re.compile(r"rehearsal|gladi", re.IGNORECASE)
_NOBODY = AnswerReading(0)


class ForgejoPlayer:
    """Acts as whoever the token in ``http`` belongs to; ``path`` is the repository's."""

    def __init__(self, http: ForgejoHttp, path: str) -> None:
        self._http = http
        self._path = path

    def account(self) -> ForgeAccount | None:
        """Return whose the token is."""
        return _NOBODY.account(self._http.get("/user"))

    def may_be_thrown_away(self) -> bool:
        """Whether the repository says of itself that it is, by its name or a topic."""
        return _is_marked(self._http.get(self._path))

    def filed(self) -> Mapping[str, tuple[int, bool]]:
        """Return title → number, and whether it is open, of all issues; of those of one title the newest."""
        rows = self._http.pages(f"{self._path}/issues", {"state": "all", "type": "issues"})
        issues = sorted(map(_NOBODY.issue, rows), key=lambda one: one.number)
        return {one.title: (one.number, one.is_open) for one in issues}

    def file(self, title: str, body: str) -> int:
        """File a form as an issue; return its number."""
        content = {"title": title, "body": body}
        return _NOBODY.issue(self._http.write("POST", f"{self._path}/issues", content)).number

    def comment(self, thread: Thread, body: str) -> None:
        """Write a comment on an issue or a pull request."""
        path = f"{self._path}/issues/{thread.number}/comments"
        self._http.write("POST", path, {"body": body})

    def approve(self, number: int, commit: str, text: str) -> int:
        """Approve a pull request, for the commit that was looked at; return the review's id."""
        content = {"commit_id": commit, "event": "APPROVED", "body": text}
        return _id(self._http.write("POST", f"{self._path}/pulls/{number}/reviews", content))


@whole
def _id(data: AnswerPart) -> int:
    return number_of(data["id"])


@whole
def _is_marked(data: AnswerPart) -> bool:
    return bool(_NAMED.search(text_of(data["name"]))) or TOPIC in (data.get("topics") or ())
