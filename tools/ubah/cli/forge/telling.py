"""Telling what was found: the comment on a pull request, the job's summary, the sample's contents."""

from __future__ import annotations

from pathlib import Path

from ubah.cli.contents import CONTENT_ONLY, contents_at
from ubah.cli.forge.job import RecorderJob, own_comments, unless_refused, write_comment, write_once
from ubah.cli.forge.words import altered_note, refusals_to_ask_again
from ubah.cli.language import say
from ubah.cli.session import finish
from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.forge.model import CommitStatus, PullRequest
from ubah.core.render import render
from ubah.edge.clone.workspace import object_reader
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.git import OID, Exchange, WorkingRepository
from ubah.edge.recorder.decision_landing import Decided
from ubah.edge.system import catalogues
from ubah.report.forge.pull_status import pull_status, status_marker
from ubah.report.pull_request import MARKER, PullReport, comment


def tell(job: RecorderJob, pull: PullRequest, report: PullReport, beneath: str = "") -> None:
    """Write the comment, or rewrite it in place, the commit status, and the job's summary.

    What stands in the comment tells whether the status has to be written; to ask for both each time would
    be most of what a run asks. ``beneath``: what somebody must be told by it, see `write_comment`.
    """
    summarise(job, report)
    translate = job.translate
    text = comment(report, job.language, translate)
    status = pull_status(report, job.language, translate)
    text += status_marker(pull.head, status)
    # A fork's pull request is checked with a token that may only read; land says it all then.
    with unless_refused():
        own = own_comments(job, pull.thread)
        if not any(one.body.rstrip() == text.rstrip() for one in own):
            with unless_refused():
                job.recorder.forge.write_status(pull.head, status)
        write_comment(job, pull.thread, text, beneath, own=own)


def show_status(job: RecorderJob, commit: str, status: CommitStatus) -> None:
    """Publish a commit status, unless that is what is shown already."""
    with unless_refused():
        if job.recorder.forge.status(commit) != status:
            job.recorder.forge.write_status(commit, status)


def summarise(job: RecorderJob, report: PullReport) -> None:
    """Add to the job's summary, which takes every finding."""
    if job.environment.summary:
        text = comment(report, job.language, job.translate, whole=True)
        with Path(job.environment.summary).open("a", encoding="utf-8") as stream:
            stream.write(text)


def commit_id(text: str) -> str:
    """Return a whole commit id as it is.

    Raises:
        CannotRun: if it is anything else, such as a branch or an option of git.
    """
    if not OID.match(text):
        raise CannotRun(
            msg("{text} is no whole commit id", text=text), msg("write all 40 hexadecimal digits")
        )
    return text


def check_contents(remote: str, wanted: str, note: Message, format_: str, lang: str | None) -> None:
    """Judge what a commit of the sample office holds; there is nobody whose proof could be asked.

    Raises:
        ForgeUnreachable: if the commit cannot be fetched.
    """
    with WorkingRepository(Path.cwd()) as repository:
        reader = object_reader(repository)
        with reader.store:
            head = Exchange(repository, remote).fetch(wanted)
            if not head:
                raise ForgeUnreachable(msg("the commit {commit} cannot be fetched", commit=wanted))
            findings, steps = contents_at(reader, head)
    counts = {"steps": len(steps)}
    finish("check", findings, format_, lang, counts=counts, tip=head, notes=(CONTENT_ONLY, note))


def ask_again(job: RecorderJob, found: Decided) -> None:
    """Ask the head what a refusal means: once a review, in a comment of its own, so that it is told."""
    if found.pull is None:
        return
    where = job.recorder.forge.reference(found.pull.thread)
    translations = {language: catalogues.load(language) for language in ("id", "en")}
    asked = refusals_to_ask_again(found, job.authority.roles, translations, job.words)
    for text in asked:
        said = msg("{record}: the refusal in {pull} leaves open what it means; it is asked again",
                   record=found.number, pull=where)  # fmt: skip
        say(said, job.language)
        with unless_refused():
            write_once(job, found.pull.thread, text)


def tell_ended(job: RecorderJob, pull: PullRequest, why: Message) -> None:
    """Say on a pull request that the recorder has closed why it did: its closing is what tells people."""
    said = render(why, job.translate, job.language)
    where = job.recorder.forge.reference(pull.thread)
    say(msg("{pull}: {reason}", pull=where, reason=why), job.language)
    with unless_refused():
        write_comment(job, pull.thread, f"{MARKER}\n{said}\n")


def tell_altered(job: RecorderJob, altered: PullRequest) -> None:
    """Say why a decision is asked for anew, once a day, however often its words are changed."""
    day = job.authority.office.day(job.recorder.clock())
    note = altered_note(day, job.language, job.translate, job.words)
    mark = note.partition("\n")[0]
    with unless_refused():
        asked = job.recorder.forge.pulls_of_branch(altered.head_branch)
        if not any(mark in one.body for pull in asked for one in own_comments(job, pull.thread)):
            job.recorder.forge.write_comment(altered.thread, note)
