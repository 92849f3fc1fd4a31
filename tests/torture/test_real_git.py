"""The same histories and mutants as real git objects: the hook and the audit against the oracle."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest

from torture.commits import Node, World
from torture.machine import InMemory, named, run
from torture.plans import Plan, build
from torture.real_git import RealGit
from ubah.edge.git import ObjectStore
from ubah.edge.history.audit import audit
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.pushes import judge_push

Say = Callable[[str], None]


class InGit(InMemory):
    """The machine on real git: every landing is pushed and audited, every mutant too."""

    git: ClassVar[RealGit]
    reader: ClassVar[LandingReader]

    def written(self, world: World, plan: Plan) -> tuple[str, str, str, list[Node]]:
        """Write a plan as commits on main; return main's root, main before and after, the commits."""
        made = build(plan)
        every = {**world.nodes, **{node.oid: node for node in made}}
        commits = [every[world.chain[0]], world.tip, made[-1]]
        root, old, new = (self.git.commit(node, every) for node in commits)
        return root, old, new, made

    def must_pass(self, world: World, plan: Plan) -> None:
        """Have an honest landing pushed and the history audited."""
        super().must_pass(world, plan)
        root, old, new, made = self.written(world, plan)
        pushed = judge_push(self.reader, old, new, made[-1].date, root)
        assert not named(pushed.findings), pushed.findings
        audited = audit(self.reader, new)
        assert not named(audited.findings), audited.findings
        assert audited.landings == len(world.chain)

    def verdict(self, world: World, plan: Plan, place: int) -> set[str]:
        """Return the rules for which the hook does not pass a mutant; the audit agrees with it."""
        root, old, new, made = self.written(world, plan)
        hook = named(judge_push(self.reader, old, new, made[-1].date, root).findings)
        audited = named(audit(self.reader, new).findings)
        assert bool(hook) == bool(audited), (hook, audited)
        return hook

    def beyond(self, world: World, plan: Plan) -> None:
        """Whatever takes main off its first-parent chain is refused."""
        root, old, new, made = self.written(world, plan)
        if not _stays_on_main(world, made):
            assert named(judge_push(self.reader, old, new, made[-1].date, root).findings)
            self.figures["main left"] += 1


def _stays_on_main(world: World, made: list[Node]) -> bool:
    """Whether main's tip is on the first-parent chain that ends with the new commits."""
    every, oid = {**world.nodes, **{node.oid: node for node in made}}, made[-1].oid
    while oid != world.tip.oid and every[oid].parents:
        oid = every[oid].parents[0]
    return oid == world.tip.oid


def tried(folder: Path, wanted: int, histories: int) -> Counter[str]:
    """Run histories in real git until so many mutants have been judged; return the figures."""
    git, figures, number = RealGit(folder), Counter[str](), 5000
    with ObjectStore(git.git_dir) as store:

        class Counted(InGit):
            pass

        Counted.git, Counted.reader, Counted.figures = git, LandingReader(store), figures
        while figures["mutants"] < wanted:
            run(Counted, histories, number, steps=12)
            number += 1
    git.check()
    return figures


@pytest.mark.slow
def test_a_few_histories_and_their_mutants_in_real_git(tmp_path: Path) -> None:
    figures = tried(tmp_path, 20, 3)
    assert figures["accepted"] > 2
    assert figures["rejected"] > 2


@pytest.mark.torture
def test_five_hundred_mutants_in_real_git(tmp_path: Path, say: Say) -> None:
    begun = time.monotonic()
    figures = tried(tmp_path, 500, 10)
    say(
        f"{figures['mutants']} mutants in real git, of "
        f"{figures['honest landings']} honest landings in {figures['histories']} histories: "
        f"{figures['rejected']} rejected, {figures['accepted']} accepted by hook and audit alike, "
        f"as the oracle says; {figures['main left']} more took main off its chain, each refused; "
        f"{time.monotonic() - begun:.0f} s"
    )
