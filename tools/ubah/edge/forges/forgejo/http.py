"""Talking to a Forgejo or Gitea: its lists are read to the length that it says they have (rule 10).

A page may be shorter than was asked for: the server caps it (`MAX_RESPONSE_ITEMS`), and says in
`settings/api` by how much. So a short page is never taken for the last one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ubah.core.diagnostics import msg
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.forges.forgejo.values import VARIABLES, length_of, longest_page
from ubah.edge.forges.patience import MAX_PAGES
from ubah.edge.forges.rest import Rest

PAGE = 50
"""So many are asked for at a time: as many as a server gives by its defaults."""


class ForgejoHttp(Rest):
    """Requests to one server; ``api_url`` ends in /api/v1."""

    def __init__(
        self, token: str, api_url: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        super().__init__(api_url, {"Authorization": f"token {token}"}, VARIABLES, sleep)
        self._page = 0

    def pages(
        self, path: str, parameters: Mapping[str, str] | None = None, *, some_hidden: bool = False
    ) -> list[Any]:
        """Return a whole list.

        ``some_hidden``: the length that is told counts rows which this account may not see, such as
        other people's reviews that are not handed in yet.

        Raises:
            ForgeUnreachable: if it is shorter than it says, or changes while it is read.
        """
        found: list[Any] = []
        lengths: set[int] = set()
        for length, rows in self.by_page(path, parameters):
            found += rows
            lengths.add(length)
        if len(lengths) != 1 or len(found) > max(lengths):
            raise ForgeUnreachable(msg("its list changed while it was being read"))
        if not some_hidden and len(found) != max(lengths):
            raise ForgeUnreachable(msg("its list is shorter than it says"))
        return found

    def by_page(
        self, path: str, parameters: Mapping[str, str] | None = None
    ) -> Iterator[tuple[int, list[Any]]]:
        """Yield page after page with the length of the whole list, as long as there is more."""
        size = self._size()
        for number in range(1, MAX_PAGES + 1):
            wanted = {**(parameters or {}), "limit": str(size), "page": str(number)}
            reply = self.rows(path, wanted)
            length = length_of(reply.headers)
            if len(reply.data) > size:
                raise ForgeUnreachable(msg("its answer is longer than was asked for"))
            yield length, reply.data
            if number * size >= length:
                return
        raise ForgeUnreachable(msg("its list has no end"))

    def _size(self) -> int:
        """Return how long a page is: what is asked for, or the server's own limit."""
        if not self._page:
            self._page = min(PAGE, longest_page(self.get("/settings/api")))
        return self._page
