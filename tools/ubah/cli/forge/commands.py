"""`ubah forge`: pull requests in, review approvals as SOP approvals (GitHub so far)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ubah.cli.forge.desk import Desk, excused, is_own, is_told, open_desk, write_comment
from ubah.cli.forge.telling import ask_again, check_contents, commit_id, summarise, tell
from ubah.cli.forge.words import (
    decision_note,
    decision_words,
    group_report,
    pull_report,
    reminder_text,
    request_note,
)
from ubah.cli.language import language_option, print_problem, say
from ubah.cli.session import EXIT_CODES, finish, report_options
from ubah.core.diagnostics import CannotRun, Finding, Message, Verdict, msg
from ubah.edge.recorder.assess import DECISIONS_IN, assess
from ubah.edge.recorder.attest import attest as attest_landing
from ubah.edge.recorder.attest import unattested
from ubah.edge.recorder.decide import Decided
from ubah.edge.recorder.decide import decide as decide_all
from ubah.edge.recorder.land import Landed, is_decision, land_ready
from ubah.edge.recorder.land import land as land_pull
from ubah.edge.recorder.merge_queue import judge_group
from ubah.edge.recorder.recorder import SampleOffice
from ubah.edge.recorder.request import request as request_pull
from ubah.edge.recorder.resume import LandedPull, landed_lately
from ubah.edge.system import catalogues
from ubah.report.model import SHORT

REMINDERS = "ubah-pengingat"
"""The label by which the one issue of reminders is found again."""

EXIT_INDETERMINATE = EXIT_CODES[Verdict.INDETERMINATE]


@click.group()
def forge() -> None:
    """Work on a forge: check and land pull requests, ask the head, attest."""


_remote = click.option(
    "--remote", default="origin", show_default=True, help="The forge's repository, as git knows it."
)


@forge.command()
@click.option("--pull", "number", type=click.IntRange(1), help="A pull request, by its number.")
@click.option(
    "--group", default="", metavar="COMMIT", help="What a merge queue would move main to."
)
@click.option("--onto", default="", metavar="COMMIT", help="What the group goes on from.")
@_remote
@report_options
def check(
    number: int | None, group: str, onto: str, remote: str, format_: str, lang: str | None
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
        with open_desk(remote, lang) as desk:
            if number is None:
                _check_group(desk, group, onto, format_)
            else:
                _check_pull(desk, number, format_)
    except SampleOffice as sample:
        wanted = group or f"refs/pull/{number}/head"
        check_contents(remote, wanted, sample.message, format_, lang)


def _check_pull(desk: Desk, number: int, format_: str) -> None:
    found = assess(desk.recorder, number)
    report = pull_report(desk.recorder, found)
    tell(desk, number, report)
    finish(
        "check",
        found.findings,
        format_,
        desk.language,
        counts={"steps": len(found.steps)},
        tip=found.pull.head,
        notes=report.notes,
    )


def _check_group(desk: Desk, group: str, onto: str, format_: str) -> None:
    """Judge each merge of a merge queue's group; the summary is all there is to write to."""
    landings = judge_group(desk.recorder, commit_id(group), commit_id(onto))
    for landing in landings:
        if landing.pull is not None:
            summarise(desk, group_report(desk.recorder, landing))
    findings = tuple(finding for landing in landings for finding in landing.findings)
    notes = tuple(
        msg("{person}: {reason}", person=item.person, reason=item.reason)
        for landing in landings
        for item in landing.gathered.discarded
    )
    counts = {"landings": len(landings), "steps": sum(len(one.steps) for one in landings)}
    finish("check", findings, format_, desk.language, counts=counts, tip=group, notes=notes)


@forge.command()
@click.option("--pull", "number", type=click.IntRange(1), help="Only this one; default: all open.")
@_remote
@language_option
@excused
def land(number: int | None, remote: str, lang: str | None) -> None:
    """Land what the judge accepts, signed by the recorder; what it refuses stays open."""
    worst = 0
    with open_desk(remote, lang) as desk:
        if number is not None:
            done = land_pull(desk.recorder, number)
            _tell_landed(desk, number, done)
            if not done.commit:
                say(msg("#{number} is not landed", number=number), desk.language)
                finish("check", done.findings, "text", desk.language)
            return
        for earlier in landed_lately(desk.recorder):
            try:
                _complete(desk, earlier)
            except CannotRun as problem:
                worst = max(worst, _told_problem(problem))
        for each, outcome in land_ready(desk.recorder):
            try:
                if isinstance(outcome, CannotRun):
                    raise outcome
                _tell_landed(desk, each, outcome)
            except CannotRun as problem:
                worst = max(worst, _told_problem(problem))
    sys.exit(worst)


def _told_problem(problem: CannotRun) -> int:
    """Print a problem that holds up nothing else; return the exit code that it asks for."""
    print_problem(problem)
    return EXIT_INDETERMINATE if problem.indeterminate else 2


def _complete(desk: Desk, earlier: LandedPull) -> None:
    """Do what an earlier run did not come to after its push; the comment is the last of it."""
    if is_told(desk, earlier.number, earlier.commit[:SHORT]):
        return
    pull = desk.recorder.forge.pull(earlier.number)
    if not is_decision(pull.head_branch, pull.same_repository):
        _tell_landed(desk, earlier.number, land_pull(desk.recorder, earlier.number))
        return
    if pull.is_open:
        desk.recorder.forge.close_pull(pull.number)
    record = pull.head_branch.removeprefix(DECISIONS_IN).rpartition("-")[0]
    _tell_decided(desk, Decided(record, pull, earlier.commit))


def _tell_landed(desk: Desk, number: int, done: Landed) -> None:
    if done.commit:
        say(
            msg("#{number} landed as {commit}", number=number, commit=done.commit[:12]),
            desk.language,
        )
        tell(desk, number, pull_report(desk.recorder, done.assessment, done.commit))
    else:
        say(
            msg("#{number} waits: {count} findings", number=number, count=len(done.findings)),
            desk.language,
        )


@forge.command()
@_remote
@language_option
@excused
def decide(remote: str, lang: str | None) -> None:
    """Ask the head where a record waits, and land what the head has answered."""
    worst = 0
    with open_desk(remote, lang) as desk:
        words = decision_words(desk.language, catalogues.load(desk.language))
        for outcome in decide_all(desk.recorder, words):
            try:
                if isinstance(outcome, CannotRun):
                    raise outcome
                _tell_decided(desk, outcome)
            except CannotRun as problem:
                worst = max(worst, _told_problem(problem))
    sys.exit(worst)


def _tell_decided(desk: Desk, found: Decided) -> None:
    number = found.pull.number if found.pull else 0
    if found.commit:
        said = msg(
            "{record}: the decision landed as {commit}",
            record=found.number,
            commit=found.commit[:12],
        )
    elif found.moot:
        said = msg(
            "{record}: #{number} is closed; it waits no more", record=found.number, number=number
        )
    elif found.pull:
        said = msg(
            "{record}: waits for the decision in #{number}", record=found.number, number=number
        )
    else:
        said = msg("{record}: nobody in office may decide", record=found.number)
    say(said, desk.language)
    text = decision_note(found, desk.language, catalogues.load(desk.language))
    if number and text:
        write_comment(desk, number, text)
    ask_again(desk, number, found)


@forge.command()
@click.option("--issue", "number", type=click.IntRange(1), required=True, help="Its number.")
@_remote
@language_option
@excused
def request(number: int, remote: str, lang: str | None) -> None:
    """Make a pull request of a filled-in form; the actor, or the recorder, proves it later."""
    with open_desk(remote, lang) as desk:
        done = request_pull(desk.recorder, number)
        translate = catalogues.load(desk.language)
        text = request_note(done, desk.language, translate)
        if text:
            write_comment(desk, number, text)
        if done.pull and desk.environment.output:
            with Path(desk.environment.output).open("a", encoding="utf-8") as stream:
                stream.write(f"pull={done.pull.number}\n")
    finish("check", done.findings, "text", desk.language)


@forge.command()
@_remote
@language_option
@excused
def remind(remote: str, lang: str | None) -> None:
    """Keep one issue that says what is overdue or about to end, and tells those it waits for."""
    with open_desk(remote, lang) as desk:
        title, text = reminder_text(desk.recorder, desk.language, catalogues.load(desk.language))
        service = desk.recorder.forge
        # A label is no proof of whose issue it is: a form's must not be written over.
        old = [one for one in service.open_issues(REMINDERS) if is_own(desk, one.author)]
        if text and not (old and old[0].body.rstrip() == text.rstrip()):
            service.write_issue(title, text, (REMINDERS,), old[0].number if old else None)
        elif not text:
            for issue in old:
                service.close_issue(issue.number)
    say(msg("reminded") if text else msg("nothing waits"), desk.language)


@forge.command()
@click.argument("commit", required=False, default="")
@_remote
@report_options
@excused
def attest(commit: str, remote: str, format_: str, lang: str | None) -> None:
    """Add the proofs of a landing that was made with the forge's own button; default: of all."""
    with open_desk(remote, lang) as desk:
        landings = (
            (desk.recorder.repository.resolve(commit),)
            if commit
            else unattested(desk.recorder, desk.recorder.fetch_main())
        )
        if not landings:
            say(msg("there is nothing to attest"), desk.language)
            return
        findings: tuple[Finding, ...] = ()
        notes: tuple[Message, ...] = ()
        for landing in landings:
            done = attest_landing(desk.recorder, landing)
            if done.commit:
                said = msg(
                    "{landing} is attested by {commit}",
                    landing=landing[:12],
                    commit=done.commit[:12],
                )
                say(said, desk.language)
            findings += done.findings
            notes += tuple(
                msg("{person}: {reason}", person=item.person, reason=item.reason)
                for item in done.gathered.discarded
            )
    finish("audit", findings, format_, desk.language, tip=landings[-1], notes=notes)
