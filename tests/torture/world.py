"""Histories in memory: commits as plain values, and the landings that the judge is given of them."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sop.journals import base_files
from support.office import HOLDINGS, PEOPLE
from ubah.core.authority import fingerprint
from ubah.core.diagnostics import Finding
from ubah.core.model import (
    Blob,
    Brought,
    Change,
    Commit,
    Landing,
    Signature,
    SignatureState,
)
from ubah.core.settings import Authority, build_authority
from ubah.core.writing import HEADER, dump

File = tuple[str, bytes]  # mode, content
Tree = Mapping[str, File]
REGULAR = "100644"
UNSIGNED, BROKEN, UNKNOWN_TYPE, STRANGER = "", "!", "?", "orang-luar"
SECOND_KEYS = ("pengelola-1+2", "pemohon-1+2", "pengelola-2+2")
ENDED, BEGUN = "2026-02-06", "2026-02-04"  # pengelola-1's first and second key
LEAVES = "2026-02-09"  # the last day on which pengelola-2 is change manager


def private_key(name: str) -> Ed25519PrivateKey:
    """Return the key of a key's name: a person, or a person's second one."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


@cache
def public_key(name: str) -> str:
    """Return the public key of a key's name."""
    public = private_key(name).public_key()
    form = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    return public.public_bytes(*form).decode()


def roles_at_first() -> dict[str, Any]:
    """Return roles.yaml: offices and keys that begin and end while the histories run."""
    persons: dict[str, Any] = {
        name: {
            "name": f"{name.title()} Contoh",
            "title": "Pegawai",
            "keys": [{"key": public_key(name), "from": "2026-01-01"}],
        }
        for name in PEOPLE
    }
    persons["pengelola-1"]["keys"][0]["until"] = ENDED
    persons["pengelola-1"]["keys"].append({"key": public_key("pengelola-1+2"), "from": BEGUN})
    roles = copy.deepcopy(HOLDINGS)
    roles["change_manager"][1]["until"] = LEAVES
    roles["requester"].append({"person": "pengelola-2", "from": "2026-01-01"})
    return {"persons": persons, "roles": roles}


@dataclass(frozen=True)
class Node:
    """A commit. ``signer`` names a key, or one of the ways not to be signed by one."""

    oid: str
    tree: Tree
    parents: tuple[str, ...]
    date: datetime
    signer: str
    message: str = "Langkah\n"


def make_node(
    tree: Tree, parents: tuple[str, ...], date: datetime, signer: str, message: str = "Langkah\n"
) -> Node:
    """Return a commit under the name that its content gives it."""
    files = [(path, mode, oid_of(data)) for path, (mode, data) in sorted(tree.items())]
    text = repr((files, parents, date.isoformat(), signer, message))
    return Node(hashlib.sha1(text.encode()).hexdigest(), tree, parents, date, signer, message)  # noqa: S324


@cache
def oid_of(data: bytes) -> str:
    """Return git's name for a blob."""
    whole = b"blob %d\0%b" % (len(data), data)
    return hashlib.sha1(whole).hexdigest()  # noqa: S324 - it names, it does not protect


@dataclass
class World:
    """All commits, and main's first-parent chain from the root on."""

    nodes: dict[str, Node] = field(default_factory=dict)
    chain: list[str] = field(default_factory=list)

    @classmethod
    def found(cls, date: datetime) -> World:
        """Found the office."""
        files = {path: (REGULAR, data) for path, data in first_files().items()}
        world = cls()
        root = make_node(files, (), date, "kepala", "Dirikan kantor\n")
        world.nodes[root.oid] = root
        world.chain.append(root.oid)
        return world

    @property
    def tip(self) -> Node:
        """Main's tip."""
        return self.nodes[self.chain[-1]]

    def add(self, nodes: Iterable[Node]) -> None:
        """Know these commits; the last is main's new tip."""
        for node in nodes:
            self.nodes[node.oid] = node
        self.chain.append(node.oid)

    def reach(self, oid: str, known: Mapping[str, Node] | None = None) -> list[str]:
        """Return what is reachable from a commit, parents first."""
        found: dict[str, None] = {}
        nodes = {**self.nodes, **(known or {})}

        def visit(each: str) -> None:
            if each not in found:
                for parent in nodes[each].parents:
                    visit(parent)
                found[each] = None

        visit(oid)
        return list(found)


@cache
def first_files() -> dict[str, bytes]:
    """Return the root's files."""
    from support.office import asset

    files = base_files()
    files["roles.yaml"] = dump(roles_at_first()).encode()
    files["assets/SRV-0001.yaml"] = asset("SRV-0001")
    files["README.md"] = b"Kantor.\n"
    return files


def record_bytes(number: str, status: str, request: Any, entries: Iterable[Any]) -> bytes:
    """Return a record's file."""
    plain = copy.deepcopy({"request": request})
    lines = [HEADER, f"id: {number}\n", f"status: {status}\n", dump(plain), "journal:\n"]
    for entry in entries:
        text = dump([copy.deepcopy(entry)])
        lines += [f"  {line}\n" if line else "\n" for line in text.rstrip("\n").split("\n")]
    return "".join(lines).encode()


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
        _commit(top), changes, items, previous, frozenset(base.tree), contents
    )  # fmt: skip


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
