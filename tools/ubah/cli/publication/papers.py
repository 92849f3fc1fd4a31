"""`ubah export pdf`: the SOP's forms of a request, as papers to be filed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from ubah.cli.completing import complete_record
from ubah.cli.publication.handing_out import (
    ChosenRegister,
    ExportOptions,
    export_options,
    gather,
    hand_out,
    hand_out_files,
    refuse_terminal,
)
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.register.views import RecordView
from ubah.publish.gathered.context import Context
from ubah.publish.papers.forms import FORMS, forms_reached, papers_of
from ubah.publish.papers.paper import Paper, document_of

PDF = "pdf"
MOST = 300
"""So many forms are set into one file: more would fill the memory. A file for each takes any number."""


@click.command()
@click.argument("records", metavar="[RFC…]", nargs=-1, shell_complete=complete_record)
@click.option(
    "--form",
    "forms",
    multiple=True,
    type=click.Choice(tuple(FORMS)),
    help="Only this form; may be given again. Default: all that the request has come to.",
)
@click.option(
    "--dir",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="A file for each form, in this folder, instead of one file with all of them.",
)
@export_options
def pdf(records: tuple[str, ...], forms: tuple[str, ...], folder: Path | None, **more: Any) -> None:
    """Write the forms of a request as papers to be filed (PDF/A-2a).

    Without RFC: of all requests that the options choose. No browser is needed.
    """
    asked = ExportOptions(**more)
    if folder is not None and asked.out is not None:
        raise CannotRun(
            msg("--dir and --out exclude each other"),
            msg("--out FILE writes one file with all forms, --dir DIR one for each"),
        )
    if folder is None:
        refuse_terminal(PDF, asked)
    gathered = gather(asked)
    ctx = gathered.chosen
    views = _chosen(records, gathered)
    made = [(view, name) for view in views for name in forms_reached(view)]
    wanted = [(view, name) for view, name in made if not forms or name in forms]
    if not wanted:
        raise _nothing_reached(forms, views)
    if folder is None:
        _refuse_too_many(len(wanted))
        title = views[0].record.id if len(views) == 1 else ctx.words.translate("Change log")
        papers = [paper for view, name in wanted for paper in papers_of(view, (name,), ctx)]
        hand_out(typeset_papers(title, papers, ctx), asked)
        return
    edition = "-internal" if asked.internal else ""  # never to be taken for the public one
    names = [f"{view.record.id}-{name}{edition}.pdf" for view, name in wanted]
    hand_out_files(names, _pdfs(wanted, ctx), folder, asked)


def typeset_papers(title: str, papers: Iterable[Paper], ctx: Context) -> bytes:
    """Return papers as one PDF."""
    from ubah.edge.system.typesetting import typeset  # only here: few have typst installed

    template = (files("ubah.publish.papers") / "paper.typ").read_bytes()
    return typeset(template, document_of(title, papers, ctx))


def _pdfs(wanted: Iterable[tuple[RecordView, str]], ctx: Context) -> Iterator[bytes]:
    """Yield each form as a file of its own."""
    for view, name in wanted:
        papers = papers_of(view, (name,), ctx)
        yield typeset_papers(f"{view.record.id} – {papers[0].name}", papers, ctx)


def _refuse_too_many(count: int) -> None:
    if count > MOST:
        raise CannotRun(
            msg("{count} forms are too many for one file (at most {most})", count=count, most=MOST),
            msg("write a file for each: ubah export pdf --dir DIR; or choose fewer: --period"),
        )


def _chosen(numbers: tuple[str, ...], gathered: ChosenRegister) -> tuple[RecordView, ...]:
    """Return the records with those numbers, or all that were chosen."""
    if not gathered.whole.records:
        raise CannotRun(msg("the register holds no record yet"), msg("make one: ubah new"))
    if numbers and not gathered.choice.all:
        raise CannotRun(
            msg("requests are named by number or chosen by options, not both"),
            msg("type: ubah export pdf {records} --out FILE", records=" ".join(numbers)),
        )
    for number in numbers:
        if number not in gathered.whole.records:
            raise CannotRun(
                msg("there is no record {number}", number=number), msg("see them all: ubah list")
            )
    if numbers:
        return tuple(gathered.whole.records[number] for number in dict.fromkeys(numbers))
    views = gathered.chosen.register.records
    if not views:
        raise CannotRun(msg("no request fits what was asked for"), msg("see them all: ubah list"))
    return views


def _nothing_reached(forms: tuple[str, ...], views: tuple[RecordView, ...]) -> CannotRun:
    named = ", ".join(forms)
    if len(views) > 1:
        return CannotRun(
            msg("none of these requests has come to this form: {forms}", forms=named),
            msg("see where they stand: ubah list"),
        )
    return CannotRun(
        msg("{number} has not come to this form: {forms}", number=views[0].record.id, forms=named),
        msg("possible here: {known}", known=", ".join(forms_reached(views[0]))),
    )
