"""What looking at a set-up comes to: good, lacking, or not to be seen from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ubah.core.diagnostics import Message


class Condition(StrEnum):
    """Whether something is as it should be."""

    GOOD = "good"
    LACKING = "lacking"
    ADVICE = "advice"  # works, but should be known
    UNKNOWN = "unknown"  # could not be looked at from here (rule 10)


@dataclass(frozen=True)
class Symptom:
    """One thing that was looked at; ``hint`` says how to mend it, or how to find out."""

    state: Condition
    message: Message
    hint: Message | None = None


def good(message: Message) -> Symptom:
    """Return the symptom of what is as it should be."""
    return Symptom(Condition.GOOD, message)


def lacking(message: Message, hint: Message) -> Symptom:
    """Return the symptom of what is not as it should be, with how to mend it."""
    return Symptom(Condition.LACKING, message, hint)
