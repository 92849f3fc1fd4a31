"""`ubah forge`: pull requests in, review approvals as SOP approvals (GitHub so far)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from ubah.cli.forge_words import (
    decision_note,
    decision_words,
    pull_report,
    reminder_text,
    request_note,
)
from ubah.cli.session import EXIT_CODES, finish, language_option, print_problem, report_options, say
from ubah.core.diagnostics import CannotRun, Message, Verdict, msg
from ubah.core.forge import ForgeAccount
from ubah.core.settings import Authority
from ubah.edge import catalogues, clock
from ubah.edge.attesting import attest as attest_landing
from ubah.edge.decisions import Decided
from ubah.edge.decisions import decide as decide_all
from ubah.edge.forges import Forge, ForgeRefused
from ubah.edge.forges.settings import ForgeEnvironment, connect, key_file, take_environment
from ubah.edge.gitrepo import Exchange, MissingObject, WorkingRepository
from ubah.edge.issues import request as request_pull
from ubah.edge.landing_pulls import Landed, land_ready
from ubah.edge.landing_pulls import land as land_pull
from ubah.edge.pulls import assess
from ubah.edge.recorder import Recorder, authority_at, fetch_main, read_key
from ubah.edge.workspace import object_reader
from ubah.report.pull_request import MARKER, PullReport, comment

REMINDERS = "ubah-pengingat"
"""The label by which the one issue of reminders is found again."""

EXIT_INDETERMINATE = EXIT_CODES[Verdict.INDETERMINATE]


@click.group()
def forge() -> None:
    """Work on a forge: check and land pull requests, ask the head, attest."""


@dataclass(frozen=True)
class Desk:
    """What a command works with: the recorder, the office on main, the language."""

    recorder: Recorder
    authority: Authority
    environment: ForgeEnvironment
    language: str


@contextmanager
def _desk(remote: str, lang: str | None) -> Iterator[Desk]:
    """Open the clone, read the office from the forge's main, and take up the recorder's key.

    Raises:
        CannotRun: if something is missing.
        ForgeUnreachable: if main cannot be fetched, or lacks a part here.
    """
    environment = take_environment(os.environ)
    with ExitStack() as stack:
        repository = stack.enter_context(WorkingRepository(Path.cwd()))
        reader = object_reader(repository)
        stack.enter_context(reader.store)
        exchange = Exchange(repository, remote)
        key = None
        if environment.key:
            key = read_key(stack.enter_context(key_file(environment.key)))
        try:
            authority = authority_at(reader, fetch_main(repository, exchange))
            service = connect(environment, authority)
            recorder = Recorder(repository, exchange, reader, service, clock.now, key)
            yield Desk(recorder, authority, environment, lang or authority.office.language)
        except MissingObject as missing:
            raise CannotRun(
                msg(
                    "the object {oid} cannot be read: {reason}",
                    oid=missing.oid,
                    reason=missing.reason,
                ),
                msg(
                    "this clone is shallow, partial or damaged; type: git fetch --unshallow, or clone anew"
                ),
                indeterminate=True,
            ) from None


_remote = click.option(
    "--remote", default="origin", show_default=True, help="The forge's repository, as git knows it."
)
_pull = click.option("--pull", "number", type=click.IntRange(1), required=True, help="Its number.")


@forge.command()
@_pull
@_remote
@report_options
def check(number: int, remote: str, format_: str, lang: str | None) -> None:
    """Say what a pull request would land, and what it lacks: on the lines, and in one comment."""
    with _desk(remote, lang) as desk:
        found = assess(desk.recorder, number)
        report = pull_report(desk.recorder, found)
        _tell(desk, number, report)
        findings, notes, tip = found.findings, report.notes, found.pull.head
        counts = {"steps": len(found.steps)}
    finish("check", findings, format_, desk.language, counts=counts, tip=tip, notes=notes)


@forge.command()
@click.option("--pull", "number", type=click.IntRange(1), help="Only this one; default: all open.")
@_remote
@language_option
def land(number: int | None, remote: str, lang: str | None) -> None:
    """Land what the judge accepts, signed by the recorder; what it refuses stays open."""
    worst = 0
    with _desk(remote, lang) as desk:
        if number is not None:
            done = land_pull(desk.recorder, number)
            _tell_landed(desk, number, done)
            if not done.commit:
                say(msg("#{number} is not landed", number=number), desk.language)
                finish("check", done.findings, "text", desk.language)
            return
        for each, outcome in land_ready(desk.recorder):
            if isinstance(outcome, CannotRun):
                print_problem(outcome)
                worst = max(worst, EXIT_INDETERMINATE if outcome.indeterminate else 2)
            else:
                _tell_landed(desk, each, outcome)
    sys.exit(worst)


def _tell_landed(desk: Desk, number: int, done: Landed) -> None:
    if done.commit:
        say(
            msg("#{number} landed as {commit}", number=number, commit=done.commit[:12]),
            desk.language,
        )
        _tell(desk, number, pull_report(desk.recorder, done.assessment, done.commit))
    else:
        say(
            msg("#{number} waits: {count} findings", number=number, count=len(done.findings)),
            desk.language,
        )


@forge.command()
@_remote
@language_option
def decide(remote: str, lang: str | None) -> None:
    """Ask the head where a record waits, and land what the head has answered."""
    worst = 0
    with _desk(remote, lang) as desk:
        words = decision_words(desk.language, catalogues.load(desk.language))
        for outcome in decide_all(desk.recorder, words):
            if isinstance(outcome, CannotRun):
                print_problem(outcome)
                worst = max(worst, EXIT_INDETERMINATE if outcome.indeterminate else 2)
            else:
                _tell_decided(desk, outcome)
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
        _comment(desk, number, text)


@forge.command()
@click.option("--issue", "number", type=click.IntRange(1), required=True, help="Its number.")
@_remote
@language_option
def request(number: int, remote: str, lang: str | None) -> None:
    """Make a pull request of a filled-in form; the actor, or the recorder, proves it later."""
    with _desk(remote, lang) as desk:
        done = request_pull(desk.recorder, number)
        translate = catalogues.load(desk.language)
        text = request_note(done, desk.language, translate)
        if text:
            _comment(desk, number, text)
        if done.pull and desk.environment.output:
            with Path(desk.environment.output).open("a", encoding="utf-8") as stream:
                stream.write(f"pull={done.pull.number}\n")
    finish("check", done.findings, "text", desk.language)


@forge.command()
@_remote
@language_option
def remind(remote: str, lang: str | None) -> None:
    """Keep one issue that says what is overdue or about to end, and tells those it waits for."""
    with _desk(remote, lang) as desk:
        title, text = reminder_text(desk.recorder, desk.language, catalogues.load(desk.language))
        service = desk.recorder.forge
        old = service.open_issues(REMINDERS)
        if text and not (old and old[0].body.rstrip() == text.rstrip()):
            service.write_issue(title, text, (REMINDERS,), old[0].number if old else None)
        elif not text:
            for issue in old:
                service.close_issue(issue.number)
    say(msg("reminded") if text else msg("nothing waits"), desk.language)


@forge.command()
@click.argument("commit")
@_remote
@report_options
def attest(commit: str, remote: str, format_: str, lang: str | None) -> None:
    """Add the proofs of a landing that was made with the forge's own button."""
    with _desk(remote, lang) as desk:
        landing = desk.recorder.repository.resolve(commit)
        done = attest_landing(desk.recorder, landing)
        if done.commit:
            say(
                msg(
                    "{landing} is attested by {commit}",
                    landing=landing[:12],
                    commit=done.commit[:12],
                ),
                desk.language,
            )
        notes: tuple[Message, ...] = tuple(
            msg("{person}: {reason}", person=item.person, reason=item.reason)
            for item in done.gathered.discarded
        )
    finish("audit", done.findings, format_, desk.language, tip=landing, notes=notes)


def _tell(desk: Desk, number: int, report: PullReport) -> None:
    """Write the comment, or rewrite it in place, and the job's summary."""
    translate = catalogues.load(desk.language)
    if desk.environment.summary:
        with Path(desk.environment.summary).open("a", encoding="utf-8") as stream:
            stream.write(comment(report, desk.language, translate, whole=True))
    try:
        _comment(desk, number, comment(report, desk.language, translate))
    except ForgeRefused as problem:
        # A fork's pull request is checked with a token that may only read.
        print_problem(problem)


def _comment(desk: Desk, number: int, text: str) -> None:
    service: Forge = desk.recorder.forge
    for old in service.comments(number):
        if old.body.startswith(MARKER) and _is_own(desk, old.author):
            if old.body.rstrip() != text.rstrip():
                service.write_comment(number, text, replacing=old.id)
            return
    service.write_comment(number, text)


def _is_own(desk: Desk, author: ForgeAccount | None) -> bool:
    """Whether a comment may be rewritten: a robot's, or one by the recorder's own account."""
    if author is None:
        return False
    owner = desk.authority.roles.owner_of_account(desk.recorder.forge.host, author.id)
    recorder = owner is not None and desk.authority.roles.ever_held(owner[0].id, "recorder")
    return author.is_robot or recorder
