"""`ubah list`: the requests for change in the work tree."""

from __future__ import annotations

import click
from rich.markup import escape
from rich.table import Table

from ubah.cli.language import language_option
from ubah.cli.loading import finish_reading, load, print_table, words_of
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.reading.journal import state_label
from ubah.core.register.retrospective import retrospective_of
from ubah.edge.system import clock


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
        late = register.outlook(view, now).overdue
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
