"""What somebody is shown at the desk, as values: a voucher holds the digest of exactly this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ubah.core.desk.case import CasePart
from ubah.core.desk.steps import OpenForms
from ubah.core.desk.visitor import Visitor
from ubah.core.diagnostics import Finding, Label, Message
from ubah.core.forms.of_steps import Form
from ubah.core.office.authority import Authority
from ubah.core.plain import plain_text
from ubah.core.proof.vouchers import text_digest
from ubah.core.register.outlook import Outlook


@dataclass(frozen=True)
class ShownPage:
    """A page's text in the office's language: a title, and headings with what stands below each.

    ``more`` is what a page may fold up, ``asked`` what the form on it says, as far as it hangs on main.
    """

    title: str
    parts: tuple[tuple[str, str], ...]
    more: tuple[tuple[str, str], ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What a voucher names it by."""
        lines = [self.title, *(line for part in (*self.parts, *self.more) for line in part)]
        return text_digest(plain_text("\n".join((*lines, *self.asked))))


@dataclass(frozen=True)
class RecordSheet:
    """A record as a person has it before them; ``before`` is its blob, ``base`` where main stands."""

    visitor: Visitor
    outlook: Outlook
    base: str
    path: str
    data: bytes
    before: str
    title: Message
    case: tuple[CasePart, ...]
    forms: OpenForms


@dataclass(frozen=True)
class BranchSheet:
    """A branch that was proposed, as it would land; ``commit`` is its tip.

    ``changes`` tells in words what it does, ``files`` shows each file's lines, ``missing`` who else has
    to approve it. ``barred`` is why it cannot be approved at all, None if it can.
    """

    visitor: Visitor
    authority: Authority
    branch: str
    base: str
    commit: str
    digest: str
    changes: tuple[Message, ...]
    files: tuple[tuple[str, str], ...]
    approved: tuple[str, ...]
    findings: tuple[Finding, ...]
    may_approve: bool
    barred: Message | None = None


@dataclass(frozen=True)
class WaitingRow:
    """A record that waits for somebody, in a line."""

    record: str
    title: str
    state: Label
    since: datetime
    due: datetime | None
    overdue: bool
    actions: tuple[Label, ...]


@dataclass(frozen=True)
class HomeSheet:
    """What waits for a person, and the branches that somebody has proposed."""

    visitor: Visitor
    authority: Authority
    waiting: tuple[WaitingRow, ...]
    others: tuple[WaitingRow, ...]
    branches: tuple[str, ...]
    opening: Form | None


@dataclass(frozen=True)
class FormSheet:
    """A form to be filled in, with what was typed already and what is wrong with that.

    ``sheet`` is the record that it is about, None for a new request.
    """

    visitor: Visitor
    authority: Authority
    form: Form
    sheet: RecordSheet | None
    said: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
