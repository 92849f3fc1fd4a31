"""The table of the commands, and a group that imports a command only where it is run.

The hook must not wait for MkDocs, nor the help for every command: what the help says of each stands
in the table, held to the command's own first sentence by a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

import click

from ubah.cli.helping import HelpContext, in_users_language
from ubah.core.diagnostics import CannotRun, Message, msg


@dataclass(frozen=True)
class CommandRow:
    """A command of the table: ``where`` it is (module below `ubah.cli`, then its name), and its help.

    ``help`` is its own first sentence, ``line`` what the list of commands says of it, written to fit
    into a line of 80 columns in either language.
    """

    where: str
    help: str
    line: Message


COMMANDS: Mapping[str, CommandRow] = MappingProxyType(
    {
        "new": CommandRow(
            "changes.new:new",
            "Write and commit a new request for change with its first step.",
            msg("Write a new request for change and its first step."),
        ),
        "advance": CommandRow(
            "changes.advance:advance",
            "Append one or more steps to RECORD and commit them, signed.",
            msg("Record the next step, or several, of a request."),
        ),
        "land": CommandRow(
            "changes.land:land",
            "Merge BRANCH (default: the current one) into main, signed, if the judge accepts it.",
            msg("Merge a branch into main, if the judge accepts it."),
        ),
        "assent": CommandRow(
            "changes.assent:assent",
            "Sign what BRANCH (default: the current one) would land, without changing it.",
            msg("Sign what a branch would land, without changing it."),
        ),
        "undo": CommandRow(
            "changes.undo:undo",
            "Take back the newest commit of this branch: a step of one's own that has not landed.",
            msg("Take back a step of one's own that has not landed."),
        ),
        "renumber": CommandRow(
            "changes.renumber:renumber",
            "Give a draft whose number is taken on main the next free one, signed again.",
            msg("Give a draft whose number is taken the next free one."),
        ),
        "list": CommandRow(
            "changes.list:list_records",
            "List the requests for change.",
            msg("List the requests for change."),
        ),
        "show": CommandRow(
            "changes.show:show",
            "Show one record in full: the request, each step with its proof, where it stands, who is next.",
            msg("Show one request in full: steps, proofs, who is next."),
        ),
        "next": CommandRow(
            "changes.next:next_steps",
            "Show the work that waits, who has to act, and until when.",
            msg("Show what waits, for whom, and until when."),
        ),
        "asset": CommandRow(
            "assets.asset:asset",
            "Add an asset, change one or retire one, by the closing steps of a request.",
            msg("Add, change or retire an asset by a request."),
        ),
        "import": CommandRow(
            "importing.commands:import_",
            "Take over what the office has in spreadsheets: its assets, and old requests.",
            msg("Take over assets and old requests from spreadsheets."),
        ),
        "init": CommandRow(
            "office.init:init",
            "Make a new office repository in DIR: settings, officers with their public keys, trust root.",
            msg("Found a new office: its repository, people and keys."),
        ),
        "roles": CommandRow(
            "office.roles:roles",
            "Show who holds which office and may take which steps, and what ends soon.",
            msg("Show who holds which office, and what ends soon."),
        ),
        "person": CommandRow(
            "people.person:person",
            "Add somebody to roles.yaml, or end what somebody holds.",
            msg("Add people, change what is told of them, end them."),
        ),
        "key": CommandRow(
            "people.key:key",
            "Ask a colleague for a key, add it, end it, or report it lost.",
            msg("Ask for a key, add it, end it, or report it lost."),
        ),
        "account": CommandRow(
            "people.account:account",
            "Add an account on the forge to a person, or end one.",
            msg("Add an account on the forge to a person, or end it."),
        ),
        "appoint": CommandRow(
            "people.appoint:appoint",
            "Give PERSON the office ROLE; an acting head's by letter.",
            msg("Give somebody an office; an acting head's by letter."),
        ),
        "settings": CommandRow(
            "office.settings:settings",
            "Show the office's settings, change them, or add a freeze of changes.",
            msg("Show and change the office's settings."),
        ),
        "doctor": CommandRow(
            "office.doctor:doctor",
            "Say what the set-up lacks: offices, keys, files, the pinned tool, and the forge's settings.",
            msg("Say what the set-up still lacks."),
        ),
        "schemas": CommandRow(
            "office.schemas:schemas",
            "Write into change.schema.json what sop.yaml implies, for editors.",
            msg("Bring change.schema.json up to date with sop.yaml."),
        ),
        "github": CommandRow(
            "office.github:github",
            "Write the issue forms and CODEOWNERS that follow from the SOP, the schemas and roles.yaml.",
            msg("Write the issue forms and CODEOWNERS for GitHub."),
        ),
        "check": CommandRow(
            "history.check:check",
            "Check the work tree, or with --base and --head what a pull request would land.",
            msg("Check the work tree, or what a pull request would land."),
        ),
        "audit": CommandRow(
            "history.audit:audit",
            "Judge the whole history: who took each step, and could they? Needs no network.",
            msg("Judge the whole history; needs no network."),
        ),
        "explain": CommandRow(
            "history.explain:explain",
            "Explain RULE, such as UB401, or why a landing was judged as it was.",
            msg("Explain a rule, or why a landing was judged so."),
        ),
        "signers": CommandRow(
            "history.signers:signers",
            "Write whose keys were valid when, for git log --show-signature.",
            msg("Write whose keys were valid when, for git log."),
        ),
        "site": CommandRow(
            "publication.site:site",
            "Build the web site of the register into build/site.",
            msg("Build the web site of the register."),
        ),
        "export": CommandRow(
            "publication.export:export",
            "Write the register as csv, xlsx, json, ics or atom, or its papers as PDF.",
            msg("Write the register to files, and requests as papers."),
        ),
        "demo": CommandRow(
            "office.demo:demo",
            "Build a whole office in DIR: server with its hook, clone, keys, signed history, site.",
            msg("Build a whole sample office to try things out."),
        ),
        "completion": CommandRow(
            "office.completion:completion",
            "Print what lets SHELL complete commands, requests, steps and people.",
            msg("Print what lets the shell complete commands."),
        ),
        "hook": CommandRow(
            "history.hook:hook",
            "Hooks for a bare repository.",
            msg("The gate of a plain git server."),
        ),
        "notify": CommandRow(
            "letters.notify:notify",
            "Send a letter to everybody whom something new waits for, or something is overdue.",
            msg("Send letters by mail to whoever is waited for."),
        ),
        "desk": CommandRow(
            "desk.commands:desk",
            "Let people decide without git, on the office's own server.",
            msg("The pages on which people decide without git."),
        ),
        "forge": CommandRow(
            "forge.commands:forge",
            "Work on a forge: check and land pull requests, ask the head, attest.",
            msg("What runs on a forge: check, land, ask, remind."),
        ),
    }
)
"""In the order in which the help shows them: a request's way first, then the office, then servers."""

HEADINGS: Mapping[str, Message] = MappingProxyType(
    {
        "new": msg("Requests for change"),
        "asset": msg("The asset register, and what was there before"),
        "init": msg("The office and its people"),
        "check": msg("Judging"),
        "site": msg("Publication"),
        "demo": msg("Trying out, and servers"),
    }
)
"""What the help writes above a command and those that follow it."""


class Commands(click.Group):
    """A group whose commands stand in a table and are imported when one of them is run."""

    context_class = HelpContext

    def __init__(self, *words: object, table: Mapping[str, CommandRow], **more: object):
        super().__init__(*words, **more)  # type: ignore[arg-type] # click's own arguments
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(self.table)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say in the user's language that there is no such command."""
        if args and args[0] not in self.table and not args[0].startswith("-"):
            raise CannotRun(
                msg("there is no command {command}", command=args[0]),
                msg("possible here: {known}", known=", ".join(self.table)),
            )
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name; imports it."""
        if cmd_name not in self.table:
            return None
        module, name = self.table[cmd_name].where.split(":")
        command: click.Command = getattr(import_module(f"ubah.cli.{module}"), name)
        return in_users_language(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command is for, out of the table."""
        translate: Callable[[str], str] = getattr(ctx, "translate", str)
        widest = max(map(len, self.table))
        parts: dict[str, list[tuple[str, str]]] = {}
        heading = "Commands"
        for name, row in self.table.items():
            if name in HEADINGS:
                heading = translate(HEADINGS[name].text)
            parts.setdefault(heading, []).append((name.ljust(widest), translate(row.line.text)))
        for heading, rows in parts.items():
            with formatter.section(heading):
                formatter.write_dl(rows)
