"""The command line: wiring and exit codes, one module a verb.

Exit codes: 0 conforms, 1 findings of severity error, 2 usage or settings, 3 indeterminate; where
several apply, 2 goes over 1 over 3.
"""

from __future__ import annotations

import os
import sys

import click

from ubah.cli import demo, explain, history, hook, init, landing, records, register, site
from ubah.cli.session import print_problem
from ubah.core.diagnostics import CannotRun, msg
from ubah.edge.gitrepo import GIT_ERRORS, clean_process_environment, describe_git_problem

EXIT_USAGE = 2
EXIT_INDETERMINATE = 3


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="ubah")
def commands() -> None:
    """Change records as code for an LPSE: requests for change that prove their own approvals."""


for command in (
    init.init,
    records.new,
    records.advance,
    landing.land,
    landing.assent,
    landing.renumber,
    register.list_records,
    register.show,
    register.next_steps,
    register.roles,
    history.check,
    history.audit,
    explain.explain,
    site.site,
    demo.demo,
    hook.hook,
):
    commands.add_command(command)


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
        message = msg("the tool itself failed: {reason}", reason=f"{type(failure).__name__}: {failure}")
        print_problem(CannotRun(message, msg("report this with what UBAH_DEBUG=1 prints")))
        sys.exit(EXIT_USAGE)
