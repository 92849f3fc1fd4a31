"""Labels and assignments on a pull request or a request's form: how it stands, and who must act.

They are for people to find their work by. Nothing reads them but this, to see whether they are
right already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ubah.cli.forge.job import RecorderJob, unless_refused, write_once
from ubah.cli.forge.waiting import landed_records, speaker
from ubah.core.diagnostics import Label, Message, msg
from ubah.core.forge.model import PullRequest, PullState, Thread
from ubah.core.office.offices import office_label
from ubah.core.paths import record_path
from ubah.core.register.reminders import waiting_record
from ubah.core.render import render
from ubah.edge.recorder.pending_decisions import PendingDecision
from ubah.edge.recorder.request import issue_that_opened
from ubah.edge.system import catalogues
from ubah.report.escape import visible
from ubah.report.forge.handover import your_turn
from ubah.report.pull_request import PullReport

PREFIXES = ("menunggu: ", "keadaan: ")
"""What the tool's labels begin with, by which it knows them again; the others are people's."""
LONGEST = 50
"""So many characters GitHub takes as a label's name (docs: rest/issues/labels)."""
STATES = {
    PullState.PENDING: msg("waits for approval"),
    PullState.FAILURE: msg("to be mended"),
    PullState.SUCCESS: msg("in order"),
}


@dataclass(frozen=True)
class Waits:
    """How a pull request stands, who or which office is waited for, and who is to act (ids)."""

    state: Message | Label
    on: tuple[Message | Label | str, ...] = ()
    people: tuple[str, ...] = ()


def report_waits(report: PullReport) -> Waits:
    """Return what a pull request waits for by its report; who must act is assigned where it is approved."""
    names = tuple(report.roles.name(person) for person in report.unapproved)
    if report.wants_approval and not names:
        return Waits(STATES[report.standing], (msg("an approval"),))
    return Waits(STATES[report.standing], names, () if report.copied else report.unapproved)


def decision_waits(job: RecorderJob, case: PendingDecision) -> Waits:
    """Return what a decision pull request waits for: the office that decides.

    Who holds it is asked for a review, which is all that an assignment would tell once more.
    """
    now = job.recorder.clock()
    action = job.authority.sop.actions[case.approval.action]
    office = office_label(job.authority.sop, action.by[0])
    return Waits(case.outlook(now).label, (office,))


def mark(job: RecorderJob, pull: PullRequest, waits: Waits | None) -> None:
    """Label a pull request and assign whoever must act; None takes the tool's labels away.

    Assigned is only when the labels change: who has no access is left out by the forge each time.
    """
    with unless_refused():
        if _relabel(job, pull.thread, pull.labels, waits) and waits:
            _assign(job, pull, waits.people)


def mark_requests(job: RecorderJob, commit: str) -> None:
    """Label the forms by which the requests in a landing were filed: how they stand, who is waited for.

    A request waits without any pull request most of its time; its form is closed, and found by its
    labels. Nobody is assigned there: whose turn it is has been told.
    """
    for outlook in landed_records(job, commit):
        number = issue_that_opened(job.recorder, commit, record_path(outlook.record.id))
        if number:
            waiting = waiting_record(outlook)
            waits = Waits(outlook.label, waiting.offices if waiting else ())
            with unless_refused():
                form = Thread(number)
                _relabel(job, form, job.recorder.forge.labels(form), waits)


def _relabel(
    job: RecorderJob, thread: Thread, labels: tuple[str, ...], waits: Waits | None
) -> bool:
    """Put the tool's labels right among the others; return whether they were not."""
    wanted = _labels(job, waits) if waits else ()
    others = tuple(label for label in labels if not label.startswith(PREFIXES))
    if sorted((*others, *wanted)) == sorted(labels):
        return False
    job.recorder.forge.set_labels(thread, (*others, *wanted))
    return True


def _labels(job: RecorderJob, waits: Waits) -> tuple[str, ...]:
    translate = catalogues.load(job.language)

    def named(prefix: str, value: Message | Label | str) -> str:
        text = value if isinstance(value, str) else render(value, translate, job.language)
        return f"{prefix}{visible(text)}"[:LONGEST].strip()

    waiting, state = PREFIXES
    return tuple(
        dict.fromkeys([named(state, waits.state), *(named(waiting, one) for one in waits.on)])
    )


def _assign(job: RecorderJob, pull: PullRequest, people: Iterable[str]) -> None:
    """Assign who must act and is not asked for a review; of those before, only people of the office go.

    Who has no access is left out by the forge, and is told by a comment.
    """
    service, roles = job.recorder.forge, job.authority.roles
    day = job.authority.office.day(job.recorder.clock())
    accounts = {
        own.id
        for person in people
        for own in roles.persons[person].accounts
        if own.forge == service.host and own.period.covers(day)
    } - pull.asked
    there = {one.id for one in pull.assigned}
    missing = tuple(login for one in sorted(accounts - there) if (login := service.login(one)))
    done = tuple(
        one.login
        for one in pull.assigned
        if one.id not in accounts and roles.owner_of_account(service.host, one.id)
    )
    left_out = service.assign(pull.number, missing) if missing else ()
    if left_out:
        write_once(job, pull.thread, your_turn(left_out, speaker(job)))
    if done:
        service.unassign(pull.number, done)
