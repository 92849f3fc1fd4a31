"""`ubah assent`: a signature under what a branch would land."""

from __future__ import annotations

from pathlib import Path

import click

from ubah.cli.changes.branches import brings_nothing, named_branch, say_how_to_land
from ubah.cli.changes.drafting import open_drafting
from ubah.cli.language import language_option, say
from ubah.cli.session import key_options
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.proof.evidence import ASSENT, landing_digest


@click.command()
@click.argument("branch", required=False, default="")
@key_options
@language_option
def assent(branch: str, key: Path | None, person: str, lang: str | None) -> None:
    """Sign what BRANCH (default: the current one) would land, without changing it."""
    with open_drafting(key, person) as drafting:
        name, head, main = named_branch(drafting, branch)
        tree, conflicts = drafting.repository.merged_tree(main, head)
        if conflicts:
            message = msg(
                "the branch does not merge: main has changed {paths} as well",
                paths=", ".join(conflicts),
            )
            raise CannotRun(message, msg("bring the branch up to date: git merge main"))
        base = drafting.reader.commit(main)
        changes = tuple(drafting.reader.store.changes(base.tree, tree))
        if not changes:
            raise brings_nothing(name)
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
