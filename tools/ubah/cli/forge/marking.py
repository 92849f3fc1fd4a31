"""Labels and assignments on a pull request or a request's form: how it stands, and who must act.

They are for people to find their work by. Nothing reads them but this, to see whether they are
right already, and the board.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ubah.cli.forge.job import RecorderJob, unless_refused, write_once
from ubah.cli.forge.labels import PREFIXES, STANDS, STATES, WAITS, label
from ubah.cli.forge.waiting import landed_records, speaker
from ubah.core.diagnostics import Label, Message, msg
from ubah.core.forge.model import PullRequest, Thread
from ubah.core.office.offices import office_label
from ubah.core.paths import record_path
from ubah.core.register.reminders import waiting_record
from ubah.edge.forges import ForgeRefused
from ubah.edge.recorder.assess import original_of
from ubah.edge.recorder.pending_decisions import PendingDecision
from ubah.edge.recorder.request import issue_that_opened
from ubah.report.forge.handover import your_turn
from ubah.report.pull_request import PullReport


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
            (_ask if original_of(pull) else _assign)(job, pull, waits.people)


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
    others = tuple(one for one in labels if not one.startswith(PREFIXES))
    if sorted((*others, *wanted)) == sorted(labels):
        return False
    job.recorder.forge.set_labels(thread, (*others, *wanted))
    return True


def _labels(job: RecorderJob, waits: Waits) -> tuple[str, ...]:
    named = (label(job, STANDS, waits.state), *(label(job, WAITS, one) for one in waits.on))
    return tuple(dict.fromkeys(named))


def _ask(job: RecorderJob, pull: PullRequest, people: Iterable[str]) -> None:
    """Ask who must act for a review of the recorder's copy, which is there for nothing else."""
    service = job.recorder.forge
    left_out = []
    for account in sorted(set(_accounts(job, people)) - pull.asked):
        login = service.login(account)
        try:
            service.request_review(pull.number, login)
        except ForgeRefused:
            left_out.append(login)
    if left_out:
        write_once(job, pull.thread, your_turn(left_out, speaker(job)))


def _assign(job: RecorderJob, pull: PullRequest, people: Iterable[str]) -> None:
    """Assign who must act and is not asked for a review; of those before, only people of the office go.

    Who has no access is left out by the forge, and is told by a comment.
    """
    service, roles = job.recorder.forge, job.authority.roles
    accounts = set(_accounts(job, people)) - pull.asked
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


def _accounts(job: RecorderJob, people: Iterable[str]) -> Iterator[int]:
    """Yield the accounts that people have on this forge today."""
    day = job.authority.office.day(job.recorder.clock())
    for person in people:
        for own in job.authority.roles.persons[person].accounts:
            if own.forge == job.recorder.forge.host and own.period.covers(day):
                yield own.id
