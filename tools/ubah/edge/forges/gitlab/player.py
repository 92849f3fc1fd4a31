"""A person's own account on GitLab, in a rehearsal: what people do there by forms and buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from ubah.core.diagnostics import msg
from ubah.core.forge.model import ForgeAccount, Thread
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.forges.gitlab.http import GitLabHttp
from ubah.edge.forges.gitlab.values import (
    SystemNote,
    account_of,
    approvals_of,
    issue_of,
    note_of,
)
from ubah.edge.forges.patience import TRIES
from ubah.edge.forges.reading import AnswerPart, whole

TOPIC = "ubah-rehearsal"
_NAMED = re.compile(r"rehearsal|gladi", re.IGNORECASE)


class GitLabPlayer:
    """Acts as whoever the token in ``http`` belongs to, in the project at ``path``."""

    def __init__(self, http: GitLabHttp, path: str) -> None:
        self._http = http
        self._project = f"/projects/{quote(path, safe='')}"

    def account(self) -> ForgeAccount | None:
        """Return whose the token is (docs: api/users)."""
        return account_of(self._http.get("/user"))

    def may_be_thrown_away(self) -> bool:
        """Whether the project says of itself that it is, by its name or a topic."""
        return _is_marked(self._http.get(self._project))

    def filed(self) -> Mapping[str, tuple[int, bool]]:
        """Return title → number, and whether it is open, of all issues; of those of one title the newest."""
        wanted = {"scope": "all", "order_by": "created_at", "sort": "asc"}
        rows = self._http.pages(f"{self._project}/issues", wanted)
        return {one.title: (one.number, one.is_open) for one in map(issue_of, rows)}

    def file(self, title: str, body: str) -> int:
        """File a form as an issue; return its number."""
        content = {"title": title, "description": body}
        return issue_of(self._http.write("POST", f"{self._project}/issues", content)).number

    def comment(self, thread: Thread, body: str) -> None:
        """Write a comment on an issue or a merge request."""
        kind = "merge_requests" if thread.is_pull else "issues"
        path = f"{self._project}/{kind}/{thread.number}/notes"
        self._http.write("POST", path, {"body": body})

    def approve(self, number: int, commit: str, text: str) -> int:
        """Press *Approve* on a merge request, refused if its head is another; return the note's number.

        Who approves it already is not asked to again, which GitLab refuses.

        Raises:
            ForgeUnreachable: if GitLab does not note it, which it does a moment later.
        """
        path = f"{self._project}/merge_requests/{number}"
        mine = self.account()
        approvals = approvals_of(self._http.get(f"{path}/approvals"))
        if mine not in [one.who for one in approvals]:
            self.comment(Thread(number, is_pull=True), text)
            self._http.write("POST", f"{path}/approve", {"sha": commit})
        for attempt in range(1, TRIES + 1):
            rows, _ = self._http.counted(f"{path}/notes", {"order_by": "created_at", "sort": "asc"})
            notes = [one for one in map(note_of, rows) if isinstance(one, SystemNote)]
            own = [one.id for one in notes if one.approves and one.who == mine]
            if own:
                return own[-1]
            self._http.pause(attempt)
        raise ForgeUnreachable(msg("its two lists of reviews differ"))


@whole
def _is_marked(data: AnswerPart) -> bool:
    return bool(_NAMED.search(data["path"])) or TOPIC in data.get("topics", ())
