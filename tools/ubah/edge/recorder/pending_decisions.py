"""A record that waits for the head: who may decide, and what it becomes (SOP steps 5 and 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ubah.core.forge.model import ReviewState
from ubah.core.model import Progress, Record
from ubah.core.office.authority import Authority
from ubah.core.proof.binding import blob_id
from ubah.core.proof.decision import APPROVED, DecidedStep, decided_evidence, decided_steps
from ubah.core.reading.writing import append_entry, entry_data
from ubah.core.register.outlook import Outlook, outlook_of_file
from ubah.edge.recorder.assess import DECISIONS_IN

DECISION = "Ubah-Decision"


@dataclass(frozen=True)
class PendingDecision:
    """A record that waits for the head, as it stands on main."""

    base: str
    authority: Authority
    path: str
    data: bytes
    record: Record
    progress: Progress

    @property
    def branch(self) -> str:
        """The branch of its decision pull request; each round of a loop has its own."""
        return f"{DECISIONS_IN}{self.record.id}-{len(self.record.journal) + 1}"

    @property
    def blob(self) -> str:
        """The record's object id in git, as it stands."""
        return blob_id(self.data)

    @property
    def mark(self) -> tuple[str, str]:
        """The trailer by which the recorder knows its own draft again."""
        return DECISION, f"{self.record.id} {len(self.record.journal) + 1} {self.blob}"

    def decided(self, state: ReviewState) -> DecidedStep | None:
        """Return the step that a review in ``state`` stands for."""
        return decided_steps(self.authority.sop, self.progress.state).get(state.value)

    @property
    def approval(self) -> DecidedStep:
        """The step that an approving review stands for."""
        return decided_steps(self.authority.sop, self.progress.state)[APPROVED]

    def outlook(self, moment: datetime) -> Outlook:
        """Return what may come next for the record at ``moment``."""
        return Outlook(self.record, self.progress, self.authority, moment)

    def deciders(self, now: datetime) -> tuple[str, ...]:
        """Return who may decide today: the head, who acts for the head, or a substitute."""
        return self.outlook(now).people(self.approval.action)

    def with_step(self, decided: DecidedStep, by: str, at: datetime, text: str) -> bytes:
        """Return the record with the decision as its next entry."""
        at = at.astimezone(self.authority.office.zone)
        outlook = self.outlook(at)
        capacity, letter = outlook.capacity(outlook.bare_step(decided.action, by))
        evidence = decided_evidence(decided, text)
        assert evidence is not None  # noqa: S101 - what is not understood is asked again before
        entry = entry_data(decided.action, by, at, evidence, capacity, letter)
        status = self.authority.sop.actions[decided.action].leads_to(self.progress.state)
        return append_entry(self.data, self.path, entry, status)


def case_of(base: str, authority: Authority, path: str, data: bytes) -> PendingDecision | None:
    """Return the case of a record on main, None if it does not wait for the head."""
    outlook = outlook_of_file(data, path, authority, datetime.min)
    if outlook is None or not decided_steps(authority.sop, outlook.progress.state):
        return None
    return PendingDecision(base, authority, path, data, outlook.record, outlook.progress)
