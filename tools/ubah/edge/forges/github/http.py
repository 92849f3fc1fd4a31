"""Talking to GitHub: PyGithub sends and signs, here every answer is complete or none.

PyGithub's own retrying waits up to an hour and its lists hide where a page ended; so its plain
request is used, with short waits, and what cannot be had soon is `ForgeUnreachable`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
from github import Auth, Github, GithubException

from ubah.core.diagnostics import msg
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.forges.github.values import VARIABLES
from ubah.edge.forges.patience import (
    LONGEST_WAIT,
    MAX_PAGES,
    TIMEOUT,
    TRIES,
    answered_with,
    is_untrusted,
    no_connection,
    refusal,
    wait_for,
)

PAGE = 100
_NEXT = re.compile(r'<([^<>]+)>\s*;\s*rel="next"')


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
                    raise refusal(problem.status, str(problem.message or ""), VARIABLES) from None
                if attempt == tries or wait > LONGEST_WAIT:
                    raise ForgeUnreachable(answered_with(problem.status)) from None
            except (requests.RequestException, OSError) as problem:
                if attempt == tries or is_untrusted(problem):
                    raise no_connection(problem) from None
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
    return wait_for(
        *(problem.status, problem.headers or {}, str(problem.message or problem.data), attempt),
        remaining="x-ratelimit-remaining",
        reset="x-ratelimit-reset",
    )
