"""What is left to do after `ubah init`, as a numbered list: the server, the keys, the first request."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

import click

from ubah.core.diagnostics import msg
from ubah.core.render import render
from ubah.edge.forges.kind import FirstStep, ForgeKind
from ubah.edge.office.founding import RECORDER, Founder, Founding, Officer, Premises
from ubah.edge.system import catalogues

WIDTH = 79


@dataclass(frozen=True)
class Keys:
    """What the list must know of keys.

    ``made`` says whose private keys were made here; ``requester`` is the requester's, None where it
    is not here; ``proving`` is the key to prove changes of the office itself with, "" where it is
    the one that git signs with in the new clone.
    """

    founder: Founder
    made: tuple[str, ...]
    requester: Path | None
    proving: str


def steps_after_init(
    founding: Founding, place: Premises, own: Keys, root: str, forge: ForgeKind
) -> Iterator[FirstStep]:
    """Yield what to do next, in order."""
    yield FirstStep(msg("go to the new repository:"), (f"cd {quote(str(place.folder))}",))
    yield FirstStep(msg("judge its files and its history:"), ("ubah check", "ubah audit"))
    if founding.repository:
        keys = place.keys if RECORDER in own.made else None
        yield from forge.first_steps(founding, place, keys, own.proving)
    else:
        yield FirstStep(
            msg("on the server, as the account that owns the repository there:"),
            (f"ubah hook install perubahan.git --root {root}",),
        )
        yield FirstStep(
            msg("hand the founding over; URL is the address of that repository:"),
            ("git remote add origin URL", "git push -u origin main"),
        )
    yield from _keys(founding, place, own)
    if founding.rehearsal:
        yield FirstStep(msg("play, with the two accounts:"), ("ubah forge rehearse --play",))
    else:
        key = f" --key {quote(str(own.requester))}" if own.requester else ""
        yield FirstStep(msg("file the first request, as the requester:"), (f"ubah new{key}",))
    yield FirstStep(msg("see what is still missing:"), ("ubah doctor",))


def _keys(founding: Founding, place: Premises, own: Keys) -> Iterator[FirstStep]:
    for officer in founding.officers:
        if not officer.key:
            yield _to_come(officer)
    people = tuple(person for person in own.made if person != RECORDER)
    if people:
        yield FirstStep(
            msg(
                "hand each of the private keys that were made to its owner, then delete their folder; whoever works here moves their own to ~/.ssh first:"
            ),
            (
                f"ls {quote(str(place.keys))}",
                f"git config user.signingKey ~/.ssh/{people[0]}",
            ),
        )
    elif own.made:
        yield FirstStep(
            msg("once the recorder's key is there, delete its folder here:"),
            (f"rm -r {quote(str(place.keys))}",),
        )
    yield FirstStep(
        msg(
            "everybody names their own key, once, in the clone they work in (FILE: the private key; here it is set):"
        ),
        ("git config gpg.format ssh", "git config user.signingKey FILE"),
    )


def _to_come(officer: Officer) -> FirstStep:
    return FirstStep(
        msg(
            "the key of {person} is still to come: print what its owner types, then add the line that comes back:",
            person=officer.name,
        ),
        (f"ubah key request {officer.id}", f"ubah key add {officer.id}"),
    )


def print_steps(steps: Iterator[FirstStep], language: str) -> None:
    """Print a numbered list, each task wrapped, each command whole on a line of its own."""
    translate = catalogues.load(language)
    for number, step in enumerate(steps, 1):
        head = f"{number:>2}. "
        text = render(step.what, translate, language)
        indent = " " * len(head)
        lines = textwrap.wrap(
            text, WIDTH, initial_indent=head, subsequent_indent=indent,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        click.echo("\n".join([*lines, *(f"{indent}  {command}" for command in step.commands)]))
