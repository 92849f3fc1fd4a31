"""`ubah assent`: a signature under what a branch would land."""

from __future__ import annotations

from pathlib import Path

import click

from ubah.cli.changes.branches import brings_nothing, named_branch, say_how_to_land
from ubah.cli.changes.drafting import open_drafting
from ubah.cli.language import language_option, say
from ubah.cli.session import key_options
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.judge.tree_rules import kind
from ubah.core.paths import PathKind
from ubah.core.proof.evidence import ASSENT, landing_digest
from ubah.edge.clone.drafting import Drafting
from ubah.edge.clone.upstream import newest_main


@click.command()
@click.argument("branch", required=False, default="")
@key_options
@language_option
def assent(branch: str, key: Path | None, person: str, lang: str | None) -> None:
    """Sign what BRANCH (default: the current one) would land, without changing it."""
    with open_drafting(key, person) as drafting:
        name, head, here = named_branch(drafting, branch)
        main, called = newest_main(drafting.repository, drafting.reader, here)
        tree, conflicts = drafting.repository.merged_tree(main, head)
        if conflicts:
            message = msg(
                "the branch does not merge: main has changed {paths} as well",
                paths=", ".join(conflicts),
            )
            raise CannotRun(
                message, msg("bring the branch up to date: git merge {main}", main=called)
            )
        base = drafting.reader.commit(main)
        changes = tuple(drafting.reader.store.changes(base.tree, tree))
        if not changes:
            raise brings_nothing(name)
        if any(kind(change) is PathKind.AUTHORITY for change in changes):
            _make_sure_it_counts(drafting, head, main, called)
        digest = landing_digest(changes)
        paths = "\n".join(f"- {change.path}" for change in changes)
        message_text = f"Setujui isi {name} / Assent to {name}\n\n{paths}\n\n{ASSENT}: {digest}\n"
        tree_now = drafting.reader.commit(head).tree
        commit = drafting.commit_tree(tree_now, (head,), message_text)
        drafting.repository.move_branch(name, commit, head, "ubah: assent")
    say(
        msg(
            "{person} stands behind what {branch} would land:",
            person=drafting.signer.person.id,
            branch=name,
        ),
        lang,
    )
    click.echo(paths)
    click.echo(f"{ASSENT}: {digest}")
    say_how_to_land(name, lang, drafting.authority)


def _make_sure_it_counts(drafting: Drafting, head: str, main: str, called: str) -> None:
    """Make sure that a change of authority goes on from main's newest landing (rule 6).

    Raises:
        CannotRun: if not.
    """
    if not drafting.repository.is_ancestor(main, head):
        raise CannotRun(
            msg("the branch lacks main's newest landing, so no signature under it would count"),
            msg("type: git merge {main}, then ubah assent", main=called),
        )
