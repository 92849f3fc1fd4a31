"""The state machine: random honest histories, and one random change of a landing at a time.

What happens is drawn by Hypothesis: how the next landing is made, which landing is tampered with
and how; only the small change within one such step comes from a seed. So a failing history shrinks
to the fewest landings that fail, and to one mutation.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from typing import ClassVar

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from torture.histories import PAUSES, WAYS, History, Landed
from torture.landing_oracle import Court
from torture.mutations import WEIGHED, mutant
from torture.plans import Plan, build
from torture.world import World, authority_of, landing_of
from ubah.core.diagnostics import Finding, Severity
from ubah.core.judge.landing import Bench, judge_landing
from ubah.core.judge.ledger import Ledger
from ubah.core.model import Judgement

SEEDS = st.integers(0, 2**24 - 1)  # drawn evenly up to here
STEPS = 24
STEPS_AT_ONCE = 16
WEIGHED_WAYS = (*("far", "merge", "decided", "far", "reviewed", "assented", "merge"), *WAYS)


def prefix(world: World, landed: Landed) -> World:
    """Return the world as it was before a landing."""
    return World(world.nodes, world.chain[: landed.main])


def judged(world: World, plan: Plan, ledger: Ledger) -> Judgement:
    """Have the judge judge a plan as main's next landing."""
    nodes = build(plan)
    base = {**world.nodes, **{node.oid: node for node in nodes}}[nodes[-1].parents[0]]
    authority, findings = authority_of(base.tree)
    assert authority is not None, findings
    bench = Bench(
        authority,
        after=lambda: authority_of(nodes[-1].tree),
        progress=ledger.progress,
        pending=ledger.pending,
        bookings=ledger.bookings,
    )
    return judge_landing(landing_of(world, nodes), bench)


def named(findings: Iterable[Finding]) -> set[str]:
    """Return the rules for which something is not passed."""
    no = (Severity.ERROR, Severity.INDETERMINATE)
    return {finding.rule for finding in findings if finding.severity in no}


class InMemory(RuleBasedStateMachine):
    """Honest histories and their mutants as plain values, before the judge and the oracle."""

    figures: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        """Found an office."""
        super().__init__()
        self.history = History()
        self.ledgers = [Ledger()]
        self.drawn = 0
        self.figures["histories"] += 1

    def pick(self, small: float) -> random.Random:
        """Return a source of chance that is another one each time, since Hypothesis likes to repeat."""
        self.drawn += 1
        return random.Random(f"{small} {self.drawn}")

    @initialize(deep=st.sampled_from((3, 6, 9, 0)), small=SEEDS)
    def begin(self, deep: int, small: int) -> None:
        """Start with some history, so that what is tampered with lies anywhere in the SOP."""
        pick = self.pick(small)
        for _ in range(deep):
            self.land(pick.choice(("far", "merge", "assented", "reviewed")), 60, pick.random())

    @rule(way=st.sampled_from(WEIGHED_WAYS), pause=st.sampled_from(PAUSES), small=SEEDS)
    def land(self, way: str, pause: float, small: float) -> None:
        """Land something honest: the judge must pass it."""
        landed = self.history.grow(way, pause, self.pick(small))
        if landed is not None:
            self.must_pass(prefix(self.history.world, landed), landed.plan)
            self.figures["honest landings"] += 1
            self.figures[f"way {way}"] += 1

    @precondition(lambda self: self.history.landed)
    @rule(
        changes=st.lists(
            st.tuples(st.integers(0, 4), st.sampled_from(WEIGHED), SEEDS),
            min_size=1,
            max_size=STEPS_AT_ONCE,
        )
    )
    def tamper(self, changes: list[tuple[int, str, int]]) -> None:
        """Change one of the newest landings in one respect: the judge must say what the oracle says."""
        for back, name, small in changes:
            place = max(0, len(self.history.landed) - 1 - back)
            landed = self.history.landed[place]
            world = prefix(self.history.world, landed)
            plan = mutant(world, landed.plan, name, self.pick(small))
            if plan is None:
                continue
            must = Court(world, build(plan), landed.times).accepts()
            if must is None:
                self.figures["beyond the oracle"] += 1
                self.beyond(world, plan)
                continue
            rules = self.verdict(world, plan, place)
            assert bool(rules) != must, (must, name, rules)
            self.count(name, rules)

    def must_pass(self, world: World, plan: Plan) -> None:
        """Have an honest landing judged."""
        judgement = judged(world, plan, self.ledgers[-1])
        assert not named(judgement.findings), judgement.findings
        self.ledgers.append(self.ledgers[-1].after(judgement))

    def verdict(self, world: World, plan: Plan, place: int) -> set[str]:
        """Return the rules for which the judge does not pass a mutant of a landing."""
        return named(judged(world, plan, self.ledgers[place]).findings)

    def beyond(self, world: World, plan: Plan) -> None:
        """Take note of a mutant of which the oracle says nothing: judging it must not fail."""

    def count(self, name: str, rules: set[str]) -> None:
        """Count a mutant whose verdict is right."""
        self.figures["mutants"] += 1
        self.figures["rejected" if rules else "accepted"] += 1
        self.figures[f"{name}: {'rejected' if rules else 'accepted'}"] += 1
        for each in rules:
            self.figures[f"named {each}"] += 1
        if len(rules) == 1:
            self.figures[f"alone {next(iter(rules))}"] += 1


def run(
    machine: Callable[[], RuleBasedStateMachine],
    examples: int,
    number: int,
    steps: int = STEPS,
    *,
    shrink: bool = True,
) -> None:
    """Run a state machine over so many histories, the same ones each time for the same number."""
    steady = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=True,
        phases=(Phase.generate, *((Phase.shrink,) if shrink else ())),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(machine), settings=steady)  # type: ignore[no-untyped-call]
