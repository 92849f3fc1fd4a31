"""Judging what a forge told one by one, and saying what it did not tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.health.symptoms import Condition, Symptom
from ubah.core.office.authority import Authority
from ubah.edge.forges import ForgeRefused, ForgeUnreachable


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


def looked(ask: Callable[[], LookedAt | None]) -> Look[LookedAt] | Symptom:
    """Return what ``ask`` finds, ready to be judged, or why nothing is known of the forge (rule 10).

    ``ask`` returns None where there is no token to ask with, and raises as a client does.
    """
    try:
        facts = ask()
    except CannotRun as problem:
        return Symptom(Condition.UNKNOWN, problem.message, problem.hint)
    if facts is None:
        return Symptom(
            Condition.UNKNOWN,
            msg("the forge was not asked: rules, keys, secrets and who may write are unknown"),
            msg("set UBAH_FORGE_TOKEN to a token of the recorder's account, and type: ubah doctor"),
        )
    return Look(facts)


def recorder_keys(authority: Authority, day: date) -> tuple[str, ...]:
    """Return the recorder's keys that are valid on a day, as roles.yaml has them."""
    return tuple(
        key.key
        for person in authority.roles.holders("recorder", day)
        for key in authority.roles.persons[person].keys
        if key.period.covers(day)
    )


def ask_each(
    parts: Mapping[str, Callable[[], Mapping[str, Any]]],
    refused: Callable[[ForgeRefused], Mapping[str, Any]] = lambda _problem: {},
) -> tuple[dict[str, Any], set[str]]:
    """Ask for each part by itself; return all that was told, and the names of what was not answered in full.

    What the token may not see is left out, but for what ``refused`` makes of the refusal.
    """
    told: dict[str, Any] = {}
    unanswered: set[str] = set()
    for name, ask in parts.items():
        try:
            told |= ask()
        except ForgeRefused as problem:
            told |= refused(problem)
        except ForgeUnreachable:
            unanswered.add(name)
    return told, unanswered
