"""`ubah completion`: the lines that let a shell complete ubah's commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from ubah.cli.language import language_option
from ubah.core.diagnostics import CannotRun, msg

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_UBAH_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@language_option
def completion(shell: str, lang: str | None) -> None:
    """Print what lets SHELL complete commands, requests, steps and people.

    For bash, add to ~/.bashrc: eval "$(ubah completion bash)"; for zsh the same with zsh to ~/.zshrc, below
    compinit; for fish: ubah completion fish > ~/.config/fish/completions/ubah.fish
    """
    from ubah.cli import commands

    script = get_completion_class(shell)
    if script is None:
        raise CannotRun(
            msg("nothing is known of {shell}", shell=shell),
            msg("possible here: {known}", known=", ".join(SHELLS)),
        )
    click.echo(script(commands, {}, "ubah", VARIABLE).source())
