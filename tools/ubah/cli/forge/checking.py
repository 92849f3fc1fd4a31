"""`ubah forge check`: what a pull request, or a merge queue's group, would land."""

from __future__ import annotations

from ubah.cli.forge.filed import tell_who_filed
from ubah.cli.forge.job import RecorderJob
from ubah.cli.forge.telling import commit_id, summarise, tell
from ubah.cli.forge.words import group_report, pull_report
from ubah.cli.language import say
from ubah.cli.session import finish
from ubah.core.diagnostics import Verdict, msg
from ubah.core.forge.model import PullState
from ubah.edge.recorder.assess import assess, is_decision
from ubah.edge.recorder.merge_queue import judge_group


def check_pull(job: RecorderJob, number: int, format_: str, *, patient: bool) -> None:
    """Judge what a pull request would land; ``patient``: only what is wrong is a failure."""
    pull = job.recorder.forge.pull(number)
    if is_decision(pull.head_branch, pull.same_repository):
        said = msg(
            "{pull} asks for a decision: its review is read by the recorder",
            pull=job.recorder.forge.reference(pull.thread),
        )
        say(said, job.language)
        return
    found = assess(job.recorder, number)
    report = pull_report(job.recorder, found)
    tell(job, found.pull, report)
    if report.verdict is not Verdict.INDETERMINATE:  # the recorder is about to look again
        tell_who_filed(job, found, report)
    if patient and report.standing is PullState.PENDING:
        where = job.recorder.forge.reference(pull.thread)
        said = msg("{pull} waits: {count} findings", pull=where, count=len(found.findings))
        say(said, job.language)
        return
    finish(
        "check",
        found.findings,
        format_,
        job.language,
        counts={"steps": len(found.steps)},
        tip=found.pull.head,
        notes=report.notes,
    )


def check_group(job: RecorderJob, group: str, onto: str, format_: str) -> None:
    """Judge each merge of a merge queue's group; the summary is all there is to write to."""
    landings = judge_group(job.recorder, commit_id(group), commit_id(onto))
    for landing in landings:
        if landing.pull is not None:
            summarise(job, group_report(job.recorder, landing))
    findings = tuple(finding for landing in landings for finding in landing.findings)
    notes = tuple(
        msg("{person}: {reason}", person=item.person, reason=item.reason)
        for landing in landings
        for item in landing.gathered.discarded
    )
    counts = {"landings": len(landings), "steps": sum(len(one.steps) for one in landings)}
    finish("check", findings, format_, job.language, counts=counts, tip=group, notes=notes)
