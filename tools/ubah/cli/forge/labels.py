"""The tool's labels on pull requests and forms: how they are called, and what they tell again.

Nothing is proved by them: whoever may write labels may write these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ubah.cli.forge.job import RecorderJob
from ubah.core.diagnostics import Label, Message, msg
from ubah.core.forge.model import PullRequest, PullState
from ubah.core.render import render
from ubah.edge.recorder.assess import is_decision, original_of
from ubah.report.escape import visible
from ubah.report.forge.board import WaitingPull

WAITS, STANDS = PREFIXES = ("menunggu: ", "keadaan: ")
"""What the tool's labels begin with, by which it knows them again; the others are people's."""
LONGEST = 50
"""So many characters GitHub takes as a label's name (docs: rest/issues/labels)."""
STATES = {
    PullState.PENDING: msg("waits for approval"),
    PullState.FAILURE: msg("to be mended"),
    PullState.SUCCESS: msg("in order"),
}


def label(job: RecorderJob, prefix: str, value: Message | Label | str) -> str:
    """Return the label that says ``value`` in the office's language."""
    translate = job.translate
    text = value if isinstance(value, str) else render(value, translate, job.language)
    return f"{prefix}{visible(text)}"[:LONGEST].strip()


def waiting_pulls(job: RecorderJob, open_pulls: Iterable[PullRequest]) -> Iterator[WaitingPull]:
    """Yield the pull requests that wait for an approval, by their labels; a copy instead of its original.

    The draft of a decision is told with its record.
    """
    pulls = tuple(open_pulls)
    copied = {original_of(pull) for pull in pulls}
    waits = label(job, STANDS, STATES[PullState.PENDING])
    roles = job.authority.roles
    for pull in pulls:
        decision = is_decision(pull.head_branch, pull.same_repository)
        if decision or pull.number in copied or waits not in pull.labels:
            continue
        people = tuple(
            person.id
            for person in roles.persons.values()
            if label(job, WAITS, person.name) in pull.labels
        )
        if people:
            yield WaitingPull(job.recorder.forge.reference(pull.thread), pull.title, people)
