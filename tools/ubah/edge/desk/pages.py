"""What the server needs of the pages; `publish/desk` writes them, and the command line brings both together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from ubah.core.desk.sheet import BranchSheet, FormSheet, HomeSheet, RecordSheet, ShownPage
from ubah.core.desk.visitor import Visitor
from ubah.core.diagnostics import Finding, Message
from ubah.core.office.authority import Authority


class Pages(Protocol):
    """Writes pages in the office's language."""

    style: bytes

    def shown_form(self, sheet: FormSheet) -> ShownPage:
        """Return what a form shows, with the record that it is about, before anybody has filled it in."""

    def shown_branch(self, sheet: BranchSheet) -> ShownPage:
        """Return what a branch's page shows."""

    def home(self, sheet: HomeSheet) -> str:
        """Return the first page."""

    def record(
        self, sheet: RecordSheet, top: str, seals: dict[str, str], notice: Message | None = None
    ) -> str:
        """Return a record's page."""

    def form(self, sheet: FormSheet, top: str, seal: str) -> str:
        """Return a form's page."""

    def branch(self, sheet: BranchSheet, seal: str, notice: Message | None = None) -> str:
        """Return a branch's page."""

    def done(self, authority: Authority, visitor: Visitor, title: Message, *said: Message) -> str:
        """Return what came of it."""

    def refused(
        self, authority: Authority, visitor: Visitor, title: Message, findings: Iterable[Finding]
    ) -> str:
        """Return why nothing was recorded."""

    def closed(self, title: Message, *said: Message) -> str:
        """Return a page that says nothing of the office."""
