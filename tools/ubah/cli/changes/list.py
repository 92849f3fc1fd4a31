"""`ubah list`: the requests for change in the work tree."""

from __future__ import annotations

from datetime import date

import click

from ubah.cli.choosing import choice_options
from ubah.cli.columns import Cells, print_columns
from ubah.cli.language import language_option
from ubah.cli.loading import finish_reading, load, words_of
from ubah.core.diagnostics import msg
from ubah.core.register.choosing import RequestChoice, choice_of
from ubah.core.register.summaries import RecordSummary
from ubah.edge.system import clock

HEADINGS = (msg("Number"), msg("State"), msg("Since"), msg("Requester"), msg("Title"))


@click.command("list")
@choice_options
@click.option("--open", "only_open", is_flag=True, help="Only records that are not finished.")
@click.option("--overdue", "only_overdue", is_flag=True, help="Only records that are overdue.")
@click.option(
    "--archived", is_flag=True, help="Instead the requests from before the register: not proved."
)
@language_option
def list_records(
    period: str,
    state: str,
    kind: str,
    category: str,
    only_open: bool,
    only_overdue: bool,
    archived: bool,
    lang: str | None,
) -> None:
    """List the requests for change."""
    if archived:
        from ubah.cli.changes.archived import list_archived  # only here: the judge is slow to load

        list_archived(lang)
        return
    loaded, now = load(), clock.now()
    register = loaded.moving
    sop = register.authority.sop
    choice = choice_of(period, state, kind, category, sop)
    language, text = words_of(lang)
    views = {view.record.id: view for view in register.records}
    late = {number for number, view in views.items() if register.outlook(view, now).overdue}
    shown = [
        line
        for line in loaded.summaries
        if _is_taken(line, choice)
        and not (only_open and sop.states[line.state].final)
        and not (only_overdue and line.number not in late)
    ]
    rows: list[Cells] = []
    for line in shown:
        marks = [text(msg("overdue"))] if line.number in late else []
        marks += filter(None, [line.mark.in_language(language)])
        mark = f" ({', '.join(marks)})" if marks else ""
        label = line.label.in_language(language)
        who = register.authority.roles.named(line.requester)
        rows.append((line.number, label + mark, line.since, who, line.title))
    print_columns([text(each) for each in HEADINGS], rows)
    click.echo(text(msg("{shown} of {all} records", shown=len(shown), all=len(loaded.summaries))))
    finish_reading(loaded.unreadable, text)


def _is_taken(line: RecordSummary, choice: RequestChoice) -> bool:
    return choice.takes(date.fromisoformat(line.submitted), line.state, line.kind, line.category)
