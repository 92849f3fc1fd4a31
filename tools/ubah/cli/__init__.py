"""The command line: wiring and exit codes, one module a verb.

Exit codes: 0 conforms, 1 findings of severity error, 2 usage or settings, 3 indeterminate; where
several apply, 2 goes over 1 over 3.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from ubah.cli.session import print_problem
from ubah.core.diagnostics import CannotRun, msg
from ubah.edge.gitrepo import GIT_ERRORS, clean_process_environment, describe_git_problem

EXIT_USAGE = 2
EXIT_INDETERMINATE = 3


COMMANDS = {
    "init": "init:init",
    "new": "records:new",
    "advance": "records:advance",
    "land": "landing:land",
    "assent": "landing:assent",
    "renumber": "landing:renumber",
    "list": "register:list_records",
    "show": "register:show",
    "next": "register:next_steps",
    "roles": "register:roles",
    "check": "history:check",
    "audit": "history:audit",
    "explain": "explain:explain",
    "schemas": "schemas:schemas",
    "site": "site:site",
    "demo": "demo:demo",
    "hook": "hook:hook",
}


class _Commands(click.Group):
    """Loads a command's module when it is asked for: the hook must not wait for MkDocs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the command contract."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"ubah.cli.{module}"), name)
        return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="ubah")
def commands() -> None:
    """Change records as code for an LPSE: requests for change that prove their own approvals."""


def main() -> None:
    """Run the command line; whatever goes wrong ends in a sentence and an exit code."""
    quarantine = clean_process_environment()
    try:
        commands.main(obj=quarantine, standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        sys.exit(EXIT_USAGE)
    except (click.Abort, KeyboardInterrupt):
        print_problem(CannotRun(msg("interrupted; nothing was changed half-way")))
        sys.exit(EXIT_USAGE)
    except CannotRun as problem:
        print_problem(problem)
        sys.exit(EXIT_INDETERMINATE if problem.indeterminate else EXIT_USAGE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_USAGE)
    except GIT_ERRORS as failure:
        print_problem(CannotRun(describe_git_problem(failure)))
        sys.exit(EXIT_USAGE)
    except Exception as failure:  # the last resort: a person gets a sentence, a developer the trace
        if os.environ.get("UBAH_DEBUG"):
            raise
        message = msg(
            "the tool itself failed: {reason}", reason=f"{type(failure).__name__}: {failure}"
        )
        print_problem(CannotRun(message, msg("report this with what UBAH_DEBUG=1 prints")))
        sys.exit(EXIT_USAGE)
