"""`ubah land`, `ubah assent`, `ubah renumber`: bringing branches into main on plain git."""

from __future__ import annotations

from pathlib import Path

import click

from ubah.cli.records import open_desk
from ubah.cli.session import finish, key_options, language_option, say
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.paths import record_path
from ubah.core.proof.evidence import ASSENT, landing_digest
from ubah.core.reading.records import landed_record, read_file
from ubah.core.reading.writing import renumbered
from ubah.edge.clone.desk import Desk, errors_of
from ubah.edge.clone.upstream import brought_up_to_date
from ubah.edge.clone.workspace import next_number, read_record
from ubah.edge.history.pushes import judge_push


def _branch(desk: Desk, branch: str) -> tuple[str, str, str]:
    """Return the branch's name, its commit, and main's commit."""
    repository = desk.repository
    name = branch or repository.current_branch()
    if not name or name == repository.main:
        raise CannotRun(
            msg(
                "this is about a branch beside {main}, and none is named or checked out",
                main=repository.main,
            ),
            msg("go to it: git switch BRANCH; git branch shows which there are"),
        )
    main = repository.find(f"refs/heads/{repository.main}")
    if main is None:
        raise CannotRun(
            msg("there is no branch {branch} here", branch=repository.main),
            msg("type: git fetch origin {branch}:{branch}", branch=repository.main),
        )
    return name, repository.resolve(name), main


def _refuse_unsound_main(desk: Desk, main: str, server: str, lang: str | None) -> None:
    """What the server will refuse is told before anything is put on top of it."""
    if not server or server == main:
        return
    findings = errors_of(judge_push(desk.reader, server, main, desk.now))
    if findings:
        name = desk.repository.main
        say(
            msg(
                "{main} here holds what the server will refuse; to go back to the server's: "
                "git switch {main}; git reset --keep origin/{main}",
                main=name,
            ),
            lang,
            error=True,
        )
        finish("check", findings, "text", lang)


def _brings_nothing(branch: str) -> CannotRun:
    return CannotRun(
        msg("{branch} brings nothing that main does not have", branch=branch),
        msg("type ubah next to see what may be done, git branch to see the other branches"),
    )


@click.command()
@click.argument("branch", required=False, default="")
@key_options
@language_option
def land(branch: str, key: Path | None, person: str, lang: str | None) -> None:
    """Merge BRANCH (default: the current one) into main, signed, if the judge accepts it."""
    with open_desk(key, person) as desk:
        name, head, main = _branch(desk, branch)
        main, server = brought_up_to_date(desk.repository, desk.reader, main, name)
        commit = land_branch(desk, name, head, (main, server), lang)
        if desk.repository.current_branch() == name:
            desk.repository.switch(desk.repository.main)
        has_server = desk.repository.config("remote.origin.url")
    say(msg("{branch} landed on main as {commit}", branch=name, commit=commit[:12]), lang)
    if has_server:
        say(msg("next: git push origin main"), lang)
        say(
            msg(
                "if the server says that main there has moved on: git fetch; ubah land {branch}",
                branch=name,
            ),
            lang,
        )
    else:
        say(msg("next: ubah next (what waits for whom)"), lang)


def land_branch(desk: Desk, name: str, head: str, mains: tuple[str, str], lang: str | None) -> str:
    """Make and judge the merge, and move main to it; leaves with exit 1 if the judge refuses.

    ``mains`` are main's commit here and on the server ("" where that is not known).
    """
    main, server = mains
    _refuse_unsound_main(desk, main, server, lang)
    findings = errors_of(desk.judge(head))
    if findings:
        say(msg("not landed; nothing was changed:"), lang, error=True)
        finish("check", findings, "text", lang)
    if desk.reader.store.reachable(head, main) == ():
        raise _brings_nothing(name)
    tree, _ = desk.repository.merged_tree(main, head)
    message = f"Gabungkan {name} / Land {name}\n"
    commit = desk.commit_tree(tree, (main, head), message)
    result = judge_push(desk.reader, main, commit, desk.now)
    findings = errors_of(result)
    if findings:
        say(msg("not landed; nothing was changed:"), lang, error=True)
        finish("check", findings, "text", lang)
    desk.repository.move_branch(desk.repository.main, commit, main, f"ubah: land {name}")
    return commit


@click.command()
@click.argument("branch", required=False, default="")
@key_options
@language_option
def assent(branch: str, key: Path | None, person: str, lang: str | None) -> None:
    """Sign what BRANCH (default: the current one) would land, without changing it."""
    with open_desk(key, person) as desk:
        name, head, main = _branch(desk, branch)
        tree, conflicts = desk.repository.merged_tree(main, head)
        if conflicts:
            message = msg(
                "the branch does not merge: main has changed {paths} as well",
                paths=", ".join(conflicts),
            )
            raise CannotRun(message, msg("bring the branch up to date: git merge main"))
        base = desk.reader.commit(main)
        changes = tuple(desk.reader.store.changes(base.tree, tree))
        if not changes:
            raise _brings_nothing(name)
        digest = landing_digest(changes)
        paths = "\n".join(f"- {change.path}" for change in changes)
        message_text = f"Setujui isi {name} / Assent to {name}\n\n{paths}\n\n{ASSENT}: {digest}\n"
        tree_now = desk.reader.commit(head).tree
        commit = desk.commit_tree(tree_now, (head,), message_text)
        desk.repository.move_branch(name, commit, head, "ubah: assent")
        has_server = bool(desk.repository.config("remote.origin.url"))
    say(
        msg(
            "{person} stands behind what {branch} would land:",
            person=desk.signer.person.id,
            branch=name,
        ),
        lang,
    )
    click.echo(paths)
    click.echo(f"{ASSENT}: {digest}")
    _say_how_to_land(name, lang, has_server=has_server)


@click.command()
@click.argument("record")
@key_options
@language_option
def renumber(record: str, key: Path | None, person: str, lang: str | None) -> None:
    """Give a draft whose number is taken on main the next free one, signed again."""
    with open_desk(key, person) as desk:
        name, head, main = _branch(desk, "")
        old = record_path(record)
        _refuse_to_renumber(desk, name, head, main, record)
        number = next_number(desk.repository, desk.reader, int(record[4:8]))
        data = renumbered(read_record(desk.root, record)[1], old, record, number)
        text = f"{number}: renumber\n\nUbah-Renumbered: {record} {number}\n"
        tree = desk.repository.write_tree(head, {record_path(number): data}, without=(old,))
        commit = desk.commit_tree(tree, (head,), text)
        desk.repository.move_branch(name, commit, head, f"ubah: renumber {record}")
        if name == record or name.startswith(f"{record}-"):
            name = desk.repository.rename_branch(name, number)
        has_server = bool(desk.repository.config("remote.origin.url"))
    say(
        msg(
            "{old} is now {new}, on the branch {branch}; steps of others in it must be signed by them again: ubah assent",
            old=record,
            new=number,
            branch=name,
        ),
        lang,
    )
    _say_how_to_land(name, lang, has_server=has_server)


def _say_how_to_land(branch: str, lang: str | None, *, has_server: bool) -> None:
    if has_server:
        say(
            msg("next: git push -u origin {branch}, or ubah land {branch}", branch=branch),
            lang,
        )
    else:
        say(msg("next: ubah land {branch}", branch=branch), lang)


def _refuse_to_renumber(desk: Desk, name: str, head: str, main: str, record: str) -> None:
    """Make sure that there is such a draft here, that its number is taken, and that it is one's own.

    Raises:
        CannotRun: if not.
    """
    path, lookup = record_path(record), desk.reader.store.lookup
    mine = lookup(desk.reader.commit(head).tree, path)
    if mine is None:
        raise CannotRun(
            msg("the branch {branch} has no record {record}", branch=name, record=record),
            msg("type git switch BRANCH, to go to the draft's branch"),
        )
    remote = desk.repository.find(f"refs/remotes/origin/{desk.repository.main}")
    merge_base = desk.repository.merge_base(remote or main, head)
    if merge_base and lookup(desk.reader.commit(merge_base).tree, path):
        raise CannotRun(
            msg("{record} has landed already; a number that has landed stays", record=record),
            msg("type: ubah show {record}", record=record),
        )
    if not any(lookup(desk.reader.commit(tip).tree, path) for tip in (main, remote) if tip):
        raise CannotRun(
            msg("{record} is free on main, so the draft keeps it", record=record),
            msg("land it: ubah land; if the server's main has moved on, first: git fetch"),
        )
    draft = landed_record(read_file(desk.reader.store.read(mine.oid, "blob"), path))
    author = draft.journal[0].by if draft and draft.journal else ""
    if author and author != desk.signer.person.id:
        raise CannotRun(
            msg(
                "the draft {record} is {author}'s, whose signature a new number would need again",
                record=record,
                author=author,
            ),
            msg("{author} types: ubah renumber {record}", record=record, author=author),
        )
    if path in desk.repository.dirty_paths():
        raise CannotRun(
            msg("{path} has changes that are not committed", path=path),
            msg("type git diff {path} to see them, git restore {path} to drop them", path=path),
        )
