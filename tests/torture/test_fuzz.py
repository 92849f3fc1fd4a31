"""The readers of files, commits and trailers on made-up bytes: no crash, no hang, bounded memory."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from sop.journals import arrived
from support.seconds import took_less_than
from torture.commits import make_node
from torture.histories import FOUNDED
from torture.real_git import RealGit
from torture.world import found
from ubah.core.model import SignatureState
from ubah.core.proof.proofs import trailers
from ubah.core.reading.records import read_file
from ubah.core.strict_yaml.source import MAX_BYTES, parse
from ubah.edge.git import MissingObject, ObjectStore
from ubah.edge.git.commits import MAX_COMMIT_BYTES, _split_commit
from ubah.edge.history.landings import LandingReader

Say = Callable[[str], None]
SECONDS, MEGABYTES = 5.0, 100
PIECES = (
    *(b"\n", b" ", b"  ", b"- ", b": ", b"#", b'"', b"'", b"|", b">", b"{", b"}", b"[", b"]"),
    *(b"&a", b"*a", b"<<: ", b"!!int ", b"---\n", b"...\n", b"%YAML 1.2\n", b"? ", b"\\u202e"),
    *(b"\0", b"\t", b"\r\n", b"\xef\xbb\xbf", b"\xff", b"\xd0\xb0", "\u202e".encode(), b"~"),
    *(b"id: RFC-2026-0001\n", b"status: closed\n", b"journal:\n", b"  - action: submit\n"),
)
HEADERS = (
    *(b"tree ", b"parent ", b"author ", b"committer ", b"gpgsig ", b"mergetag ", b"encoding x\n"),
    *(b"\n", b"\n\n", b" ", b"> 99999999999999999999 +0800", b"> 1 +0000", b"\0", b"\xff"),
    *(b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n", b"0" * 40 + b"\n"),
    *(b"Ubah-Assent: sha256:0\n", b"Ubah-Assent: \n", b": ", b"A-b: c"),
)


def mangled(data: bytes, pieces: tuple[bytes, ...], pick: random.Random) -> bytes:
    """Return bytes with a few random edits: flipped, cut, doubled, with odd pieces put in."""
    out = bytearray(data)
    for _ in range(pick.choice((1, 1, 2, 5, 20))):
        place = pick.randrange(len(out) + 1)
        length = pick.choice((0, 1, 3, 40, 400))
        match pick.randrange(5):
            case 0 if place < len(out):
                out[place] ^= 1 << pick.randrange(8)
            case 1:
                del out[place : place + length]
            case 2:
                out[place:place] = out[place : place + length]
            case _:
                out[place:place] = pick.choice(pieces) * pick.choice((1, 1, 1, 3, 50))
    return bytes(out)


def fuzz_source(count: int) -> Counter[str]:
    """Mangle a record; what is read is JSON, survives being written again, and reads alike."""
    figures: Counter[str] = Counter()
    data = arrived("closed").data
    for seed in range(count):
        changed = mangled(data, PIECES, random.Random(seed))
        document, findings = parse(changed, "changes/2026/RFC-2026-0001.yaml")
        assert (document is None) == bool(findings), seed
        read_file(changed, "changes/2026/RFC-2026-0001.yaml")
        figures["read" if document else "refused"] += 1
        if document is not None:
            text = yaml.safe_dump(document.value, allow_unicode=True, sort_keys=False, width=9999)
            again, _ = parse(text.encode(), "x.yaml")
            assert again is None or again.value == document.value, seed
            tags = {token.__class__.__name__ for token in yaml.scan(changed.decode())}
            assert not tags & {"AnchorToken", "AliasToken", "TagToken", "DirectiveToken"}, seed
    return figures


def fuzz_commits(folder: Path, count: int) -> Counter[str]:
    """Mangle a signed commit in real git: it is read as git reads it, or it is no sound commit."""
    figures: Counter[str] = Counter()
    git, world = RealGit(folder), found(FOUNDED)
    root = world.tip
    message = "Setuju\n\nUbah-Assent: sha256:0\n"
    node = make_node(root.tree, (root.oid,), root.date, "kepala", message)
    oid = git.commit(node, {root.oid: root, node.oid: node})
    with ObjectStore(git.git_dir) as store:
        reader = LandingReader(store)
        data = store.read(oid, "commit")
        for seed in range(count):
            changed = mangled(data, HEADERS, random.Random(seed))
            _split_commit(changed)
            try:
                commit = reader.commit(git._object(b"commit", changed))
            except MissingObject:
                figures["no sound commit"] += 1
                continue
            figures[commit.signature.state.value] += 1
            trailers(commit.message)
            if commit.signature.state is SignatureState.VALID:
                assert _payload(changed) == _payload(data), seed
    return figures


def _payload(commit: bytes) -> bytes:
    """Return what a commit's signature is over: all but the gpgsig header."""
    return re.sub(rb"\ngpgsig [^\n]*(\n [^\n]*)*", b"", commit, count=1)


def fuzz_trailers(count: int) -> Counter[str]:
    """Whatever a message says, its trailers are lines of its last paragraph."""
    figures: Counter[str] = Counter()
    for seed in range(count):
        data = mangled(
            b"Judul\n\nIsi.\n\nUbah-Assent: sha256:0\nA: b\n", HEADERS, random.Random(seed)
        )
        text = data.decode("utf-8", "replace")
        found = trailers(text)
        figures["with trailers" if found else "without"] += 1
        assert all(f"{key}: {value}" in text.split("\n") for key, value in found), seed
    return figures


def test_a_few_mangled_records() -> None:
    assert set(fuzz_source(400)) == {"read", "refused"}


def test_a_few_mangled_commits(tmp_path: Path) -> None:
    assert {"no sound commit", "invalid", "none"} <= set(fuzz_commits(tmp_path, 400))


def test_a_few_mangled_messages() -> None:
    assert set(fuzz_trailers(400)) == {"with trailers", "without"}


FULL = MAX_BYTES - 100
HEAVY_FILES = {
    "brackets": b"[" * FULL,
    "braces": b"{a: " * (FULL // 4),
    "dashes": b"- " * (FULL // 2),
    "deeper and deeper": b"".join(b" " * depth + b"a:\n" for depth in range(900)),
    "many keys": b"".join(b"k%d: 1\n" % number for number in range(40_000)),
    "one key": b"a: 1\n" * (FULL // 5),
    "a long string": b"a: " + b"x" * FULL,
    "folded": b"a: >\n" + b"  x\n" * (FULL // 5),
    "escapes": b'a: "' + b"\\x41" * (FULL // 5) + b'"\n',
    "aliases": b"a: &a [1, 1]\n" + b"".join(b"b%d: [*a, *a]\n" % n for n in range(9_000)),
    "a long list": b"[" + b"1," * (FULL // 3) + b"]",
    "comments": b"#x\n" * (FULL // 3),
    "colons": b":" * FULL,
    "percent signs": b"%" * FULL,
}
START = b"tree " + b"a" * 40 + b"\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n"
MILLION = MAX_COMMIT_BYTES
HEAVY_COMMITS = {
    "a signature of short lines": START + b"gpgsig a\n" + b" b\n" * (MILLION // 3 - 99) + b"\nm",
    "a header of short lines": START + b"x a\n" + b" b\n" * (MILLION // 3 - 99) + b"\nm",
    "many headers": START + b"x y\n" * (MILLION // 4 - 99) + b"\nm",
    "many trailers": START + b"\na\n\n" + b"A: b\n" * (MILLION // 5 - 99),
    "blank lines": START + b"\n" + b"\n " * (MILLION // 2 - 99),
    "larger than any": START + b"\n" + b"x" * MILLION,
}


def _bounded(run: Callable[[], object]) -> None:
    tracemalloc.start()
    try:
        run()
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < MEGABYTES * 1_000_000
    assert took_less_than(SECONDS, run)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(HEAVY_FILES))
def test_a_heavy_file_is_read_or_refused_quickly_in_little_memory(name: str) -> None:
    _bounded(lambda: parse(HEAVY_FILES[name], "x.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(HEAVY_COMMITS))
def test_a_heavy_commit_is_read_or_refused_quickly_in_little_memory(
    name: str, tmp_path: Path
) -> None:
    git = RealGit(tmp_path)
    oid = git._object(b"commit", HEAVY_COMMITS[name])

    def read() -> None:
        with ObjectStore(git.git_dir) as store:
            try:
                trailers(LandingReader(store).commit(oid).message)
            except MissingObject:
                assert name == "larger than any"

    _bounded(read)


def peak() -> int:
    """Return the most memory that this process has ever held; unlike ru_maxrss not its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


def in_a_process_of_its_own(count: int, folder: Path) -> int:
    """Read every heavy file and many mangled ones; return by how many bytes the process grew.

    Unlike tracemalloc this counts what libyaml and the cryptography library take too.
    """
    code = f"""if True:
        import resource
        from pathlib import Path
        import torture.test_fuzz as fuzz
        fuzz.fuzz_source(20), fuzz.fuzz_commits(Path({str(folder)!r}) / "a", 20)
        before = fuzz.peak()
        room = {MEGABYTES * 4_000_000}
        resource.setrlimit(resource.RLIMIT_AS, (before + room * 4, -1))
        for data in fuzz.HEAVY_FILES.values():
            fuzz.read_file(data, "changes/2026/RFC-2026-0001.yaml")
        fuzz.fuzz_source({count}), fuzz.fuzz_commits(Path({str(folder)!r}) / "b", {count})
        fuzz.fuzz_trailers({count})
        print(fuzz.peak() - before)
        """
    for name in ("a", "b"):
        (folder / name).mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.slow
def test_reading_takes_a_bounded_amount_of_memory(tmp_path: Path) -> None:
    assert in_a_process_of_its_own(300, tmp_path) < MEGABYTES * 1_500_000


@pytest.mark.torture
def test_reading_much_takes_no_more_memory(tmp_path: Path, say: Say) -> None:
    grown = in_a_process_of_its_own(10_000, tmp_path)
    say(
        f"memory while 30,000 mangled inputs and {len(HEAVY_FILES)} heavy files are read: "
        f"{grown / 1e6:.0f} MB more"
    )
    assert grown < MEGABYTES * 1_500_000


@pytest.mark.torture
def test_many_mangled_files_commits_and_messages(tmp_path: Path, say: Say) -> None:
    begun = time.monotonic()
    files, commits = fuzz_source(20_000), fuzz_commits(tmp_path, 20_000)
    messages = fuzz_trailers(100_000)
    say(
        f"fuzzed {files.total()} files ({files['read']} read, {files['refused']} refused), "
        f"{commits.total()} commits ({dict(commits)}), {messages.total()} messages: "
        f"no crash, no hang; {time.monotonic() - begun:.0f} s"
    )
