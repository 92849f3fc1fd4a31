"""`ubah land`: a branch merged into main, signed, if the judge accepts it."""

from __future__ import annotations

from pathlib import Path

import click

from ubah.cli.changes.branches import brings_nothing, named_branch
from ubah.cli.changes.drafting import open_drafting
from ubah.cli.language import language_option, say
from ubah.cli.session import finish, key_options
from ubah.core.diagnostics import msg
from ubah.edge.clone.drafting import Drafting
from ubah.edge.clone.upstream import brought_up_to_date
from ubah.edge.history.proposals import errors_of
from ubah.edge.history.pushes import judge_push


def _refuse_unsound_main(drafting: Drafting, main: str, server: str, lang: str | None) -> None:
    """What the server will refuse is told before anything is put on top of it."""
    if not server or server == main:
        return
    findings = errors_of(judge_push(drafting.reader, server, main, drafting.now))
    if findings:
        name = drafting.repository.main
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


@click.command()
@click.argument("branch", required=False, default="")
@key_options
@language_option
def land(branch: str, key: Path | None, person: str, lang: str | None) -> None:
    """Merge BRANCH (default: the current one) into main, signed, if the judge accepts it."""
    with open_drafting(key, person) as drafting:
        name, head, main = named_branch(drafting, branch)
        main, server = brought_up_to_date(drafting.repository, drafting.reader, main, name)
        commit = land_branch(drafting, name, head, (main, server), lang)
        if drafting.repository.current_branch() == name:
            drafting.repository.switch(drafting.repository.main)
        has_server = drafting.repository.config("remote.origin.url")
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


def land_branch(
    drafting: Drafting, name: str, head: str, mains: tuple[str, str], lang: str | None
) -> str:
    """Make and judge the merge, and move main to it; leaves with exit 1 if the judge refuses.

    ``mains`` are main's commit here and on the server ("" where that is not known).
    """
    main, server = mains
    _refuse_unsound_main(drafting, main, server, lang)
    findings = errors_of(drafting.judge(head))
    if findings:
        say(msg("not landed; nothing was changed:"), lang, error=True)
        finish("check", findings, "text", lang)
    if drafting.reader.store.reachable(head, main) == ():
        raise brings_nothing(name)
    tree, _ = drafting.repository.merged_tree(main, head)
    message = f"Gabungkan {name} / Land {name}\n"
    commit = drafting.commit_tree(tree, (main, head), message)
    result = judge_push(drafting.reader, main, commit, drafting.now)
    findings = errors_of(result)
    if findings:
        say(msg("not landed; nothing was changed:"), lang, error=True)
        finish("check", findings, "text", lang)
    drafting.repository.move_branch(drafting.repository.main, commit, main, f"ubah: land {name}")
    return commit
