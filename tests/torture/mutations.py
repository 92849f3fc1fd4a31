"""One random change of an honest landing: what somebody might try, or get wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import yaml

from sop.oracle import state_after
from sop.test_walks import EDITS, OUTSIDER, retrospective
from support.office import PEOPLE, START, asset
from torture.commits import (
    ACCOUNTS,
    BROKEN,
    NEWCOMER,
    REGULAR,
    SECOND_KEYS,
    STRANGER,
    UNKNOWN_TYPE,
    UNSIGNED,
    File,
    World,
    oid_of,
    public_key,
)
from torture.landing_oracle import digest, kind, version
from torture.office_landings import proved
from torture.plans import (
    Draft,
    Plan,
    Vouch,
    build,
    changed_records,
    copied,
    value_copy,
    vouched_again,
)
from torture.voucher_oracle import digest_of
from torture.world import record_bytes
from ubah.core.reading.writing import dump

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
        before = world.tip.tree.get(path)
        landed = version(before[1]) if before else None
        known = len(landed.value["journal"]) if landed and pick.random() < 0.8 else 0
        new = value["journal"][known:]
        pick.choice(EDITS)(new, pick)
        value["journal"][known:] = new
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
        request = value["request"]
        match pick.choice(("word", "word", "word", "outsider", "person", "retrospective", "oral")):
            case "word":
                request[pick.choice(("title", "description", "date", "reason"))] = "2026-01-30"
            case "outsider":
                request["requester"] = dict(OUTSIDER)
            case "person":
                request["requester"] = pick.choice(PEOPLE)
            case "oral" if "oral_approval" in request.get("retrospective", {}):
                request["retrospective"]["oral_approval"]["by"] = pick.choice((*PEOPLE, "siapa"))
            case _ if request.pop("retrospective", None) is None:
                minute = pick.choice((-90 * 24 * 60.0, 0.0, 90 * 24 * 60.0))
                request["retrospective"] = retrospective(minute, pick)
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
    """One more row, or a line in the settings, in what else lands."""
    if pick.random() < 0.3:
        path, row, added = "office.yaml", b"rules: 1\n", b"sample: true\n"
    else:
        path, row = "roles.yaml", b"  change_manager:\n"
        added = b"  - person: pemohon-1\n    from: '2026-01-01'\n"
    data = plan[-1].tree[path][1]
    _put(plan, path, (REGULAR, data.replace(row, row + added, 1)), pick)


def roles_otherwise(world: World, plan: Plan, pick: random.Random) -> None:
    """Another change of roles.yaml in a landing that changes it."""
    data: dict[str, Any] = yaml.load(plan[-1].tree["roles.yaml"][1], yaml.CSafeLoader)
    persons, roles = data["persons"], data["roles"]
    person = persons[pick.choice(sorted(persons))]
    role = pick.choice(sorted(roles))
    row = pick.choice(roles[role])
    day = f"2026-0{pick.choice((1, 2, 2, 2, 3))}-{pick.randint(1, 28):02d}"
    match pick.randrange(12):
        case 0:
            roles[role].remove(row)
        case 1:
            row["from"] = day
        case 2 | 3:
            row["until"] = day
        case 4:
            row["person"] = pick.choice(sorted(persons))
        case 5:
            roles[role].append({**row, "person": pick.choice(sorted(persons)), "from": day})
        case 6:
            persons.pop(pick.choice(sorted(persons)))
        case 7:
            person["name"] = "Nama Lain"
        case 8:
            names = (*SECOND_KEYS, "kepala", "kunci-baru")
            row = {"key": public_key(pick.choice(names)), "from": day}
            person.setdefault("keys", []).append(row)
        case 9:
            pick.choice(person.get("keys") or [{}])["until"] = day
        case 10:
            row = {
                "forge": "forge.example",
                "id": pick.choice((301, 777)),
                "login": "a",
                "from": day,
            }
            person.setdefault("accounts", []).append(row)
        case 11:
            person["title"] = "Lain"
    _authority(world, plan, "roles.yaml", data, pick)


def _authority(world: World, plan: Plan, path: str, data: Any, pick: random.Random) -> None:
    """Change an authority file: the one that lands, or one that lands instead of something else."""
    file = REGULAR, dump(data).encode()
    if plan[-1].tree[path] != world.tip.tree[path]:
        _put(plan, path, file, pick)
        return
    people = pick.choice((["kepala"], ["sekda"], ["kepala", "sekda"], ["pengelola-1", "kepala"]))
    minute = (plan[0].date - START).total_seconds() / 60
    plan[:] = proved({**world.tip.tree, path: file}, people, world, minute, pick)


def office_otherwise(world: World, plan: Plan, pick: random.Random) -> None:
    """Another change of office.yaml in a landing that changes it."""
    data: dict[str, Any] = yaml.load(plan[-1].tree["office.yaml"][1], yaml.CSafeLoader)
    data |= pick.choice(({"sample": True}, {"rules": 3}, {"late_entry_hours": 700}, {"name": "X"}))
    _authority(world, plan, "office.yaml", data, pick)


def schema_too(_: World, plan: Plan, pick: random.Random) -> None:
    """Lines taken out of a schema or the SOP."""
    path = pick.choice(("schemas/sop.yaml", "schemas/change.schema.json", "schemas/lain.json"))
    data = plan[-1].tree.get(path, (REGULAR, b"{}\n"))[1]
    _put(plan, path, (REGULAR, data + b"\n"), pick)


def voucher(world: World, plan: Plan, pick: random.Random) -> None:
    """Change what the recorder vouches for, in one field; or leave a line out, or double it."""
    top = plan[-1]
    if not top.vouches:
        return
    place = pick.randrange(len(top.vouches))
    old = top.vouches[place]
    minutes = timedelta(minutes=pick.choice(SHIFTS))
    chain = world.chain
    changes: tuple[Mapping[str, Any], ...] = (
        {"kind": pick.choice(("review", "authorship", "issue", "decision", "comment"))},
        {"kind": "review"},
        {"person": pick.choice((*ACCOUNTS, NEWCOMER, "pencatat"))},
        {"person": pick.choice(tuple(ACCOUNTS))},
        {"account": pick.choice((*ACCOUNTS.values(), 555))},
        {"time": old.time + minutes},
        {"time": old.time + minutes},
        {"digest": digest(world.tip.tree, plan[0].tree)},
        {"commit": pick.choice((chain[0], 0, len(plan) - 2, "f" * 40))},
        {"commit": pick.choice((*chain, *world.nodes))},
        {"base": pick.choice((chain[0], chain[-1], "f" * 40))},
        {"base": pick.choice(chain)},
        {"forge": "lain.example"},
        {"id": pick.choice(_used(world))},
        {"time": world.nodes[pick.choice(chain)].date + minutes},
        {"state": pick.choice(("approved", "changes_requested", "commented"))},
        {"text": pick.choice(("", digest_of("lain")))},
        {"before": oid_of(b"lain")},
        {"odd": pick.choice((" x=1", "  ", "\n"))},
    )
    change = dict(pick.choice(changes))
    if isinstance(change.get("commit"), int) and not 0 <= change["commit"] < len(plan) - 1:
        change["commit"] = chain[-1]
    match pick.randrange(8):
        case 0:
            del top.vouches[place]
        case 1:
            top.vouches.append(replace(old, **change))
        case _:
            top.vouches[place] = replace(old, **change)


def _used(world: World) -> tuple[str, ...]:
    """Return numbers of issues: those that main vouches for, one that it does not."""
    lines = [line for oid in world.chain for line in world.nodes[oid].message.split("\n")]
    return (
        "1",
        *(
            word[3:]
            for line in lines
            if "issue" in line
            for word in line.split()
            if word[:3] == "id="
        ),
    )


def add_voucher(world: World, plan: Plan, pick: random.Random) -> None:
    """Have whoever lands it write the recorder's trailers, or the recorder vouch for more."""
    right, tip = digest(world.tip.tree, plan[-1].tree), world.tip.oid
    kind = pick.choice(("review", "review", "authorship", "issue"))
    commit: str | int = pick.choice((tip, 0)) if len(plan) > 1 else tip
    text = digest_of("isi") if kind == "issue" else ""
    who, when = pick.choice(tuple(ACCOUNTS)), plan[0].date
    plan[-1].vouches.append(Vouch(kind, who, commit, tip, when, right, text=text))
    if pick.random() < 0.5:
        plan[-1].signer = "pencatat"


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
        plan[-1].message, plan[-1].signer, plan[-1].vouches = words, who, []


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
            draft.vouches = [
                replace(v, commit=_after_drop(v.commit, gone, inherited)) for v in draft.vouches
            ]
        plan.pop(gone)


def _after_drop(place: str | int, gone: int, inherited: str | int) -> str | int:
    if isinstance(place, str) or place < gone:
        return place
    return inherited if place == gone else place - 1


def nothing_that_counts(_: World, plan: Plan, pick: random.Random) -> None:
    """What is written about people in a message proves nothing, and takes nothing away."""
    draft = pick.choice([d for d in plan if "Ubah-Assent" not in d.message] or plan[-1:])
    if "Ubah-Assent" not in draft.message:
        draft.message = "Langkah\n\nApproved-by: kepala\nUbah-Proof: kepala review 1\n"


MUTATIONS: Mapping[str, Mutation] = {
    mutate.__name__: mutate
    for mutate in (
        *(signer, commit_date, all_dates, entry, status, request_text, old_text, last_line_feed),
        *(mode, moved, deleted, stowaway, roles_too, roles_otherwise, office_otherwise),
        *(schema_too, parents, stale_base, ours, assent, drop_commit, nothing_that_counts),
        *(voucher, add_voucher),
    )
}
WEIGHED = (
    *("entry", "roles_otherwise", "voucher"),  # the simplest to Hypothesis: these come often
    *sorted(MUTATIONS),
    *(
        "signer",
        "signer",
        "entry",
        "entry",
        "entry",
        "commit_date",
        "parents",
        "voucher",
        "voucher",
    ),
    *("roles_otherwise", "roles_otherwise", "assent", "request_text", "nothing_that_counts"),
)


def mutant(world: World, plan: Plan, name: str, pick: random.Random) -> Plan | None:
    """Return a plan with one random change, None if the change changes nothing.

    Every other time vouchers and assents are given anew, for what would land now: so the recorder
    and they who assent err too, and not only whoever tampers behind their backs.
    """
    changed = copied(plan)
    MUTATIONS[name](world, changed, pick)
    if pick.random() < 0.5 and name not in ("voucher", "add_voucher", "assent"):
        vouched_again(world, changed)
    different = build(changed)[-1].oid != build(plan)[-1].oid
    return changed if different and is_well_built(world, changed) else None


def is_well_built(world: World, plan: Plan) -> bool:
    """Whether git could hold it: no commit among its own ancestors, and something new at the end."""
    nodes = build(plan)
    return len({node.oid for node in nodes}) == len(nodes) and nodes[-1].oid not in world.nodes
