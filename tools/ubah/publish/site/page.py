"""A page of the site, before anything stands around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page without its frame.

    It is rendered when it is written, so that ten thousand bodies never stand in memory together.
    ``search_text`` is "" for what the search leaves out.
    """

    title: str
    render: Callable[[], str]
    search_text: str

    @property
    def body(self) -> str:
        """The page's HTML."""
        return self.render()
