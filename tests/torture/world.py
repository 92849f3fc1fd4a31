"""Histories in memory: commits as plain values, and the landings that the judge is given of them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sop.journals import base_files
from support.office import HOLDINGS, PEOPLE, asset
from torture.commits import (
    ACCOUNTS,
    BEGUN,
    ENDED,
    FORGE,
    LEAVES,
    REGULAR,
    File,
    Node,
    Tree,
    World,
    make_node,
    oid_of,
    public_key,
)
from ubah.core.blobs import Blob
from ubah.core.diagnostics import Finding
from ubah.core.model import (
    Brought,
    Change,
    Commit,
    Landing,
    Signature,
    SignatureState,
    VouchedCommit,
)
from ubah.core.office.authority import Authority, build_authority
from ubah.core.people.roles import fingerprint
from ubah.core.proof.evidence import trailers
from ubah.core.proof.vouchers import BrokenVoucher, read_vouchers
from ubah.core.reading.writing import HEADER, dump
from ubah.edge.history.spent_issues import issues_of


def roles_at_first() -> dict[str, Any]:
    """Return roles.yaml: offices and keys that begin and end while the histories run."""
    persons: dict[str, Any] = {
        name: {
            "name": f"{name.title()} Contoh",
            "title": "Pegawai",
            "keys": [{"key": public_key(name), "from": "2026-01-01"}],
            "accounts": [account(name)] if name in ACCOUNTS else [],
        }
        for name in PEOPLE
    }
    persons["pengelola-1"]["keys"][0]["until"] = ENDED
    persons["pengelola-1"]["keys"].append({"key": public_key("pengelola-1+2"), "from": BEGUN})
    persons["pengelola-2"]["accounts"][0]["until"] = LEAVES
    roles = copy.deepcopy(HOLDINGS)
    roles["change_manager"][1]["until"] = LEAVES
    roles["requester"].append({"person": "pengelola-2", "from": "2026-01-01"})
    return {"persons": persons, "roles": roles}


def account(name: str, start: str = "2026-01-01") -> dict[str, Any]:
    """Return the row of somebody's account on the forge."""
    return {"forge": FORGE, "id": ACCOUNTS[name], "login": name, "from": start}


def found(date: datetime) -> World:
    """Found the office."""
    files = {path: (REGULAR, data) for path, data in first_files().items()}
    world = World()
    root = make_node(files, (), date, "kepala", "Dirikan kantor\n")
    world.nodes[root.oid] = root
    world.chain.append(root.oid)
    return world


@cache
def first_files() -> dict[str, bytes]:
    """Return the root's files."""
    files = base_files()
    files["roles.yaml"] = dump(roles_at_first()).encode()
    files["assets/SRV-0001.yaml"] = asset("SRV-0001")
    files["README.md"] = b"Kantor.\n"
    return files


def record_bytes(number: str, status: str, request: Any, entries: Iterable[Any]) -> bytes:
    """Return a record's file."""
    asked = _dumped(json.dumps({"request": request}))
    lines = [HEADER, f"id: {number}\n", f"status: {status}\n", asked, "journal:\n"]
    for entry in entries:
        text = _dumped(json.dumps([entry]))
        lines += [f"  {line}\n" if line else "\n" for line in text.rstrip("\n").split("\n")]
    return "".join(lines).encode()


@cache
def _dumped(value: str) -> str:
    return dump(json.loads(value))


# --- what the judge is given ---------------------------------------------------------------------


def landing_of(world: World, nodes: list[Node]) -> Landing:
    """Return the landing that the last of ``nodes`` would be on main, as the edge reads it from git."""
    known = {node.oid: node for node in nodes}
    every = {**world.nodes, **known}
    top, base = nodes[-1], every[nodes[-1].parents[0]]
    before = set(world.reach(base.oid, known))
    brought = [oid for oid in world.reach(top.oid, known) if oid not in before]
    changes = tuple(_changes(every[parent].tree, top.tree) for parent in top.parents)
    touched = [change.path for change in changes[0]]
    newest = _newest(world, every, top.oid, brought)
    items = tuple(
        Brought(
            commit=_commit(every[oid]),
            holds=_holds(every[oid], touched),
            parents_hold=tuple(_holds(every[p], touched) for p in every[oid].parents),
            empty=len(every[oid].parents) == 1
            and every[oid].tree == every[every[oid].parents[0]].tree,
            follows_base=base.oid in set(world.reach(oid, known)) - {oid},
            newest_landing=newest[oid],
            authority_as_landed=_authority(every[oid].tree) == _authority(top.tree),
        )
        for oid in brought
    )
    contents = {
        oid_of(data): data
        for each in (top, *(every[p] for o in (*brought, top.oid) for p in (o, *every[o].parents)))
        for path, (_, data) in each.tree.items()
        if path.startswith(("changes/", "assets/"))
    }
    previous = max(world.nodes[oid].date for oid in _up_to(world, base.oid))
    return Landing(
        _commit(top),
        changes,
        items,
        previous,
        frozenset(base.tree),
        contents,
        inherited=_inherited(world, every, top, changes),
        vouched=_vouched(world, every, top, base, touched),
        spent=_spent(world, base.oid),
    )


def _spent(world: World, tip: str) -> dict[tuple[str, str], str]:
    """Return the issues that main vouches for up to ``tip``, as an audit knows them."""
    found: dict[tuple[str, str], str] = {}
    for oid in _up_to(world, tip)[1:]:
        node = world.nodes[oid]
        authority, _ = authority_of(world.nodes[node.parents[0]].tree)
        for voucher in issues_of(_commit(node), authority):
            found.setdefault((voucher.forge, voucher.evidence_id), oid)
    return found


def _inherited(
    world: World,
    every: Mapping[str, Node],
    top: Node,
    changes: tuple[tuple[Change, ...], ...],
) -> frozenset[str]:
    """Return the paths that only main has changed since the other parent left it."""
    if len(top.parents) != 2:
        return frozenset()
    mains = set(world.reach(top.parents[0], every))
    left = _left_main(world, every, top.parents[1], mains)
    trees = [every[oid].tree for oid in left if oid in world.chain]
    touched = {change.path for change in changes[0]}
    return frozenset(
        change.path
        for change in changes[1]
        if change.path not in touched
        and any(_blob(tree.get(change.path)) == change.before for tree in trees)
    )


def _vouched(
    world: World, every: Mapping[str, Node], top: Node, base: Node, touched: list[str]
) -> dict[tuple[str, str], VouchedCommit]:
    """Return what is known of the commits that the landing's vouchers name, as the edge tells it."""
    found = {}
    for item in read_vouchers(trailers(top.message)):
        if isinstance(item, BrokenVoucher):
            continue
        commit, place = every.get(item[0].commit), item[0].base
        mains = set(world.reach(base.oid, every))
        left = _left_main(world, every, commit.oid, mains) if commit else []
        below = [*left, *([place] if place in mains else [])]
        newest = {each: _newest_below(world, every, each) for each in below}
        found[item[0].commit, place] = VouchedCommit(
            here=commit is not None,
            base_holds=_holds(every[place], touched) if place in mains else None,
            base_landing=newest[place] if place in mains else None,
            base_is_main=place in world.chain,
            own_changes={o: _changes(every[o].tree, commit.tree) for o in left} if commit else {},
            committed=commit.date if commit else None,
            newest_landing=max(newest[each] for each in left) if left else None,
        )
    return found


def _left_main(world: World, every: Mapping[str, Node], oid: str, mains: set[str]) -> list[str]:
    common = [each for each in world.reach(oid, every) if each in mains]
    return [
        each
        for each in common
        if not any(each in world.reach(other, every) for other in common if other != each)
    ]


def _newest_below(world: World, every: Mapping[str, Node], oid: str) -> datetime:
    return max(world.nodes[each].date for each in world.reach(oid, every) if each in world.chain)


def _authority(tree: Mapping[str, Any]) -> dict[str, Any]:
    return {
        path: each
        for path, each in tree.items()
        if path.startswith(("roles.yaml", "office.yaml", "schemas/"))
    }


def _up_to(world: World, oid: str) -> list[str]:
    """Return main's chain up to a commit; one that is not on it counts as the only one."""
    return world.chain[: world.chain.index(oid) + 1] if oid in world.chain else [world.chain[0]]


def _newest(
    world: World, every: Mapping[str, Node], top: str, brought: list[str]
) -> dict[str, datetime]:
    newest: dict[str, datetime] = {}
    for number, oid in enumerate(world.chain):
        newest[oid] = max(world.nodes[each].date for each in world.chain[: number + 1])
    for oid in world.reach(top, every):
        if oid not in newest:
            dates = [newest[p] for p in every[oid].parents if p in newest]
            newest[oid] = max(dates)
    return newest


def _changes(before: Tree, after: Tree) -> tuple[Change, ...]:
    return tuple(
        Change(path, _blob(before.get(path)), _blob(after.get(path)))
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    )


def _blob(file: File | None) -> Blob | None:
    return Blob(file[0], oid_of(file[1])) if file else None


def _holds(node: Node, paths: list[str]) -> Mapping[str, Blob]:
    blobs = {path: _blob(node.tree.get(path)) for path in paths}
    return {path: blob for path, blob in blobs.items() if blob}


def _commit(node: Node) -> Commit:
    return Commit(node.oid, node.parents, "", node.date, node.message, _signature(node.signer))


def _signature(signer: str) -> Signature:
    match signer:
        case "":
            return Signature()
        case "!":
            return Signature(SignatureState.INVALID)
        case "?":
            return Signature(SignatureState.UNSUPPORTED)
    line = public_key(signer)
    return Signature(SignatureState.VALID, line, fingerprint(line))


_AUTHORITIES: dict[tuple[File | None, ...], tuple[Authority | None, tuple[Finding, ...]]] = {}


def authority_of(tree: Tree) -> tuple[Authority | None, tuple[Finding, ...]]:
    """Return the authority that a tree holds; what is built once is kept."""
    paths = [p for p in tree if p in ("roles.yaml", "office.yaml") or p.startswith("schemas/")]
    key = tuple((path, *tree[path]) for path in sorted(paths))
    if key not in _AUTHORITIES:
        files = {path: tree[path][1] for path in paths if tree[path][0] == REGULAR}
        _AUTHORITIES[key] = build_authority(files)  # type: ignore[index]
    return _AUTHORITIES[key]  # type: ignore[index]
