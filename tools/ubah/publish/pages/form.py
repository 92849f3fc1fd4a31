"""What the printed form has beside the page: letterhead and signature block.

Paper is what gets filed. A step that was proved says so in its box, with the commit that anybody
can verify; the line above the name is for a pen, where the office wants one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ubah.core.model import Entry
from ubah.core.register.views import RecordView
from ubah.publish.context import Context

BOXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("requester", ("submit",)),
    ("change_manager", ("report", "accept", "reject")),
    ("head", ("review", "approve", "return", "return_report")),
)
"""Who signs the form, and by which step; the first one that was taken counts, newest first."""

DECIDED, EXAMINED = ("approve", "return"), ("review", "return_report")
"""What the head does before and after the work: two people may have done so, one by letter."""


@dataclass(frozen=True)
class SignatureBox:
    """One box: the office, what was done, by whom, when, and how it was proved."""

    office: str
    action: str
    name: str
    title: str
    capacity: str
    time: datetime | None
    proof: str


def signature_boxes(view: RecordView, ctx: Context) -> Iterator[SignatureBox]:
    """Yield the boxes of the signature block; one whose step was not taken stays open."""
    sop = ctx.register.authority.sop
    for role, actions in BOXES:
        office = ctx.words.label(sop.roles[role]) if role in sop.roles else role
        entries = _two_heads(view) if role == "head" else ()
        entries = entries or tuple(e for e in (_first(view, actions),) if e)
        if not entries:
            yield SignatureBox(office, "", "", "", "", None, "")
        for entry in entries:
            yield _signed(office, entry, view, ctx)


def _first(view: RecordView, actions: tuple[str, ...]) -> Entry | None:
    return next((entry for action in actions if (entry := view.progress.last(action))), None)


def _two_heads(view: RecordView) -> tuple[Entry, ...]:
    """Return the decision and the examination where different people, or offices, took them."""
    decided, examined = _first(view, DECIDED), _first(view, EXAMINED)
    if decided is None or examined is None:
        return ()
    same = (decided.by, decided.capacity) == (examined.by, examined.capacity)
    return () if same else (decided, examined)


def _signed(office: str, entry: Entry, view: RecordView, ctx: Context) -> SignatureBox:
    _ = ctx.words.translate
    authority = ctx.register.authority
    outsider = entry.action == "submit" and not view.record.requester
    person = None if outsider else authority.roles.persons.get(entry.by)
    capacity = authority.sop.capacities.get(entry.capacity)
    proof = next((s.proof for s in view.steps if s.entry.number == entry.number), None)
    return SignatureBox(
        office=office,
        action=ctx.words.label(authority.sop.actions[entry.action].done),
        name=ctx.requester(view) if outsider else ctx.person(entry.by),
        title=person.title if person else "",
        capacity=ctx.words.label(capacity) if capacity else "",
        time=entry.at,
        proof=_("proved, commit {commit}").format(commit=proof.commit[:10]) if proof else "",
    )
