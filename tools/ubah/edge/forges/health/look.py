"""Judging what a forge told one by one, and saying what it did not tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ubah.core.diagnostics import Message, msg
from ubah.core.health.symptoms import Condition, Symptom


class PartlyTold(Protocol):
    """LookedAt that a forge told; ``unanswered``: the names of those for which it gave no answer in full."""

    @property
    def unanswered(self) -> frozenset[str]:
        """Which they are."""
        ...


LookedAt = TypeVar("LookedAt", bound=PartlyTold)


@dataclass(frozen=True)
class Look(Generic[LookedAt]):
    """LookedAt that are judged one by one, and what is said of one that was not told."""

    facts: LookedAt

    def judge(
        self,
        name: str,
        known: bool | None,
        good: Message,
        bad: Message,
        hint: Message,
        needs: str,
        worse: Condition = Condition.LACKING,
    ) -> Symptom:
        """Return the symptom for a fact that is as it should be, is not, or was not told.

        ``needs`` is the right that a token lacks to see it, in the forge's own words; ``worse``: what it
        is if it is not as it should be.
        """
        if known is not None:
            return Symptom(Condition.GOOD, good) if known else Symptom(worse, bad, hint)
        if name in self.facts.unanswered:
            unseen = msg("could not be seen, since the forge did not answer: {what}", what=good)
            return Symptom(
                Condition.UNKNOWN, unseen, msg("try again later, or look: {hint}", hint=hint)
            )
        unseen = msg(
            "could not be seen: {what}; needs a token with: {right}", what=good, right=needs
        )
        return Symptom(Condition.UNKNOWN, unseen, msg("or look yourself: {hint}", hint=hint))
