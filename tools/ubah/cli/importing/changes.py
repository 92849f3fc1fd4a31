"""`ubah import changes`: requests from before the register come into its archive, marked as not proved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ubah.cli.changes.branches import say_how_to_land
from ubah.cli.changes.drafting import open_drafting, refuse
from ubah.cli.columns import Cells
from ubah.cli.importing.agreeing import Wanted
from ubah.cli.importing.options import import_options
from ubah.cli.importing.reading import (
    OpenTable,
    TableSaid,
    columns_of,
    confirmed,
    keep,
    open_table,
    refuse_all,
    refused_rows,
    say_aside,
    say_refused,
)
from ubah.cli.language import say
from ubah.cli.loading import words_of
from ubah.core.diagnostics import msg
from ubah.core.importing.changes import (
    CHANGE_COLUMNS,
    ChangesRead,
    Source,
    archive_fields,
    read_changes,
)
from ubah.edge.clone.archive_files import archive_there, taken_archive_ids
from ubah.edge.clone.drafting import Drafting
from ubah.edge.history.proposals import errors_of
from ubah.edge.system import clock

HEADINGS = (msg("Row"), msg("Archive"), msg("Title"), msg("What happens"))
BRANCH = "arsip"


@click.command()
@import_options(
    click.option(
        "--correct",
        "reason",
        default="",
        metavar="REASON",
        help="Correct what the archive says otherwise than the file, by further archived requests that name the old ones.",
    )
)
def import_changes(
    file_: Path,
    reason: str,
    skip_refused: bool,
    write: bool,
    key: Path | None,
    person: str,
    lang: str | None,
    **options: Any,
) -> None:
    """Take over old requests from FILE (.xlsx, .ods, .csv) into the archive, as not proved.

    They are read-only from then on, counted in no figure, and marked wherever they are shown.
    """
    with open_drafting(key, person) as drafting:
        authority = drafting.authority
        wanted = Wanted(archive_fields(authority), ("title",), "title", CHANGE_COLUMNS, authority)
        usual = drafting.repository.git_dir / "ubah" / "import-changes.yaml"
        told = TableSaid.of(options).kept_in(usual)
        table = open_table(file_, told, wanted, lang)
        read = read_changes(
            table.sheet,
            table.taken,
            table.rows,
            authority,
            archive_there(drafting.root, authority),
            taken_archive_ids(drafting.repository, drafting.reader),
            _source(drafting, table),
            reason,
        )
        _show(table, read, lang)
        refuse_all(read.refused, skip_refused)
        if not read.new:
            say(msg("the archive holds all of it already; there is nothing to write"), lang)
            return
        question = msg("write {count} archived requests now?", count=len(read.new))
        if not write and not confirmed(question, lang):
            say(msg("nothing was written; to write it, add: --write"), lang)
            return
        _put(drafting, {row.path: row.file for row in read.new}, table.path.name, lang)
        keep(table, told, lang)


def _source(drafting: Drafting, table: OpenTable) -> Source:
    day = drafting.authority.office.day(drafting.now)
    me = drafting.signer.person.id
    return Source(table.path.name, table.digest, table.sheet.name, me, day)


def _show(table: OpenTable, read: ChangesRead, lang: str | None) -> None:
    say_aside(table, lang)
    columns_of(_lines(read, lang), HEADINGS, lang)
    say(
        msg(
            "rows: {new} new, {known} in the archive already, {refused} refused",
            new=len(read.new),
            known=len(read.held),
            refused=refused_rows(read.refused),
        ),
        lang,
    )
    say_refused(read.refused, lang)


def _lines(read: ChangesRead, lang: str | None) -> Iterator[Cells]:
    _, text = words_of(lang)
    for row in read.new:
        what = msg("is taken over")
        if row.corrects:
            what = msg("corrects {id}", id=row.corrects)
        yield str(row.row), row.id, str(row.data["original"]["title"]), text(what)
    for held in read.held:
        what = msg("is there already")
        if held.differs:
            what = msg(
                "is there already, but differs in {fields}; to correct it: --correct REASON",
                fields=", ".join(held.differs),
            )
        yield str(held.row), held.id, held.title, text(what)


def _put(drafting: Drafting, files: dict[str, bytes], name: str, lang: str | None) -> None:
    """Commit on a branch of its own, if the judge accepts it."""
    repository = drafting.repository
    head = repository.resolve("HEAD")
    message = f"arsip: {name}\n\n{len(files)} permintaan diambil alih / requests taken over\n"
    commit = drafting.commit(head, files, message)
    findings = errors_of(replace(drafting, now=clock.now()).judge(commit))
    if findings:
        refuse(findings, lang, ())
    with repository.own_branch(BRANCH, head) as branch:
        repository.move_branch(branch, commit, head, f"ubah: {message.splitlines()[0]}")
    say(
        msg(
            "recorded in commit {commit} on the branch {branch}", commit=commit[:12], branch=branch
        ),
        lang,
    )
    say_how_to_land(branch, lang, drafting.authority)
