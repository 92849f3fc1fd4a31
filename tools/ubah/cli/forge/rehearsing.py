"""`ubah forge rehearse`: which assumptions about the forge have been seen to hold, on the real one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from ubah.cli.forge.job import excused, open_job
from ubah.cli.forge.waiting import speaker
from ubah.cli.language import language_option
from ubah.cli.session import EXIT_CODES, print_text
from ubah.core.diagnostics import Label, Message, Verdict, msg
from ubah.core.forge.assumptions import Sighting
from ubah.edge.system import disk
from ubah.report.escape import visible

_SIGNS = {True: "✓", False: "✗", None: "?"}


@click.command()
@click.option("--remote", default="origin", show_default=True, help="The forge's repository.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what was seen into this file, too.",
)
@language_option
@excused
def rehearse(remote: str, out: Path | None, lang: str | None) -> None:
    """Say what this repository on the forge shows of what is assumed of the forge; read only.

    Exit codes: 0 all seen to hold, 1 something is otherwise, 3 something was not to be seen yet.
    """
    with open_job(remote, lang) as job:
        say = speaker(job)
        sightings = tuple(job.recorder.forge.rehearsed(job.recorder.clock()))
        when = job.recorder.clock().astimezone(job.authority.office.zone).isoformat()
        title = msg("Rehearsal on {forge}, {time}", forge=job.recorder.forge.host, time=when)
        text = "\n".join([visible(say(title)), *_lines(sightings, say), ""])
    print_text(text)
    if out is not None:
        disk.write_atomically(out, text.encode())
    held = {one.holds for one in sightings}
    verdict = Verdict.FAIL if False in held else Verdict.PASS
    sys.exit(
        EXIT_CODES[Verdict.INDETERMINATE if verdict is Verdict.PASS and None in held else verdict]
    )


def _lines(sightings: tuple[Sighting, ...], say: Callable[[Message | Label], str]) -> list[str]:
    lines = []
    for one in sightings:
        told = f" ({visible(say(one.seen))})" if one.seen else ""
        assumption = one.assumption
        lines.append(
            f"{_SIGNS[one.holds]} {assumption.number}. {visible(say(assumption.text))}{told}"
        )
        if one.holds is None:
            lines.append(f"  → {visible(say(assumption.play))}")
    return lines
