"""What came of a landing or a decision, told on the forge and in the job's log; resumed if it broke off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ubah.cli.forge.filed import tell_who_filed
from ubah.cli.forge.job import RecorderJob, is_own, unless_refused, write_comment, write_once
from ubah.cli.forge.marking import decision_waits, mark, mark_requests, report_waits
from ubah.cli.forge.telling import (
    ask_again,
    show_status,
    tell,
    tell_altered,
    tell_ended,
)
from ubah.cli.forge.waiting import handing_over
from ubah.cli.forge.words import coming_after, decision_note, decision_status, pull_report
from ubah.cli.language import print_problem, say
from ubah.cli.session import EXIT_CODES
from ubah.core.diagnostics import CannotRun, Message, Verdict, msg
from ubah.core.forge.model import Thread
from ubah.core.model import SKEW
from ubah.edge.recorder.assess import DECISIONS_IN, is_decision
from ubah.edge.recorder.decision_landing import Decided
from ubah.edge.recorder.land import LandingOutcome
from ubah.edge.recorder.land import land as land_pull
from ubah.edge.recorder.request import issue_of_branch
from ubah.edge.recorder.resume import LandedPull
from ubah.report.model import SHORT
from ubah.report.pull_request import MARKER

EXIT_INDETERMINATE = EXIT_CODES[Verdict.INDETERMINATE]


def told_problem(problem: CannotRun) -> int:
    """Print a problem that holds up nothing else; return the exit code that it asks for."""
    print_problem(problem)
    return exit_code_of(problem)


def exit_code_of(problem: CannotRun) -> int:
    """Return the exit code that a problem asks for."""
    return EXIT_INDETERMINATE if problem.indeterminate else 2


def untold(job: RecorderJob, landed: Sequence[LandedPull]) -> Iterator[LandedPull]:
    """Yield what an earlier run did not come to an end with after its push: the comment is the last of it.

    ``landed``: the recorder's newest landings, oldest first.
    """
    if not landed:
        return
    since = job.recorder.reader.commit(landed[0].commit).committed - SKEW
    told = job.recorder.forge.comments_since(since)
    for one in landed:
        own = [c for c in told.get(Thread(one.number, is_pull=True), ()) if is_own(job, c.author)]
        if not any(c.body.startswith(MARKER) and one.commit[:SHORT] in c.body for c in own):
            yield one


def complete(job: RecorderJob, earlier: LandedPull) -> None:
    """Do what an earlier run did not come to after its push."""
    pull = job.recorder.forge.pull(earlier.number)
    if not is_decision(pull.head_branch, pull.same_repository):
        tell_landed(job, earlier.number, land_pull(job.recorder, earlier.number))
        return
    if pull.is_open:
        with unless_refused():
            job.recorder.forge.close_pull(pull.number)
    record = pull.head_branch.removeprefix(DECISIONS_IN).rpartition("-")[0]
    tell_decided(job, Decided(record, pull, earlier.commit))


def tell_landed(job: RecorderJob, number: int, done: LandingOutcome) -> None:
    """Say what came of a pull request: on it, on the form that it was made of, and in the log."""
    where = job.recorder.forge.reference(Thread(number, is_pull=True))
    if done.commit:
        said = msg("{pull} landed as {commit}", pull=where, commit=done.commit[:12])
        say(said, job.language)
        assessed = done.assessment
        mark(job, assessed.pull, None)
        mark_requests(job, done.commit)
        report = pull_report(job.recorder, assessed, done.commit)
        issue = issue_of_branch(assessed.pull)
        turn = handing_over(job, done.commit, filed=bool(issue))
        if issue and turn:  # where whoever filed it reads, too; the pull request is nobody's
            with unless_refused():
                write_once(job, Thread(issue), turn)
        tell(job, assessed.pull, report, "" if issue else turn)
    elif done.ended is not None:
        tell_ended(job, done.assessment.pull, done.ended)
        mark(job, done.assessment.pull, None)
    else:
        pull = done.assessment.pull
        # On a fork's pull request nobody else can say it; a decision's draft is not what would land.
        if pull.is_open and not is_decision(pull.head_branch, pull.same_repository):
            found = replace(done.assessment, findings=done.findings)
            report = pull_report(job.recorder, found)
            tell(job, found.pull, report)
            tell_who_filed(job, found, report)
            mark(job, found.pull, report_waits(report))
        say(
            msg("{pull} waits: {count} findings", pull=where, count=len(done.findings)),
            job.language,
        )


def tell_decided(job: RecorderJob, found: Decided) -> None:
    """Say what came of a decision that is due: on its pull request, and in the log."""
    say(_said(job, found), job.language)
    translate = job.translate
    next_ = (
        coming_after(job.recorder, found.commit, job.language, translate) if found.commit else ""
    )
    text = decision_note(found, job.authority.roles, job.language, translate, job.words, next_)
    if found.altered:
        tell_altered(job, found.altered)
    if found.pull and found.commit:
        mark(job, found.pull, None)
        mark_requests(job, found.commit)
    if found.pull and text:
        turn = handing_over(job, found.commit) if found.commit else ""
        with unless_refused():
            write_comment(job, found.pull.thread, text, turn)
    if found.pull and found.case and not found.commit and not found.moot:
        mark(job, found.pull, decision_waits(job, found.case))
    if found.pull and not found.moot:
        show_status(
            job, found.pull.head, decision_status(found, job.language, translate, job.words)
        )
    ask_again(job, found)


def _said(job: RecorderJob, found: Decided) -> Message:
    pull = job.recorder.forge.reference(found.pull.thread) if found.pull else ""
    if found.commit:
        return msg(
            "{record}: the decision landed as {commit}",
            record=found.number,
            commit=found.commit[:12],
        )
    if found.moot:
        return msg("{record}: {pull} is closed; it waits no more", record=found.number, pull=pull)
    if found.pull:
        return msg("{record}: waits for the decision in {pull}", record=found.number, pull=pull)
    return msg("{record}: nobody in office may decide", record=found.number)
