"""Two people with a clone each, on a plain git server: what each is told, typed as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from clerk import ACCEPT, REQUEST, Kantor, copy_of, git, push, serve


@pytest.fixture
def two(busy: tuple[Kantor, str], tmp_path: Path) -> tuple[Kantor, Kantor, str]:
    """Two clones of an office with one request, and a server whose hook stands guard."""
    first, number = busy
    serve(first, tmp_path)
    first.git("fetch", "-q")
    return first, copy_of(first, tmp_path / "lain"), number


def typed(kantor: Kantor, said: str, by: str) -> None:
    """Type the commands that a hint names one after the other."""
    commands = re.search(r"(git branch .*?ubah land \S+)", said)
    assert commands, said
    for command in commands[1].split("; "):
        words = command.split()
        if words[0] == "ubah":
            kantor.ubah(*words[1:], by=by)
        else:
            kantor.git(*words[1:])


@pytest.mark.parametrize("pulled", [False, True])
def test_who_lands_second_is_told_the_way(two: tuple[Kantor, Kantor, str], pulled: bool) -> None:
    first, second, number = two
    other = second.new(by="pemohon-1")
    second.land()
    first.step(number, "accept", by="pengelola-1", **ACCEPT)
    assert push(first, "main").returncode == 0
    assert push(second, "main").returncode != 0
    if pulled:
        second.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
        refused = push(second, "main")
        assert "UB712" in refused.stderr
        assert "git fetch" in refused.stderr
    second.git("fetch", "-q", "origin")
    branch = next(name for name in branches(second) if name.startswith(other))
    said = second.land(branch=branch, code=2).err
    typed(second, said, "pengelola-1")
    assert push(second, "main").returncode == 0
    second.ubah("audit")
    assert second.record(other)["id"] == other
    assert second.git("rev-parse", "main") == second.git("rev-parse", "origin/main")


def branches(kantor: Kantor) -> list[str]:
    return kantor.git("for-each-ref", "--format=%(refname:short)", "refs/heads").split("\n")


def test_main_that_lies_behind_goes_on_by_itself(two: tuple[Kantor, Kantor, str]) -> None:
    first, second, number = two
    first.step(number, "accept", by="pengelola-1", **ACCEPT)
    assert push(first, "main").returncode == 0
    other = second.new(by="pemohon-1")
    second.git("fetch", "-q", "origin")
    second.land()
    assert push(second, "main").returncode == 0
    assert second.record(number)["status"] == "accepted"
    assert second.record(other)["status"] == "submitted"


@pytest.mark.parametrize("merged", [True, False])
def test_an_assent_goes_by_the_servers_main_where_main_here_is_old(
    two: tuple[Kantor, Kantor, str], merged: bool
) -> None:
    first, second, number = two
    second.git("switch", "-qc", "jabatan")
    roles = second.repo / "roles.yaml"
    roles.write_text(re.sub("title: .*", "title: Penata", roles.read_text(), count=1))
    second.git("commit", "-qam", "Jabatan")
    first.step(number, "accept", by="pengelola-1", **ACCEPT)
    assert push(first, "main").returncode == 0
    second.git("fetch", "-q", "origin")
    old = second.git("rev-parse", "main")
    if not merged:
        said = second.ubah("assent", by="kepala", code=2).err
        assert "git merge origin/main" in said
    second.git("merge", "-q", "--no-edit", "origin/main")
    said = second.ubah("assent", by="kepala").out
    assert "- roles.yaml" in said
    assert number not in said, "what has landed on the server is not signed again"
    assert second.git("rev-parse", "main") == old
    second.land(branch="jabatan")
    assert push(second, "main").returncode == 0
    second.ubah("audit")


@pytest.mark.slow
def with_letter(kantor: Kantor, letter: bytes, title: str) -> tuple[str, str]:
    """Write a request with a letter; return its number and the letter's name in its folder."""
    (kantor.folder / "surat.pdf").write_bytes(letter)
    source = kantor.yaml("permintaan", {**REQUEST, "title": title})
    words = ("new", "--from", source, "--attach", kantor.folder / "surat.pdf")
    return kantor.ubah(*words, by="pemohon-1").out.split()[0], "surat.pdf"


def test_a_number_that_both_took_is_renumbered(two: tuple[Kantor, Kantor, str]) -> None:
    first, second, _ = two
    taken, letter = with_letter(first, b"%PDF-1.7 satu", "Judul pertama")
    first.land()
    assert with_letter(second, b"%PDF-1.7 dua", "Judul lain, perubahan lain")[0] == taken
    branch = second.git("branch", "--show-current")
    second.land()
    assert push(first, "main").returncode == 0
    assert push(second, "main").returncode != 0
    second.git("fetch", "-q", "origin")
    assert "git switch" in second.ubah("renumber", taken, by="pemohon-1", code=2).err
    second.git("switch", "-q", branch)
    second.ubah("renumber", taken, by="pemohon-1")
    renamed = second.git("branch", "--show-current")
    said = second.land(code=2).err
    typed(second, said, "pengelola-1")
    assert renamed in said
    assert push(second, "main").returncode == 0
    second.ubah("audit")
    kept = {path.parent.name: path.read_bytes() for path in second.repo.rglob(letter)}
    assert kept == {taken: b"%PDF-1.7 satu", renamed: b"%PDF-1.7 dua"}


def test_what_the_server_will_refuse_is_told_before_more_is_put_on_it(
    two: tuple[Kantor, Kantor, str],
) -> None:
    first, _, number = two
    record = f"changes/{number[4:8]}/{number}.yaml"
    first.git("rm", "-q", record)
    first.git("commit", "-qm", "hapus")
    assert "UB701" in push(first, "main").stderr
    other = first.new(by="pemohon-1")
    said = first.land(code=1)
    assert "UB701" in said.out
    assert "git reset --keep origin/main" in said.err
    first.git("switch", "-q", "main")
    first.git("reset", "-q", "--keep", "origin/main")
    assert first.record(number)["id"] == number
    assert other != number


def test_a_merge_that_was_left_unfinished_is_named(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    path = kantor.repo / f"changes/{number[4:8]}/{number}.yaml"
    text = path.read_text()
    path.write_text(text.replace("status:", "<<<<<<< HEAD\nstatus:", 1))
    said = kantor.ubah("check", code=1).out
    assert "git merge --abort" in said


def test_a_shallow_clone_is_named_by_every_command(
    two: tuple[Kantor, Kantor, str], tmp_path: Path
) -> None:
    first, _, number = two
    first.step(number, "accept", by="pengelola-1", **ACCEPT)
    assert push(first, "main").returncode == 0
    shallow = Kantor(tmp_path / "dangkal")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tmp_path}/server.git", str(shallow.repo))
    for words in (("doctor",), ("audit",)):
        ran = shallow.ubah(*words, code=None)
        assert "git fetch --unshallow" in ran.out + ran.err
        assert "alat ini sendiri" not in ran.err + ran.out
