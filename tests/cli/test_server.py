"""A plain git server with the hook: what is pushed for real, and what tampering comes to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from clerk import ACCEPT, Kantor, git, push, run, serve


@pytest.fixture
def served(busy: tuple[Kantor, str], tmp_path: Path) -> tuple[Kantor, str, Path]:
    """An office with a server whose hook stands guard, its history pushed."""
    kantor, number = busy
    return kantor, number, serve(kantor, tmp_path)


def main_of(server: Path) -> str:
    return git(server, "rev-parse", "refs/heads/main")


def audit(kantor: Kantor, code: int) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(kantor.ubah("audit", "--format", "json", code=code).out)
    return report


def test_what_the_judge_accepts_is_pushed(served: tuple[Kantor, str, Path]) -> None:
    kantor, number, server = served
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    assert push(kantor, "main").returncode == 0
    assert main_of(server) == kantor.git("rev-parse", "main")


def test_a_branch_is_nobodys_business(served: tuple[Kantor, str, Path]) -> None:
    kantor, _, server = served
    (kantor.repo / "changes/2026").mkdir(parents=True, exist_ok=True)
    (kantor.repo / "changes/2026/apa.txt").write_text("x\n")
    kantor.git("switch", "-qc", "coba")
    kantor.git("add", "--all")
    kantor.git("commit", "-qm", "coba")
    assert push(kantor, "coba").returncode == 0
    refused = push(kantor, "coba:main")
    assert refused.returncode != 0
    assert "UB305" in refused.stderr
    assert main_of(server) != kantor.git("rev-parse", "coba")


@pytest.mark.parametrize("how", ["delete", "force", "other-root"])
def test_main_only_goes_on(served: tuple[Kantor, str, Path], how: str) -> None:
    kantor, number, server = served
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    assert push(kantor, "main").returncode == 0
    held = main_of(server)
    if how == "delete":
        refused = push(kantor, ":main")
    elif how == "force":
        kantor.git("reset", "-q", "--hard", "main^")
        refused = push(kantor, "+main")
    else:
        tree = kantor.git("rev-parse", "main^{tree}")
        orphan = kantor.git("commit-tree", tree, "-m", "lain")
        refused = push(kantor, f"+{orphan}:main")
    assert refused.returncode != 0
    assert "UB712" in refused.stderr
    assert main_of(server) == held


def test_a_first_push_needs_the_pinned_root(
    served: tuple[Kantor, str, Path], tmp_path: Path
) -> None:
    kantor, _, server = served
    other = tmp_path / "lain.git"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(other))
    hook = other / "hooks/pre-receive"
    hook.write_bytes((server / "hooks/pre-receive").read_bytes())
    hook.chmod(0o755)
    kantor.git("remote", "set-url", "origin", str(other))
    assert "ubah hook install" in push(kantor, "main").stderr
    git(other, "config", "ubah.root", "1" * 40)
    assert "UB712" in push(kantor, "main").stderr
    git(other, "config", "ubah.root", kantor.git("rev-list", "--max-parents=0", "main"))
    assert push(kantor, "main").returncode == 0


def test_several_refs_in_one_push_stand_or_fall_with_main(served: tuple[Kantor, str, Path]) -> None:
    kantor, number, server = served
    kantor.git("switch", "-qc", "jahat")
    path = kantor.repo / f"changes/{number[4:8]}/{number}.yaml"
    path.write_text(path.read_text().replace("Galat unggah", "Lain"))
    kantor.git("commit", "-qam", "jahat")
    refused = push(kantor, "jahat:main", "jahat:refs/tags/v1")
    assert refused.returncode != 0
    assert git(server, "for-each-ref", "--format=%(refname)") == "refs/heads/main"


# --- tampering with what has landed ----------------------------------------------------------------

TAMPERED = {
    "reason": ("Galat unggah.", "Hal lain."),
    "requester": ("by: pemohon-1", "by: pengelola-1"),
    "time": ("at: '20", "at: '19"),
    "assessment": ("Layak.", "Tidak layak."),
    "action": ("action: accept", "action: reject"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_with_any_past_entry_fails_the_audit(busy: tuple[Kantor, str], what: str) -> None:
    """In a later landing: the audit names record, commit and rule."""
    kantor, number = busy
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    assert audit(kantor, 0)["verdict"] == "pass"
    path = kantor.repo / f"changes/{number[4:8]}/{number}.yaml"
    old, new = TAMPERED[what]
    text = path.read_text().replace('at: "', "at: '").replace(old, new, 1).replace("at: '", 'at: "')
    assert text != path.read_text()
    path.write_text(text)
    kantor.git("commit", "-qam", "rapikan")
    report = audit(kantor, 1)
    assert report["verdict"] == "fail"
    mine = [f for f in report["findings"] if f["record"] == number and f["severity"] == "error"]
    assert {f["commit"] for f in mine} == {kantor.git("rev-parse", "main")}
    assert {f["rule"] for f in mine} & {"UB702", "UB703", "UB704"}


def test_tampering_with_a_landed_commit_fails_the_audit(busy: tuple[Kantor, str]) -> None:
    """The history written anew: the step loses its signature, and who saw main before knows."""
    kantor, number = busy
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    seen = kantor.git("rev-parse", "main")
    path = kantor.repo / f"changes/{number[4:8]}/{number}.yaml"
    path.write_text(path.read_text().replace("Layak.", "Layak sekali."))
    kantor.git("add", "--all")
    tree = kantor.git("write-tree")
    step = kantor.git("rev-parse", "main^2")
    forged = kantor.git("commit-tree", tree, "-p", f"{step}^", "-m", "accept")
    merge = kantor.git("commit-tree", tree, "-p", "main^1", "-p", forged, "-m", "Land")
    kantor.git("update-ref", "refs/heads/main", merge)
    report = audit(kantor, 1)
    assert [f["rule"] for f in report["findings"] if f["severity"] == "error"] == ["UB501"]
    assert report["findings"][0]["record"] == number
    assert report["findings"][0]["commit"] == merge
    seen_before = kantor.ubah("audit", "--seen", seen, code=1)
    assert "UB708" in seen_before.out


def test_a_shallow_clone_is_indeterminate(served: tuple[Kantor, str, Path], tmp_path: Path) -> None:
    kantor, number, server = served
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    assert push(kantor, "main").returncode == 0
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{server}", "dangkal")
    assert "UB709" in run(tmp_path / "dangkal", "audit", code=3).out
    git(tmp_path / "dangkal", "fetch", "-q", "--unshallow")
    assert run(tmp_path / "dangkal", "audit").code == 0


def test_a_server_is_set_up_by_one_command(busy: tuple[Kantor, str], tmp_path: Path) -> None:
    kantor, _ = busy
    server, root = tmp_path / "perubahan.git", kantor.git("rev-list", "--max-parents=0", "main")
    assert "--root" in run(tmp_path, "hook", "install", server, code=2).err
    assert not server.exists()
    assert "40" in run(tmp_path, "hook", "install", server, "--root", root[:7], code=2).err
    run(tmp_path, "hook", "install", server, "--root", root)
    kantor.git("remote", "add", "origin", str(server))
    assert push(kantor, "main").returncode == 0
    (kantor.repo / "catatan.md").write_text("x\n")
    kantor.git("add", "-A")
    kantor.git("commit", "-q", "-m", "tanpa tanda tangan")
    assert push(kantor, "main").returncode != 0

    run(tmp_path, "hook", "install", server)  # a second time: nothing changes
    assert git(server, "config", "ubah.root") == root
    other = run(tmp_path, "hook", "install", server, "--root", "0" * 40, code=2).err
    assert root in other
    assert "bare" in run(tmp_path, "hook", "install", kantor.repo, "--root", root, code=2).err
    (server / "hooks/pre-receive").write_text("#!/bin/sh\nexit 0\n")
    assert "pre-receive" in run(tmp_path, "hook", "install", server, code=2).err
    assert (server / "hooks/pre-receive").read_text() == "#!/bin/sh\nexit 0\n"
