"""What the printed form has beside the page: letterhead and signature block.

Paper is what gets filed. A step that was proved says so in its box, with the commit that anybody
can verify; the line above the name is for a pen, where the office wants one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ubah.core.meanings import Meaning, OfficeMeaning
from ubah.core.model import Entry
from ubah.core.names import role_label
from ubah.core.people.roles import HEADS
from ubah.core.register.views import RecordView
from ubah.core.sop import Sop
from ubah.publish.gathered.context import Context

ASKED = (Meaning.SUBMITS,)
MANAGED = (Meaning.REPORTS, Meaning.ACCEPTS, Meaning.REJECTS)
RULED = (Meaning.EXAMINES, Meaning.APPROVES, Meaning.REFUSES, Meaning.RETURNS_REPORT)
"""Who signs the form: by the first of these steps that was taken, newest first."""

HEAD = HEADS[0]
DECIDED = (Meaning.APPROVES, Meaning.REFUSES)
EXAMINED = (Meaning.EXAMINES, Meaning.RETURNS_REPORT)
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
    for role, meanings in _signing(sop):
        office = ctx.words.label(role_label(sop.roles, role))
        entries = _two_heads(view) if role == HEAD else ()
        entries = entries or tuple(e for e in (_first(view, meanings),) if e)
        if not entries:
            yield SignatureBox(office, "", "", "", "", None, "")
        for entry in entries:
            yield _signed(office, entry, view, ctx)


def boxes_of(
    view: RecordView, signing: Iterable[tuple[str, tuple[Meaning, ...]]], ctx: Context
) -> Iterator[SignatureBox]:
    """Yield a box for each role: of its newest step that means one of those beside it, or open."""
    for role, meanings in signing:
        office = ctx.words.label(role_label(ctx.register.authority.sop.roles, role))
        entry = view.progress.last_that(*meanings)
        if entry is None:
            yield SignatureBox(office, "", "", "", "", None, "")
        else:
            yield _signed(office, entry, view, ctx)


def _signing(sop: Sop) -> Iterator[tuple[str, tuple[Meaning, ...]]]:
    """Yield each office that signs, with its steps; one that has none in this process is left out."""
    asking, managing = sop.offices(OfficeMeaning.REQUESTS), sop.offices(OfficeMeaning.MANAGES)
    boxes = ((asking, ASKED), (managing, MANAGED), ((HEAD,), RULED))
    for offices, meanings in boxes:
        if offices and sop.taking(*meanings):
            yield offices[0], meanings


def _first(view: RecordView, meanings: tuple[Meaning, ...]) -> Entry | None:
    return next((entry for means in meanings if (entry := view.progress.last_that(means))), None)


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
    outsider = authority.sop.means(entry.action, Meaning.SUBMITS) and not view.record.requester
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
