"""Random honest histories pass; each random change of one gets the verdict that the oracle gives."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest

from torture.histories import WAYS
from torture.machine import InMemory, run
from torture.mutations import MUTATIONS
from torture.plans import Plan
from torture.tally import verdicts_by_mutation, verdicts_by_rule
from torture.world import World
from ubah.core.rules import RULES

Say = Callable[[str], None]


def machine() -> tuple[type[InMemory], Counter[str]]:
    """Return a machine that counts for itself."""

    class Counted(InMemory):
        figures: ClassVar[Counter[str]] = Counter()

    return Counted, Counted.figures


def test_the_oracle_takes_nothing_from_ubah() -> None:
    code = (
        "import sys, torture.landing_oracle as o; "
        "sys.exit(' '.join(m for m in sys.modules if m.split('.')[0] == 'ubah') or 0)"
    )
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tests, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_a_few_histories_and_their_mutants() -> None:
    counted, figures = machine()
    run(counted, 10, 1)
    assert figures["mutants"] > 150
    assert figures["accepted"] > 20


@pytest.mark.torture
def test_twenty_thousand_mutants_in_memory(say: Say) -> None:
    counted, figures = machine()
    begun, number = time.monotonic(), 1000
    while figures["mutants"] < 20_000:
        run(counted, 30, number)
        number += 1
    say(
        f"{figures['mutants']} mutants of {figures['honest landings']} honest landings in "
        f"{figures['histories']} histories: {figures['rejected']} rejected, "
        f"{figures['accepted']} accepted, as the oracle says, no false accept, no false reject; "
        f"{figures['beyond the oracle']} more were beyond the oracle; "
        f"{time.monotonic() - begun:.0f} s"
    )
    say(verdicts_by_mutation(figures))
    say(verdicts_by_rule(figures, [rule.id for rule in RULES if rule.id < "UB8"]))
    for mutation in MUTATIONS:
        tried = figures[f"{mutation}: accepted"] + figures[f"{mutation}: rejected"]
        assert tried > 50, mutation
    for way in WAYS:
        assert figures[f"way {way}"] > 20, way


class Forgetful(InMemory):
    """A judge that forgets rules."""

    figures: ClassVar[Counter[str]] = Counter()
    forgotten: ClassVar[set[str]]

    def verdict(self, world: World, plan: Plan, place: int) -> set[str]:
        """Return the rules that are not forgotten."""
        return super().verdict(world, plan, place) - self.forgotten


@pytest.mark.torture
@pytest.mark.parametrize("rule", ["UB501", "UB506", "UB510", "UB512", "UB520", "UB703", "UB723"])
def test_a_judge_that_forgets_a_rule_is_found_out(rule: str) -> None:
    """So that the figures above mean something."""
    Forgetful.forgotten = {rule}
    with pytest.raises(AssertionError):
        run(Forgetful, 400, 2000, shrink=False)


@pytest.mark.torture
def test_a_failure_is_shrunk_to_a_few_steps() -> None:
    Forgetful.forgotten = {f"UB{number}" for number in range(100, 900)}
    with pytest.raises(AssertionError) as caught:
        run(Forgetful, 30, 2000)
    notes = "\n".join(caught.value.__notes__)
    steps = [line for line in notes.split("\n") if line.startswith("state.") and "(" in line]
    assert 3 <= len(steps) <= 5, notes
