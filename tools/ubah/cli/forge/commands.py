"""`ubah forge`: pull requests in, review approvals as SOP approvals (GitHub so far)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ubah.cli.forge.checking import check_group, check_pull
from ubah.cli.forge.job import excused, open_job, unless_refused, write_comment
from ubah.cli.forge.outcomes import complete, tell_decided, tell_landed, told_problem, untold
from ubah.cli.forge.rehearsing import rehearse
from ubah.cli.forge.telling import (
    check_contents,
)
from ubah.cli.forge.waiting import keep_board, keep_reminder
from ubah.cli.forge.words import (
    coming_for,
    decision_words,
    request_note,
)
from ubah.cli.language import language_option, say
from ubah.cli.session import finish, report_options
from ubah.core.diagnostics import CannotRun, Finding, Message, msg
from ubah.core.forge.model import Thread
from ubah.edge.recorder.attest import attest as attest_landing
from ubah.edge.recorder.attest import unattested
from ubah.edge.recorder.decide import decide as decide_all
from ubah.edge.recorder.land import land as land_pull
from ubah.edge.recorder.land import land_ready
from ubah.edge.recorder.recorder import SampleOffice
from ubah.edge.recorder.request import request as request_pull
from ubah.edge.recorder.resume import landed_lately
from ubah.edge.recorder.tidy import tidy
from ubah.edge.system import catalogues


@click.group()
def forge() -> None:
    """Work on a forge: check and land pull requests, ask the head, attest."""


forge.add_command(rehearse)

_remote = click.option(
    "--remote", default="origin", show_default=True, help="The forge's repository, as git knows it."
)


@forge.command()
@click.option("--pull", "number", type=click.IntRange(1), help="A pull request, by its number.")
@click.option(
    "--group", default="", metavar="COMMIT", help="What a merge queue would move main to."
)
@click.option("--onto", default="", metavar="COMMIT", help="What the group goes on from.")
@click.option(
    "--patient",
    is_flag=True,
    help="Exit with 0 where nothing is wrong, but an approval is missing or it cannot be told yet.",
)
@_remote
@report_options
def check(
    number: int | None,
    group: str,
    onto: str,
    patient: bool,
    remote: str,
    format_: str,
    lang: str | None,
) -> None:
    """Say what a pull request would land, and what it lacks: on the lines, and in one comment.

    With --group and --onto: what a merge queue would land.
    """
    if (number is None) == (not group) or bool(group) != bool(onto):
        raise CannotRun(
            msg("name a pull request, or a group and what it goes on from"),
            msg("type: ubah forge check --pull NUMBER, or --group COMMIT --onto COMMIT"),
        )
    try:
        with open_job(remote, lang) as job:
            if number is None:
                check_group(job, group, onto, format_)
            else:
                check_pull(job, number, format_, patient=patient)
    except SampleOffice as sample:
        wanted = group or f"refs/pull/{number}/head"
        check_contents(remote, wanted, sample.message, format_, lang)


@forge.command()
@click.option("--pull", "number", type=click.IntRange(1), help="Only this one; default: all open.")
@_remote
@language_option
@excused
def land(number: int | None, remote: str, lang: str | None) -> None:
    """Land what the judge accepts, signed by the recorder; what it refuses stays open."""
    worst = 0
    with open_job(remote, lang) as job:
        if number is not None:
            done = land_pull(job.recorder, number)
            tell_landed(job, number, done)
            if not done.commit:
                where = job.recorder.forge.reference(done.assessment.pull.thread)
                say(msg("{pull} is not landed", pull=where), job.language)
                finish("check", done.findings, "text", job.language)
            return
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
    sys.exit(worst)


@forge.command()
@_remote
@language_option
@excused
def decide(remote: str, lang: str | None) -> None:
    """Ask the head where a record waits, and land what the head has answered."""
    worst = 0
    with open_job(remote, lang) as job:
        words = decision_words(job.language, catalogues.load(job.language), job.words)
        for outcome in decide_all(job.recorder, words):
            try:
                if isinstance(outcome, CannotRun):
                    raise outcome
                tell_decided(job, outcome)
            except CannotRun as problem:
                worst = max(worst, told_problem(problem))
    sys.exit(worst)


@forge.command()
@click.option("--issue", "number", type=click.IntRange(1), required=True, help="Its number.")
@_remote
@language_option
@excused
def request(number: int, remote: str, lang: str | None) -> None:
    """Make a pull request of a filled-in form; the actor, or the recorder, proves it later."""
    with open_job(remote, lang) as job:
        done = request_pull(job.recorder, number)
        translate = catalogues.load(job.language)
        next_ = coming_for(job.recorder, done.findings, job.language, translate)
        pull = job.recorder.forge.reference(done.pull.thread) if done.pull else ""
        text = request_note(done, pull, job.language, translate, next_)
        if text:  # what goes on is checked next, or lands, and that says it
            with unless_refused():
                write_comment(job, Thread(number), text, quietly=done.pull is not None)
        if done.pull and job.environment.output:
            with Path(job.environment.output).open("a", encoding="utf-8") as stream:
                stream.write(f"pull={done.pull.number}\n")
    finish("check", done.findings, "text", job.language)


@forge.command()
@_remote
@language_option
@excused
def remind(remote: str, lang: str | None) -> None:
    """Keep one issue that says what is overdue or about to end, and tells those it waits for."""
    with open_job(remote, lang) as job:
        reminded = keep_reminder(job)
    say(msg("reminded") if reminded else msg("nothing waits"), job.language)


@forge.command()
@_remote
@language_option
@excused
def board(remote: str, lang: str | None) -> None:
    """Keep one issue that says who waits for whom; remove the recorder's branches that are done."""
    with open_job(remote, lang) as job:
        # The branches are listed after these: a branch whose pull request came in between is young.
        pulls = job.recorder.forge.open_pulls(job.recorder.main)
        keep_board(job, pulls)
        for branch in tidy(job.recorder, pulls):
            say(msg("{branch} is removed", branch=branch), job.language)
    say(msg("the board is up to date"), job.language)


@forge.command()
@click.argument("commit", required=False, default="")
@_remote
@report_options
@excused
def attest(commit: str, remote: str, format_: str, lang: str | None) -> None:
    """Add the proofs of a landing that was made with the forge's own button; default: of all."""
    with open_job(remote, lang) as job:
        landings = (
            (job.recorder.repository.resolve(commit),)
            if commit
            else unattested(job.recorder, job.recorder.fetch_main())
        )
        if not landings:
            say(msg("there is nothing to attest"), job.language)
            return
        findings: tuple[Finding, ...] = ()
        notes: tuple[Message, ...] = ()
        for landing in landings:
            done = attest_landing(job.recorder, landing)
            if done.commit:
                said = msg(
                    "{landing} is attested by {commit}",
                    landing=landing[:12],
                    commit=done.commit[:12],
                )
                say(said, job.language)
            findings += done.findings
            notes += tuple(
                msg("{person}: {reason}", person=item.person, reason=item.reason)
                for item in done.gathered.discarded
            )
    finish("audit", findings, format_, job.language, tip=landings[-1], notes=notes)
