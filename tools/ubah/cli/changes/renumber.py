"""`ubah renumber`: the next free number for a draft whose number is taken."""

from __future__ import annotations

from pathlib import Path

import click

from ubah.cli.changes.branches import named_branch, say_how_to_land
from ubah.cli.changes.drafting import open_drafting
from ubah.cli.completing import complete_record
from ubah.cli.language import language_option, say
from ubah.cli.session import key_options
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.paths import attachment_of, record_path, under_number
from ubah.core.reading.records import landed_record, read_file
from ubah.core.reading.writing import renumbered
from ubah.edge.clone.drafting import Drafting
from ubah.edge.clone.workspace import next_number, read_record


@click.command()
@click.argument("record", shell_complete=complete_record)
@key_options
@language_option
def renumber(record: str, key: Path | None, person: str, lang: str | None) -> None:
    """Give a draft whose number is taken on main the next free one, signed again."""
    with open_drafting(key, person) as drafting:
        name, head, main = named_branch(drafting, "")
        old = record_path(record)
        _refuse_to_renumber(drafting, name, head, main, record)
        number = next_number(drafting.repository, drafting.reader, int(record[4:8]))
        data = renumbered(read_record(drafting.root, record)[1], old, record, number)
        text = f"{number}: renumber\n\nUbah-Renumbered: {record} {number}\n"
        kept = _attachments(drafting, head, record)
        tree = drafting.repository.write_tree(
            head,
            {record_path(number): data},
            without=(old, *kept),
            blobs={under_number(path, number): oid for path, oid in kept.items()},
        )
        commit = drafting.commit_tree(tree, (head,), text)
        drafting.repository.move_branch(name, commit, head, f"ubah: renumber {record}")
        if name == record or name.startswith(f"{record}-"):
            name = drafting.repository.rename_branch(name, number)
    say(
        msg(
            "{old} is now {new}, on the branch {branch}; steps of others in it must be signed by them again: ubah assent",
            old=record,
            new=number,
            branch=name,
        ),
        lang,
    )
    say_how_to_land(name, lang, drafting.authority)


def _attachments(drafting: Drafting, head: str, record: str) -> dict[str, str]:
    """Return the attachments that the draft brings, by path; those of main's record stay behind."""
    repository, reader = drafting.repository, drafting.reader
    remote = repository.find(f"refs/remotes/origin/{repository.main}")
    began = repository.merge_base(remote or repository.main, head)
    before = reader.commit(began).tree if began else None
    return {
        change.path: change.after.oid
        for change in reader.store.changes(before, reader.commit(head).tree)
        if attachment_of(change.path)[0] == record and change.before is None and change.after
    }


def _refuse_to_renumber(drafting: Drafting, name: str, head: str, main: str, record: str) -> None:
    """Make sure that there is such a draft here, that its number is taken, and that it is one's own.

    Raises:
        CannotRun: if not.
    """
    path, lookup = record_path(record), drafting.reader.store.lookup
    mine = lookup(drafting.reader.commit(head).tree, path)
    if mine is None:
        raise CannotRun(
            msg("the branch {branch} has no record {record}", branch=name, record=record),
            msg("type git switch BRANCH, to go to the draft's branch"),
        )
    remote = drafting.repository.find(f"refs/remotes/origin/{drafting.repository.main}")
    merge_base = drafting.repository.merge_base(remote or main, head)
    if merge_base and lookup(drafting.reader.commit(merge_base).tree, path):
        raise CannotRun(
            msg("{record} has landed already; a number that has landed stays", record=record),
            msg("type: ubah show {record}", record=record),
        )
    if not any(lookup(drafting.reader.commit(tip).tree, path) for tip in (main, remote) if tip):
        raise CannotRun(
            msg("{record} is free on main, so the draft keeps it", record=record),
            msg("land it: ubah land; if the server's main has moved on, first: git fetch"),
        )
    draft = landed_record(read_file(drafting.reader.store.read(mine.oid, "blob"), path))
    author = draft.journal[0].by if draft and draft.journal else ""
    if author and author != drafting.signer.person.id:
        raise CannotRun(
            msg(
                "the draft {record} is {author}'s, whose signature a new number would need again",
                record=record,
                author=author,
            ),
            msg("{author} types: ubah renumber {record}", record=record, author=author),
        )
    if path in drafting.repository.dirty_paths():
        raise CannotRun(
            msg("{path} has changes that are not committed", path=path),
            msg("type git diff {path} to see them, git restore {path} to drop them", path=path),
        )
