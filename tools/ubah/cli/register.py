"""`ubah list`, `show`, `next`: reading the register of the work tree."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from ubah.cli.console import OutputConsole
from ubah.cli.session import language_of, language_option
from ubah.core.choices import choices, overdue
from ubah.core.contents import judge_contents
from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.model import JudgedStep
from ubah.core.needs import PROOF_KINDS
from ubah.core.paths import split_register
from ubah.core.register import AuditSummary, RecordView, Register, build_register
from ubah.core.render import render
from ubah.edge import catalogues, clock, disk
from ubah.edge.gitrepo import WorkingRepository
from ubah.edge.proposals import record_steps
from ubah.edge.workspace import authority_on_disk, object_reader, office_root, read_record


def load_register() -> Register:
    """Return the register as the work tree holds it, judged by content."""
    root = office_root(Path.cwd())
    authority = authority_on_disk(root)
    files = disk.register_files(root)
    judged = judge_contents(*split_register(files), authority)
    return build_register(files, authority, judged.steps, AuditSummary(judged.findings))


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
    register = load_register()
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
        label = sop.states[view.progress.state].label.in_language(language)
        mark = " (" + text(msg("overdue")) + ")" if late else ""
        requester = view.record.requester or str(view.record.request["requester"]["name"])
        table.add_row(
            view.record.id,
            escape(label + mark),
            since,
            escape(requester),
            escape(view.record.title),
        )
    print_table(table)
    click.echo(text(msg("{shown} of {all} records", shown=shown, all=len(register.records))))


@click.command()
@click.argument("record")
@language_option
def show(record: str, lang: str | None) -> None:
    """Show one record: where it stands, who is next, and each step with its proof."""
    root = office_root(Path.cwd())
    path, _ = read_record(root, record)
    register = load_register()
    view = register.record(record)
    if view is None:
        raise CannotRun(
            msg("{record} cannot be read", record=record), msg("type: ubah check {path}", path=path)
        )
    language, text = words_of(lang)
    proofs = {step.entry.number: step for step in _proved_steps(path)}
    sop, zone = register.authority.sop, register.authority.office.zone
    click.secho(f"{view.record.id}  {view.record.title}", bold=True)
    click.echo(
        text(msg("State")) + f": {sop.states[view.progress.state].label.in_language(language)}"
    )
    for line in next_lines(register, view, text, language):
        click.echo(line)
    click.echo()
    for entry in view.record.journal:
        action = sop.actions[entry.action]
        steps = "/".join(str(number) for number in action.steps) or "–"
        when = entry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
        who = register.authority.roles.name(entry.by)
        capacity = sop.capacities[entry.capacity].in_language(language) if entry.capacity else ""
        role = f", {capacity} {entry.appointment}".rstrip() if capacity else ""
        click.echo(
            f"{entry.number:3}. [{steps}] {action.label.in_language(language)} — {who} ({entry.by}{role}), {when}"
        )
        for name, value in entry.evidence.items():
            if isinstance(value, (str, int, float, bool)):
                field = action.evidence[name]
                kind = str(field.schema.get("$ref", "")).rpartition("/")[2]
                label = field.label.in_language(language)
                click.echo(f"       {label}: {_plain(value, kind, register, text, language)}")
        click.echo(f"       {_proof_line(proofs.get(entry.number), text)}")


def _plain(
    value: object, kind: str, register: Register, text: Callable[[Message], str], language: str
) -> str:
    """Return a value of the evidence in words; ``kind`` is its definition in the schema."""
    sop, said = register.authority.sop, str(value)
    if isinstance(value, bool):
        return text(msg("yes")) if value else text(msg("no"))
    if kind in ("category", "level"):
        label = (sop.categories if kind == "category" else sop.levels).get(said)
        return label.in_language(language) if label else said
    if kind == "time":
        moment = datetime.fromisoformat(said).astimezone(register.authority.office.zone)
        return moment.strftime("%Y-%m-%d %H:%M %Z")
    return said.replace("\n", "\n         ")


def _proof_line(step: JudgedStep | None, text: Callable[[Message], str]) -> str:
    if step is None:
        return text(msg("proof: not on main yet"))
    if step.proof is None:
        return text(msg("proof: none (baseline of the trust root, or not proved)"))
    by = step.proof.key or step.proof.account
    return text(
        msg(
            "proof: {kind}, commit {commit}, {by}",
            kind=PROOF_KINDS[step.proof.kind],
            commit=step.proof.commit[:12],
            by=by,
        )
    )


def _proved_steps(path: str) -> tuple[JudgedStep, ...]:
    """Return the record's steps as they were judged on main; none where there is no history."""
    try:
        with WorkingRepository(Path.cwd()) as repository:
            tip = repository.find(f"refs/heads/{repository.main}")
            if tip is None:
                return ()
            reader = object_reader(repository)
            with reader.store:
                return record_steps(reader, tip, path)
    except CannotRun:
        return ()


def next_lines(
    register: Register, view: RecordView, text: Callable[[Message], str], language: str
) -> Iterator[str]:
    """Yield a line for each action that is legal now."""
    for action, people in choices(register, view, clock.now()):
        names = ", ".join(f"{register.authority.roles.name(p)} ({p})" for p in people) or text(
            msg("nobody in office")
        )
        yield f"  → {action.label.in_language(language)} [{action.name}]: {names}"
