"""What tests ask git most, answered without starting it: objects and refs are plain files.

Each answer is git's own to the byte; `tests/edge/test_plain_git.py` holds them to each other. What is
out of the ordinary (packed objects, odd names, other keys than ed25519) is left to git itself, and
everything is where UBAH_TEST_PROCESSES=1 stands in the environment.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from support.processes import REAL

OID = re.compile(r"[0-9a-f]{40}\Z")
FOLDER = "40000"
MODES = ("100644", "100755", "120000", "160000")
_REF = re.compile(r"refs/(heads|pull)/[A-Za-z0-9]+([/_-][A-Za-z0-9]+)*\Z")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*\Z")
_STEP = re.compile(r"\^\{tree\}|\^([0-9]?)|~([0-9]*)")
_MANY = 300  # commits, beyond which git is asked


class Beyond(Exception):
    """This is for git itself."""


def string(data: bytes) -> bytes:
    """Return bytes with their length before them, as SSH writes them."""
    return struct.pack(">I", len(data)) + data


def sshsig(key: Path, payload: bytes, namespace: bytes = b"git", hash_name: str = "sha512") -> str:
    """Return an armored SSH signature by an ed25519 key (PROTOCOL.sshsig)."""
    private = serialization.load_ssh_private_key(key.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise Beyond
    public = private.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    blob = base64.b64decode(public.split(b" ")[1])
    hashed = hashlib.new(hash_name, payload, usedforsecurity=False).digest()
    parts = string(namespace) + string(b"") + string(hash_name.encode())
    signature = private.sign(b"SSHSIG" + parts + string(hashed))
    whole = (
        b"SSHSIG"
        + struct.pack(">I", 1)
        + string(blob)
        + parts
        + string(string(b"ssh-ed25519") + string(signature))
    )
    text = base64.b64encode(whole).decode()
    lines = [text[i : i + 70] for i in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


class PlainGit:
    """Reads and writes the objects and branches of ``git_dir``; raises `Beyond` for what is git's."""

    def __init__(self, git_dir: Path):
        if REAL:
            raise Beyond
        self._git_dir = git_dir

    def answer(self, words: Sequence[str], stdin: bytes | None) -> bytes:
        """Return what git prints for a command that asks for, or writes, one thing."""
        match words:
            case ["rev-parse", revision] | ["rev-parse", "--verify", "--quiet", revision]:
                return self.resolve(revision).encode() + b"\n"
            case ["show", revision] if ":" in revision:
                return self.read(self.resolve(revision), "blob")
            case ["hash-object", "-w", "--stdin"] if stdin is not None:
                return self.write("blob", stdin).encode() + b"\n"
            case ["update-ref", ref, oid]:
                self.set_ref(ref, oid)
                return b""
            case ["merge-tree", "--write-tree", onto, head]:
                return self.merged(onto, head).encode() + b"\n"
            case ["merge-base", one, other]:
                return self._base(self.resolve(one), self.resolve(other)).encode() + b"\n"
            case ["rev-list", "--parents", "-1", revision]:
                oid = self.resolve(revision)
                return " ".join([oid, *self._parents(oid)]).encode() + b"\n"
            case ["rev-list", "--first-parent", "--parents", tip]:
                rows = list(self._first_parents(self.resolve(tip)))
                return "".join(f"{' '.join(row)}\n" for row in rows).encode()
            case ["rev-list", "--reverse", tip, known] if known.startswith("^"):
                new = self._line(self.resolve(tip), self.resolve(known[1:]))
                return "".join(f"{oid}\n" for oid in new).encode()
            case ["show", "-s", "--format=%B", revision]:
                return self.read(self.resolve(revision), "commit").split(b"\n\n", 1)[1] + b"\n"
            case ["show", "-s", "--format=%cI", revision]:
                return self._committed(self.resolve(revision)).isoformat().encode() + b"\n"
        raise Beyond

    # --- objects ----------------------------------------------------------------------------------

    def write(self, kind: str, data: bytes) -> str:
        """Write an object and return its id."""
        whole = b"%s %d\0%b" % (kind.encode(), len(data), data)
        oid = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        path = self._loose(oid)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            new = path.with_name(f"tmp_obj_{os.getpid()}")
            new.write_bytes(zlib.compress(whole, 1))
            new.chmod(0o444)
            new.rename(path)
        return oid

    def read(self, oid: str, kind: str) -> bytes:
        """Return an object's content."""
        for folder in (self._git_dir / "objects", *self._lent):
            with contextlib.suppress(OSError):
                whole = (folder / oid[:2] / oid[2:]).read_bytes()
                break
        else:
            raise Beyond
        try:
            whole = zlib.decompress(whole)
        except zlib.error:
            raise Beyond from None
        header, _, data = whole.partition(b"\0")
        if header != b"%s %d" % (kind.encode(), len(data)):
            raise Beyond
        return data

    @property
    def _lent(self) -> list[Path]:
        try:
            lines = (self._git_dir / "objects/info/alternates").read_text().splitlines()
        except OSError:
            return []
        return [Path(line) for line in lines]

    def _loose(self, oid: str) -> Path:
        return self._git_dir / "objects" / oid[:2] / oid[2:]

    # --- names ------------------------------------------------------------------------------------

    def set_ref(self, ref: str, oid: str) -> None:
        """Point a branch, or another ref, at a commit."""
        self.read(oid, "commit")
        path = self._ref(ref)
        near = (f"{ref}/", *(ref[:at] + "/" for at, sign in enumerate(ref) if sign == "/"))
        packed = any(known.startswith(near[0]) or f"{known}/" in near for known in self._packed())
        if path.is_dir() or packed:
            raise Beyond
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise Beyond from None
        new = path.with_name(f"{path.name}.lock")
        new.write_text(f"{oid}\n")
        new.rename(path)

    def branch(self, name: str) -> str:
        """Return the commit that a branch points at, "" where there is none."""
        ref = f"refs/heads/{name}"
        try:
            oid = self._ref(ref).read_text().strip()
        except OSError:
            return self._packed().get(ref, "")
        if not OID.match(oid):
            raise Beyond
        return oid

    def _packed(self) -> dict[str, str]:
        try:
            lines = (self._git_dir / "packed-refs").read_text().splitlines()
        except FileNotFoundError:
            return {}
        rows = (line.split(" ", 1) for line in lines if line[0] not in "#^")
        return {ref: oid for oid, ref in rows}

    def resolve(self, revision: str) -> str:
        """Return what ``main``, ``OID^2~1``, ``main^{tree}`` or ``main:folder/file`` names."""
        name, _, path = revision.partition(":")
        start = re.match(r"[^\^~]*", name)
        oid = self._named(start[0] if start else "")
        rest = name.removeprefix(start[0] if start else "")
        while rest:
            step = _STEP.match(rest)
            if step is None:
                raise Beyond
            rest = rest[step.end() :]
            if step[0] == "^{tree}":
                oid = self.tree_of(oid)
            elif step[0].startswith("^"):
                oid = self._parent(oid, int(step[1] or 1))
            else:
                for _ in range(int(step[2] or 1)):
                    oid = self._parent(oid, 1)
        return self._at(self.tree_of(oid), path) if path else oid

    def _named(self, name: str) -> str:
        if OID.match(name):
            return name
        oid = self.branch(name.removeprefix("refs/heads/"))
        tag = f"refs/tags/{name}"
        if not oid or (self._git_dir / tag).exists() or tag in self._packed():
            raise Beyond
        return oid

    def _ref(self, ref: str) -> Path:
        if not _REF.match(ref):
            raise Beyond
        return self._git_dir / ref

    def _parent(self, oid: str, number: int) -> str:
        parents = self._parents(oid)
        if not 1 <= number <= len(parents):
            raise Beyond
        return parents[number - 1]

    def _headers(self, oid: str) -> Iterator[tuple[str, str]]:
        for line in self.read(oid, "commit").split(b"\n\n", 1)[0].split(b"\n"):
            name, _, value = line.partition(b" ")
            yield name.decode("latin-1"), value.decode("latin-1")

    def _parents(self, oid: str) -> list[str]:
        return [value for name, value in self._headers(oid) if name == "parent"]

    def tree_of(self, commit: str) -> str:
        """Return a commit's tree."""
        name, tree = next(self._headers(commit))
        if name != "tree":
            raise Beyond
        return tree

    def _committed(self, oid: str) -> datetime:
        who = next(value for name, value in self._headers(oid) if name == "committer")
        *_, seconds, zone = who.split(" ")
        return datetime.fromtimestamp(int(seconds), datetime.strptime(zone, "%z").tzinfo)

    def _history(self, commit: str) -> list[str]:
        """Return a commit and its ancestors, the nearest first; a long history is git's to read."""
        found, waiting = dict[str, None](), [commit]
        while waiting:
            oid = waiting.pop(0)
            if oid not in found:
                found[oid] = None
                waiting += self._parents(oid)
            if len(found) > _MANY:
                raise Beyond
        return list(found)

    def _base(self, one: str, other: str) -> str:
        """Return the newest common ancestor where there is one that all others lead to."""
        common = set(self._history(one)) & set(self._history(other))
        older = {parent for oid in common for parent in self._parents(oid)}
        if len(common - older) != 1:
            raise Beyond
        return next(iter(common - older))

    def _first_parents(self, tip: str) -> Iterator[list[str]]:
        """Yield each commit of a first-parent chain with its parents; a long one is git's to read."""
        for _ in range(_MANY):
            parents = self._parents(tip)
            yield [tip, *parents]
            if not parents:
                return
            tip = parents[0]
        raise Beyond

    def _line(self, tip: str, known: str) -> list[str]:
        """Return what ``tip`` has beyond ``known``, the oldest first, where no merge is among it."""
        old, found = set(self._history(known)), list[str]()
        while tip not in old:
            found.append(tip)
            parents = self._parents(tip)
            if len(parents) != 1:
                raise Beyond
            tip = parents[0]
        return found[::-1]

    # --- trees and commits ------------------------------------------------------------------------

    def merged(self, onto: str, head: str) -> str:
        """Return the tree that merging makes where ``head`` goes on from ``onto``."""
        if self.resolve(onto) not in self._history(self.resolve(head)):
            raise Beyond
        return self.tree_of(self.resolve(head))

    def entries(self, tree: str) -> dict[str, tuple[str, str]]:
        """Return a tree's entries: name → mode and id."""
        data, found = self.read(tree, "tree"), {}
        at = 0
        while at < len(data):
            end = data.index(b"\0", at)
            mode, _, name = data[at:end].partition(b" ")
            found[os.fsdecode(name)] = (mode.decode(), data[end + 1 : end + 21].hex())
            at = end + 21
        if _tree(found) != data:  # odd, as some tests have it
            raise Beyond
        return found

    def _at(self, tree: str, path: str) -> str:
        *folders, name = path.split("/")
        for folder in folders:
            mode, tree = self.entries(tree).get(folder, ("", ""))
            if mode != FOLDER:
                raise Beyond
        if name not in self.entries(tree):
            raise Beyond
        return self.entries(tree)[name][1]

    def tree(
        self, base: str | None, files: Mapping[str, bytes | None], modes: Mapping[str, str]
    ) -> str:
        """Write the tree of ``base`` with files replaced (None: taken away) and return its id."""
        start = self._tree_named(base) if base else None
        found = self._with(start, [(path.split("/"), path) for path in files], files, modes)
        return found or self.write("tree", b"")

    def _tree_named(self, revision: str) -> str:
        oid = self.resolve(revision)
        try:
            return self.tree_of(oid)
        except Beyond:
            self.read(oid, "tree")
            return oid

    def _with(
        self,
        tree: str | None,
        changes: list[tuple[list[str], str]],
        files: Mapping[str, bytes | None],
        modes: Mapping[str, str],
    ) -> str | None:
        """Return the changed tree, None where nothing is left in it."""
        rows = self.entries(tree) if tree else {}
        below: dict[str, list[tuple[list[str], str]]] = {}
        for (name, *rest), path in changes:
            if not _NAME.match(name):
                raise Beyond
            there = rows.get(name, ("", ""))[0]
            if rest:
                if there not in ("", FOLDER):
                    raise Beyond
                below.setdefault(name, []).append((rest, path))
                continue
            data, mode = files[path], modes.get(path, "100644")
            if there == FOLDER or mode not in MODES:
                raise Beyond
            if data is None:
                rows.pop(name, None)
            else:
                rows[name] = (mode, self.write("blob", data))
        for name, inner in below.items():
            mode, oid = rows.get(name, ("", ""))
            if mode not in ("", FOLDER):
                raise Beyond
            changed = self._with(oid or None, inner, files, modes)
            rows.pop(name, None)
            if changed:
                rows[name] = (FOLDER, changed)
        return self.write("tree", _tree(rows)) if rows else None

    def commit(
        self, tree: str, parents: Sequence[str], who: str, message: bytes, key: Path | None
    ) -> str:
        """Write a commit by ``who`` ("Name <address> time zone"), signed if there is a key."""
        odd = not all(map(OID.match, (tree, *parents))) or len(set(parents)) < len(parents)
        if odd or b"\0" in message or (key is not None and not key.is_file()):
            raise Beyond
        message.decode()
        head = f"tree {tree}\n" + "".join(f"parent {parent}\n" for parent in parents)
        lines = f"{head}author {who}\ncommitter {who}\n".encode()
        if key is None:
            return self.write("commit", lines + b"\n" + message)
        armored = sshsig(key, lines + b"\n" + message)
        header = ("gpgsig " + armored.rstrip("\n").replace("\n", "\n ") + "\n").encode()
        return self.write("commit", lines + header + b"\n" + message)


def _tree(rows: Mapping[str, tuple[str, str]]) -> bytes:
    """Return a tree as git writes it: a folder is sorted as if a slash stood behind its name."""
    ordered = sorted(
        rows.items(), key=lambda row: os.fsencode(row[0]) + b"/" * (row[1][0] == FOLDER)
    )
    return b"".join(
        b"%b %b\0%b" % (mode.encode(), os.fsencode(name), bytes.fromhex(oid))
        for name, (mode, oid) in ordered
    )
