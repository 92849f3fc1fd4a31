"""What the recorder does on a forge, job by job; `ubah forge run` does all of it, one round at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ubah.cli.forge.filed import request_note
from ubah.cli.forge.job import RecorderJob, unless_refused, write_comment
from ubah.cli.forge.outcomes import complete, tell_decided, tell_landed, told_problem, untold
from ubah.cli.forge.waiting import keep_board, keep_reminder
from ubah.cli.forge.words import coming_for, decision_words
from ubah.cli.language import say
from ubah.core.diagnostics import CannotRun, Finding, Message, msg
from ubah.core.forge.model import Thread
from ubah.core.forms.body import is_form
from ubah.edge.recorder.attest import attest, unattested
from ubah.edge.recorder.decide import decide
from ubah.edge.recorder.land import land_ready
from ubah.edge.recorder.request import request
from ubah.edge.recorder.resume import landed_lately
from ubah.edge.recorder.tidy import tidy
from ubah.edge.system import catalogues


def take_forms(job: RecorderJob) -> int:
    """Make pull requests of all filled-in forms that are open; return the worst exit code."""
    language, text = job.authority.office.language, job.recorder.forge.form_text
    worst = 0
    for issue in job.recorder.forge.open_issues():
        if is_form(issue.body, language, text):
            try:
                take_form(job, issue.number)
            except CannotRun as problem:
                worst = max(worst, told_problem(problem))
    return worst


def take_form(job: RecorderJob, number: int) -> tuple[Finding, ...]:
    """Make a pull request of a filled-in form, and answer on it; return what is wrong with it."""
    done = request(job.recorder, number)
    translate = job.translate
    next_ = coming_for(job.recorder, done.findings, job.language, translate)
    named = job.recorder.forge.reference(done.pull.thread) if done.pull else ""
    text = request_note(job, done, named, next_)
    if text:  # what goes on is checked next, or lands, and that says it
        with unless_refused():
            write_comment(job, Thread(number), text, quietly=done.pull is not None)
    if done.pull and job.environment.output:
        with Path(job.environment.output).open("a", encoding="utf-8") as stream:
            stream.write(f"pull={done.pull.number}\n")
    return done.findings


def attest_landings(
    job: RecorderJob, commit: str = ""
) -> tuple[str, tuple[Finding, ...], tuple[Message, ...]]:
    """Add the proofs of a landing that somebody made, or of all that want them.

    Returns the last one, "" if there is none, with what is amiss and what does not count.
    """
    landings = (
        (job.recorder.repository.resolve(commit),)
        if commit
        else unattested(job.recorder, job.recorder.fetch_main())
    )
    findings: tuple[Finding, ...] = ()
    notes: tuple[Message, ...] = ()
    for landing in landings:
        done = attest(job.recorder, landing)
        if done.commit:
            said = msg(
                "{landing} is attested by {commit}", landing=landing[:12], commit=done.commit[:12]
            )
            say(said, job.language)
        findings += done.findings
        notes += tuple(
            msg("{person}: {reason}", person=item.person, reason=item.reason)
            for item in done.gathered.discarded
        )
    return landings[-1] if landings else "", findings, notes


def attest_quietly(job: RecorderJob) -> int:
    """Attest all that wants it; what the forge does not prove yet holds up nothing."""
    attest_landings(job)
    return 0


def land_all(job: RecorderJob) -> int:
    """Land all that is ready; return the worst exit code."""
    worst = 0
    for earlier in untold(job, landed_lately(job.recorder)):
        try:
            complete(job, earlier)
        except CannotRun as problem:
            worst = max(worst, told_problem(problem))
    for each, outcome in land_ready(job.recorder):
        try:
            if isinstance(outcome, CannotRun):
                raise outcome
            tell_landed(job, each, outcome)
        except CannotRun as problem:
            worst = max(worst, told_problem(problem))
    return worst


def ask_and_decide(job: RecorderJob) -> int:
    """Ask the head where a record waits, and land what was answered; return the worst exit code."""
    worst = 0
    words = decision_words(job.language, catalogues.load(job.language), job.words)
    for outcome in decide(job.recorder, words):
        try:
            if isinstance(outcome, CannotRun):
                raise outcome
            tell_decided(job, outcome)
        except CannotRun as problem:
            worst = max(worst, told_problem(problem))
    return worst


def keep_shown(job: RecorderJob) -> int:
    """Keep the board, and remove the recorder's branches that are done with."""
    # The branches are listed after these: a branch whose pull request came in between is young.
    pulls = job.recorder.forge.open_pulls(job.recorder.main)
    keep_board(job, pulls)
    for branch in tidy(job.recorder, pulls):
        say(msg("{branch} is removed", branch=branch), job.language)
    return 0


def remind(job: RecorderJob) -> int:
    """Keep the reminder, and say whether anything waits."""
    say(msg("reminded") if keep_reminder(job) else msg("nothing waits"), job.language)
    return 0


RoundWork = Callable[[RecorderJob], int]
ROUND: tuple[RoundWork, ...] = (take_forms, attest_quietly, land_all, ask_and_decide, keep_shown)
"""One round: what each job reads from main may have been changed by the one before."""


def works(*, reminds: bool) -> Iterator[RoundWork]:
    """Yield what a round does, in order."""
    yield from ROUND
    if reminds:
        yield remind
