"""The same histories and mutants as real git objects: the hook and the audit against the oracle."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from torture.histories import build, honest_history
from torture.landing_oracle import Court
from torture.real_git import RealGit
from torture.test_histories import LANDINGS, mutant, prefix
from torture.world import Node, World
from ubah.core.diagnostics import Verdict, verdict_of
from ubah.edge.gitrepo import ObjectStore
from ubah.edge.history import audit
from ubah.edge.landings import LandingReader
from ubah.edge.proposals import judge_push

Say = Callable[[str], None]


def compare(git: RealGit, seed: int, each: int, figures: Counter[str]) -> None:
    """Write one history with ``each`` mutants a landing, and compare the verdicts."""
    pick = random.Random(seed)
    history = honest_history(pick, LANDINGS)
    nodes = dict(history.world.nodes)
    honest = git.commit(history.world.tip, nodes)
    with ObjectStore(git.git_dir) as store:
        reader = LandingReader(store)
        result = audit(reader, honest)
        assert verdict_of(result.findings) is Verdict.PASS, (seed, result.findings)
        assert result.landings == len(history.landed)
        figures["honest landings"] += result.landings
        for landed in history.landed:
            world = prefix(history, landed)
            old = git.commit(world.tip, nodes)
            for number in range(each):
                one = mutant(world, landed, pick)
                if one is None:
                    continue
                name, plan = one
                made = build(plan)
                new = git.commit(made[-1], {**nodes, **{node.oid: node for node in made}})
                root = git.commit(history.world.nodes[history.world.chain[0]], nodes)
                pushed = judge_push(reader, old, new, made[-1].date, root)
                hook = verdict_of(pushed.findings) is Verdict.PASS
                must = Court(world, made, landed.times).accepts()
                where = (seed, landed.main, number, name)
                if must is None:
                    left = not _stays_on_main(world, made)
                    assert not (hook and left), where
                    figures["main left"] += left
                    continue
                audited = verdict_of(audit(reader, new).findings) is Verdict.PASS
                assert (hook, audited) == (must, must), (where, must, pushed.findings)
                figures["accepted" if must else "rejected"] += 1
    figures["histories"] += 1


def _stays_on_main(world: World, made: list[Node]) -> bool:
    """Whether main's tip is on the first-parent chain that ends with the new commits."""
    every, oid = {**world.nodes, **{node.oid: node for node in made}}, made[-1].oid
    while oid != world.tip.oid and every[oid].parents:
        oid = every[oid].parents[0]
    return oid == world.tip.oid


def test_a_history_and_its_mutants_in_real_git(tmp_path: Path) -> None:
    figures: Counter[str] = Counter()
    git = RealGit(tmp_path)
    for seed in (3, 4):
        compare(git, seed, 2, figures)
    git.check()
    assert figures["accepted"] > 3
    assert figures["rejected"] > 10


@pytest.mark.torture
def test_five_hundred_mutants_in_real_git(tmp_path: Path, say: Say) -> None:
    figures: Counter[str] = Counter()
    begun, seed, git = time.monotonic(), 5000, RealGit(tmp_path)
    while figures["accepted"] + figures["rejected"] < 500:
        compare(git, seed, 6, figures)
        seed += 1
    git.check()
    say(
        f"{figures['accepted'] + figures['rejected']} mutants in real git, of "
        f"{figures['honest landings']} honest landings in {figures['histories']} histories: "
        f"{figures['rejected']} rejected, {figures['accepted']} accepted by hook and audit alike, "
        f"as the oracle says; {figures['main left']} more took main off its chain, each refused; "
        f"{time.monotonic() - begun:.0f} s"
    )
