"""`ubah forge`: pull requests in, review approvals as SOP approvals on GitHub, Forgejo and Gitea."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from ubah.cli.forge.checking import check_group, check_pull
from ubah.cli.forge.files import files
from ubah.cli.forge.job import excused, open_job
from ubah.cli.forge.outcomes import exit_code_of, tell_landed, told_problem
from ubah.cli.forge.rehearsing import rehearse
from ubah.cli.forge.rounds import (
    ask_and_decide,
    attest_landings,
    keep_shown,
    land_all,
    take_form,
    works,
)
from ubah.cli.forge.rounds import remind as keep_reminding
from ubah.cli.forge.telling import check_contents
from ubah.cli.language import language_option, say
from ubah.cli.session import finish, report_options
from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.edge.forges.environment import secret_in
from ubah.edge.forges.table import Connections, job_environment
from ubah.edge.git import WorkingRepository
from ubah.edge.recorder.land import land as land_pull
from ubah.edge.recorder.recorder import SampleOffice
from ubah.edge.system import clock
from ubah.edge.system.alone import alone


@click.group()
def forge() -> None:
    """Work on a forge: check and land pull requests, ask the head, attest."""


forge.add_command(rehearse)
forge.add_command(files)

_FILE = click.Path(path_type=Path, dir_okay=False)
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
    with open_job(remote, lang) as job:
        if number is not None:
            done = land_pull(job.recorder, number)
            tell_landed(job, number, done)
            if not done.commit:
                where = job.recorder.forge.reference(done.assessment.pull.thread)
                say(msg("{pull} is not landed", pull=where), job.language)
                finish("check", done.findings, "text", job.language)
            return
        worst = land_all(job)
    sys.exit(worst)


@forge.command()
@_remote
@language_option
@excused
def decide(remote: str, lang: str | None) -> None:
    """Ask the head where a record waits, and land what the head has answered."""
    with open_job(remote, lang) as job:
        worst = ask_and_decide(job)
    sys.exit(worst)


@forge.command()
@click.option("--issue", "number", type=click.IntRange(1), required=True, help="Its number.")
@_remote
@language_option
@excused
def request(number: int, remote: str, lang: str | None) -> None:
    """Make a pull request of a filled-in form; the actor, or the recorder, proves it later."""
    with open_job(remote, lang) as job:
        findings = take_form(job, number)
    finish("check", findings, "text", job.language)


@forge.command()
@_remote
@language_option
@excused
def remind(remote: str, lang: str | None) -> None:
    """Keep one issue that says what is overdue or about to end, and tells those it waits for."""
    with open_job(remote, lang) as job:
        keep_reminding(job)


@forge.command()
@_remote
@language_option
@excused
def board(remote: str, lang: str | None) -> None:
    """Keep one issue that says who waits for whom; remove the recorder's branches that are done."""
    with open_job(remote, lang) as job:
        keep_shown(job)
    say(msg("the board is up to date"), job.language)


@forge.command()
@click.argument("commit", required=False, default="")
@_remote
@report_options
@excused
def attest(commit: str, remote: str, format_: str, lang: str | None) -> None:
    """Add the proofs of a landing that was made with the forge's own button; default: of all."""
    with open_job(remote, lang) as job:
        last, findings, notes = attest_landings(job, commit)
    if not last:
        say(msg("there is nothing to attest"), job.language)
        return
    finish("audit", findings, format_, job.language, tip=last, notes=notes)


@forge.command()
@click.option(
    "--token",
    type=_FILE,
    help="File with the token of the recorder's account; else UBAH_FORGE_TOKEN.",
)
@click.option(
    "--key", type=_FILE, help="File with the key that it signs with; else UBAH_RECORDER_KEY."
)
@click.option(
    "--lock",
    type=_FILE,
    help="File by which two rounds never run at once; default: ubah-round in the clone's .git.",
)
@_remote
@language_option
@excused
def run(
    token: Path | None, key: Path | None, lock: Path | None, remote: str, lang: str | None
) -> None:
    """Do one whole round as the recorder, for a timer on a server: forms, landings, decisions, board.

    A round that finds another one running ends at once, and well. What is overdue is told in the
    first round of each day.
    """
    secrets = job_environment(os.environ)
    token_text = secret_in(token) if token else secrets.token
    key_text = secret_in(key) if key else secrets.key
    with WorkingRepository(Path.cwd()) as repository:
        path = lock or repository.git_dir / "ubah-round"
    with alone(path) as held:
        if held is None:
            say(msg("another round is running"), lang)
            return
        today, worst, connections = clock.now().date().isoformat(), 0, Connections()
        told: list[tuple[Message, Message | None]] = []
        for work in works(reminds=held.noted() != today):
            try:
                with open_job(remote, lang, token_text, key_text, connections) as job:
                    worst = max(worst, work(job))
            except SampleOffice:
                raise
            except CannotRun as problem:
                if (problem.message, problem.hint) not in told:  # each work of a round may meet it
                    told_problem(problem)
                told.append((problem.message, problem.hint))
                worst = max(worst, exit_code_of(problem))
        if not worst:
            held.note(today)
    sys.exit(worst)
