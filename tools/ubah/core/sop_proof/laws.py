"""What any sop.yaml must keep, proved over every path through it and not on samples.

An office that adapts its SOP is told what it broke, with a shortest path that shows it. Each
property is one small function over the finished walk of `ubah.core.sop_proof.walk`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ubah.core.diagnostics import Finding, Place, error, msg
from ubah.core.meanings import Meaning
from ubah.core.paths import SOP
from ubah.core.rules.contents import SOP_DEAD_END, SOP_EMERGENCY_UNDECIDED, SOP_REFUSAL_BYPASSED
from ubah.core.rules.process import (
    SOP_FINAL_STATE_LEFT,
    SOP_GUARD_WITHOUT_EVIDENCE,
    SOP_IMPLEMENTS_UNACCEPTED,
    SOP_REFUSED_AGAIN_UNREVISED,
    SOP_RELEASES_UNTESTED,
)
from ubah.core.same import once_for_same
from ubah.core.sop import Sop
from ubah.core.sop_proof.walk import START, Facts, Move, SopWalk, explore, keeps_the_state

PLACE = Place(SOP)
Property = Callable[[Sop, SopWalk], Iterator[Finding]]


@once_for_same(8)
def sop_findings(sop: Sop, change_schema: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Prove ``sop`` by walking every path through it; return what does not hold of it."""
    walk = explore(sop, change_schema)
    return tuple(finding for prove in PROPERTIES for finding in prove(sop, walk))


def _done(sop: Sop) -> frozenset[str]:
    """Return the states that the work leads to (step 6)."""
    return frozenset(action.target for action in sop.taking(Meaning.CARRIES_OUT))


def _named(sop: Sop, meaning: Meaning) -> str:
    """Return the actions that mean something, for a sentence; where there are none, the mark."""
    return ", ".join(action.name for action in sop.taking(meaning)) or f"means: [{meaning}]"


def _accepted_before_implemented(sop: Sop, walk: SopWalk) -> Iterator[Finding]:
    """Step 3 before step 6: nothing is carried out that the change manager did not accept."""
    done = _done(sop)
    path = _first(walk, lambda facts: facts.state in done and not facts.accepted)
    if path:
        message = msg("a change can be implemented that nobody accepted: {path}", path=path)
        hint = msg(
            "let every path to {work} lead through {acceptance} (step 3); what accepts under another "
            "name is marked in sop.yaml: means: [accepts]",
            work=_named(sop, Meaning.CARRIES_OUT),
            acceptance=_named(sop, Meaning.ACCEPTS),
        )
        yield error(SOP_IMPLEMENTS_UNACCEPTED, PLACE, message, hint)


def _decided_before_implemented(sop: Sop, walk: SopWalk) -> Iterator[Finding]:
    """Step 5 before step 6: an emergency waits for the head's decision on it."""
    done = _done(sop)
    path = _first(walk, lambda facts: facts.state in done and facts.head not in ("", "decided"))
    if path:
        message = msg(
            "an emergency can be implemented without the head's decision on it: {path}", path=path
        )
        hint = msg(
            "after {escalates}, let only {approves}, or {refuses} with not_emergency and then "
            "{classifies}, lead on; both decisions are the head's, an acting head's or the superior's",
            escalates=sop.named(Meaning.ESCALATES),
            approves=sop.named(Meaning.APPROVES),
            refuses=sop.named(Meaning.REFUSES),
            classifies=sop.named(Meaning.CLASSIFIES_NORMAL),
        )
        yield error(SOP_EMERGENCY_UNDECIDED, PLACE, message, hint)


def _infeasible_stays_refused(sop: Sop, walk: SopWalk) -> Iterator[Finding]:
    """What the head found not feasible goes on only by a later decision of the head."""
    work = sop.taking(Meaning.CARRIES_OUT)
    reached = _done(sop) | {state for action in work for state in action.sources}
    path = _first(walk, lambda facts: facts.infeasible and facts.state in reached)
    if path:
        message = msg(
            "what the head found not feasible can go on without a later decision: {path}",
            path=path,
        )
        hint = msg(
            "put the guard not_after_not_feasible on {classifies} and on what does the same",
            classifies=sop.named(Meaning.CLASSIFIES_NORMAL),
        )
        yield error(SOP_REFUSAL_BYPASSED, PLACE, message, hint)


def _every_state_ends(sop: Sop, walk: SopWalk) -> Iterator[Finding]:
    """Every path can reach an end, and some path carries a change out."""
    if not any(Meaning.CARRIES_OUT in move.action.means for move in walk.moves):
        message = msg("no path leads to the work of step 6")
        hint = msg(
            "let submit open the journal, and a path lead to {work}; what does it under another name "
            "is marked in sop.yaml: means: [carries_out]",
            work=_named(sop, Meaning.CARRIES_OUT),
        )
        yield error(SOP_DEAD_END, PLACE, message, hint)
    elif _tests(sop) and not any(_is_success(sop, facts) for facts in walk.paths):
        message = msg("no path leads to a finished change whose test has passed")
        hint = msg(
            "let {tests} be possible after {work}, and lead on to a final state; what tests under "
            "another name is marked in sop.yaml: means: [passes_test]",
            tests=_named(sop, Meaning.PASSES_TEST),
            work=_named(sop, Meaning.CARRIES_OUT),
        )
        yield error(SOP_DEAD_END, PLACE, message, hint)
    backwards: dict[Facts, list[Facts]] = {}
    for move in walk.moves:
        backwards.setdefault(move.after, []).append(move.before)
    ends = [facts for facts in walk.paths if facts.state and sop.states[facts.state].final]
    ending = set(ends)
    while ends:
        new = [facts for facts in backwards.get(ends.pop(), ()) if facts not in ending]
        ending.update(new)
        ends += new
    stuck: dict[str, tuple[str, ...]] = {}
    for facts, path in walk.paths.items():
        if facts not in ending and facts != START:
            stuck.setdefault(facts.state, path)
    for state, path in stuck.items():
        message = msg(
            "a change can get stuck in the state {state}: {path}",
            state=sop.states[state].label,
            path=_shown(path),
        )
        hint = msg("add an action whose guards can be met there, or mark the state as final")
        yield error(SOP_DEAD_END, PLACE, message, hint)


def _tests(sop: Sop) -> bool:
    """Whether the process has a test at all (step 7), under whatever name."""
    guards = {guard.name for action in sop.actions.values() for guard in action.guards}
    return bool(sop.taking(Meaning.PASSES_TEST, Meaning.FAILS_TEST) or "all_tests_passed" in guards)


def _is_success(sop: Sop, facts: Facts) -> bool:
    return facts.passed and bool(facts.state) and sop.states[facts.state].final


def _final_is_final(sop: Sop, _walk: SopWalk) -> Iterator[Finding]:
    """No action leads out of a final state, whether or not a path leads there."""
    for state in sop.states.values():
        for action in sop.legal_actions(state.name) if state.final else ():
            if not keeps_the_state(action, state.name):
                message = msg(
                    "{action} leads out of the final state {state}",
                    action=action.label,
                    state=state.label,
                )
                hint = msg("take the state out of the action's from, or do not mark it as final")
                yield error(SOP_FINAL_STATE_LEFT, PLACE, message, hint)


def _released_only_if_passed(_sop: Sop, walk: SopWalk) -> Iterator[Finding]:
    """Step 7 before step 11: only what passed its test is released."""

    def untested(move: Move) -> bool:
        release = move.evidence.get("release") or {}
        return release.get("outcome") == "released" and not move.before.passed

    found = next((move for move in walk.moves if untested(move)), None)
    if found:
        path = _shown((*walk.paths[found.before], found.action.name))
        message = msg("a change can be released that did not pass its test: {path}", path=path)
        hint = msg(
            "keep the guards all_tests_passed, schedule_fits_test_outcome and "
            "release_outcome_fits_schedule where they stand in the tool's own sop.yaml"
        )
        yield error(SOP_RELEASES_UNTESTED, PLACE, message, hint)


def _guards_can_be_asked(_sop: Sop, walk: SopWalk) -> Iterator[Finding]:
    """A guard reads evidence; the actions that it needs must ask for it."""
    for misfit in walk.misfits:
        message = msg(
            "{action}: the guard {guard} reads {field}, which the evidence does not always hold",
            action=misfit.action,
            guard=misfit.guard,
            field=misfit.field,
        )
        hint = msg(
            "mark the field as required in the evidence of the action that gives it, "
            "or take the guard away"
        )
        yield error(SOP_GUARD_WITHOUT_EVIDENCE, PLACE, message, hint)


def _refused_comes_back_revised(_sop: Sop, walk: SopWalk) -> Iterator[Finding]:
    """Step 5 "no → 3": the head is not asked twice about the same request."""
    path = _first(walk, lambda facts: facts.unrevised and facts.head == "waiting")
    if path:
        message = msg(
            "the head can be asked again about a request that was refused and not revised: {path}",
            path=path,
        )
        hint = msg(
            "keep not_escalated_again_unrevised on escalate, "
            "and reaccept_only_after_not_emergency on accept"
        )
        yield error(SOP_REFUSED_AGAIN_UNREVISED, PLACE, message, hint)


PROPERTIES: tuple[Property, ...] = (
    _accepted_before_implemented,
    _decided_before_implemented,
    _infeasible_stays_refused,
    _every_state_ends,
    _final_is_final,
    _released_only_if_passed,
    _guards_can_be_asked,
    _refused_comes_back_revised,
)


def _first(walk: SopWalk, broken: Callable[[Facts], bool]) -> str:
    """Return a shortest path to a place where ``broken`` holds, "" if there is none."""
    return next((_shown(path) for facts, path in walk.paths.items() if broken(facts)), "")


def _shown(path: Iterable[str]) -> str:
    return " → ".join(path)
