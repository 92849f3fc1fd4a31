"""Who did what in a change: the people an auditor asks for by part (question 3).

Who recorded a step is not for that the one who did the work: suppliers and other outsiders have no
key, so somebody of the office writes down what they did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ubah.core.meanings import TESTING, Meaning
from ubah.core.model import Entry
from ubah.core.register.views import RecordView
from ubah.core.sop import Sop

ASKING = "requester"
EVALUATING = (
    *(Meaning.ACCEPTS, Meaning.REJECTS),
    *(Meaning.CLASSIFIES_NORMAL, Meaning.ESCALATES),
)
PARTS: Mapping[str, tuple[Meaning, ...]] = {
    "requester": (Meaning.REVISES,),
    "filer": (Meaning.SUBMITS,),
    "evaluator": EVALUATING,
    "approver": (Meaning.APPROVES,),
    "refuser": (Meaning.REFUSES,),
    "implementer": (),
    "tester": (),
    "recorder": (Meaning.CARRIES_OUT, *TESTING, Meaning.ROLLS_BACK),
    "examiner": (Meaning.EXAMINES, Meaning.RETURNS_REPORT),
}
"""A part in a change → what the actions mean whose taking gives it; the others are named in evidence."""

NAMED: Mapping[str, tuple[Meaning, ...]] = {
    "implementer": (Meaning.CARRIES_OUT,),
    "tester": TESTING,
}
"""A part that evidence names → what the actions mean whose evidence does."""


def parts_of(sop: Sop) -> tuple[str, ...]:
    """Return the parts that there can be in a process; whoever asks is always one."""
    needed = {part: (*meanings, *NAMED.get(part, ())) for part, meanings in PARTS.items()}
    return tuple(p for p, means in needed.items() if p == ASKING or sop.taking(*means))


class Party(NamedTuple):
    """A person of the office by id, or somebody from outside by name and organisation."""

    person: str
    name: str = ""
    organisation: str = ""

    @property
    def key(self) -> str:
        """What tells this party from others: the id, or the words that name an outsider."""
        if self.person:
            return self.person
        return f"{self.name} ({self.organisation})" if self.organisation else self.name


def people_of(view: RecordView, persons: Mapping[str, Any]) -> Mapping[str, tuple[Party, ...]]:
    """Return part → who had it, each once, in the order of their steps.

    ``persons`` are the ids that the office knows: a tester is an id or any words.
    """
    found: dict[str, dict[str, Party]] = {part: {} for part in PARTS}

    def add(part: str, party: Party) -> None:
        found[part].setdefault(party.key, party)

    add(ASKING, _party(view.record.request["requester"]))
    for entry, row in zip(view.progress.entries, view.progress.rows, strict=True):
        means: frozenset[Meaning] = row.means if row else frozenset()
        for part, meanings in PARTS.items():
            if not means.isdisjoint(meanings):
                add(part, Party(entry.by))
        for part, party in _named(entry, means, persons):
            add(part, party)
    if found["filer"].keys() <= found[ASKING].keys():
        found["filer"] = {}  # whoever asks for himself files himself
    return {part: tuple(parties.values()) for part, parties in found.items()}


def _named(
    entry: Entry, means: frozenset[Meaning], persons: Mapping[str, Any]
) -> Iterator[tuple[str, Party]]:
    if Meaning.CARRIES_OUT in means:
        for implementer in entry.evidence.get("implementers", ()):
            yield "implementer", _party(implementer)
    for test in entry.evidence.get("tests", ()):
        tester = test["tester"]
        yield "tester", Party(tester) if tester in persons else Party("", tester)


def _party(told: Any) -> Party:
    if isinstance(told, str):
        return Party(told)
    return Party("", told["name"], told["organisation"])
