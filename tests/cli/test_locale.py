from pathlib import Path

import pytest
from clerk import Kantor, environment, git, run

ASCII = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize("name", ["\uff52oles.yaml", "roles\u200b.yaml", "catatan-\u00e9.txt"])
def test_paths_are_the_same_in_every_locale(kantor: Kantor, tmp_path: Path, name: str) -> None:
    """Which characters a path holds decides the verdict, so the locale must not decide them."""
    repo = kantor.repo
    oid = git(repo, "hash-object", "-w", "--stdin", stdin=b"x\n")
    listed = git(repo, "ls-tree", "HEAD").encode()
    tree = git(repo, "mktree", stdin=listed + f"\n100644 blob {oid}\t{name}\n".encode())
    tip = git(repo, "commit-tree", tree, "-p", "HEAD", "-m", "Bayangan")
    words = ("audit", tip, "--format", "json")
    wanted = run(repo, *words, code=1).out
    assert ("UB305" in wanted) is ("roles" in name or "oles" in name)
    assert run(repo, *words, code=1, env=environment(tmp_path, **ASCII)).out == wanted
