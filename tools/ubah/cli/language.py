"""The user's language, and speaking in it: what every command needs, and nothing that is slow to load."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ubah.core.diagnostics import CannotRun, Message
from ubah.core.paths import OFFICE
from ubah.core.render import render
from ubah.edge.system import catalogues

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_LANGUAGE = "id"
WIDTH = 79
_COPIED = re.compile(r"\b(?:ubah|git|ssh-\w+|pip|sudo|chmod|eval|rm|cd|sh) |--\w|/\S")
_MARK = re.compile(r"\s*(?:- |\d+\. |→ )?")


def language_option(command: Command) -> Command:
    """Add ``--lang``; without it office.yaml decides."""
    return click.option(
        "--lang", type=click.Choice(["id", "en"]), help="Language; default: office.yaml's."
    )(command)


def language_of(lang: str | None, start: Path | None = None) -> str:
    """Return ``lang``, else what ``--lang`` was typed, else office.yaml's language, else Indonesian."""
    lang = lang or _language_in_arguments()
    if lang:
        return lang
    from ubah.core.strict_yaml.source import parse  # only here: YAML is slow to load
    from ubah.edge.clone.office_folder import office_root

    try:
        data = (office_root(start or Path.cwd()) / OFFICE).read_bytes()
    except (CannotRun, OSError):
        return DEFAULT_LANGUAGE
    document, _ = parse(data, OFFICE)
    value = document.value if document else None
    chosen = value.get("language") if isinstance(value, dict) else None
    return "en" if chosen == "en" else DEFAULT_LANGUAGE


def say(message: Message, lang: str | None = None, *, error: bool = False) -> None:
    """Print a sentence in the user's language."""
    language = language_of(lang)
    text = render(message, catalogues.load(language), language)
    click.echo(folded(text, at_terminal=_is_terminal(error=error)), err=error)


def folded(text: str, *, at_terminal: bool) -> str:
    """Return ``text`` as a terminal shows it best: long prose in lines, hanging from its mark.

    What holds a command or a path stays in one piece: it is to be copied as it stands.
    """
    if not at_terminal or len(text) <= WIDTH or "\n" in text or _COPIED.search(text):
        return text
    mark = _MARK.match(text)
    return textwrap.fill(
        text,
        WIDTH,
        subsequent_indent=" " * len(mark[0]) if mark else "",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _is_terminal(*, error: bool) -> bool:
    return (sys.stderr if error else sys.stdout).isatty()


def is_interactive() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def print_problem(problem: CannotRun, language: str = "") -> None:
    """Print what keeps the tool from running, and what to type next."""
    language = language or language_of(None)
    translate = catalogues.load(language)
    at_terminal = _is_terminal(error=True)
    said = f"ubah: {render(problem.message, translate, language)}"
    click.echo(folded(said, at_terminal=at_terminal), err=True)
    if problem.hint:
        hint = f"  → {render(problem.hint, translate, language)}"
        click.echo(folded(hint, at_terminal=at_terminal), err=True)


def _language_in_arguments() -> str | None:
    words = sys.argv[1:]
    for index, word in enumerate(words):
        if word == "--lang" and words[index + 1 : index + 2] in (["id"], ["en"]):
            return words[index + 1]
        if word in ("--lang=id", "--lang=en"):
            return word[-2:]
    return None
