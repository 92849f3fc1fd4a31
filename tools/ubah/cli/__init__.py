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
from ubah.edge import disk
from ubah.edge.gitrepo import GIT_ERRORS, clean_process_environment, describe_git_problem

EXIT_USAGE = 2
EXIT_INDETERMINATE = 3

# Shows the help; click has it as an error since 8.2.
_NO_ARGUMENTS: type[click.UsageError] | tuple[()] = getattr(
    click.exceptions, "NoArgsIsHelpError", ()
)

COMMANDS = {
    "init": "init:init",
    "new": "records:new",
    "advance": "records:advance",
    "land": "landing:land",
    "assent": "landing:assent",
    "renumber": "landing:renumber",
    "list": "register:list_records",
    "show": "register:show",
    "next": "next:next_steps",
    "roles": "roles:roles",
    "check": "history:check",
    "audit": "history:audit",
    "explain": "explain:explain",
    "schemas": "schemas:schemas",
    "github": "github:github",
    "doctor": "doctor:doctor",
    "site": "site:site",
    "export": "export:export",
    "demo": "demo:demo",
    "hook": "hook:hook",
    "forge": "forge:forge",
}


class _Commands(click.Group):
    """Loads a command's module when it is asked for: the hook must not wait for MkDocs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the command contract."""
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say in the user's language that there is no such command."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise CannotRun(
                msg("there is no command {command}", command=args[0]),
                msg("possible here: {known}", known=", ".join(COMMANDS)),
            )
        return super().resolve_command(ctx, args)

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
    except _NO_ARGUMENTS as problem:
        problem.show()
        sys.exit(EXIT_USAGE)
    except click.ClickException as problem:
        print_problem(_usage_problem(problem))
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
        hint = msg("type git status, or git fsck, to see what the repository lacks")
        print_problem(CannotRun(describe_git_problem(failure), hint))
        sys.exit(EXIT_USAGE)
    except OSError as failure:  # a full disk, a folder that may not be written
        if os.environ.get("UBAH_DEBUG"):
            raise
        print_problem(disk.problem_with(failure))
        sys.exit(EXIT_USAGE)
    except Exception as failure:  # the last resort: a person gets a sentence, a developer the trace
        if os.environ.get("UBAH_DEBUG"):
            raise
        message = msg(
            "the tool itself failed: {reason}", reason=f"{type(failure).__name__}: {failure}"
        )
        print_problem(CannotRun(message, msg("report this with what UBAH_DEBUG=1 prints")))
        sys.exit(EXIT_USAGE)


def _usage_problem(problem: click.ClickException) -> CannotRun:
    """Return what click says in English as a sentence of ours."""
    context = problem.ctx if isinstance(problem, click.UsageError) else None
    command = context.command_path if context else "ubah"
    hint = msg("type: {command} --help", command=command)
    parameter = problem.param if isinstance(problem, click.BadParameter) else None
    name = " / ".join(parameter.opts) if isinstance(parameter, click.Option) else ""
    if parameter is not None and not name:
        name = parameter.human_readable_name
    if isinstance(problem, click.NoSuchOption):
        return CannotRun(msg("there is no option {option}", option=problem.option_name), hint)
    if isinstance(problem, click.MissingParameter):
        return CannotRun(msg("{name} is missing", name=name), hint)
    if parameter is not None and isinstance(parameter.type, click.Choice):
        known = ", ".join(str(choice) for choice in parameter.type.choices)
        return CannotRun(
            msg("{name} does not take that value", name=name),
            msg("possible here: {known}", known=known),
        )
    reason = problem.format_message()
    return CannotRun(msg("the command cannot be understood: {reason}", reason=reason), hint)
