"""Histories of `torture.world` written as real git objects with real signatures."""

from __future__ import annotations

import hashlib
import re
import subprocess
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from support.plain_git import sshsig
from torture.commits import BROKEN, UNKNOWN_TYPE, UNSIGNED, Node, Tree, private_key

PGP = "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"


@dataclass
class RealGit:
    """A repository that commits are written into, each once."""

    folder: Path
    known: dict[str, str] = field(default_factory=dict)  # a node's oid → git's
    written: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Make the repository."""
        self.git("init", "-q", "-b", "main", str(self.folder / "repo"))

    @property
    def git_dir(self) -> Path:
        """The repository's own folder."""
        return self.folder / "repo/.git"

    def git(self, *words: str) -> str:
        """Run git."""
        done = subprocess.run(["git", *words], cwd=self.folder, capture_output=True, check=True)
        return done.stdout.decode().strip()

    def check(self) -> None:
        """Have git itself find the objects whole; odd modes are the histories' own."""
        self.git("-C", "repo", "fsck", "--no-dangling")

    def commit(self, node: Node, nodes: dict[str, Node]) -> str:
        """Write a commit and what it descends from; return git's name for it."""
        if node.oid not in self.known:
            parents = [self.commit(nodes[parent], nodes) for parent in node.parents]
            self.known[node.oid] = self._object(b"commit", self._commit(node, parents))
        return self.known[node.oid]

    def _commit(self, node: Node, parents: list[str]) -> bytes:
        when = f"{int(node.date.timestamp())} +0800"
        who = f"Contoh <contoh@lpse.example> {when}"
        lines = [f"tree {self._tree(node.tree)}", *(f"parent {parent}" for parent in parents)]
        head = "\n".join([*lines, f"author {who}", f"committer {who}"]).encode()
        named = re.sub("[0-9a-f]{40}", lambda name: self.known.get(name[0], name[0]), node.message)
        message = named.encode()
        if node.signer == UNSIGNED:
            return head + b"\n\n" + message
        armored = self._armored(node.signer, head + b"\n\n" + message)
        header = ("gpgsig " + armored.rstrip("\n").replace("\n", "\n ")).encode()
        return head + b"\n" + header + b"\n\n" + message

    def _armored(self, signer: str, payload: bytes) -> str:
        if signer == UNKNOWN_TYPE:
            return PGP
        if signer == BROKEN:
            return sshsig(self._key("kepala"), payload + b"\n")
        return sshsig(self._key(signer), payload)

    def _key(self, name: str) -> Path:
        path = self.folder / name
        if not path.exists():
            form = serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH
            data = private_key(name).private_bytes(*form, serialization.NoEncryption())
            path.write_bytes(data)
        return path

    def _tree(self, files: Tree) -> str:
        folders: dict[str, dict[str, tuple[str, bytes]]] = {}
        rows: list[tuple[bytes, bytes]] = []
        for path, (mode, data) in files.items():
            first, _, rest = path.partition("/")
            if rest:
                folders.setdefault(first, {})[rest] = (mode, data)
            else:
                name = f"{mode} {first}\0".encode()
                rows.append((first.encode(), name + bytes.fromhex(self._object(b"blob", data))))
        for first, inside in folders.items():
            oid = bytes.fromhex(self._tree(inside))
            rows.append((f"{first}/".encode(), f"40000 {first}\0".encode() + oid))
        return self._object(b"tree", b"".join(row for _, row in sorted(rows)))

    def _object(self, kind: bytes, data: bytes) -> str:
        whole = b"%b %d\0%b" % (kind, len(data), data)
        oid = hashlib.sha1(whole).hexdigest()  # noqa: S324 - it is git's own naming
        if oid not in self.written:
            self.written.add(oid)
            path = self.git_dir / "objects" / oid[:2] / oid[2:]
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(whole, 1))
        return oid
