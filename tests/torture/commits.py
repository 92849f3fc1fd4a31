"""Commits as plain values, keys by name, main's chain: what histories are made of.

Nothing here comes from ubah, so that the oracle can be built on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

File = tuple[str, bytes]  # mode, content
Tree = Mapping[str, File]
REGULAR = "100644"
UNSIGNED, BROKEN, UNKNOWN_TYPE, STRANGER = "", "!", "?", "orang-luar"
SECOND_KEYS = ("pengelola-1+2", "pemohon-1+2", "pengelola-2+2")
ENDED, BEGUN = "2026-02-06", "2026-02-04"  # pengelola-1's first and second key
FORGE = "forge.example"
ACCOUNTS = {
    "pemohon-1": 101,
    "pemohon-2": 102,
    "pengelola-1": 201,
    "pengelola-2": 202,
    "kepala": 301,
    "plh-kepala": 302,
    "sekda": 401,
}
NEWCOMER = "pegawai-baru"
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
