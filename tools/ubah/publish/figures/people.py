"""Who did what in a change: the people an auditor asks for by part (question 3).

Who recorded a step is not for that the one who did the work: suppliers and other outsiders have no
key, so somebody of the office writes down what they did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ubah.core.model import Entry
from ubah.core.register.views import RecordView

PARTS: Mapping[str, tuple[str, ...]] = {
    "requester": ("revise",),
    "filer": ("submit",),
    "evaluator": ("accept", "reject", "classify_normal", "escalate"),
    "approver": ("approve",),
    "refuser": ("return",),
    "implementer": (),
    "tester": (),
    "recorder": ("implement", "pass_test", "fail_test", "roll_back"),
    "examiner": ("review", "return_report"),
}
"""A part in a change → the actions whose taking gives it; the others are named in evidence."""


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

    add("requester", _party(view.record.request["requester"]))
    for entry in view.record.journal:
        for part, actions in PARTS.items():
            if entry.action in actions:
                add(part, Party(entry.by))
        for part, party in _named(entry, persons):
            add(part, party)
    if found["filer"].keys() <= found["requester"].keys():
        found["filer"] = {}  # whoever asks for himself files himself
    return {part: tuple(parties.values()) for part, parties in found.items()}


def _named(entry: Entry, persons: Mapping[str, Any]) -> Iterator[tuple[str, Party]]:
    if entry.action == "implement":
        for implementer in entry.evidence.get("implementers", ()):
            yield "implementer", _party(implementer)
    for test in entry.evidence.get("tests", ()):
        tester = test["tester"]
        yield "tester", Party(tester) if tester in persons else Party("", tester)


def _party(told: Any) -> Party:
    if isinstance(told, str):
        return Party(told)
    return Party("", told["name"], told["organisation"])
