"""Talking to a forge's REST interface by plain requests: every answer is complete or none (rule 10).

For the forges of one's own server. GitHub's requests go through its library, with the same patience.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ubah.core.diagnostics import msg
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.forges.environment import JobVariables
from ubah.edge.forges.patience import (
    LONGEST_WAIT,
    TIMEOUT,
    TRIES,
    answered_with,
    is_untrusted,
    no_connection,
    refusal,
    wait_for,
)

if TYPE_CHECKING:  # only who asks a forge needs it: an office is founded without
    import requests


@dataclass(frozen=True)
class Reply:
    """One answer: its headers by names in small letters, and what it holds."""

    headers: Mapping[str, str]
    data: Any


class Rest:
    """Requests to one forge. ``headers`` hold the token, which never leaves them."""

    def __init__(
        self,
        api_url: str,
        headers: Mapping[str, str],
        names: JobVariables,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        import requests

        self._api_url = api_url.rstrip("/")
        self._names = names
        self._sleep = sleep
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": "ubah", "Accept": "application/json"})
        # As an authentication they go where we send them, and no .netrc takes their place.
        self._session.auth = _with_headers(headers)
        self.last_request = ""  # the number that the forge gave its last answer, if it gives any

    def pause(self, attempt: int) -> None:
        """Wait before something is asked once more, longer each time."""
        self._sleep(2**attempt)

    def get(self, path: str, parameters: Mapping[str, str] | None = None) -> Any:
        """Return what stands at ``path``."""
        return self.ask(path, parameters).data

    def ask(self, path: str, parameters: Mapping[str, str] | None = None) -> Reply:
        """Return what stands at ``path``, with the headers of the answer."""
        reply = self._send("GET", path, parameters)
        if reply.data is None:
            raise ForgeUnreachable(msg("its answer is empty"))
        return reply

    def rows(self, path: str, parameters: Mapping[str, str] | None = None) -> Reply:
        """Return an answer that holds a list; what stands between may answer instead, so ask again."""
        for attempt in range(1, TRIES + 1):
            reply = self.ask(path, parameters)
            if isinstance(reply.data, list):
                return reply
            if attempt < TRIES:
                self._sleep(attempt)
        raise ForgeUnreachable(msg("its answer is no list"))

    def write(self, verb: str, path: str, content: Mapping[str, Any] | None = None) -> Any:
        """Send a change; it is never sent twice, since it may have been carried out."""
        return self._send(verb, path, None, content).data

    def _send(
        self,
        verb: str,
        path: str,
        parameters: Mapping[str, str] | None,
        content: Mapping[str, Any] | None = None,
    ) -> Reply:
        import requests

        tries = TRIES if verb == "GET" else 1
        for attempt in range(1, tries + 1):
            try:
                answer = self._session.request(
                    verb,
                    f"{self._api_url}{path}",
                    params=dict(parameters or {}),
                    json=None if content is None else dict(content),
                    timeout=TIMEOUT,
                    allow_redirects=False,  # the token goes to the forge alone
                )
            except (requests.RequestException, OSError) as problem:
                if attempt == tries or is_untrusted(problem):
                    raise no_connection(problem) from None
                self._sleep(attempt)
                continue
            self.last_request = answer.headers.get("x-request-id", "")
            if answer.ok and answer.status_code < 300:
                return Reply(_lower(answer.headers), _content(answer))
            if answer.status_code < 400:
                raise ForgeUnreachable(
                    msg("it answers that this has another address now"),
                    msg(
                        "if the repository was renamed, give it back the name that office.yaml has"
                    ),
                )
            said = answer.text[:1000]
            wait = wait_for(
                *(answer.status_code, answer.headers, said, attempt),
                remaining="ratelimit-remaining",
                reset="ratelimit-reset",
            )
            if wait is None:
                raise refusal(answer.status_code, said, self._names)
            if attempt == tries or wait > LONGEST_WAIT:
                raise ForgeUnreachable(answered_with(answer.status_code))
            self._sleep(wait)
        raise AssertionError("the loop returns or raises")


def _with_headers(
    headers: Mapping[str, str],
) -> Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    def authenticate(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update(headers)
        return request

    return authenticate


def _lower(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _content(answer: requests.Response) -> Any:
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        raise ForgeUnreachable(msg("its answer cannot be understood")) from None
