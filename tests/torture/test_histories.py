"""Random honest histories pass; each random change of one gets the verdict that the oracle gives."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

import pytest

from torture.histories import History, Landed, Plan, build, copied, honest_history
from torture.landing_oracle import Court
from torture.mutations import MUTATIONS, is_well_built
from torture.world import World, authority_of, landing_of
from ubah.core.diagnostics import Severity
from ubah.core.judge import Bench, judge_landing
from ubah.core.ledger import Ledger
from ubah.core.model import Judgement

LANDINGS, MUTANTS = 9, 24
Say = Callable[[str], None]


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


def refused(judgement: Judgement) -> bool:
    """Whether the judge does not pass a landing."""
    no = (Severity.ERROR, Severity.INDETERMINATE)
    return any(finding.severity in no for finding in judgement.findings)


def prefix(history: History, landed: Landed) -> World:
    """Return the world as it was before a landing."""
    return World(history.world.nodes, history.world.chain[: landed.main])


def mutant(world: World, landed: Landed, pick: random.Random) -> tuple[str, Plan] | None:
    """Return a landing with one random change, if the change changes it."""
    plan, mutate = copied(landed.plan), pick.choice(MUTATIONS)
    mutate(world, plan, pick)
    different = build(plan)[-1].oid != build(landed.plan)[-1].oid
    return (mutate.__name__, plan) if different and is_well_built(world, plan) else None


def compare(seeds: range, figures: Counter[str]) -> None:
    """Judge honest histories and mutants of theirs by the judge and by the oracle."""
    for seed in seeds:
        pick = random.Random(seed)
        history, ledger = honest_history(pick, LANDINGS), Ledger()
        for landed in history.landed:
            world = prefix(history, landed)
            honest = judged(world, landed.plan, ledger)
            assert not refused(honest), (seed, landed.main, honest.findings)
            figures["honest landings"] += 1
            for number in range(MUTANTS):
                one = mutant(world, landed, pick)
                if one is None:
                    continue
                name, plan = one
                must = Court(world, build(plan), landed.times).accepts()
                if must is None:
                    figures["beyond the oracle"] += 1
                    continue
                found = judged(world, plan, ledger)
                where = (seed, landed.main, number, name)
                assert refused(found) != must, (where, must, found.findings)
                figures[f"{name}: {'accepted' if must else 'rejected'}"] += 1
                figures["mutants"] += 1
                figures["accepted" if must else "rejected"] += 1
            ledger = ledger.after(honest)
        figures["histories"] += 1


def test_a_few_histories_and_their_mutants() -> None:
    figures: Counter[str] = Counter()
    compare(range(8), figures)
    assert figures["mutants"] > 600
    assert figures["accepted"] > 30


@pytest.mark.torture
def test_twenty_thousand_mutants_in_memory(say: Say) -> None:
    figures: Counter[str] = Counter()
    begun, seed = time.monotonic(), 1000
    while figures["mutants"] < 20_000:
        compare(range(seed, seed + 5), figures)
        seed += 5
    say(
        f"{figures['mutants']} mutants of {figures['honest landings']} honest landings in "
        f"{figures['histories']} histories: {figures['rejected']} rejected, "
        f"{figures['accepted']} accepted, as the oracle says, no false accept, no false reject; "
        f"{figures['beyond the oracle']} more were beyond the oracle; "
        f"{time.monotonic() - begun:.0f} s"
    )
    for mutation in sorted({mutate.__name__ for mutate in MUTATIONS}):
        tried = figures[f"{mutation}: accepted"] + figures[f"{mutation}: rejected"]
        assert tried > 50, mutation
