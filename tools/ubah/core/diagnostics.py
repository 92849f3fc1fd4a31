"""What the judge says: findings as values, in messages that can be translated.

A message's English text is its identifier in the Babel catalogues (gettext habit), so the core
never looks up a language; the edge of the program passes the language in when it renders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Flag, IntEnum, StrEnum, auto

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Severity(StrEnum):
    """How much a finding weighs in the verdict."""

    ERROR = "error"
    INDETERMINATE = "indeterminate"
    DEVIATION = "deviation"
    NOTE = "note"


class Basis(StrEnum):
    """Where a rule comes from: the SOP, a reading of a gap in it, the office, or the file format."""

    SOP = "sop"
    READING = "reading"
    LOCAL = "local"
    FORMAT = "format"


class Verdict(StrEnum):
    """The outcome of a check or an audit."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True)
class Label:
    """A word of the office's data in both languages, such as a state's name in sop.yaml."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the word in ``language`` (``id`` or ``en``)."""
        return self.en if language == "en" else self.id


@dataclass(frozen=True)
class Message:
    """An English sentence with ``{placeholders}`` and the values that fill them."""

    text: str
    values: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        """Return the sentence in English, its values in it, as a log has it."""
        return self.filled(self.text, _in_english)

    def filled(self, text: str, show: Callable[[Value], str]) -> str:
        """Return ``text``, this sentence or its translation, with the values put in, once.

        Braces in a value are text like any other. A placeholder that has no value stays as it is, and
        a value that the translation leaves out is left out.
        """
        values = dict(self.values)

        def fill(match: re.Match[str]) -> str:
            value = values.get(match[1])
            return match[0] if value is None else show(value)

        return _PLACEHOLDER.sub(fill, text)


Value = str | int | Label | Message | tuple["Value", ...]


def listed(values: tuple[Value, ...], show: Callable[[Value], str]) -> str:
    """Return several values as one text: sentences apart from each other as no words are."""
    separator = "; " if any(isinstance(item, Message) for item in values) else ", "
    return separator.join(map(show, values))


def _in_english(value: Value) -> str:
    if isinstance(value, tuple):
        return listed(value, _in_english)
    return value.en if isinstance(value, Label) else str(value)


def msg(text: str, /, **values: Value) -> Message:
    """Build a `Message`; ``text`` must be a literal so that Babel can extract it."""
    return Message(text, tuple(values.items()))


@dataclass(frozen=True)
class Position:
    """A place in a text file; line and column count from 1, 0 means unknown."""

    line: int = 0
    column: int = 0


NOWHERE = Position()


@dataclass(frozen=True)
class Place:
    """Where a finding points: file, position in it, record, commit."""

    path: str = ""
    position: Position = NOWHERE
    record: str = ""
    commit: str = ""

    def at(self, position: Position) -> Place:
        """Return the same file at another position."""
        return replace(self, position=position)


def told_at(place: Place, problem: Message) -> Message:
    """Return a problem with the file and, where it is known, the line that it is about."""
    line = place.position.line
    if not place.path:
        return problem
    if not line:
        return msg("{path}: {problem}", path=place.path, problem=problem)
    return msg("{path}, line {line}: {problem}", path=place.path, line=line, problem=problem)


class Group(IntEnum):
    """What a rule is about; the first digit of its id."""

    FILES = 1
    CONTENTS = 2
    REFERENCES = 3
    STEPS = 4
    PEOPLE = 5
    ASSETS = 6
    HISTORY = 7
    CALENDAR = 8
    SEEN = 9

    @property
    def of_form(self) -> bool:
        """Whether its rules are about a file as such: what breaks one may not be read at all."""
        return self in (Group.FILES, Group.CONTENTS)


class Trait(Flag):
    """What the choice of rules asks for: who is held to what, and what an answer counts."""

    WANT_OF_PROOF = auto()  # broken where a proof is missing, or could not be seen
    ATTESTABLE = auto()  # what the recorder attests after the landing may still mend it (rule 8)
    OFFICE = auto()  # of what a step needs: the office of its person
    PROOF = auto()  # of what a step needs: its proof
    TIME = auto()  # of what a step needs: its times
    TEXT_ALTERED = auto()  # something written once no longer stands (rule 2)
    ASSET_ALTERED = auto()  # an asset changed other than by a request (rule 6)
    CHAIN_BROKEN = auto()  # it breaks the chain of landings: behind it anything may have come in


@dataclass(frozen=True)
class Rule:
    """A rule of the judge: ``what`` it means, ``why`` it is there, how to ``mend`` a finding.

    Two rules are the same if their ids are. ``basis`` is what its findings are reported with unless
    sop.yaml says it for the step. ``since`` is the edition of the office's rules from which on it is
    held (rule 13): an older office is not judged by it. What is about a file as such holds in every
    edition, since what cannot be read cannot be judged either.
    """

    id: str
    name: str = field(compare=False)
    basis: Basis = field(compare=False)
    title: Label = field(compare=False, repr=False)
    what: Label = field(compare=False, repr=False)
    why: Label = field(compare=False, repr=False)
    mend: Label = field(compare=False, repr=False)
    traits: Trait = field(default=Trait(0), compare=False)
    since: int = field(default=1, compare=False)

    def __post_init__(self) -> None:
        if self.since > 1 and self.group.of_form:
            raise ValueError(f"{self.id}: a rule of the form of files is of every edition")

    @property
    def group(self) -> Group:
        """What the rule is about."""
        return Group(int(self.id[2]))


@dataclass(frozen=True)
class Finding:
    """One thing the judge found: which rule it is ``under``, where, and what to do about it."""

    under: Rule
    severity: Severity
    basis: Basis
    place: Place
    message: Message
    hint: Message | None = None
    carried_on: int = 0  # how many later landings leave as it is what was found here
    cause: Exception | None = field(default=None, compare=False, repr=False)
    """What the tool itself stumbled over, for whoever mends it; no report has it."""

    @property
    def rule(self) -> str:
        """The rule's id (``UB###``), as reports have it."""
        return self.under.id

    def because_of(self, cause: Exception) -> Finding:
        """Return the same finding with the tool's own failure that led to it."""
        return replace(self, cause=cause)

    @property
    def order(self) -> tuple[str, int, int, str, str, str, str]:
        """Sort key within one landing: file, position, rule, then all that can still differ."""
        place = self.place
        line, column = place.position.line, place.position.column
        rest = repr(self.message.values), repr((place.record, place.commit, self.hint))
        return place.path, line, column, self.rule, self.message.text, *rest


def error(
    rule: Rule,
    place: Place,
    message: Message,
    hint: Message,
    basis: Basis | None = None,
) -> Finding:
    """Build a finding of severity error; ``hint`` says how to mend it."""
    return Finding(rule, Severity.ERROR, basis or rule.basis, place, message, hint)


def indeterminate(rule: Rule, place: Place, message: Message, hint: Message) -> Finding:
    """Build a finding that says what could not be verified (rule 10)."""
    return Finding(rule, Severity.INDETERMINATE, rule.basis, place, message, hint)


def deviation(rule: Rule, place: Place, message: Message) -> Finding:
    """Build a finding that is recorded and shown but does not fail the history."""
    return Finding(rule, Severity.DEVIATION, rule.basis, place, message)


def in_force(findings: Iterable[Finding], edition: int) -> Iterator[Finding]:
    """Yield the findings under rules that an office of that edition is held to (rule 13)."""
    return (finding for finding in findings if finding.under.since <= edition)


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Return the verdict: any error fails, else anything unverifiable is indeterminate."""
    severities = {finding.severity for finding in findings}
    if Severity.ERROR in severities:
        return Verdict.FAIL
    if Severity.INDETERMINATE in severities:
        return Verdict.INDETERMINATE
    return Verdict.PASS


class CannotRun(Exception):
    """What keeps the tool from running at all; findings are values, this is not one.

    ``indeterminate`` tells a history that cannot be verified (exit 3) from wrong usage or settings
    (exit 2).
    """

    def __init__(
        self, message: Message, hint: Message | None = None, *, indeterminate: bool = False
    ):
        super().__init__(str(message))
        self.message = message
        self.hint = hint
        self.indeterminate = indeterminate
