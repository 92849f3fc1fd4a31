"""One random change of an honest landing: what somebody might try, or get wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

from sop.oracle import state_after
from sop.test_walks import EDITS
from support.office import PEOPLE, asset
from torture.histories import Draft, Plan, build, changed_records, value_copy
from torture.landing_oracle import digest, kind
from torture.world import (
    BROKEN,
    REGULAR,
    SECOND_KEYS,
    STRANGER,
    UNKNOWN_TYPE,
    UNSIGNED,
    File,
    World,
    record_bytes,
)

SIGNERS = (*PEOPLE, *SECOND_KEYS, UNSIGNED, BROKEN, UNKNOWN_TYPE, STRANGER)
SHIFTS = (-40 * 24 * 60, -25 * 60, -24 * 60, -60, -6, -4, 4, 6, 60, 25 * 60, 9 * 24 * 60)
Mutation = Callable[[World, Plan, random.Random], None]


def _put(plan: Plan, path: str, file: File | None, pick: random.Random) -> None:
    """Change a path from some commit on, or in one commit alone."""
    first = pick.randrange(len(plan))
    last = pick.choice((len(plan), len(plan), first + 1))
    for draft in plan[first:last]:
        if file is None:
            draft.tree.pop(path, None)
        else:
            draft.tree[path] = file


def signer(_: World, plan: Plan, pick: random.Random) -> None:
    pick.choice(plan).signer = pick.choice(SIGNERS)


def commit_date(_: World, plan: Plan, pick: random.Random) -> None:
    pick.choice(plan).date += timedelta(minutes=pick.choice(SHIFTS))


def all_dates(_: World, plan: Plan, pick: random.Random) -> None:
    shift = timedelta(minutes=pick.choice(SHIFTS))
    for draft in plan:
        draft.date += shift


def entry(world: World, plan: Plan, pick: random.Random) -> None:
    """Edit the journal as a forger would: the status made to fit, as a rule."""
    for path, found in changed_records(world, plan):
        value = value_copy(found)
        pick.choice(EDITS)(value["journal"], pick)
        if pick.random() < 0.85 and value["journal"]:
            value["status"] = state_after(value["journal"]) or value["status"]
        name = path.split("/")[-1].removesuffix(".yaml")
        data = record_bytes(name, value["status"], value["request"], value["journal"])
        _put(plan, path, (REGULAR, data), pick)
        return


def status(world: World, plan: Plan, pick: random.Random) -> None:
    for path, found in changed_records(world, plan):
        was = f"\nstatus: {found.value['status']}\n".encode()
        new = f"\nstatus: {pick.choice(('submitted', 'authorised', 'closed'))}\n".encode()
        _put(plan, path, (REGULAR, plan[-1].tree[path][1].replace(was, new, 1)), pick)
        return


def request_text(world: World, plan: Plan, pick: random.Random) -> None:
    for path, found in changed_records(world, plan):
        value = value_copy(found)
        value["request"][pick.choice(("title", "description", "date", "reason"))] = "2026-01-30"
        name = path.split("/")[-1].removesuffix(".yaml")
        data = record_bytes(name, value["status"], value["request"], value["journal"])
        _put(plan, path, (REGULAR, data), pick)
        return


def old_text(world: World, plan: Plan, pick: random.Random) -> None:
    """A comment put into what stood there already."""
    for path, _ in changed_records(world, plan):
        before = world.tip.tree.get(path)
        lines = plan[-1].tree[path][1].split(b"\n")
        end = before[1].count(b"\n") if before else len(lines) - 1
        lines.insert(pick.randrange(1, end), b"# ditambah")
        _put(plan, path, (REGULAR, b"\n".join(lines)), pick)
        return


def last_line_feed(world: World, plan: Plan, pick: random.Random) -> None:
    for path, _ in changed_records(world, plan):
        _put(plan, path, (REGULAR, plan[-1].tree[path][1][:-1]), pick)
        return


def mode(_: World, plan: Plan, pick: random.Random) -> None:
    path = pick.choice([p for p in plan[-1].tree if not p.startswith("schemas/")])
    data = plan[-1].tree[path][1]
    _put(plan, path, (pick.choice(("100755", "120000")), data), pick)


def moved(_: World, plan: Plan, pick: random.Random) -> None:
    path = pick.choice([p for p in plan[-1].tree if kind(p) in ("record", "asset", "prose")])
    new = pick.choice(("changes/2026/RFC-2026-0077.yaml", "changes/catatan.txt", "lain.md"))
    file = plan[-1].tree[path]
    for draft in plan:
        if path in draft.tree:
            draft.tree.pop(path)
            draft.tree[new] = file


def deleted(_: World, plan: Plan, pick: random.Random) -> None:
    path = pick.choice([p for p in plan[-1].tree if kind(p) in ("record", "asset", "prose")])
    _put(plan, path, None, pick)


def stowaway(_: World, plan: Plan, pick: random.Random) -> None:
    files: tuple[tuple[str, bytes], ...] = (
        ("tools/alat.py", b"print(1)\n"),
        ("arsip/alat.py", b"print(1)\n"),
        (".github/workflows/x.yml", b"on: push\n"),
        ("BACA.md", b"Baca.\n"),
        ("assets/SRV-0001.yaml", asset("SRV-0001", specification="1 inti")),
        ("assets/SRV-0002.yaml", asset("SRV-0002")),
        ("changes/2026/catatan.md", b"Catatan.\n"),
    )
    path, data = pick.choice(files)
    _put(plan, path, (REGULAR, data), pick)


def roles_too(world: World, plan: Plan, pick: random.Random) -> None:
    data = world.tip.tree["roles.yaml"][1]
    row = b"  change_manager:\n"
    added = b"  - person: pemohon-1\n    from: '2026-01-01'\n"
    _put(plan, "roles.yaml", (REGULAR, data.replace(row, row + added, 1)), pick)


def parents(world: World, plan: Plan, pick: random.Random) -> None:
    """Squash, flip, or add a parent."""
    draft = pick.choice((plan[-1], plan[-1], pick.choice(plan)))
    way = pick.choice(("squash", "flip", "octopus", "merge"))
    if way == "squash":
        draft.parents = draft.parents[:1]
    elif way == "flip":
        draft.parents = draft.parents[::-1]
    elif way == "octopus":
        draft.parents = [*draft.parents, *draft.parents[-1:]]
    elif len(draft.parents) == 1 and world.chain[0] not in draft.parents:
        draft.parents = [*draft.parents, world.chain[max(0, len(world.chain) - 2)]]


def stale_base(world: World, plan: Plan, pick: random.Random) -> None:
    """Land the same on another commit than it was made on."""
    older = pick.choice(world.chain)
    for draft in plan[:-1]:
        draft.parents = [older if p == world.tip.oid else p for p in draft.parents]


def ours(world: World, plan: Plan, pick: random.Random) -> None:
    """A merge that throws away what main or the branch held."""
    files = dict(world.nodes[pick.choice(world.chain)].tree)
    plan[-1].tree = files if pick.random() < 0.5 else {**files, **plan[0].tree}


def assent(world: World, plan: Plan, pick: random.Random) -> None:
    """Add somebody's assent to what lands, or to something else."""
    right = digest(world.tip.tree, plan[-1].tree)
    wrong = digest(world.tip.tree, plan[0].tree)
    value = pick.choice((right, right, right, wrong, right.upper(), f"{right} x"))
    tails = (
        f"Ubah-Assent: {value}\n",
        f"Ubah-Assent: {value}\ntidak\n",
        f" Ubah-Assent: {value}\n",
    )
    words = f"Setuju\n\n{pick.choice((tails[0], tails[0], *tails))}"
    who = pick.choice((*PEOPLE, "pengelola-1+2", UNSIGNED, BROKEN))
    if len(plan[-1].parents) == 2 and pick.random() < 0.6:
        top = plan.pop()
        last = len(plan) - 1
        tree = dict(plan[-1].tree)
        if pick.random() < 0.15:
            tree["BACA.md"] = (REGULAR, b"Bukan kosong.\n")
        plan.append(Draft(tree, [last], top.date, who, words))
        top.parents = [top.parents[0], len(plan) - 1]
        plan.append(top)
    else:
        plan[-1].message, plan[-1].signer = words, who


def drop_commit(_: World, plan: Plan, pick: random.Random) -> None:
    """Melt a commit into the next one."""
    if len(plan) > 2:
        gone = pick.randrange(len(plan) - 1)
        inherited = plan[gone].parents[0]
        for draft in plan[gone + 1 :]:
            draft.parents = [
                inherited if p == gone else p - 1 if isinstance(p, int) and p > gone else p
                for p in draft.parents
            ]
        plan.pop(gone)


def nothing_that_counts(_: World, plan: Plan, pick: random.Random) -> None:
    """What is written about people in a message proves nothing, and takes nothing away."""
    draft = pick.choice([d for d in plan if "Ubah-Assent" not in d.message] or plan[-1:])
    if "Ubah-Assent" not in draft.message:
        draft.message = "Langkah\n\nApproved-by: kepala\nUbah-Proof: kepala review 1\n"


MUTATIONS: tuple[Mutation, ...] = (
    *(signer, signer, signer, commit_date, commit_date, all_dates, entry, entry, entry, status),
    *(request_text, old_text, last_line_feed, mode, moved, deleted, stowaway, roles_too, parents),
    *(parents, stale_base, ours, assent, assent, drop_commit, nothing_that_counts),
)


def is_well_built(world: World, plan: Plan) -> bool:
    """Whether git could hold it: no commit among its own ancestors, and something new at the end."""
    nodes = build(plan)
    return len({node.oid for node in nodes}) == len(nodes) and nodes[-1].oid not in world.nodes
