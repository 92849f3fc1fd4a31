"""`ubah list`, `show`, `next`: reading the register of the work tree."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from ubah.cli.console import OutputConsole
from ubah.cli.session import EXIT_CODES, language_of, language_option
from ubah.core.diagnostics import CannotRun, Finding, Message, Severity, Verdict, msg
from ubah.core.judge.contents import judge_contents
from ubah.core.lookalikes import plain_signs
from ubah.core.model import Entry, JudgedStep
from ubah.core.paths import record_id, split_register
from ubah.core.reading.journal import state_label
from ubah.core.register.choices import overdue
from ubah.core.register.needs import PROOF_KINDS
from ubah.core.register.retrospective import retrospective_of
from ubah.core.register.views import AuditSummary, RecordView, Register, build_register
from ubah.core.render import render
from ubah.edge import catalogues, clock, disk
from ubah.edge.proved import Landed, landed_steps
from ubah.edge.work_files import work_files
from ubah.edge.workspace import authority_on_disk, landed_files, office_root, read_record
from ubah.publish.context import build_context
from ubah.publish.exports.record_text import record_text
from ubah.publish.words import Words


@dataclass(frozen=True)
class Loaded:
    """The register as the work tree holds it, and the files of it that cannot be read."""

    register: Register
    unreadable: tuple[str, ...]


def load() -> Loaded:
    """Return the register as the work tree holds it, judged by content."""
    root = office_root(Path.cwd())
    authority = authority_on_disk(root)
    files = work_files(root).register()
    records, assets = split_register(files)
    judged = judge_contents(records, assets, authority)
    if _broken(judged.findings):  # what has landed is not held against today's schemas
        judged = judge_contents(records, assets, authority, landed_files(root).files)
    broken = _broken(judged.findings)
    sound = {path: data for path, data in files.items() if path not in broken}
    register = build_register(sound, authority, judged.steps, AuditSummary(judged.findings))
    read = {view.path for view in register.records}
    there = {*records, *disk.misplaced(root, record_id)}
    return Loaded(register, tuple(sorted(there - read)))


def load_register() -> Register:
    """Return the register as the work tree holds it, without what cannot be read."""
    return load().register


def _broken(findings: tuple[Finding, ...]) -> frozenset[str]:
    """Return the records that are no YAML, or not such as the schemas have them."""
    return frozenset(
        finding.place.path
        for finding in findings
        if finding.under.group.of_form
        and record_id(finding.place.path)
        and finding.severity is Severity.ERROR
    )


def finish_reading(unreadable: tuple[str, ...], text: Callable[[Message], str]) -> None:
    """Name what could not be read and leave with exit 1, since what was shown lacks it."""
    for path in unreadable:
        said = msg("{path} cannot be read, and is left out", path=path)
        click.echo(f"ubah: {text(said)}", err=True)
        hint = msg("type: ubah check {path}", path=path)
        click.echo(f"  → {text(hint)}", err=True)
    if unreadable:
        sys.exit(EXIT_CODES[Verdict.FAIL])


def words_of(lang: str | None) -> tuple[str, Callable[[Message], str]]:
    """Return the user's language, and from a message to a sentence in it."""
    language = language_of(lang)
    translate = catalogues.load(language)
    return language, lambda message: render(message, translate, language)


def print_table(table: Table) -> None:
    """Print a table as wide as the terminal, or wide enough for a file."""
    width = None if sys.stdout.isatty() else 200
    OutputConsole(width=width, highlight=False).print(table)


@click.command("list")
@click.option("--state", default="", help="Only records in this state.")
@click.option("--open", "only_open", is_flag=True, help="Only records that are not finished.")
@click.option("--overdue", "only_overdue", is_flag=True, help="Only records that are overdue.")
@language_option
def list_records(state: str, only_open: bool, only_overdue: bool, lang: str | None) -> None:
    """List the requests for change."""
    loaded = load()
    register = loaded.register
    sop, now = register.authority.sop, clock.now()
    if state and state not in sop.states:
        known = ", ".join(sop.states)
        raise CannotRun(
            msg("there is no state {state}", state=state),
            msg("possible here: {known}", known=known),
        )
    language, text = words_of(lang)
    table = Table(box=None, pad_edge=False)
    for heading in (msg("Number"), msg("State"), msg("Since"), msg("Requester"), msg("Title")):
        table.add_column(text(heading), overflow="fold")
    shown = 0
    for view in register.records:
        final = sop.states[view.progress.state].final
        late = overdue(register, view, now)
        if (
            (state and view.progress.state != state)
            or (only_open and final)
            or (only_overdue and not late)
        ):
            continue
        shown += 1
        since = register.authority.office.day(view.record.journal[-1].at).isoformat()
        label = state_label(view.progress, sop.states[view.progress.state]).in_language(language)
        told = retrospective_of(view.record, view.progress, register.authority)
        marks = [*([text(msg("overdue"))] if late else [])]
        marks += [told.label.in_language(language)] if told else []
        mark = f" ({', '.join(marks)})" if marks else ""
        asker = view.record.request["requester"]
        requester = view.record.requester or f"{asker['name']} ({asker['organisation']})"
        table.add_row(
            view.record.id,
            escape(label + mark),
            since,
            escape(requester),
            escape(view.record.title),
        )
    print_table(table)
    click.echo(text(msg("{shown} of {all} records", shown=shown, all=len(register.records))))
    finish_reading(loaded.unreadable, text)


@click.command()
@click.argument("record")
@language_option
def show(record: str, lang: str | None) -> None:
    """Show one record in full: the request, each step with its proof, where it stands, who is next."""
    record = plain_signs(record).strip().upper()
    root = office_root(Path.cwd())
    path, _ = read_record(root, record)
    register = load_register()
    view = register.record(record)
    if view is None:
        raise CannotRun(
            msg("{record} cannot be read", record=record), msg("type: ubah check {path}", path=path)
        )
    language, text = words_of(lang)
    landed = landed_steps(root, path)
    words = Words(language, catalogues.load(language), register.authority.office.zone)
    view = replace(view, steps=_judged(view, landed))
    ctx = build_context(register, clock.now(), words, internal=True)
    proofs = {entry.number: text(_proof(entry, landed, register)) for entry in view.record.journal}
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    for line in record_text(view, ctx, proofs, width):
        heading = bool(line) and not line.startswith(" ")
        click.echo(click.style(line, bold=True) if heading else line)


def _judged(view: RecordView, landed: Landed) -> tuple[JudgedStep, ...]:
    """Return the steps as they were judged when they landed; what has not, by content alone."""
    known = {step.entry.number: step for step in landed.steps}
    entries = {entry.number: entry for entry in view.record.journal}
    kept = {number: step for number, step in known.items() if entries.get(number) == step.entry}
    return tuple({**{step.entry.number: step for step in view.steps}, **kept}.values())


def _proof(entry: Entry, landed: Landed, register: Register) -> Message:
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
