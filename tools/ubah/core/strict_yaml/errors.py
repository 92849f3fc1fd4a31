"""Where a file stops being YAML, and why: told of the line that is wrong, not of the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from ubah.core.diagnostics import Message, Position, msg
from ubah.core.lookalikes import BLANKS, code_of, kind_of_sign
from ubah.core.strict_yaml.words import yaml_problem

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?= |$)", re.MULTILINE)
_BLANK_THAT_COUNTS = re.compile(f"^ *(?P<indent>[{BLANKS}])|(?:^ *-|[^ ]:)(?P<behind>[{BLANKS}])")
_NO_SPACE = re.compile(r"^\s*(?:- )?[A-Za-z_][\w-]*:(?=\S)")
_FIELD = re.compile(r"^(?P<indent>\s*)(?:- )?[\w-]+: *(?P<value>\S.*)$")
_UNFINISHED = (
    "could not find expected ':'",
    "found unexpected end of stream",
    "found unexpected document indicator",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
)
"""What libyaml notices behind the text that is at fault; the context says where that began."""


@dataclass(frozen=True)
class YamlError:
    """What keeps a file from being read; ``hint`` is None where the general one fits."""

    position: Position
    message: Message
    hint: Message | None = None


def yaml_events(text: str) -> Iterator[yaml.Event]:
    """Yield libyaml's events.

    Raises:
        yaml.YAMLError: where the text is no YAML.
    """
    yield from yaml.parse(text, Loader=_Loader)


def explained(problem: yaml.MarkedYAMLError, text: str) -> YamlError:
    """Return where ``text`` is wrong and what is to be done."""
    lines = text.split("\n")
    said = problem.problem or ""
    mark = problem.problem_mark
    if said in _UNFINISHED and problem.context_mark is not None:
        mark = problem.context_mark
    position = Position(1, 1) if mark is None else Position(mark.line + 1, mark.column + 1)
    merge = _MERGE.search(text)
    if merge:
        return _unfinished_merge(Position(text.count("\n", 0, merge.start()) + 1, 1))
    blank = _lookalike(lines, position)
    if blank is not None:
        return blank
    if said == "could not find expected ':'":
        return _without_colon(lines, position)
    return YamlError(position, _not_yaml(yaml_problem(said)))


def _not_yaml(problem: Message) -> Message:
    return msg("this is not valid YAML: {problem}", problem=problem)


def _unfinished_merge(position: Position) -> YamlError:
    return YamlError(
        position,
        msg("git left a merge unfinished in this file"),
        msg("give the merge up: git merge --abort; what a deleted mark left over is deleted too"),
    )


def _lookalike(lines: list[str], position: Position) -> YamlError | None:
    """Return the blank that is none, where one counts: on the line that is named or the one before."""
    for number in (position.line - 1, position.line):
        found = _BLANK_THAT_COUNTS.search(lines[number - 1]) if 0 < number <= len(lines) else None
        if found is not None:
            where = "indent" if found["indent"] else "behind"
            sign = found[where]
            what, code = kind_of_sign(sign), code_of(sign)
            message = (
                msg("{what} ({code}) stands in the indentation", what=what, code=code)
                if found["indent"]
                else msg("{what} ({code}) stands where a space belongs", what=what, code=code)
            )
            hint = msg("delete it and type an ordinary space")
            return YamlError(Position(number, found.start(where) + 1), _not_yaml(message), hint)
    return None


def _without_colon(lines: list[str], position: Position) -> YamlError:
    line = lines[position.line - 1] if position.line <= len(lines) else ""
    problem = yaml_problem("could not find expected ':'")
    if _NO_SPACE.match(line):
        column = line.index(":") + 1
        message = msg("the space behind the colon is missing")
        hint = msg("put a space behind the colon: {line}", line=_spaced(line))
        return YamlError(Position(position.line, column), _not_yaml(message), hint)
    before = _FIELD.match(lines[position.line - 2]) if position.line > 1 else None
    if before is not None:
        return YamlError(
            position,
            _not_yaml(msg("this line is no “field: value”")),
            msg(
                "if it goes on with the line above, indent it further, or write the text as a block; if it is a field, put a colon and a space behind the field's name"
            ),
        )
    return YamlError(position, _not_yaml(problem))


def _spaced(line: str) -> str:
    name, _, value = line.strip().partition(":")
    whole = f"{name}: {value}"
    return whole if len(whole) <= 60 else f"{whole[:59]}…"
