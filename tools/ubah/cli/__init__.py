"""The command line: wiring and exit codes, one module a verb.

Exit codes: 0 conforms, 1 findings of severity error, 2 usage or settings, 3 indeterminate; where
several apply, 2 goes over 1 over 3. As shells have it, 130 is for Ctrl-C, 141 for output that nobody
reads any more, and 128 and its number for a signal that ended a command.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TextIO

import click

from ubah.cli.commands import COMMANDS, Commands
from ubah.cli.language import print_problem
from ubah.cli.usage import usage_problem
from ubah.core.diagnostics import CannotRun, msg
from ubah.edge.system.problems import reason_of

EXIT_USAGE = 2
EXIT_INDETERMINATE = 3
EXIT_OF_A_SIGNAL = 128
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141

# Packages that come by an extra alone (pyproject.toml), as whoever lacks one is told.
EXTRAS = {
    **dict.fromkeys(("github", "requests"), "forge"),
    **dict.fromkeys(("icalendar", "jinja2", "openpyxl", "segno"), "export"),
    **dict.fromkeys(("mkdocs", "material"), "site"),
    "typst": "pdf",
    **dict.fromkeys(("itsdangerous", "python_multipart", "starlette", "uvicorn"), "desk"),
}

# Shows the help; click has it as an error since 8.2.
_NO_ARGUMENTS: type[click.UsageError] | tuple[()] = getattr(
    click.exceptions, "NoArgsIsHelpError", ()
)


class _NobodyReads(Exception):
    """The output is a pipe that is closed; click would leave with exit code 1."""


class _Commands(Commands):
    """Every command of the program; a pipe that nobody reads is no error of a command."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command, and keep a closed pipe from click."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _NobodyReads from None


@click.group(
    cls=_Commands,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="ubah")
@click.option(
    "--lang",
    type=click.Choice(["id", "en"]),
    expose_value=False,
    help="Language; default: office.yaml's.",
)
def commands() -> None:
    """Change records as code for an LPSE: requests for change that prove their own approvals."""


def main(quarantine: Mapping[str, str] = MappingProxyType({})) -> None:
    """Run the command line; whatever goes wrong ends in a sentence and an exit code.

    ``quarantine`` is where git keeps the objects of a push, for its hook.
    """
    sys.exit(_written(_run(dict(quarantine))))


def _run(quarantine: dict[str, str]) -> int:
    try:
        commands.main(obj=quarantine, standalone_mode=False)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except _NO_ARGUMENTS as problem:
        problem.show()
        return EXIT_USAGE
    except click.ClickException as problem:
        print_problem(usage_problem(problem))
        return EXIT_USAGE
    except (click.Abort, KeyboardInterrupt):
        return _interrupted()
    except _NobodyReads:
        return _of_the_system(BrokenPipeError())
    except CannotRun as problem:
        print_problem(problem)
        return EXIT_INDETERMINATE if problem.indeterminate else EXIT_USAGE
    except Exception as failure:
        return _told(failure)
    return 0


def _interrupted() -> int:
    """Say that nothing was changed half-way; a module that was just being loaded may be of no use now."""
    with suppress(Exception):
        click.echo(err=True)  # leaves the line on which somebody was typing
        print_problem(CannotRun(msg("interrupted; nothing was changed half-way")))
    return EXIT_INTERRUPTED


def _told(failure: Exception) -> int:
    """Say what git or the system refused; the last resort is a sentence, and for a developer the trace."""
    from ubah.edge.git import (  # only here: git is slow to load, and `--help` does without
        GIT_ERRORS,
        describe_git_problem,
    )

    if isinstance(failure, GIT_ERRORS):
        hint = msg("type git status, or git fsck, to see what the repository lacks")
        print_problem(CannotRun(describe_git_problem(failure), hint))
        return EXIT_USAGE
    if isinstance(failure, OSError):
        return _of_the_system(failure)
    if isinstance(failure, ModuleNotFoundError) and (extra := EXTRAS.get(failure.name or "")):
        message = msg(
            "what this needs is not installed here: {package}", package=failure.name or ""
        )
        print_problem(CannotRun(message, msg("type: pip install 'ubah[{extra}]'", extra=extra)))
        return EXIT_USAGE
    if os.environ.get("UBAH_DEBUG"):
        raise failure
    reason = f"{type(failure).__name__}: {failure}"
    message = msg("the tool itself failed: {reason}", reason=reason)
    print_problem(CannotRun(message, msg("report this with what UBAH_DEBUG=1 prints")))
    return EXIT_USAGE


def _written(code: int) -> int:
    """Return the exit code once all that was printed has left, or the one that says it could not."""
    try:
        sys.stdout.flush()
        if code > EXIT_OF_A_SIGNAL:
            sys.stderr.flush()
    except OSError as failure:
        if code > EXIT_OF_A_SIGNAL:  # the terminal is closed: nobody is there to be told
            _silence(sys.stdout, sys.stderr)
            return code
        return _of_the_system(failure)
    return code


def _of_the_system(failure: OSError) -> int:
    """Say which file the system refused; nothing where a reader has just seen enough."""
    unread = isinstance(failure, BrokenPipeError) and not failure.filename
    reason = reason_of(failure)
    if failure.filename:
        where = str(failure.filename2 or failure.filename)
        message = msg("{path} cannot be used: {reason}", path=where, reason=reason)
        print_problem(CannotRun(message, msg("look at it: ls -ld {path}", path=shlex.quote(where))))
    elif not unread:
        message = msg("what was to be written could not be written: {reason}", reason=reason)
        hint = msg("see what the disk has left (df -h), and where the output goes")
        print_problem(CannotRun(message, hint))
    if not failure.filename:
        _silence(sys.stdout)
    return EXIT_BROKEN_PIPE if unread else EXIT_USAGE


def _silence(*outputs: TextIO) -> None:
    """Let the output go nowhere: Python would try once more at its end, and complain."""
    for output in outputs:
        os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())
