"""Talking to GitLab: REST page by page, and GraphQL (docs: api/rest, api/graphql)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ubah.core.diagnostics import msg
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.forges.gitlab.values import VARIABLES
from ubah.edge.forges.patience import MAX_PAGES, TRIES
from ubah.edge.forges.rest import Rest

PAGE = 100
_NEXT = re.compile(r'<([^<>]+)>\s*;\s*rel="?next"?')


class GitLabHttp(Rest):
    """Requests to one GitLab; ``api_url`` ends in /api/v4, as a job there is told it."""

    def __init__(
        self, token: str, api_url: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        root = api_url.rstrip("/").removesuffix("/v4")
        super().__init__(root, {"PRIVATE-TOKEN": token}, VARIABLES, sleep)

    def get(self, path: str, parameters: Mapping[str, str] | None = None) -> Any:
        """Return what stands at ``path``."""
        return super().get(f"/v4{path}", parameters)

    def pages(self, path: str, parameters: Mapping[str, str] | None = None) -> list[Any]:
        """Return a whole list, page by page to the last one that GitLab names.

        Raises:
            ForgeUnreachable: if it is not whole.
        """
        found, total = self.counted(path, parameters)
        if total not in (None, len(found)):
            raise ForgeUnreachable(msg("its list is shorter than it says"))
        return found

    def counted(
        self, path: str, parameters: Mapping[str, str] | None = None
    ) -> tuple[list[Any], int | None]:
        """Return a list to its last page, and how long GitLab says that it is, None if it does not.

        It tells that unless it is longer than 10,000; it may give fewer rows to a page than it was asked
        for. Of notes it counts those as well that it keeps from whoever asks (docs: lib/api/notes.rb).

        Raises:
            ForgeUnreachable: if the list does not go on where GitLab says that it does.
        """
        found: list[Any] = []
        wanted = {**(parameters or {}), "per_page": str(PAGE)}
        for _ in range(MAX_PAGES):
            reply = self.rows(f"/v4{path}", wanted)
            found += reply.data
            link = _NEXT.search(reply.headers.get("link", ""))
            if link is None:
                if reply.headers.get("x-next-page"):
                    raise ForgeUnreachable(msg("its list has no end"))
                total = reply.headers.get("x-total", "")
                return found, int(total) if total.isdecimal() else None
            # Its parameters only: what leads elsewhere would have the token sent there.
            wanted = dict(parse_qsl(urlsplit(link[1]).query, keep_blank_values=True))
        raise ForgeUnreachable(msg("its list has no end"))

    def write(self, verb: str, path: str, content: Mapping[str, Any] | None = None) -> Any:
        """Send a change; it is never sent twice, since it may have been carried out."""
        return super().write(verb, f"/v4{path}", content)

    def graphql(self, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what a query finds; a part that is missing makes it half an answer."""
        answer = self._asked({"query": query, "variables": dict(variables)})
        data = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(data, dict) or answer.get("errors"):
            raise ForgeUnreachable(msg("its answer to a query is not whole"))
        return data

    def _asked(self, content: Mapping[str, Any]) -> Any:
        """Return the answer to a query, which changes nothing and so may be sent again."""
        for attempt in range(1, TRIES):
            try:
                return super().write("POST", "/graphql", content)
            except ForgeUnreachable:
                self._sleep(attempt)
        return super().write("POST", "/graphql", content)
