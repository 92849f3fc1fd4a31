"""Archived requests at a terminal: a list and one in full, always marked as taken over and not proved."""

from __future__ import annotations

from pathlib import Path

import click

from ubah.cli.columns import Cells, print_columns
from ubah.cli.language import say
from ubah.cli.loading import words_of
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.forms.fields import label_of
from ubah.core.json_schema.parts import dereference
from ubah.edge.clone.archive_files import archive_there
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.workspace import authority_on_disk

ARCHIVED = "ARSIP-"
HEADINGS = (msg("Archive"), msg("Number"), msg("Date"), msg("Requester"), msg("Title"))
CORRECTED = msg("corrected")
NOT_PROVED = msg("taken over from elsewhere, not proved; counted in no figure")


def list_archived(lang: str | None) -> None:
    """Print the archived requests, oldest id first."""
    root = office_root(Path.cwd())
    archive = archive_there(root, authority_on_disk(root))
    _, text = words_of(lang)
    corrected = {each.corrects for each in archive}
    rows: list[Cells] = []
    for each in archive:
        told = each.original
        mark = f" ({text(CORRECTED)})" if each.id in corrected else ""
        cells = (str(told.get(name, "–")) for name in ("number", "date", "requester"))
        rows.append((each.id + mark, *cells, each.title))
    print_columns([text(each) for each in HEADINGS], rows)
    say(msg("{count} archived requests", count=len(rows)), lang)
    say(NOT_PROVED, lang)


def show_archived(root: Path, number: str, lang: str | None) -> None:
    """Print one archived request in full.

    Raises:
        CannotRun: if there is none.
    """
    authority = authority_on_disk(root)
    archive = {each.id: each for each in archive_there(root, authority)}
    if number not in archive:
        raise CannotRun(
            msg("there is no archived request {number}", number=number),
            msg("type: ubah list --archived, to see which there are"),
        )
    each, schema = archive[number], authority.archive_schema
    language, text = words_of(lang)
    click.echo(click.style(f"{each.id} – {each.title}", bold=True))
    click.echo(text(NOT_PROVED))
    for other in archive.values():
        if other.corrects == number:
            say(msg("corrected by {id}", id=other.id), lang)
    for part in ("original", "corrects", "taken_over"):
        definition = schema["properties"][part]
        told = each.data.get(part, {})
        if told:
            click.echo(f"\n{label_of(definition).in_language(language)}")
        for name, value in told.items():
            own = dereference(definition["properties"][name], schema.get("$defs", {}))
            label = label_of(own).in_language(language)
            is_taker = (part, name) == ("taken_over", "by")
            said = authority.roles.named(str(value)) if is_taker else str(value)
            lines = said.split("\n")
            click.echo(f"  {label}: {lines[0]}")
            for line in lines[1:]:
                click.echo(f"    {line}")
