"""`ubah forge rehearse`: which assumptions about the forge have been seen to hold, on the real one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, MutableMapping
from datetime import timedelta
from pathlib import Path

import click

from ubah.cli.forge.job import RecorderJob, excused, open_job
from ubah.cli.forge.playing import PATIENCE, PAUSE, played, stage
from ubah.cli.forge.waiting import speaker
from ubah.cli.language import language_option
from ubah.cli.session import EXIT_CODES, print_text
from ubah.core.diagnostics import CannotRun, Label, Message, Verdict, msg
from ubah.core.forge.assumptions import Sighting
from ubah.edge.system import clock, disk
from ubah.report.escape import visible

_SIGNS = {True: "✓", False: "✗", None: "?"}
ACT = "• "
"""What a line of the report begins with that tells what was played."""
MANAGER, HEAD = "UBAH_MANAGER_TOKEN", "UBAH_HEAD_TOKEN"
_Token = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--remote", default="origin", show_default=True, help="The forge's repository.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what was played and seen into this file, too.",
)
@click.option(
    "--play", "plays", is_flag=True, help="Play a change first, with the two tokens; about an hour."
)
@click.option(
    "--manager-token",
    type=_Token,
    help=f"File with the change manager's token; else {MANAGER}.",
)
@click.option("--head-token", type=_Token, help=f"File with the head's token; else {HEAD}.")
@language_option
@excused
def rehearse(
    remote: str,
    out: Path | None,
    plays: bool,
    manager_token: Path | None,
    head_token: Path | None,
    lang: str | None,
) -> None:
    """Say what this repository on the forge shows of what is assumed of the forge.

    Without --play it only reads. With it a change is played in an office founded by ubah init
    --rehearsal, in a repository that may be thrown away; typed again, it goes on from where it was.

    Exit codes: 0 all seen to hold, 1 something is otherwise, 3 something was not to be seen yet.
    """
    tokens = tuple(
        _token(os.environ, path, name)
        for path, name in ((manager_token, MANAGER), (head_token, HEAD))
    )
    if plays and not all(tokens):
        raise CannotRun(
            msg("to play takes the tokens of two accounts"),
            msg(
                "name files for --manager-token and --head-token, or set {names}",
                names=f"{MANAGER}, {HEAD}",
            ),
        )
    with open_job(remote, lang, tokens[0]) as job:
        say = speaker(job)
        when = job.recorder.clock().astimezone(job.authority.office.zone).isoformat()
        title = msg("Rehearsal on {forge}, {time}", forge=job.recorder.forge.host, time=when)
        lines = [visible(say(title))]
        acts = _earlier(out)

        def tell(message: Message) -> None:
            click.echo(visible(say(message)))

        if plays:
            place = stage(job, (tokens[0], tokens[1]), tell)
            try:
                for done in played(place):
                    acts.append(f"{ACT}{visible(say(done))}")
            finally:  # what was played is written down, however it ends
                _write(out, [*lines, *acts])
        sightings = _sightings(job, tell if plays else None)
        lines += [*acts, *_lines(job, sightings, say)]
    print_text("\n".join([*lines, ""]))
    _write(out, lines)
    held = {one.holds for one in sightings if not one.assumption.by_eye}
    verdict = Verdict.FAIL if False in held else Verdict.PASS
    sys.exit(
        EXIT_CODES[Verdict.INDETERMINATE if verdict is Verdict.PASS and None in held else verdict]
    )


def _earlier(out: Path | None) -> list[str]:
    """Return what an earlier run of the same rehearsal wrote down as played."""
    if out is None or not disk.is_there(out):
        return []
    return [line for line in disk.read(out).decode().splitlines() if line.startswith(ACT)]


def _write(out: Path | None, lines: list[str]) -> None:
    if out is not None:
        disk.write_atomically(out, "\n".join([*lines, ""]).encode())


def _token(environment: MutableMapping[str, str], path: Path | None, name: str) -> str:
    """Return a token; it is taken out of the environment, so that no child process has it."""
    said = environment.pop(name, "")
    return (disk.read(path).decode() if path else said).strip()


def _sightings(job: RecorderJob, tell: Callable[[Message], None] | None) -> tuple[Sighting, ...]:
    """Return what is seen; with ``tell`` what shows itself in a while is waited for."""
    waited = timedelta()
    while True:
        found = tuple(job.recorder.forge.rehearsed(job.recorder.clock()))
        soon = [one for one in found if one.holds is None and one.seen]
        if tell is None or not soon or waited >= PATIENCE:
            return found
        if not waited:
            tell(msg("waiting: {what} {address}", what=soon[0].assumption.text, address=""))
        clock.wait(PAUSE)
        waited += PAUSE


def _lines(
    job: RecorderJob, sightings: tuple[Sighting, ...], say: Callable[[Message | Label], str]
) -> list[str]:
    lines = []
    for one in sightings:
        told = f" ({visible(say(one.seen))})" if one.seen else ""
        assumption = one.assumption
        sign = "–" if assumption.by_eye else _SIGNS[one.holds]
        lines.append(f"{sign} {assumption.number}. {visible(say(assumption.text))}{told}")
        if one.holds is None:
            lines.append(f"  → {visible(say(assumption.play))}")
        elif one.thread:
            asked = f" [{one.request}]" if one.request else ""
            lines.append(f"  {job.recorder.forge.address(one.thread)}{asked}")
    return lines
