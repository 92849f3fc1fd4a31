"""What a guard is given, and how guards are named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ubah.core.diagnostics import Message, Rule, msg
from ubah.core.meanings import Meaning
from ubah.core.model import Entry, Progress, Record
from ubah.core.people.office import Office
from ubah.core.reading.relied_on import missing, top
from ubah.core.sop import Sop

Complaint = tuple[Message, Message]


@dataclass(frozen=True)
class StepContext:
    """A step that is about to be judged, and what stands before it."""

    record: Record
    entry: Entry
    progress: Progress
    effective: datetime
    office: Office
    sop: Sop
    change_schema: Mapping[str, Any] = field(default_factory=dict)
    request: Mapping[str, Any] | None = None  # as it stood after the step, where that is known
    earlier_request: Mapping[str, Any] | None = None  # as it stood before the step, likewise
    lands: bool = False  # what is not known of a step that lands is not passed (rule 10)
    asset_changes: Mapping[str, str] | None = None  # asset id → add/update/retire; None: not known

    @property
    def evidence(self) -> Mapping[str, Any]:
        """The entry's evidence."""
        return self.entry.evidence

    @property
    def day(self) -> date:
        """The day of the step in office time."""
        return self.office.day(self.effective)


def hidden_request() -> Complaint:
    """Return the complaint about a step whose request a later revision in the landing hides."""
    return (
        msg("a revision that lands together with this step hides the request that it was about"),
        msg("sign each step in a commit of its own, or land this one before the revision"),
    )


Guard = Callable[[StepContext], Iterator[Complaint]]


@dataclass(frozen=True)
class GuardRule:
    """A guard: the rule of its findings, what it demands in a sentence, and what it relies on.

    ``reads`` are paths into the step's own evidence, ``earlier`` into that of the newest earlier
    step of a meaning, ``request`` into the request (`ubah.core.reading.relied_on`). ``of_record``: what it
    says is settled by the steps before, whoever takes this one and whatever is filled in.
    """

    rule: Rule
    check: Guard
    demands: Message
    reads: tuple[str, ...] = ()
    earlier: Mapping[Meaning, tuple[str, ...]] = field(default_factory=dict)
    request: tuple[str, ...] = ()
    of_record: bool = False

    def lacking(self, step: StepContext) -> Iterator[str]:
        """Yield what the guard relies on and a step does not hold, since its SOP asks for less."""
        yield from missing(self.reads, step.evidence)
        for meaning, paths in self.earlier.items():
            entry = step.progress.last_that(meaning)
            yield from missing(paths, entry.evidence) if entry else ()
        yield from missing(self.request, step.record.request)

    @property
    def fields(self) -> frozenset[str]:
        """The fields of evidence that the guard reads, of whatever step."""
        paths = (self.reads, *self.earlier.values())
        return frozenset(top(path) for own in paths for path in own)


GUARDS: dict[str, GuardRule] = {}


def guard(
    rule: Rule,
    *,
    demands: Message,
    reads: tuple[str, ...] = (),
    earlier: Mapping[Meaning, tuple[str, ...]] | None = None,
    request: tuple[str, ...] = (),
    of_record: bool = False,
) -> Callable[[Guard], Guard]:
    """Register a guard under its function's name, with all that `GuardRule` says of it."""

    def register(check: Guard) -> Guard:
        GUARDS[check.__name__] = GuardRule(
            rule, check, demands, reads, earlier or {}, request, of_record
        )
        return check

    return register


def moment(text: str) -> datetime:
    """Return the moment that a schema-valid time stands for."""
    return datetime.fromisoformat(text)
