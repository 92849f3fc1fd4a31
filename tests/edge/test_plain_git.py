"""What the tests' own plain git answers is what git answers, to the byte."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from support import plain_git
from support.plain_git import Beyond, PlainGit
from ubah.edge.git.keys import make_key

WHO = "Contoh <contoh@lpse.example> 1770000000 +0800"
FILES: dict[str, bytes | None] = {
    "a.yaml": b"satu\n",
    "a/b.yaml": b"dua\n",
    "a-b/c": b"",
    "changes/2026/x.yaml": "tiga é\n".encode(),
    "program": b"#!/bin/sh\n",
}


class Git:
    """Git itself, in a repository of its own; ``plain`` is ours in another."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(plain_git, "REAL", False)
        self.repo, self.other = folder / "git", folder / "plain"
        for repo in (self.repo, self.other):
            subprocess.run(["git", "init", "-q", "-b", "main", str(repo)], check=True)
        self.plain = PlainGit(self.other / ".git")

    def __call__(self, *words: str, stdin: bytes | None = None) -> bytes:
        who, address, when = WHO.replace(" <", "|").replace("> ", "|").split("|")
        named = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", who), ("EMAIL", address), ("DATE", when))
        }
        env = {"PATH": os.environ["PATH"], "HOME": str(self.repo), "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *words],
            cwd=self.repo,
            env={**env, **named},
            input=stdin,
            capture_output=True,
            check=True,
        )
        return done.stdout

    def tree(self, base: str, files: dict[str, bytes | None], modes: dict[str, str]) -> str:
        self("read-tree", base or "--empty")
        for path, data in files.items():
            if data is None:
                self("update-index", "--force-remove", path)
                continue
            oid = self("hash-object", "-w", "--stdin", stdin=data).decode().strip()
            self(
                "update-index", "--add", "--cacheinfo", f"{modes.get(path, '100644')},{oid},{path}"
            )
        return self("write-tree").decode().strip()


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    return Git(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("files", "modes"),
    [
        ({}, {}),
        ({"a.yaml": b"lain\n", "baru/dalam/sekali.md": b"x"}, {}),
        ({"a/b.yaml": None, "changes/2026/x.yaml": None}, {}),
        (dict.fromkeys(FILES), {}),
        ({"program": b"x", "tautan": b"a.yaml"}, {"program": "100755", "tautan": "120000"}),
        ({"tidak-ada": None, "a-b/c": b"ada\n"}, {}),
    ],
)
def test_a_tree_is_the_one_that_git_writes(
    git: Git, files: dict[str, bytes | None], modes: dict[str, str]
) -> None:
    base = git.tree("", FILES, {})
    assert git.plain.tree(None, FILES, {}) == base
    assert git.plain.tree(base, files, modes) == git.tree(base, files, modes)


@pytest.mark.parametrize("message", ["Langkah\n", "tanpa baris akhir", "", "é\n\nUbah-Assent: x\n"])
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("parents", [0, 1, 2])
def test_a_commit_is_the_one_that_git_makes(
    git: Git, tmp_path: Path, message: str, signed: bool, parents: int
) -> None:
    key = tmp_path / "kunci"
    make_key(key, "kunci")
    tree = git.tree("", FILES, {})
    git.plain.tree(None, FILES, {})
    before = [
        git("commit-tree", tree, "-m", f"{number}").decode().strip() for number in range(parents)
    ]
    options = ["-c", "gpg.format=ssh", "-c", f"user.signingKey={key}"] if signed else []
    words = [*options, "commit-tree", *(["-S"] if signed else []), tree]
    words += [word for parent in before for word in ("-p", parent)]
    wanted = git(*words, stdin=message.encode()).decode().strip()
    found = git.plain.commit(tree, before, WHO, message.encode(), key if signed else None)
    assert found == wanted
    assert git.plain.read(found, "commit") == git("cat-file", "commit", wanted)


QUESTIONS = (
    ("rev-parse", "main"),
    ("rev-parse", "refs/heads/main"),
    ("rev-parse", "main^{tree}"),
    ("rev-parse", "main^"),
    ("rev-parse", "main^2"),
    ("rev-parse", "main~1^{tree}"),
    ("rev-parse", "main:changes/2026/x.yaml"),
    ("show", "main:a/b.yaml"),
    ("show", "cabang^:a.yaml"),
    ("merge-base", "main", "cabang"),
    ("merge-tree", "--write-tree", "main", "cabang"),
    ("merge-tree", "--write-tree", "main", "main"),
    ("rev-parse", "--verify", "--quiet", "refs/heads/cabang"),
    ("merge-base", "cabang", "main"),
    ("rev-list", "--parents", "-1", "main"),
    ("rev-list", "--parents", "-1", "main^"),
    ("rev-list", "--reverse", "cabang", "^main"),
    ("rev-list", "--reverse", "main", "^cabang"),
    ("rev-list", "--reverse", "cabang", "^refs/heads/main"),
    ("show", "-s", "--format=%cI", "cabang"),
)


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_an_answer_is_gits(git: Git, words: tuple[str, ...]) -> None:
    for each in (git, lambda *words: git.plain.answer(words, None)):
        oid = dict.fromkeys("abcd", "")
        for name, parents in (("a", ""), ("b", ""), ("c", "ab"), ("d", "c")):
            files = {**FILES, "a.yaml": name.encode()}
            tree = git.plain.tree(None, files, {}) if each is not git else git.tree("", files, {})
            before = [oid[parent] for parent in parents]
            oid[name] = git.plain.commit(tree, before, WHO, name.encode(), None)
            data = git.plain.read(oid[name], "commit")
            assert git("hash-object", "-t", "commit", "-w", "--stdin", stdin=data).strip()
        each("update-ref", "refs/heads/main", oid["c"])
        each("update-ref", "refs/heads/cabang", oid["d"])
    assert git.plain.answer(words, None) == git(*words)
    for repo in (git.repo, git.other):
        subprocess.run(["git", "pack-refs", "--all"], cwd=repo, check=True)
    assert git.plain.answer(words, None) == git(*words)
    assert git.plain.branch("tiada") == ""


def test_what_is_out_of_the_ordinary_is_left_to_git(git: Git, tmp_path: Path) -> None:
    key = tmp_path / "rsa"
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", str(key)], check=True)
    tree = git.plain.tree(None, FILES, {})
    one = git.plain.commit(tree, [], WHO, b"x", None)
    other = git.plain.commit(tree, [], WHO, b"y", None)
    git.plain.set_ref("refs/heads/main", one)
    packed = git.other / ".git/packed-refs"
    packed.write_text(f"{one} refs/heads/terkemas\n{one} refs/heads/terkemas-dalam/x\n")
    left = (
        lambda: git.plain.commit(tree, [], WHO, b"x", key),
        lambda: git.plain.commit(tree, [], WHO, b"x", tmp_path / "tiada"),
        lambda: git.plain.commit(tree, [one, one], WHO, b"x", None),
        lambda: git.plain.commit("main^{tree}", [], WHO, b"x", None),
        lambda: git.plain.tree(tree, {"../x": b""}, {}),
        lambda: git.plain.tree(tree, {".git/config": b""}, {}),
        lambda: git.plain.tree(tree, {"a.yaml/x": b""}, {}),
        lambda: git.plain.tree(tree, {"a": b""}, {}),
        lambda: git.plain.set_ref("refs/heads/main/cabang", one),
        lambda: git.plain.set_ref("refs/heads/terkemas/cabang", one),
        lambda: git.plain.set_ref("refs/heads/terkemas-dalam", one),
        lambda: git.plain.set_ref("refs/heads/main", "0" * 40),
        lambda: git.plain.set_ref("refs/heads/../x", one),
        lambda: git.plain.set_ref("HEAD", one),
        lambda: git.plain.merged(one, other),
        lambda: git.plain.resolve("main^3"),
        lambda: git.plain.resolve("HEAD"),
        lambda: git.plain.resolve("main@{1}"),
        lambda: git.plain.resolve("main:tiada"),
        lambda: git.plain.answer(("log",), None),
    )
    for ask in left:
        with pytest.raises(Beyond):
            ask()
