"""`ubah show`: one record in full, with the proof of each step."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import click

from ubah.cli.changes.archived import ARCHIVED, show_archived
from ubah.cli.completing import complete_record
from ubah.cli.language import language_option
from ubah.cli.loading import words_of
from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.lookalikes import plain_signs
from ubah.core.model import Entry, JudgedStep
from ubah.core.register.needs import PROOF_KINDS
from ubah.core.register.views import RecordView, Register
from ubah.edge.clone.landed_record import LandedRecord, landed_steps
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.work_register import read_one
from ubah.edge.clone.workspace import read_record
from ubah.edge.system import catalogues, clock
from ubah.publish.exports.record_text import record_text
from ubah.publish.gathered.context import build_context
from ubah.publish.words.language import Words


@click.command()
@click.argument("record", shell_complete=complete_record)
@language_option
def show(record: str, lang: str | None) -> None:
    """Show one record in full: the request, each step with its proof, where it stands, who is next."""
    record = plain_signs(record).strip().upper()
    root = office_root(Path.cwd())
    if record.startswith(ARCHIVED):
        show_archived(root, record, lang)
        return
    path, _ = read_record(root, record)
    now = clock.now()
    register = read_one(root, path, now)
    view = register.record(record)
    if view is None:
        raise CannotRun(
            msg("{record} cannot be read", record=record), msg("type: ubah check {path}", path=path)
        )
    language, text = words_of(lang)
    landed = landed_steps(root, path)
    words = Words(language, catalogues.load(language), register.authority.office.zone)
    view = replace(view, steps=_judged(view, landed))
    ctx = build_context(register, now, words, internal=True)
    proofs = {entry.number: text(_proof(entry, landed, register)) for entry in view.record.journal}
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    for line in record_text(view, ctx, proofs, width):
        heading = bool(line) and not line.startswith(" ")
        click.echo(click.style(line, bold=True) if heading else line)


def _judged(view: RecordView, landed: LandedRecord) -> tuple[JudgedStep, ...]:
    """Return the steps as they were judged when they landed; what has not, by content alone."""
    known = {step.entry.number: step for step in landed.steps}
    entries = {entry.number: entry for entry in view.record.journal}
    kept = {number: step for number, step in known.items() if entries.get(number) == step.entry}
    return tuple({**{step.entry.number: step for step in view.steps}, **kept}.values())


def _proof(entry: Entry, landed: LandedRecord, register: Register) -> Message:
    """Return how an entry is proved, or what is known of it and why no more."""
    if register.authority.office.sample:
        return msg(
            "proof: none; this is sample data, which nobody signed (ubah demo DIR has proofs)"
        )
    if landed.unknown is not None:
        return msg("proof: cannot be told here: {reason}", reason=landed.unknown)
    if entry.number > len(landed.entries):
        return msg("proof: not yet on main, where it is judged; for a branch: ubah explain BRANCH")
    if landed.entries[entry.number - 1] != entry:
        return msg("proof: none; main has another entry in this place (type: ubah check)")
    step = next((step for step in landed.steps if step.entry.number == entry.number), None)
    if step is None:
        return msg("proof: none; it came with the trust root, as the baseline of the history")
    if step.proof is None:
        return msg(
            "proof: none was found when it landed (type: ubah explain {commit})",
            commit=step.landing[:12],
        )
    return msg(
        "proof: {kind}, commit {commit}, {by}",
        kind=PROOF_KINDS[step.proof.kind],
        commit=step.proof.commit[:12],
        by=step.proof.key or step.proof.account,
    )
