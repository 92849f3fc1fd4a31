"""Every path through a sop.yaml, walked with the guards themselves, up to what guards can tell apart.

The walk takes each action that is legal in a state with each evidence that could matter, and asks
the very guards that judge records. Two paths that end in the same state with the same `Facts` are
one, since no guard can tell them apart; that keeps the walk finite and makes it exhaustive. Left
out, because some choice of them always satisfies the guards: persons, dates, and texts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

from ubah.core.guards import GUARDS, StepContext
from ubah.core.json_schema.parts import dereference
from ubah.core.meanings import TESTING, Meaning
from ubah.core.model import Entry, Progress, Record
from ubah.core.people.office import build_office
from ubah.core.reading.derivation import evidence_schema
from ubah.core.reading.journal import advance, begin, declared_assets, standing_window
from ubah.core.reading.journal import stated_release as stated
from ubah.core.reading.relied_on import MAYBE, is_asked_for
from ubah.core.sop import ANY, SAME, Action, EvidenceField, Sop

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NOW_TEXT, LATER_TEXT = "2026-01-01T00:00:00+00:00", "2026-01-01T01:00:00+00:00"
SOMEBODY = "somebody"
REQUEST: Mapping[str, Any] = {"requester": SOMEBODY, "date": "2026-01-01", "plan": "-"}
OFFICE = build_office({"name": "", "language": "id", "time_zone": "Asia/Makassar", "rules": 1})
OUTCOMES = ("released", "cancelled", "none")
CHOICES: Mapping[str, tuple[Any, ...]] = {
    "tests": ([{"passed": True}], [{"passed": False}], []),
    "window": ({"start": NOW_TEXT, "end": LATER_TEXT},),
    "already_live": ({"at": NOW_TEXT},),
    "release": tuple({"outcome": outcome, "at": NOW_TEXT, "reason": "-"} for outcome in OUTCOMES),
    "assets": ([{"id": "SRV-0001", "change": "add"}],),
    "started_at": (NOW_TEXT,),
    "ended_at": (NOW_TEXT,),
    "notified_at": (NOW_TEXT,),
}
"""Values of the fields that guards look into; enumerations and yes/no come from the schema."""
READ = frozenset().union(*(guard.fields for guard in GUARDS.values()))
"""Every field of an entry's evidence that a guard reads; the others cannot change its answer."""


@dataclass(frozen=True)
class Facts:
    """All that a guard can read of a journal, and what the properties follow along it."""

    state: str
    journal: tuple[object, ...]
    accepted: bool = False
    head: str = ""  # since the last escalation: waiting, decided, or the code of the refusal
    infeasible: bool = False  # refused as not feasible, and the head has not decided since
    unrevised: bool = False  # refused, and nothing was revised since
    passed: bool = False  # the last test was of completed work, and each test listed passed


@dataclass(frozen=True)
class Move:
    """One step of the walk: an action with its evidence, from one place to another."""

    action: Action
    evidence: Mapping[str, Any]
    before: Facts
    after: Facts


@dataclass(frozen=True)
class Misfit:
    """A guard that cannot be asked, since what it reads is not asked for."""

    action: str
    guard: str
    field: str


@dataclass(frozen=True)
class SopWalk:
    """Every place that can be reached, with a shortest path to it, and every move between them."""

    paths: Mapping[Facts, tuple[str, ...]]
    moves: tuple[Move, ...]
    misfits: tuple[Misfit, ...]


START = Facts("", ())


def explore(sop: Sop, change_schema: Mapping[str, Any]) -> SopWalk:
    """Walk every path through ``sop``, breadth first, so that the paths kept are the shortest."""
    defs = change_schema.get("$defs", {})
    menus = {name: tuple(menu(action, defs)) for name, action in sop.actions.items()}
    start = begin(Record("", "", REQUEST, ()))
    paths: dict[Facts, tuple[str, ...]] = {START: ()}
    queue: deque[tuple[Facts, Progress]] = deque([(START, start)])
    moves: list[Move] = []
    while queue:
        facts, progress = queue.popleft()
        for action in sop.actions.values():
            if not action.leads_from(facts.state) or ANY in action.sources:
                continue  # what is possible anywhere (ralat) is judged as an action, not walked
            for evidence in menus[action.name]:
                step = _step(action, evidence, progress, sop, change_schema)
                if not _allowed(step, action):
                    continue
                taken = advance(progress, step.entry, NOW, sop)
                after = follow(facts, action, evidence, taken, sop)
                moves.append(Move(action, evidence, facts, after))
                if after not in paths:
                    paths[after] = (*paths[facts], action.name)
                    queue.append((after, taken))
    return SopWalk(paths, tuple(moves), tuple(misfits_of(sop, change_schema)))


def _step(
    action: Action,
    evidence: Mapping[str, Any],
    progress: Progress,
    sop: Sop,
    change_schema: Mapping[str, Any],
) -> StepContext:
    entry = Entry(len(progress.entries) + 1, action.name, SOMEBODY, NOW, evidence)
    revised = (
        {**REQUEST, "title": str(entry.number)} if Meaning.REVISES in action.means else REQUEST
    )
    return StepContext(
        record=Record("", "", REQUEST, (*progress.entries, entry)),
        entry=entry,
        progress=progress,
        effective=NOW,
        office=OFFICE,
        sop=sop,
        change_schema=change_schema,
        request=revised,
        earlier_request=REQUEST,
    )


def _allowed(step: StepContext, action: Action) -> bool:
    guards = [GUARDS[guard.name] for guard in action.guards]
    return not any(any(guard.lacking(step)) or any(guard.check(step)) for guard in guards)


def misfits_of(sop: Sop, change_schema: Mapping[str, Any]) -> Iterator[Misfit]:
    """Yield each guard that reads what the evidence, or the request, need not hold."""
    defs: Mapping[str, Any] = change_schema.get("$defs", {})
    for action in sop.actions.values():
        for guard in (GUARDS[use.name] for use in action.guards):
            read = [
                *((path, evidence_schema(action)) for path in guard.reads),
                *(
                    (path, evidence_schema(earlier))
                    for meaning, paths in guard.earlier.items()
                    for earlier in sop.taking(meaning)
                    for path in paths
                ),
                *((path, defs.get("request", {})) for path in guard.request),
            ]
            unasked = (path for path, schema in read if not is_asked_for(path, schema, defs))
            for path in dict.fromkeys(unasked):
                yield Misfit(action.name, guard.check.__name__, path.replace(MAYBE, ""))


def menu(action: Action, defs: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield each evidence for ``action`` that could matter: every mixture of the values that guards read."""
    fields = [field for field in action.evidence.values() if field.name in READ]
    options = [[*([] if field.required else [None]), *_values(field, defs)] for field in fields]
    for values in product(*options):
        pairs = zip(fields, values, strict=True)
        yield {field.name: value for field, value in pairs if value is not None}


def _values(field: EvidenceField, defs: Mapping[str, Any]) -> tuple[Any, ...]:
    schema = dereference(field.schema, defs)
    if "enum" in schema:
        return tuple(schema["enum"])
    if schema.get("type") == "boolean":
        return (True, False)
    return CHOICES.get(field.name, ("-",))


def follow(
    facts: Facts, action: Action, evidence: Mapping[str, Any], taken: Progress, sop: Sop
) -> Facts:
    """Return the facts after ``action``, whose journal by then is ``taken``."""
    by_head = _is_the_heads(action, sop)
    head, infeasible = facts.head, facts.infeasible
    unrevised = facts.unrevised and Meaning.REVISES not in action.means
    if Meaning.ESCALATES in action.means:
        head = "waiting"
    if Meaning.APPROVES in action.means and by_head:
        head, infeasible, unrevised = "decided", False, False
    if Meaning.REFUSES in action.means:
        code = str(evidence.get("code", ""))
        head = code if by_head and head == "waiting" else head
        infeasible = code == "not_feasible" or (infeasible and not by_head)
        unrevised = True
    if Meaning.CLASSIFIES_NORMAL in action.means and head == "not_emergency":
        head = "decided"
    passed = facts.passed
    if not action.means.isdisjoint((Meaning.CARRIES_OUT, *TESTING)):
        work, tests = taken.last_that(Meaning.CARRIES_OUT), evidence.get("tests")
        done = work is not None and work.evidence.get("completed") is True
        passed = done and bool(tests) and all(test["passed"] for test in tests or ())
    return Facts(
        state=taken.state,
        journal=readable(taken),
        accepted=facts.accepted or Meaning.ACCEPTS in action.means,
        head=head,
        infeasible=infeasible,
        unrevised=unrevised,
        passed=passed,
    )


def _is_the_heads(action: Action, sop: Sop) -> bool:
    """Whether only the head, an acting head or the superior can take ``action``."""
    substitution = sop.substitution_for(action.name)
    offices = {*action.by, *((substitution.by,) if substitution else ())}
    return offices <= {"head", "acting_head", "superior"}


def readable(progress: Progress) -> tuple[object, ...]:
    """Return what the guards read of a journal (`ubah.core.guards`), and nothing else of it."""
    last = progress.last_that
    decision, refusal = last(Meaning.APPROVES, Meaning.REFUSES), last(Meaning.REFUSES)
    work, test = last(Meaning.CARRIES_OUT), last(*TESTING)
    planned, release = last(Meaning.PLANS_RELEASE), stated(progress)
    return (
        decision and (decision.action, decision.evidence.get("code")),
        refusal and refusal.evidence.get("code"),
        refusal
        and any(progress.means(entry, Meaning.REVISES) for entry in progress.since(refusal)),
        last(Meaning.AUTHORISES) is not None,
        work and work.evidence.get("completed"),
        test and test.action,
        planned and tuple(sorted(planned.evidence)),
        standing_window(progress) is not None,
        release and release["outcome"],
        last(Meaning.DECLARES_ASSETS) is not None and len(declared_assets(progress)),
    )


def keeps_the_state(action: Action, state: str) -> bool:
    """Whether ``action`` leaves ``state`` as it is."""
    return action.target in (SAME, state)
