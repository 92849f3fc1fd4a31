"""The theme's HTML around a page, kept as a form that each generated page is filled into."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import escape

from ubah.publish.site.page import Page

TITLE = "ubah-mark-title"
CONTENT = "ubah-mark-content"
SHELL = "ubah-shell"
HEADING = f"<!-- <h1 {CONTENT}> -->"
"""Where the content goes; to the theme it looks like a heading, so it adds none of its own."""

_MARKS = re.compile(f"({TITLE}|{SHELL}|{HEADING})")


class Frame:
    """A shell, cut at its marks once; only the shell is searched for marks, never what is put in."""

    def __init__(self, shell: str) -> None:
        self.shell = shell
        self._parts = _MARKS.split(shell)

    def fill(self, page: Page, path: str, body: str) -> str:
        """Return a page in its frame.

        The folder in the shell's links to its own twin, in the other language, becomes the page's.
        """
        values = {TITLE: str(escape(page.title)), SHELL: folder_of(path), HEADING: body}
        return "".join(self._filled(values))

    def _filled(self, values: dict[str, str]) -> Iterator[str]:
        for number, part in enumerate(self._parts):
            yield values[part] if number % 2 else part


def folder_of(path: str) -> str:
    """Return the name of the folder that a page stands in."""
    return path.split("/")[-2] if "/" in path else ""
