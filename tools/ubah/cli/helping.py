"""Help in the user's language: the commands' own words, and click's.

Translated only where help is asked for: reading the catalogue takes longer than starting.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import click

from ubah.cli.language import language_of
from ubah.core.diagnostics import Message, msg
from ubah.core.render import render
from ubah.edge.system import catalogues

USAGE = msg("Usage:")
DEFAULT = msg("default:")
_OF_CLICK: Mapping[str, Message] = {
    "Options": msg("Options"),
    "Commands": msg("Commands"),
    "Arguments": msg("Arguments"),
    "[OPTIONS]": msg("[OPTIONS]"),
    "COMMAND [ARGS]...": msg("COMMAND [ARGS]..."),
    "Show this message and exit.": msg("Show this message and exit."),
    "Show the version and exit.": msg("Show the version and exit."),
}


_PLACEHOLDERS: Mapping[str, Message] = {
    "ACTION": msg("ACTION"),
    "BRANCH": msg("BRANCH"),
    "CATEGORY": msg("CATEGORY"),
    "COLUMN": msg("COLUMN"),
    "COMMIT": msg("COMMIT"),
    "DAY": msg("DAY"),
    "DAYS": msg("DAYS"),
    "DIR": msg("DIR"),
    "DIRECTORY": msg("DIRECTORY"),
    "FIELD": msg("FIELD"),
    "FILE": msg("FILE"),
    "FORMAT": msg("FORMAT"),
    "INTEGER": msg("INTEGER"),
    "KEY": msg("KEY"),
    "KIND": msg("KIND"),
    "MONTH": msg("MONTH"),
    "PATH": msg("PATH"),
    "PATHS": msg("PATHS"),
    "PERIOD": msg("PERIOD"),
    "PERSON": msg("PERSON"),
    "PLACE": msg("PLACE"),
    "REASON": msg("REASON"),
    "RECORD": msg("RECORD"),
    "REV": msg("REV"),
    "REVISION": msg("REVISION"),
    "ROLE": msg("ROLE"),
    "ROW": msg("ROW"),
    "RULE": msg("RULE"),
    "SHELL": msg("SHELL"),
    "STATE": msg("STATE"),
    "TEXT": msg("TEXT"),
    "TIME": msg("TIME"),
    "VALUE": msg("VALUE"),
    "YEAR": msg("YEAR"),
    "ZONE": msg("ZONE"),
}
"""What stands in the help for what a person types in its place."""
_PLACEHOLDER = re.compile(rf"\b(?:{'|'.join(_PLACEHOLDERS)})\b")


def paragraphs(text: str) -> list[str]:
    """Return a help text's paragraphs, each on one line, as the catalogue has them."""
    return [" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n") if part.strip()]


def help_texts(command: click.Command) -> Iterator[str]:
    """Yield each sentence of the help of a command and of its options, for the catalogue."""
    yield from paragraphs(command.help or "")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield from paragraphs(parameter.help or "")


def in_users_language(command: click.Command) -> click.Command:
    """Let a command, and what is below it, show its help in the user's language."""
    command.context_class = HelpContext
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            in_users_language(inner)
    return command


class _Formatter(click.HelpFormatter):
    """Writes click's own words in the user's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that says how the command is typed."""
        for english in ("[OPTIONS]", "COMMAND [ARGS]..."):
            args = args.replace(english, _words(_OF_CLICK[english]))
        args = _in_words(args)
        super().write_usage(prog, args, f"{_words(USAGE)} " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        super().write_heading(_of_click(heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options or commands with what they are for."""
        default = _words(DEFAULT)
        told = [
            (_in_words(name), _of_click(text).replace("[default:", f"[{default}"))
            for name, text in rows
        ]
        super().write_dl(told, col_max, col_spacing)


class HelpContext(click.Context):
    """Translates a command's help before it is shown."""

    formatter_class = _Formatter

    @property
    def translate(self) -> Callable[[str], str]:
        """From the English of a help text to the user's language."""
        return catalogues.load(language_of(None))

    def get_help(self) -> str:
        """Return the help in the user's language."""
        _translate(self.command, self.translate)
        if isinstance(self.command, click.Group):
            for inner in self.command.commands.values():
                _translate(inner, self.translate)
        return super().get_help()


def _translate(command: click.Command, translate: Callable[[str], str]) -> None:
    def told(text: str | None) -> str | None:
        return text and "\n\n".join(translate(part) for part in paragraphs(text))

    command.help = told(command.help)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            parameter.help = told(parameter.help)


def _in_words(text: str) -> str:
    """Return what is typed, with the placeholders in the user's language."""
    return _PLACEHOLDER.sub(lambda found: _words(_PLACEHOLDERS[found[0]]), text)


def _of_click(text: str) -> str:
    known = _OF_CLICK.get(text)
    return text if known is None else _words(known)


def _words(message: Message) -> str:
    language = language_of(None)
    return render(message, catalogues.load(language), language)
