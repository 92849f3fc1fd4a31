"""GitLab's stand-in: what the free edition answers to programs over what people did in a project."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from forge.gitlab import issues, merge_requests, settings
from forge.gitlab.description.against import amiss_in_answer, amiss_in_request
from forge.gitlab.project import RECORDER, GitLabProject
from forge.gitlab.shapes import deploy_key, protection
from forge.standin import REPOSITORY, Answer

PROJECT = f"/api/v4/projects/{REPOSITORY.replace('/', '%2F')}"
OWN_BRANCHES = ("main", "decision/*", "issue/*", "review/*")


@dataclass
class FakeGitLab(GitLabProject):
    """A GitLab of the free edition, set up as its guide says.

    ``faulty``: the answer is a test's own, which need not be as GitLab describes it.
    """

    faulty: bool = False

    def __post_init__(self) -> None:
        self.logins = dict([RECORDER])
        self.keys = [deploy_key(5, "")]
        self.protected = [protection(name, 100 + n) for n, name in enumerate(OWN_BRANCHES)]

    def answer(self, verb: str, target: str, content: Any, secret: str = "") -> Answer:
        """Answer a request; what it or the answer contradicts in GitLab's description is kept in ``amiss``."""
        self.amiss += amiss_in_request(verb, target, content)
        self.faulty = False
        status, value, headers = self._answer(verb, target, content, secret)
        if not self.faulty:
            self.amiss += amiss_in_answer(verb, target, content, status, value)
        return status, value, headers

    def _answer(self, verb: str, target: str, content: Any, secret: str) -> Answer:
        token = self.tokens.get(secret)
        self.asking.token = token
        parts = urlsplit(target)
        path, wanted = parts.path, {k: v[-1] for k, v in parse_qs(parts.query).items()}
        self.watch()
        self.requests.append((verb, path))
        self.asked.append((verb, target, content))
        wrong = self.fault(verb, target) if self.fault else None
        if wrong is not None:
            self.faulty = True
            return wrong
        if (verb, path) == ("POST", "/api/graphql"):
            return 200, issues.last_edit(self, content), {}
        if path.startswith(PROJECT) and not self._is_inside():
            return 404, {"message": "404 Project Not Found"}, {}
        within = path.removeprefix(PROJECT)
        if verb == "GET" and within in self.settings:
            found = self.settings[within]
            if isinstance(found, tuple):
                self.faulty = True
                return found
            return self._paged(target, wanted, 200, found)
        for method, pattern, action in _ROUTES:
            match = re.fullmatch(pattern.replace("{project}", re.escape(PROJECT)), path)
            if method == verb and match:
                status, value = action(self, *match.groups(), content or wanted)
                return self._paged(target, wanted, status, value)
        return 404, {"error": "404 Not Found"}, {}

    def _is_inside(self) -> bool:
        """Whether whoever asks sees the project; to everybody else it does not exist."""
        return self.asker == RECORDER or self.may_enter(self.logins.get(*self.asker))

    def _paged(self, target: str, wanted: dict[str, str], status: int, value: Any) -> Answer:
        """Return one page of a list; what whoever asks may not see is counted, and left out of its page."""
        if not isinstance(value, list):
            return status, value, {}
        size = min(self.page, int(wanted.get("per_page", "20")))
        number = int(wanted.get("page", "1"))
        rows = [row for row in value[(number - 1) * size : number * size] if row is not None]
        more = number * size < len(value)
        headers = {"X-Next-Page": str(number + 1) if more else "", "X-Page": str(number)}
        if len(value) <= self.total:
            headers["X-Total"] = str(len(value))
        if more:
            query = urlencode({**wanted, "page": number + 1})
            headers["Link"] = f'<{self.url}{urlsplit(target).path}?{query}>; rel="next"'
        return status, rows, headers


_OF = r"{project}/(issues|merge_requests)/(\d+)"
_MR = r"{project}/merge_requests/(\d+)"
_COMMIT = "{project}/repository/commits/([0-9a-f]{40})"
_ROUTES: tuple[tuple[str, str, Callable[..., tuple[int, Any]]], ...] = (
    ("GET", "/api/v4/version", settings.version),
    ("GET", "/api/v4/user", settings.me),
    ("GET", r"/api/v4/users/(\d+)", settings.user),
    ("GET", "/api/v4/users", settings.users),
    ("GET", "{project}/merge_requests", merge_requests.pulls),
    ("POST", "{project}/merge_requests", merge_requests.open_pull),
    ("GET", _MR, merge_requests.pull),
    ("PUT", _MR, merge_requests.put_pull),
    ("GET", f"{_MR}/approvals", merge_requests.approvals),
    ("POST", f"{_MR}/approve", merge_requests.approve),
    ("GET", f"{_MR}/versions", merge_requests.versions),
    ("GET", "{project}/issues", issues.issues),
    ("POST", "{project}/issues", issues.new_issue),
    ("GET", r"{project}/issues/(\d+)", issues.issue),
    ("PUT", r"{project}/issues/(\d+)", issues.put_issue),
    ("GET", r"{project}/issues/(\d+)/resource_state_events", issues.states),
    ("GET", f"{_OF}/notes", issues.notes),
    ("POST", f"{_OF}/notes", issues.new_note),
    ("PUT", rf"{_OF}/notes/(\d+)", issues.put_note),
    ("GET", f"{_COMMIT}/merge_requests", merge_requests.made_of),
    ("GET", f"{_COMMIT}/statuses", merge_requests.statuses),
    ("POST", "{project}/statuses/([0-9a-f]{40})", merge_requests.new_status),
    ("DELETE", "{project}/repository/branches/([^/]+)", merge_requests.remove_branch),
    ("GET", "{project}/events", settings.events),
    ("GET", "{project}/protected_branches", settings.protected),
    ("GET", "{project}/deploy_keys", settings.keys),
    ("GET", "{project}/members/all", settings.members),
    ("GET", r"{project}/members/all/(\d+)", settings.one_member),
)
