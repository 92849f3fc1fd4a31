"""Random honest histories: several people, branches, catching up, assents, offices and keys that change."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sop.journals import at_minute
from sop.oracle import Held, Oracle
from sop.test_walks import OUTSIDER, next_entry, retrospective
from support.office import REQUEST, asset
from torture import office_landings
from torture.commits import REGULAR, STRANGER, UNSIGNED, File, Node, World, oid_of
from torture.landing_oracle import Court, digest, kind, loaded, version
from torture.office_landings import key_of
from torture.plans import Draft, Plan, Vouch, build
from torture.voucher_oracle import SAYS, digest_of
from torture.world import found, record_bytes

FOUNDED = at_minute(-24 * 60)
PAUSES = (3, 20, 60, 60, 8 * 60, 24 * 60, 2 * 24 * 60)
TRIES = 12
DETOURS = ("withdraw", "reject", "revise", "correct")
REFUSALS = (
    ("Dampak belum dipahami.", "not_feasible"),
    ("Bukan mendesak: dapat dijadwalkan.", "not_emergency"),
    ("Tidak layak.\nDampak belum dipahami.", "not_feasible"),
    ("> **Bukan mendesak**\n\nDapat dijadwalkan.", "not_emergency"),
)
"""As refusals were read at first, and as they are read now; what has landed keeps its verdict."""
Times = Mapping[str, tuple[datetime, ...]]


@dataclass
class Landed:
    """A landing of an honest history: its plan, the times before it, main's length before it."""

    plan: Plan
    times: Times
    main: int


@dataclass
class History:
    """A history that the oracle accepts, landing by landing."""

    world: World = field(default_factory=lambda: found(FOUNDED))
    landed: list[Landed] = field(default_factory=list)
    times: Times = field(default_factory=dict)
    minute: float = 0.0

    def grow(self, way: str, pause: float, pick: random.Random) -> Landed | None:
        """Land something honest in this way, if a few throws find it; return what landed."""
        self.minute += pause
        for _ in range(TRIES):
            plan = WAYS[way](self.world, self.times, self.minute, pick)
            if plan is None:
                continue
            court = Court(self.world, build(plan), self.times)
            if court.accepts():
                landed = Landed(plan, dict(self.times), len(self.world.chain))
                self.landed.append(landed)
                self.world.add(build(plan))
                self.times = {**self.times, **court.new_times}
                return landed
        return None


# --- landings that take steps --------------------------------------------------------------------


Step = tuple[str, dict[str, File], float]
Shape = Callable[[World, list[Step], float, random.Random], "Plan | None"]


def _steps(
    shape: Shape, lengths: tuple[int, ...] = (1, 1, 1, 2, 2, 3)
) -> Callable[[World, Times, float, random.Random], Plan | None]:
    """Take some next steps of a record, and land them in this shape."""

    def plan(world: World, times: Times, minute: float, pick: random.Random) -> Plan | None:
        files, steps = dict(world.tip.tree), []
        path = _record_path(world, pick, shape)
        if path is None:
            return None
        for _ in range(pick.choice(lengths)):
            step = _one_step(world, files, path, times, minute, pick)
            if step is None:
                continue
            action, by, changed = step
            files.update(changed)
            steps.append((by, changed, minute))
            if action == "revise":
                break
            minute += 0 if shape is _by_issue else pick.choice((1, 4, 30))
        late = minute + pick.choice((1, 5, 90, 20 * 60))
        return shape(world, steps, late, pick) if steps else None

    return plan


def _record_path(world: World, pick: random.Random, shape: Shape) -> str | None:
    paths = [path for path in world.tip.tree if kind(path) == "record"]
    new = f"changes/2026/RFC-2026-{len(paths) + 1:04d}.yaml"
    if shape is _by_issue and pick.random() < 0.2:
        return new
    if shape is _decided:
        found = {path: version(world.tip.tree[path][1]) for path in paths}
        waiting = {state for state, _ in SAYS}
        paths = [path for path, v in found.items() if v and v.value["status"] in waiting]
        return pick.choice(paths) if paths else None
    if not paths or (len(paths) < 4 and pick.random() < 0.15):
        return new
    return pick.choice(paths)


def _one_step(
    world: World,
    files: dict[str, File],
    path: str,
    times: Times,
    minute: float,
    pick: random.Random,
) -> tuple[str, str, dict[str, File]] | None:
    roles = loaded(world.tip.tree["roles.yaml"][1])
    held = Held(roles["roles"], frozenset(roles["persons"]))
    old = version(files[path][1]) if path in files else None
    request = old.value["request"] if old else _request(minute, pick)
    entries = list(old.value["journal"]) if old else []
    oracle = Oracle(request, held)
    known = times.get(path, ())
    for number, entry in enumerate(entries):
        oracle = oracle.after(entry, known[number] if number < len(known) else None)
    entry = next_entry(oracle, minute - pick.choice((0, 0, 2, 60)), pick)
    if entry is None or "retrospective_rfc" in entry.get("evidence", {}):
        return None
    if entry["action"] in DETOURS and pick.random() < 0.8:
        return None  # so that more of them come further
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


def _request(minute: float, pick: random.Random) -> dict[str, Any]:
    """Return a request: of somebody of the office or not, for work to be done or done already."""
    asker = pick.choice(("pemohon-1", "pemohon-2", "pengelola-2", dict(OUTSIDER)))
    day = at_minute(minute).date().isoformat()
    request = {**REQUEST, "requester": asker, "date": day}
    if pick.random() < 0.25:
        request["retrospective"] = retrospective(minute, pick)
    return request


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


def _one(steps: list[Step]) -> bool:
    """Whether the steps are one person's."""
    return len({by for by, _, _ in steps}) == 1


def _directly(world: World, steps: list[Step], minute: float, pick: random.Random) -> Plan | None:
    """All in one commit on main, as a squash of one person's own work is."""
    if not _one(steps):
        return None
    by, moment = steps[0][0], at_minute(minute)
    changed = {path: file for _, files, _ in steps for path, file in files.items()}
    tree = {**world.tip.tree, **changed}
    return [Draft(tree, [world.tip.oid], moment, key_of(by, moment, pick))]


def _prepared(world: World, steps: list[Step], minute: float, pick: random.Random) -> Plan:
    """Written by somebody else, or by nobody known; each person assents to what will land."""
    plan = _branch(world, steps, world.tip, pick)
    for draft in plan:
        draft.signer = pick.choice(("pengelola-2", UNSIGNED, "pemohon-2"))
    people = list(dict.fromkeys(by for by, _, _ in steps))
    return _assented(world, plan, people, at_minute(minute), minute, pick)


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


# --- landings by the recorder --------------------------------------------------------------------


def _whole(world: World, steps: list[Step]) -> dict[str, File]:
    return {**world.tip.tree, **{p: f for _, files, _ in steps for p, f in files.items()}}


def _reviewed(world: World, steps: list[Step], minute: float, pick: random.Random) -> Plan:
    """Drafted by whoever it was; each person approves the pull request, and the recorder merges."""
    plan = _branch(world, steps, world.tip, pick)
    for draft in plan:
        draft.signer = pick.choice((draft.signer, UNSIGNED, STRANGER, "pemohon-2"))
    tree, last = _whole(world, steps), len(plan) - 1
    parents: list[str | int] = [world.tip.oid, last]
    commit: str | int = last
    if pick.random() < 0.4:  # squashed: the branch stays behind
        plan, parents, commit = [], [world.tip.oid], oid_of(repr((minute, steps)).encode())
    landing = Draft(tree, parents, at_minute(minute), "pencatat")
    for by in dict.fromkeys(by for by, _, _ in steps):
        when = at_minute(max(t for who, _, t in steps if who == by) + pick.choice((0, 3, 45)))
        right = digest(world.tip.tree, tree)
        landing.vouches.append(Vouch("review", by, commit, world.tip.oid, when, right))
    return [*plan, landing]


def _in_the_web(world: World, steps: list[Step], minute: float, pick: random.Random) -> Plan | None:
    """Written in the forge's editor, whose key nobody here holds; the recorder vouches for whom."""
    if not _one(steps):
        return None
    plan = _branch(world, steps, world.tip, pick)
    tree, right = _whole(world, steps), digest(world.tip.tree, _whole(world, steps))
    landing = Draft(tree, [world.tip.oid, len(plan) - 1], at_minute(minute), "pencatat")
    for place, draft in enumerate(plan):
        draft.signer = pick.choice((STRANGER, UNSIGNED))
        by = steps[place][0]
        vouch = Vouch("authorship", by, place, world.tip.oid, draft.date, right)
        landing.vouches.append(vouch)
    return [*plan, landing]


def _by_issue(world: World, steps: list[Step], minute: float, pick: random.Random) -> Plan | None:
    """One person's steps that came as an issue: the recorder writes them down in one commit."""
    by, changed, _ = steps[0]
    tree, path = _whole(world, steps), next(iter(changed))
    before, after = world.tip.tree.get(path), version(tree[path][1])
    old = version(before[1]) if before else None
    entries = after.value["journal"][len(old.value["journal"]) if old else 0 :] if after else []
    if len({(entry["by"], entry["at"]) for entry in entries}) != 1:
        return None
    when, right = datetime.fromisoformat(entries[0]["at"]), digest(world.tip.tree, tree)
    number = str(len(world.chain) + 1)
    commit: str | int = 0
    plan = [Draft(tree, [world.tip.oid], at_minute(minute), pick.choice((STRANGER, UNSIGNED)))]
    parents: list[str | int] = [world.tip.oid, 0]
    if pick.random() < 0.4:  # squashed, or renumbered: the branch stays behind
        plan, parents, commit = [], parents[:1], oid_of(repr((minute, by)).encode())
    vouch = Vouch("issue", by, commit, world.tip.oid, when, right, text=digest_of("isi"), id=number)
    return [*plan, Draft(tree, parents, at_minute(minute), "pencatat", vouches=[vouch])]


def _decided(world: World, steps: list[Step], minute: float, pick: random.Random) -> Plan | None:
    """The head's review of the decision pull request is the step; the recorder writes it on main."""
    by, changed, _ = steps[0]
    path = next(iter(changed))
    before, after = version(world.tip.tree[path][1]), version(changed[path][1])
    if before is None or after is None:
        return None
    entry = dict(after.value["journal"][-1])
    ways = [key for key, (action, _) in SAYS.items() if action == entry["action"]]
    if not ways:
        return None
    _, name = SAYS[ways[0]]
    text = entry.get("evidence", {}).get(name, "")
    evidence = {name: text} if text else {}
    if entry["action"] == "return":
        text, code = pick.choice(REFUSALS)
        evidence = {name: text, "code": code}
    entry.pop("evidence", None)
    if evidence:
        entry["evidence"] = evidence
    number = path.split("/")[-1].removesuffix(".yaml")
    entries = [*before.value["journal"], entry]
    data = record_bytes(number, after.value["status"], after.value["request"], entries)
    tree = {**world.tip.tree, path: (REGULAR, data)}
    vouch = Vouch(
        kind="decision",
        person=by,
        commit=oid_of(data),  # the draft is gone
        base=world.tip.oid,
        time=datetime.fromisoformat(entry["at"]),
        digest=digest(world.tip.tree, tree),
        state=ways[0][1],
        text=digest_of(text),
        before=oid_of(world.tip.tree[path][1]),
    )
    return [Draft(tree, [world.tip.oid], at_minute(minute), "pencatat", vouches=[vouch])]


WAYS: Mapping[str, Callable[[World, Times, float, random.Random], Plan | None]] = {
    "merge": _steps(_as_merge),
    "far": _steps(_as_merge, (5, 9, 13)),
    "caught up": _steps(_caught_up),
    "direct": _steps(_directly),
    "assented": _steps(_prepared),
    "reviewed": _steps(_reviewed),
    "in the web": _steps(_in_the_web),
    "by issue": _steps(_by_issue, (1, 1, 2, 3)),
    "decided": _steps(_decided, (1,)),
    "roles": office_landings.roles,
    "office": office_landings.office,
    "prose": office_landings.prose,
}
