"""Random honest histories: several people, branches, catching up, assents, offices and keys that change."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import yaml

from sop.journals import at_minute, text_of
from sop.oracle import Held, Oracle
from sop.test_walks import next_entry
from support.office import PEOPLE, REQUEST, asset
from torture.landing_oracle import Court, Version, digest, kind, version
from torture.world import (
    REGULAR,
    SECOND_KEYS,
    UNSIGNED,
    File,
    Node,
    World,
    make_node,
    public_key,
    record_bytes,
)
from ubah.core.writing import dump

FOUNDED = at_minute(-24 * 60)
PAUSES = (3, 20, 60, 60, 8 * 60, 24 * 60, 2 * 24 * 60)
TRIES = 12
Times = dict[str, tuple[datetime, ...]]


@dataclass
class Draft:
    """A commit in the making; a parent is an oid, or the place of another draft of the same plan."""

    tree: dict[str, File]
    parents: list[str | int]
    date: datetime
    signer: str
    message: str = "Langkah\n"


Plan = list[Draft]


def build(plan: Plan) -> list[Node]:
    """Return a plan's commits; the last is the landing."""
    nodes: list[Node] = []
    for draft in plan:
        parents = tuple(nodes[p].oid if isinstance(p, int) else p for p in draft.parents)
        nodes.append(make_node(draft.tree, parents, draft.date, draft.signer, draft.message))
    return nodes


@dataclass
class Landed:
    """A landing of an honest history: its plan, the times before it, main's length before it."""

    plan: Plan
    times: Times
    main: int


@dataclass
class History:
    """A history that the oracle accepts, landing by landing."""

    world: World
    landed: list[Landed] = field(default_factory=list)


def honest_history(pick: random.Random, length: int) -> History:
    """Return a random history of ``length`` landings or fewer, if chance finds no way on."""
    history = History(World.found(FOUNDED))
    times: Times = {}
    minute = 0.0
    for _ in range(length * 3):
        if len(history.landed) == length:
            break
        minute += pick.choice(PAUSES)
        found = _next(history, times, minute, pick)
        if found is None:
            continue
        plan, new_times = found
        history.landed.append(Landed(plan, dict(times), len(history.world.chain)))
        history.world.add(build(plan))
        times = {**times, **new_times}
    return history


def _next(
    history: History, times: Times, minute: float, pick: random.Random
) -> tuple[Plan, Times] | None:
    for _ in range(TRIES):
        kinds = [_steps, _steps, _steps, _steps, _steps, _steps, _roles, _prose]
        plan = pick.choice(kinds)(history.world, times, minute, pick)
        if plan is None:
            continue
        court = Court(history.world, build(plan), times)
        if court.accepts():
            return plan, court.new_times
    return None


def key_of(person: str, moment: datetime, pick: random.Random) -> str:
    """Return a key that is the person's then; while two are valid, either."""
    if person != "pengelola-1":
        return person
    keys = [person] * (moment < at_minute(4.6 * 24 * 60))
    keys += ["pengelola-1+2"] * (moment >= at_minute(1.7 * 24 * 60))
    return pick.choice(keys or [person])


# --- landings that take steps --------------------------------------------------------------------


def _steps(world: World, times: Times, minute: float, pick: random.Random) -> Plan | None:
    files, steps = dict(world.tip.tree), []
    path = _record_path(world, pick)
    for _ in range(pick.choice((1, 1, 1, 2, 2, 3))):
        step = _one_step(world, files, path, times, minute, pick)
        if step is None:
            break
        action, by, changed = step
        files.update(changed)
        steps.append((by, changed, minute))
        if action == "revise":
            break
        minute += pick.choice((1, 4, 30))
    return _shaped(world, steps, minute, pick) if steps else None


def _record_path(world: World, pick: random.Random) -> str:
    paths = [path for path in world.tip.tree if kind(path) == "record"]
    if not paths or (len(paths) < 3 and pick.random() < 0.15):
        return f"changes/2026/RFC-2026-{len(paths) + 1:04d}.yaml"
    return pick.choice(paths)


def _one_step(
    world: World,
    files: dict[str, File],
    path: str,
    times: Times,
    minute: float,
    pick: random.Random,
) -> tuple[str, str, dict[str, File]] | None:
    roles = yaml.load(world.tip.tree["roles.yaml"][1], yaml.CSafeLoader)
    held = Held(roles["roles"], frozenset(roles["persons"]))
    old = version(files[path][1]) if path in files else None
    asker = pick.choice(("pemohon-1", "pemohon-2", "pengelola-2"))
    day = at_minute(minute).date().isoformat()
    request = old.value["request"] if old else {**REQUEST, "requester": asker, "date": day}
    entries = list(old.value["journal"]) if old else []
    oracle = Oracle(request, held)
    known = times.get(path, ())
    for number, entry in enumerate(entries):
        oracle = oracle.after(entry, known[number] if number < len(known) else None)
    entry = next_entry(oracle, minute - pick.choice((0, 0, 2, 60)), pick)
    if entry is None or "retrospective_rfc" in entry.get("evidence", {}):
        return None
    if entry["action"] == "revise":
        request = {**request, "description": f"{request['description']} Diperjelas."}
        oracle = Oracle(request, held, oracle.state, oracle.entries, oracle.groups)
    state = oracle.after(entry).state
    name = path.split("/")[-1].removesuffix(".yaml")
    changed = {path: (REGULAR, record_bytes(name, state, request, [*entries, entry]))}
    if entry["action"] == "update_assets":
        words = f"{pick.randint(16, 99)} inti"
        changed["assets/SRV-0001.yaml"] = (REGULAR, asset("SRV-0001", specification=words))
    return entry["action"], entry["by"], changed


Step = tuple[str, dict[str, File], float]


def _shaped(world: World, steps: list[Step], minute: float, pick: random.Random) -> Plan:
    """Land the steps in one of the ways in which people land them."""
    same = len({by for by, _, _ in steps}) == 1
    shapes = [_as_merge, _as_merge, _as_merge, _caught_up]
    if same:
        shapes += [_directly, _prepared]
    return pick.choice(shapes)(world, steps, minute + pick.choice((1, 5, 90, 20 * 60)), pick)


def _branch(world: World, steps: list[Step], base: Node, pick: random.Random) -> Plan:
    plan: Plan = []
    tree = dict(base.tree)
    for by, changed, minute in steps:
        tree = {**tree, **changed}
        parent: str | int = len(plan) - 1 if plan else base.oid
        moment = at_minute(minute)
        plan.append(Draft(tree, [parent], moment, key_of(by, moment, pick)))
    return plan


def _landing(world: World, plan: Plan, minute: float, pick: random.Random) -> Plan:
    changed: dict[str, File] = {}
    for draft in plan:
        parent = draft.parents[0]
        before = plan[parent].tree if isinstance(parent, int) else world.nodes[parent].tree
        changed |= {p: f for p, f in draft.tree.items() if before.get(p) != f}
    signer = pick.choice(("pengelola-1+2", "kepala", "pemohon-1", UNSIGNED))
    tree = {**world.tip.tree, **changed}
    return [*plan, Draft(tree, [world.tip.oid, len(plan) - 1], at_minute(minute), signer)]


def _as_merge(world: World, steps: list[Step], minute: float, pick: random.Random) -> Plan:
    base = world.tip
    if len(world.chain) > 2 and pick.random() < 0.3:
        older = world.nodes[world.chain[-2]]
        touched = [path for _, changed, _ in steps for path in changed]
        if all(older.tree.get(path) == base.tree.get(path) for path in touched):
            base = older
    return _landing(world, _branch(world, steps, base, pick), minute, pick)


def _caught_up(world: World, steps: list[Step], minute: float, pick: random.Random) -> Plan:
    """Branch off the landing before main's tip, and merge main before landing."""
    base = world.nodes[world.chain[-2]] if len(world.chain) > 1 else world.tip
    touched = [path for _, changed, _ in steps for path in changed]
    if base is world.tip or any(base.tree.get(p) != world.tip.tree.get(p) for p in touched):
        return _as_merge(world, steps, minute, pick)
    plan = _branch(world, steps, base, pick)
    changed = {path: file for _, files, _ in steps for path, file in files.items()}
    tree = {**world.tip.tree, **changed}
    plan.append(Draft(tree, [len(plan) - 1, world.tip.oid], at_minute(minute), UNSIGNED))
    plan.append(Draft(tree, [world.tip.oid, len(plan) - 1], at_minute(minute), UNSIGNED))
    return plan


def _directly(world: World, steps: list[Step], minute: float, pick: random.Random) -> Plan:
    """All in one commit on main, as a squash of one person's own work is."""
    by, moment = steps[0][0], at_minute(minute)
    changed = {path: file for _, files, _ in steps for path, file in files.items()}
    tree = {**world.tip.tree, **changed}
    return [Draft(tree, [world.tip.oid], moment, key_of(by, moment, pick))]


def _prepared(world: World, steps: list[Step], minute: float, pick: random.Random) -> Plan:
    """Written by somebody else, or by nobody known; the person assents to what will land."""
    by, moment = steps[0][0], at_minute(minute)
    plan = _branch(world, steps, world.tip, pick)
    for draft in plan:
        draft.signer = pick.choice(("pengelola-2", UNSIGNED, "pemohon-2"))
    return _assented(world, plan, [by], moment, minute, pick)


def _assented(
    world: World,
    plan: Plan,
    people: list[str],
    moment: datetime,
    minute: float,
    pick: random.Random,
) -> Plan:
    landing = _landing(world, plan, minute + 1, pick)[-1]
    words = f"Setuju\n\nUbah-Assent: {digest(world.tip.tree, landing.tree)}\n"
    for person in people:
        signer = key_of(person, moment, pick)
        plan.append(Draft(plan[-1].tree, [len(plan) - 1], moment, signer, words))
    landing.parents = [world.tip.oid, len(plan) - 1]
    return [*plan, landing]


# --- other landings ------------------------------------------------------------------------------


def _prose(world: World, times: Times, minute: float, pick: random.Random) -> Plan:
    path = pick.choice(("README.md", "docs/panduan.md", "tools/alat.py", "arsip/alat.py"))
    text = f"Kantor {pick.randint(1, 999)}.\n".encode()
    signer = pick.choice(("pemohon-1", "kepala", "pengelola-1", "sekda"))
    tree = {**world.tip.tree, path: (REGULAR, text)}
    moment = at_minute(minute)
    plan = [Draft(tree, [world.tip.oid], moment, key_of(signer, moment, pick))]
    return _landing(world, plan, minute + pick.choice((1, 60)), pick)


def _roles(world: World, times: Times, minute: float, pick: random.Random) -> Plan | None:
    """The head appoints somebody, or a person gets a second key with the head's assent."""
    roles: dict[str, Any] = yaml.load(world.tip.tree["roles.yaml"][1], yaml.CSafeLoader)
    start = (at_minute(minute) + timedelta(days=pick.choice((0, 1)))).date().isoformat()
    moment, people = at_minute(minute), ["kepala"]
    new = [key for key in SECOND_KEYS[1:] if len(roles["persons"][key[:-2]]["keys"]) == 1]
    if new and pick.random() < 0.5:
        key = pick.choice(new)
        owner = key[:-2]
        roles["persons"][owner]["keys"].append({"key": public_key(key), "from": start})
        people = [owner, "kepala"]
    else:
        role = pick.choice(("requester", "change_manager"))
        person = pick.choice(PEOPLE[:5])
        roles["roles"][role].append({"person": person, "from": start})
    tree = {**world.tip.tree, "roles.yaml": (REGULAR, dump(roles).encode())}
    plan = [Draft(tree, [world.tip.oid], moment, people[0])]
    if people[1:]:
        return _assented(world, plan, people[1:], moment, minute, pick)
    return _landing(world, plan, minute + 1, pick)


# --- mutations -----------------------------------------------------------------------------------


def copied(plan: Plan) -> Plan:
    """Return a plan that can be changed."""
    return [
        Draft(dict(d.tree), list(d.parents), d.date, d.signer, d.message) for d in plan
    ]  # fmt: skip


def changed_records(world: World, plan: Plan) -> Iterator[tuple[str, Version]]:
    """Yield the records that a plan's landing changes against main."""
    for path, (_, data) in plan[-1].tree.items():
        if kind(path) == "record" and world.tip.tree.get(path) != plan[-1].tree[path]:
            found = version(data)
            if found is not None:
                yield path, found


def value_copy(found: Version) -> dict[str, Any]:
    """Return a record's value that can be changed."""
    return copy.deepcopy(found.value)


def entry_text(entry: dict[str, Any], moment: datetime) -> dict[str, Any]:
    """Return an entry moved to another time."""
    return {**entry, "at": text_of(moment)}
