"""What is said on a filed form: where it goes on, or what is wrong with it and what to do."""

from __future__ import annotations

from ubah.cli.forge.job import RecorderJob, own_comments, unless_refused, write_comment
from ubah.cli.forge.waiting import speaker
from ubah.core.diagnostics import Finding, Message, Place, error, msg
from ubah.core.forge.model import Comment, PullState, Thread
from ubah.core.paths import record_id
from ubah.core.rules.proofs import STEP_UNPROVED
from ubah.core.voucher import Untouched
from ubah.edge.recorder.assess import Assessment
from ubah.edge.recorder.request import UNDATED, Requested, issue_of_branch
from ubah.report.forge.refusal import (
    EDIT,
    EDIT_SOON,
    NOT_TAKEN,
    OVER,
    REFUSED,
    day_of,
    is_told,
    marked,
    refusal,
    rows,
)
from ubah.report.markdown import inline
from ubah.report.pull_request import MARKER, PullReport


def request_note(job: RecorderJob, found: Requested, pull: str, next_: str = "") -> str:
    """Return the answer on a filed form: where it goes on, or what is to be mended.

    ``pull``: how the forge names the pull request; ``next_``: how the record that it names stands,
    where that has gone on since.
    """
    say = speaker(job)
    if found.landed:
        landed = msg(
            "this form has landed already, in {commit}, and proves no more; file a new one for what is to come",
            commit=found.landed[:12],
        )
        return f"{MARKER}\n{inline(say(landed))}\n"
    if found.pull and found.step:
        return _goes_on(job, found.step.record, pull)
    if not found.findings:
        return ""
    told = rows(found.findings, job.authority.roles, say)
    title = inline(say(_not_taken(job, found.findings)))
    return "\n".join(
        [MARKER, f"### {title}", "", *told, *(["", next_] if next_ else []), NOT_TAKEN, ""]
    )


def _not_taken(job: RecorderJob, findings: tuple[Finding, ...]) -> Message:
    if any(finding.message == UNDATED for finding in findings):
        return OVER
    if _tells_edits(job):
        return msg("The form cannot be taken as it is; edit your text, and it is read again")
    return msg(
        "The form cannot be taken as it is; edit it within five minutes of filing it, or close it and file a new one"
    )


def _tells_edits(job: RecorderJob) -> bool:
    """Whether the forge tells when a text was edited, so that a form may be mended at any time."""
    return job.recorder.forge.capabilities.texts is Untouched.TOLD


def _goes_on(job: RecorderJob, record: str, pull: str) -> str:
    said = msg("it goes on as {record}, in the pull request", record=record)
    return f"{MARKER}\n{inline(speaker(job)(said))} {pull}\n"


def tell_who_filed(job: RecorderJob, found: Assessment, report: PullReport) -> None:
    """Say on a filed form where it goes on, once, where it does not simply land; or why it does not land.

    What lands closes its form, and who is asked for a review hears of that: nobody is told one thing
    twice. Where the form makes no pull request as it stands, that has been answered.
    """
    issue = issue_of_branch(found.pull)
    records = [record for change in found.changes if (record := record_id(change.path))]
    if not issue or not records or report.standing is PullState.SUCCESS:
        return
    where = job.recorder.forge.reference(found.pull.thread)
    refused = _refusal(job, found, report, where)
    if not refused and report.wants_approval and found.pull.asked:
        return
    form = Thread(issue)
    with unless_refused():
        own = own_comments(job, form)
        if any(one.body.startswith(MARKER) and NOT_TAKEN in one.body for one in own):
            return
        if refused:
            _tell_refused(job, form, refused, own)
        else:
            write_comment(job, form, _goes_on(job, records[0], where), own=own)


def _refusal(job: RecorderJob, found: Assessment, report: PullReport, pull: str) -> str:
    """Return why a form does not land, in the words of its pull request; "" where it may still."""
    say, roles = speaker(job), job.authority.roles
    if report.wrong:
        advice = EDIT if _tells_edits(job) else EDIT_SOON
        return refusal(REFUSED, advice, rows(report.wrong, roles, say), pull, say)
    filed = found.filed
    if filed is None or filed.hint is None or filed.unverifiable:
        return ""
    told = error(STEP_UNPROVED, Place(), filed.reason, filed.hint)
    return refusal(OVER, None, rows([told], roles, say), pull, say)


def _tell_refused(job: RecorderJob, form: Thread, text: str, own: tuple[Comment, ...]) -> None:
    """Write why a form is refused: what is new in a comment of its own, of which a day has one."""
    day = job.authority.office.day(job.recorder.clock())
    told = [one for one in own if day_of(one.body)]
    last = told[-1] if told else None
    if last and is_told(text, last.body):
        return
    again = last.id if last and day_of(last.body) == str(day) else None
    job.recorder.forge.write_comment(form, marked(text, day), again)
