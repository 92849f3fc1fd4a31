"""A change that was done before its request: documented late, or done without anybody's approval.

Both are marked for good (sop.md, how gaps in the SOP are read). Which of the two it is decides one
function, for badges, exports, questions and the command line alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ubah.core.diagnostics import Label
from ubah.core.meanings import Meaning
from ubah.core.model import Entry, Progress, Record
from ubah.core.office.authority import Authority
from ubah.core.people.roles import HEADS


class RetrospectiveClass(StrEnum):
    """What a retrospective request stands for."""

    LATE_DOCUMENTATION = "late_documentation"
    NONCONFORMITY = "nonconformity"


LABELS = {
    RetrospectiveClass.LATE_DOCUMENTATION: Label("Dokumentasi Susulan", "Late documentation"),
    RetrospectiveClass.NONCONFORMITY: Label("Ketidaksesuaian", "Nonconformity"),
}


@dataclass(frozen=True)
class OralApproval:
    """An approval that the request says was given by word of mouth; ``by`` is a person id."""

    by: str
    at: datetime
    channel: str


@dataclass(frozen=True)
class Retrospective:
    """A change whose work came before its request.

    ``performed_at`` is when the work began: the earlier of what the request and step 6 say.
    ``oral`` is the approval that the request tells of, ``confirmed`` its giver's own approve step.
    """

    kind: RetrospectiveClass
    performed_at: datetime
    oral: OralApproval | None
    confirmed: Entry | None

    @property
    def label(self) -> Label:
        """Its class in words."""
        return LABELS[self.kind]


def retrospective_of(
    record: Record, progress: Progress, authority: Authority
) -> Retrospective | None:
    """Return what a retrospective request stands for, None for a request that came in time.

    It is late documentation where the head (or who stood in for the head that day) had approved
    before the work began, and has confirmed so in an approve step of his own; until then, and
    otherwise, it is a nonconformity.
    """
    told = record.request.get("retrospective")
    if not told:
        return None
    begun = datetime.fromisoformat(told["performed_at"])
    work = progress.last_that(Meaning.CARRIES_OUT)
    if work is not None and "started_at" in work.evidence:
        begun = min(begun, datetime.fromisoformat(work.evidence["started_at"]))
    oral = _oral(told.get("oral_approval"))
    confirmed = _confirmation(oral, progress)
    documented_late = (
        oral is not None
        and confirmed is not None
        and oral.at <= begun
        and _could_approve(oral, confirmed, authority)
    )
    kind = (
        RetrospectiveClass.LATE_DOCUMENTATION
        if documented_late
        else RetrospectiveClass.NONCONFORMITY
    )
    return Retrospective(kind, begun, oral, confirmed)


def _oral(told: dict[str, str] | None) -> OralApproval | None:
    if not told:
        return None
    return OralApproval(told["by"], datetime.fromisoformat(told["at"]), told["channel"])


def _confirmation(oral: OralApproval | None, progress: Progress) -> Entry | None:
    """Return the giver's own approve step that confirms an oral approval."""
    if oral is None:
        return None
    return next(
        (
            entry
            for entry in progress.those_that(Meaning.APPROVES)
            if entry.evidence.get("confirms_oral") is True and entry.by == oral.by
        ),
        None,
    )


def _could_approve(oral: OralApproval, confirmed: Entry, authority: Authority) -> bool:
    """Whether who approved orally held the office that day in which a head's approval is given."""
    day = authority.office.day(oral.at)
    offices = (*HEADS, *(("superior",) if confirmed.capacity == "substitute" else ()))
    return any(authority.roles.holds(oral.by, office, day) for office in offices)
