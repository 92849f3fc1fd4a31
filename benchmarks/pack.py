"""Writing git objects straight into one pack: a process for each object would take hours."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

KINDS = {"commit": 1, "tree": 2, "blob": 3}
OFFSET_DELTA = 6
MAX_CHAIN = 40
"""How many deltas may stand on one another, as git's own default of 50 allows."""


class PackWriter:
    """Writes a pack of objects; `objects/pack` gets it, with the index that git makes of it."""

    def __init__(self, git_dir: Path):
        self._git_dir = git_dir
        self._path = git_dir / "objects/pack/new.pack"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("w+b")
        self._file.write(b"PACK" + struct.pack(">II", 2, 0))
        self._at = 12
        self._written: dict[str, tuple[int, int]] = {}  # id → offset, deltas below it

    def __enter__(self) -> PackWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._finish()
        self._file.close()

    def add(self, kind: str, data: bytes, like: tuple[str, bytes] | None = None) -> str:
        """Write an object and return its id; ``like`` names one that it differs little from."""
        oid = hashlib.sha1(b"%b %d\0%b" % (kind.encode(), len(data), data)).hexdigest()  # noqa: S324
        if oid in self._written:
            return oid
        base = self._written.get(like[0]) if like else None
        if base is None or like is None or base[1] >= MAX_CHAIN:
            self._put(oid, KINDS[kind], b"", data, 0)
        else:
            distance = _distance(self._at - base[0])
            self._put(oid, OFFSET_DELTA, distance, _delta(like[1], data), base[1] + 1)
        return oid

    def _put(self, oid: str, kind: int, reference: bytes, data: bytes, depth: int) -> None:
        self._written[oid] = (self._at, depth)
        record = _size(kind, len(data)) + reference + zlib.compress(data, 1)
        self._file.write(record)
        self._at += len(record)

    def _finish(self) -> None:
        self._file.seek(8)
        self._file.write(struct.pack(">I", len(self._written)))
        self._file.seek(0)
        digest = hashlib.file_digest(self._file, "sha1").digest()
        self._file.seek(0, 2)
        self._file.write(digest)
        self._file.flush()
        command = ["git", "index-pack", "--strict", str(self._path)]
        subprocess.run(command, cwd=self._git_dir, check=True, capture_output=True)  # noqa: S603


def _size(kind: int, size: int) -> bytes:
    """Return the head of a pack's entry: its kind and size (gitformat-pack)."""
    first, size = (kind << 4) | (size & 15), size >> 4
    out = bytearray()
    while size:
        out.append(first | 0x80)
        first, size = size & 0x7F, size >> 7
    out.append(first)
    return bytes(out)


def _distance(offset: int) -> bytes:
    out = [offset & 0x7F]
    while offset := offset >> 7:
        offset -= 1
        out.append(0x80 | (offset & 0x7F))
    return bytes(reversed(out))


def _delta(base: bytes, data: bytes) -> bytes:
    """Return how ``data`` comes from ``base``: what both begin and end with is copied."""
    head = _common(base, data)
    tail = _common(base[head:][::-1], data[head:][::-1])
    middle = data[head : len(data) - tail]
    parts = [_length(len(base)), _length(len(data)), _copy(0, head)]
    parts += [
        bytes([len(part)]) + part
        for part in (middle[start : start + 127] for start in range(0, len(middle), 127))
    ]
    return b"".join([*parts, _copy(len(base) - tail, tail)])


def _common(one: bytes, other: bytes) -> int:
    """Return how many bytes both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def _length(size: int) -> bytes:
    out = bytearray()
    while size > 0x7F:
        out.append(0x80 | (size & 0x7F))
        size >>= 7
    out.append(size)
    return bytes(out)


def _copy(offset: int, size: int) -> bytes:
    if not size:
        return b""
    flags, words = 0x80, bytearray()
    for bit, value in enumerate((*offset.to_bytes(4, "little"), *size.to_bytes(3, "little"))):
        if value:
            flags |= 1 << bit
            words.append(value)
    return bytes([flags]) + bytes(words)


class Folders:
    """Writes trees out of folders that differ little from ones written before."""

    def __init__(self, pack: PackWriter):
        self._pack = pack
        self._last: dict[str, tuple[str, bytes]] = {}

    def write(self, path: str, rows: Mapping[str, tuple[str, str]]) -> str:
        """Write the folder ``path`` of rows name → (mode, id); return its id."""
        ordered = sorted(rows.items(), key=lambda row: row[0] + "/" * (row[1][0] == "40000"))
        data = b"".join(
            b"%b %b\0%b" % (mode.encode(), name.encode(), bytes.fromhex(oid))
            for name, (mode, oid) in ordered
        )
        return self.write_bytes(path, data)

    def write_bytes(self, path: str, data: bytes) -> str:
        """Write the folder ``path`` as its bytes; return its id."""
        oid = self._pack.add("tree", data, self._last.get(path))
        self._last[path] = (oid, data)
        return oid
