"""Forgejo's stand-in, set up as the guide says: the repository is the recorder's own, everybody else reads.

As unkind as the real one: pages are capped, a list's length counts what one may not see, who may only
read is refused what takes a right, what is pushed counts as merged only once it is said to be, labels go by
number, one who cannot be assigned spoils the whole request, and nobody is told who edited a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from forge.forgejo import access_answers, issue_answers, pull_answers, said_answers
from forge.forgejo.hosted import API, NOT_FOUND, PATH, Hosted
from forge.standin import Answer


@dataclass
class FakeForgejo(Hosted):
    """A Forgejo. ``writers``: who may write besides the owner, by login; ``owner``: whose it is."""

    def answer(self, verb: str, target: str, content: Any, secret: str = "") -> Answer:
        """Return status, content and headers."""
        self.asking.token = self.tokens.get(secret)
        parts = urlsplit(target)
        path, wanted = parts.path, {k: v[-1] for k, v in parse_qs(parts.query).items()}
        self.watch()
        self.requests.append((verb, path))
        self.asked.append((verb, target, content))
        wrong = self.fault(verb, target) if self.fault else None
        if wrong is not None:
            return wrong
        for method, pattern, action in _ROUTES:
            found = re.fullmatch(pattern, path)
            if method == verb and found:
                if verb != "GET" and not self._may(verb, path, content):
                    return 403, {"message": "user should have permission to write"}, {}
                status, value = action(self, *found.groups(), content or wanted)
                return self._paged(wanted, status, value, path)
        return (*NOT_FOUND, {})

    def _may(self, verb: str, path: str, content: Any) -> bool:
        """Whoever may read may file, comment and review; all else takes the right to write."""
        if self.asker in (self.owner, *(self.team or ())) or self.writers.get(self.asker[1]) in (
            "write",
            "admin",
        ):
            return True
        return verb == "POST" and bool(re.search(r"/(issues|comments|reviews|pulls)\Z", path))

    def _paged(self, wanted: dict[str, str], status: int, value: Any, path: str) -> Answer:
        if not isinstance(value, list):
            return status, value, {}
        if path.endswith(_WHOLE) and not path.endswith("/issues/comments"):
            return status, value, {"X-Total-Count": str(len(value))}
        size = min(self.page, int(wanted.get("limit", "30")))
        number = int(wanted.get("page", "1"))
        rows = value[(number - 1) * size : number * size]
        shown = [row for row in rows if row is not None]
        return status, shown, {"X-Total-Count": str(len(value))}


_N, _OID = r"(\d+)", "([0-9a-f]{40})"
_WHOLE = ("/comments", "/branch_protections", "/teams", "/assignees", "/requested_reviewers")
"""Lists that are not told page by page."""
_ROUTES: list[tuple[str, str, Callable[..., tuple[int, Any]]]] = [
    ("GET", f"{API}/user", access_answers.user),
    ("GET", f"{API}/users/search", access_answers.search),
    ("GET", f"{API}/settings/api", access_answers.settings),
    ("GET", PATH, access_answers.repo),
    ("GET", f"{API}/orgs/([\\w-]+)", access_answers.org),
    ("GET", f"{API}/orgs/([\\w-]+)/teams", access_answers.teams),
    ("GET", f"{API}/teams/{_N}/members", access_answers.members),
    ("GET", f"{PATH}/teams", access_answers.teams),
    ("GET", f"{PATH}/collaborators", access_answers.collaborators),
    ("GET", f"{PATH}/collaborators/([\\w-]+)/permission", access_answers.permission),
    ("GET", f"{PATH}/keys", access_answers.keys),
    ("GET", f"{PATH}/branch_protections", access_answers.rules),
    ("GET", f"{PATH}/actions/secrets", access_answers.secrets),
    ("GET", f"{PATH}/activities/feeds", access_answers.feeds),
    ("GET", f"{PATH}/assignees", issue_answers.assignees),
    ("GET", f"{PATH}/pulls", pull_answers.list_pulls),
    ("POST", f"{PATH}/pulls", pull_answers.open_pull),
    ("GET", f"{PATH}/pulls/{_N}", pull_answers.get_pull),
    ("PATCH", f"{PATH}/pulls/{_N}", pull_answers.patch_pull),
    ("POST", f"{PATH}/pulls/{_N}/merge", pull_answers.merge),
    ("GET", f"{PATH}/pulls/{_N}/reviews", pull_answers.list_reviews),
    ("POST", f"{PATH}/pulls/{_N}/reviews", pull_answers.new_review),
    ("POST", f"{PATH}/pulls/{_N}/requested_reviewers", pull_answers.ask),
    ("GET", f"{PATH}/commits/{_OID}/pull", pull_answers.merged_by),
    ("GET", f"{PATH}/commits/{_OID}/statuses", said_answers.statuses),
    ("POST", f"{PATH}/statuses/{_OID}", said_answers.new_status),
    ("GET", f"{PATH}/issues", issue_answers.list_issues),
    ("POST", f"{PATH}/issues", issue_answers.new_issue),
    ("GET", f"{PATH}/issues/{_N}", issue_answers.get_issue),
    ("PATCH", f"{PATH}/issues/{_N}", issue_answers.patch_issue),
    ("POST", f"{PATH}/issues/{_N}/pin", issue_answers.pin),
    ("GET", f"{PATH}/labels", issue_answers.list_labels),
    ("POST", f"{PATH}/labels", issue_answers.new_label),
    ("PUT", f"{PATH}/issues/{_N}/labels", issue_answers.set_labels),
    ("DELETE", f"{PATH}/issues/{_N}/labels", issue_answers.no_labels),
    ("GET", f"{PATH}/issues/{_N}/comments", said_answers.comments),
    ("GET", f"{PATH}/issues/comments", said_answers.all_comments),
    ("POST", f"{PATH}/issues/{_N}/comments", said_answers.new_comment),
    ("PATCH", f"{PATH}/issues/comments/{_N}", said_answers.patch_comment),
]
