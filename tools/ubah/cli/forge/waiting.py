"""What waits for whom, as it is told on the forge: the board, the reminder, the hand-over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from ubah.cli.forge.job import RecorderJob, is_own
from ubah.cli.forge.labels import waiting_pulls
from ubah.cli.language import say as say_plainly
from ubah.core.diagnostics import CannotRun, Label, Message, msg
from ubah.core.forge.model import BOARDS, PullRequest, Thread
from ubah.core.judge.contents import judge_contents
from ubah.core.office.authority import Authority
from ubah.core.paths import record_id, split_register
from ubah.core.proof.decision import decided_steps
from ubah.core.register.outlook import Outlook, outlook_of_file
from ubah.core.register.reminders import (
    Overdue,
    endings,
    overdue_records,
    waiting_record,
)
from ubah.core.register.views import AuditSummary, Register, build_register
from ubah.core.render import render
from ubah.edge.recorder.assess import DECISIONS_IN, is_decision
from ubah.publish.addresses.next_forms import NextForms
from ubah.report.forge.board import BOARD, board
from ubah.report.forge.handover import handover
from ubah.report.forge.reminder import (
    TITLE,
    DueReminder,
    due_reminders,
    not_told_lately,
    reminder,
    reminding,
)
from ubah.report.markdown import inline
from ubah.report.parts import Forms
from ubah.report.pull_request import mention

REMINDERS = "ubah-pengingat"
"""The label by which the one issue of reminders is found again."""


def speaker(job: RecorderJob) -> Callable[[Message | Label], str]:
    """Return what says a message or a label in the office's language."""
    translate = job.translate
    return lambda message: render(message, translate, job.language)


def keep_board(job: RecorderJob, open_pulls: tuple[PullRequest, ...]) -> None:
    """Write the board anew where it is another by now, or gone, and pin it where it is not."""
    service, say = job.recorder.forge, speaker(job)
    pulls = {
        pull.head_branch.removeprefix(DECISIONS_IN).rpartition("-")[0]: service.reference(
            pull.thread
        )
        for pull in open_pulls
        if is_decision(pull.head_branch, pull.same_repository)
    }
    standing = [(outlook, waiting_record(outlook)) for outlook in _outlooks(job)]
    waiting = [one for _outlook, one in standing if one is not None]
    forms = _forms(job.authority, (outlook for outlook, one in standing if one is not None))
    names = {person.id: person.name for person in job.authority.roles.persons.values()}
    text = board(waiting, names, pulls, say, forms, waiting_pulls(job, open_pulls))
    number = _kept_issue(job, BOARDS, say(BOARD), text)
    try:
        service.pin_issue(number)
    except CannotRun:  # three are pinned already: it stands in the list all the same
        where = service.reference(Thread(number))
        say_plainly(msg("the board could not be pinned: {issue}", issue=where), job.language)


def keep_reminder(job: RecorderJob) -> bool:
    """Keep the issue of what is overdue or ends soon, and tell those it waits for, once a day each.

    Returns whether there is anything.
    """
    service, say = job.recorder.forge, speaker(job)
    due = _due(job, say)
    people = {person for one in due for person in one.people}
    roles = job.authority.roles
    names = {person: inline(roles.name(person)) for person in people}
    text = reminder(due, names, say)
    if not text:
        for issue in service.open_issues(REMINDERS):
            if is_own(job, issue.author):
                service.close_issue(issue.number)
        return False
    number = _kept_issue(job, REMINDERS, say(TITLE), text)
    told = [one.body for one in service.comments(Thread(number)) if is_own(job, one.author)]
    day = job.authority.office.day(job.recorder.clock())
    mentions = {person: mention(person, roles, service.host) for person in people}
    comment = reminding(not_told_lately(due, told, day), mentions, day, say)
    if comment:
        service.write_comment(Thread(number), comment)
    return True


def handing_over(job: RecorderJob, commit: str, *, filed: bool = False) -> str:
    """Return what tells whose turn it is after a landing, "" where it is nobody else's.

    Nobody is told who has just acted and may go on, nor the head, who is asked for a review. Where it
    was ``filed`` by a form, it also tells the number of a new request.
    """
    turns, numbers = {}, []
    for outlook in landed_records(job, commit):
        if filed and len(outlook.record.journal) == 1:
            numbers.append(outlook.record.id)
        if decided_steps(job.authority.sop, outlook.progress.state):
            continue
        one = waiting_record(outlook)
        if one is not None and one.people and outlook.record.journal[-1].by not in one.people:
            turns[one] = outlook
    host, forms = job.recorder.forge.host, _forms(job.authority, turns.values())
    return handover(commit, turns, job.authority.roles, host, speaker(job), forms, numbers)


def _forms(authority: Authority, outlooks: Iterable[Outlook]) -> Forms:
    """Return the forms for what leads each record on."""
    forms = NextForms(authority)
    return {
        one.record.id: forms.titled(one.record, (step.action.name for step in one.onward_steps()))
        for one in outlooks
    }


def _kept_issue(job: RecorderJob, label: str, title: str, text: str) -> int:
    """Write the tool's one issue with a label, a new one where it was closed or deleted; return its number."""
    service = job.recorder.forge
    # A label is no proof of whose issue it is: a form's must not be written over.
    old = [one for one in service.open_issues(label) if is_own(job, one.author)]
    if not old:
        return service.write_issue(title, text, (label,))
    if old[0].body.rstrip() != text.rstrip() or old[0].title != title:
        service.write_issue(title, text, (label,), old[0].number)
    return old[0].number


def _due(job: RecorderJob, say: Callable[[Message | Label], str]) -> tuple[DueReminder, ...]:
    recorder = job.recorder
    authority, now = job.authority, recorder.clock()
    tree = recorder.reader.commit(recorder.fetch_main()).tree
    files = recorder.reader.register_files(tree)
    judged = judge_contents(*split_register(files), authority)
    register = build_register(files, authority, judged.steps, AuditSummary(judged.findings))
    ending = endings(authority.roles, authority.sop, authority.office.day(now))
    late = overdue_records(register, now)
    return due_reminders(late, ending, say, _overdue_forms(register, late, now))


def _overdue_forms(register: Register, late: Iterable[Overdue], now: datetime) -> Forms:
    """Return the forms of what is overdue by record: for the SOP's own steps, as people are named."""
    forms, wanted = NextForms(register.authority), {one.record for one in late}
    return {
        view.record.id: forms.titled(
            view.record,
            (s.action.name for s in register.outlook(view, now).next_steps() if s.action.steps),
        )
        for view in register.records
        if view.record.id in wanted
    }


def _outlooks(job: RecorderJob) -> Iterator[Outlook]:
    recorder = job.recorder
    files = recorder.reader.register_files(recorder.reader.commit(recorder.fetch_main()).tree)
    for path in sorted(files):
        if record_id(path):
            outlook = outlook_of_file(files[path], path, job.authority, recorder.clock())
            if outlook is not None:
                yield outlook


def landed_records(job: RecorderJob, commit: str) -> Iterator[Outlook]:
    """Yield the records that a landing changed, as they stand by it."""
    reader = job.recorder.reader
    made = reader.commit(commit)
    before = reader.commit(made.parents[0]).tree
    for change in reader.store.changes(before, made.tree):
        if change.after is not None and record_id(change.path):
            data = reader.store.read(change.after.oid, "blob")
            outlook = outlook_of_file(data, change.path, job.authority, job.recorder.clock())
            if outlook is not None:
                yield outlook
