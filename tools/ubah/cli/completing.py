"""What the shell completes: requests, the steps that are legal now, people.

Nothing is ever said here: where something cannot be read, nothing is offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from ubah.cli.language import language_of
from ubah.core.diagnostics import CannotRun

if TYPE_CHECKING:
    from ubah.core.register.views import Register


def complete_record(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the requests of the work tree, each with where it stands and its title."""
    from ubah.cli.loading import load  # only where somebody presses the tab key

    found: list[CompletionItem] = []
    with suppress(CannotRun, OSError):
        language = language_of(None)
        for line in load().summaries:
            if line.number.startswith(incomplete.upper()):
                told = f"{line.label.in_language(language)}: {line.title}"
                found.append(CompletionItem(line.number, help=told))
    return found


def complete_action(
    ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the steps that are legal now for the request that was named, else all of the SOP's."""
    from ubah.cli.loading import load  # only where somebody presses the tab key

    with suppress(CannotRun, OSError):
        language = language_of(None)
        named = str(ctx.params.get("record") or "").strip().upper()
        return [
            CompletionItem(name, help=label)
            for name, label in _actions(load().moving, named, language)
            if name.startswith(incomplete)
        ]
    return []


def _actions(register: Register, number: str, language: str) -> Iterator[tuple[str, str]]:
    from ubah.edge.system import clock

    for view in register.records:
        if view.record.id == number:
            for step in register.outlook(view, clock.now()).next_steps():
                yield step.action.name, step.action.label.in_language(language)
            return
    for action in register.authority.sop.actions.values():
        yield action.name, action.label.in_language(language)


def complete_person(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the people of roles.yaml by their ids."""
    from ubah.cli.loading import load  # only where somebody presses the tab key

    with suppress(CannotRun, OSError):
        people = load().moving.authority.roles.persons.values()
        return [
            CompletionItem(one.id, help=one.name) for one in people if one.id.startswith(incomplete)
        ]
    return []
