"""Talking to GitHub: PyGithub sends and signs, here every answer is complete or none.

PyGithub's own retrying waits up to an hour and its lists hide where a page ended; so its plain
request is used, with short waits, and what cannot be had soon is `ForgeUnreachable`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import requests
from github import Auth, Github, GithubException

from ubah.core.diagnostics import Message, msg
from ubah.edge.forges import ForgeRefused, ForgeUnreachable

PAGE = 100
TIMEOUT = 20
TRIES = 3
LONGEST_WAIT = 60
MAX_PAGES = 200
_NEXT = re.compile(r'<([^<>]+)>\s*;\s*rel="next"')
_LATER = (429, 500, 502, 503, 504)


class GitHubHttp:
    """Requests to one GitHub (REST and GraphQL); the token never leaves the library's headers."""

    def __init__(
        self, token: str, api_url: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._requester = Github(
            auth=Auth.Token(token),
            base_url=api_url,
            timeout=TIMEOUT,
            per_page=PAGE,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            user_agent="ubah",
        ).requester
        self._sleep = sleep
        self.last_request = ""  # the number that GitHub gave its last answer

    def get(self, path: str, parameters: Mapping[str, str] | None = None) -> Any:
        """Return what stands at ``path``."""
        return self._send("GET", path, parameters)[1]

    def pages(self, path: str, parameters: Mapping[str, str] | None = None) -> list[Any]:
        """Return a whole list, page by page to the last one that the forge names."""
        found: list[Any] = []
        url = path
        wanted: Mapping[str, str] | None = {**(parameters or {}), "per_page": str(PAGE)}
        for _ in range(MAX_PAGES):
            headers, page = self._list(url, wanted)
            found += page
            link = _NEXT.search(headers.get("link", ""))
            if link is None:
                if len(page) > PAGE:
                    raise ForgeUnreachable(msg("its answer is longer than was asked for"))
                return found
            url, wanted = link[1], None
        raise ForgeUnreachable(msg("its list has no end"))

    def _list(
        self, path: str, parameters: Mapping[str, str] | None
    ) -> tuple[Mapping[str, str], list[Any]]:
        """Return one page; what stands between may answer instead of the forge, so ask again."""
        for attempt in range(1, TRIES + 1):
            headers, page = self._send("GET", path, parameters)
            if isinstance(page, list):
                return headers, page
            if attempt < TRIES:
                self._sleep(attempt)
        raise ForgeUnreachable(msg("its answer is no list"))

    def write(self, verb: str, path: str, content: Mapping[str, Any] | None = None) -> Any:
        """Send a change; it is never sent twice, since it may have been carried out."""
        return self._send(verb, path, None, None if content is None else dict(content))[1]

    def graphql(self, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what a query finds; a part that is missing makes it half an answer."""
        content = {"query": query, "variables": dict(variables)}
        answer = self._send("POST", self._requester.graphql_url, None, content, reading=True)[1]
        data = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(data, dict) or answer.get("errors"):
            raise ForgeUnreachable(msg("its answer to a query is not whole"))
        return data

    def _send(
        self,
        verb: str,
        path: str,
        parameters: Mapping[str, str] | None = None,
        content: Mapping[str, Any] | None = None,
        *,
        reading: bool = False,
    ) -> tuple[Mapping[str, str], Any]:
        tries = TRIES if verb == "GET" or reading else 1
        for attempt in range(1, tries + 1):
            try:
                headers, data = self._requester.requestJsonAndCheck(
                    verb, path, dict(parameters or {}), {}, content
                )
                self.last_request = headers.get("x-github-request-id", "")
            except GithubException as problem:
                wait = _wait(problem, attempt)
                if wait is None:
                    raise _refused(problem) from None
                if attempt == tries or wait > LONGEST_WAIT:
                    raise ForgeUnreachable(_said(problem)) from None
            except (requests.RequestException, OSError) as problem:
                if attempt == tries:
                    reason = msg("no connection ({kind})", kind=type(problem).__name__)
                    raise ForgeUnreachable(reason) from None
                wait = attempt
            # PyGithub 2 asserts what it expects of an answer, such as the host that a link leads to.
            except (ValueError, AssertionError, RuntimeError, TypeError):
                raise ForgeUnreachable(msg("its answer cannot be understood")) from None
            else:
                if data is None and verb == "GET":
                    raise ForgeUnreachable(msg("its answer is empty"))
                return headers, data
            self._sleep(wait)
        raise AssertionError("the loop returns or raises")


def _wait(problem: GithubException, attempt: int) -> float | None:
    """Return how many seconds the forge wants us to wait, None if waiting is no use."""
    headers = {name.lower(): value for name, value in (problem.headers or {}).items()}
    if "retry-after" in headers:
        return _seconds(headers["retry-after"])
    if problem.status in (403, 429) and headers.get("x-ratelimit-remaining") == "0":
        reset = _seconds(headers.get("x-ratelimit-reset", ""))
        return max(1.0, reset - datetime.now(UTC).timestamp())
    # A secondary limit comes as 403 without Retry-After at times; only the sentence says so.
    if problem.status in _LATER or "rate limit" in str(problem.message or problem.data).lower():
        return float(2**attempt)
    return None


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float(LONGEST_WAIT + 1)


def _said(problem: GithubException) -> Message:
    return msg("it answers with the status {status}", status=problem.status)


def _refused(problem: GithubException) -> ForgeRefused:
    match problem.status:
        case 401:
            message = msg("the forge does not accept the token")
            hint = msg("put a valid token into UBAH_FORGE_TOKEN or GITHUB_TOKEN")
        case 403:
            message = msg("the token lacks a right on the forge")
            hint = msg("see the permissions in the workflow, or of the token; ubah doctor helps")
        case 404 | 410:
            message = msg("the forge has no such pull request, issue or repository")
            hint = msg("see the number, and GITHUB_REPOSITORY (owner/name)")
        case _:
            message = msg("the forge refuses with the status {status}", status=problem.status)
            hint = msg("see the forge's status page, then try again")
    return ForgeRefused(message, hint, problem.status, str(problem.message or ""))
