"""Clones as people have them: Windows line ends, files left out by git, what programs leave behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from clerk import ACCEPT, Kantor, git

SWAP = ".RFC-2026-0001.yaml.swp"
LEFT_BEHIND = (".DS_Store", "Thumbs.db", SWAP, "RFC-2026-0001.yaml~", ".#RFC-2026-0001.yaml")


def clone_of(kantor: Kantor, folder: Path, *settings: str) -> Kantor:
    """Clone an office as ``git clone`` does on a machine with ``settings``; nothing is edited."""
    folder.mkdir()
    options = [word for setting in settings for word in ("-c", setting)]
    git(folder, "clone", "-q", *options, str(kantor.repo), "kantor")
    (folder / "kantor-keys").symlink_to(kantor.folder / "kantor-keys")
    return Kantor(folder)


def without_attributes(kantor: Kantor) -> None:
    """Make an office as it was founded before it carried its own rule."""
    kantor.git("switch", "-q", "main")
    kantor.git("rm", "-q", ".gitattributes")
    signed = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={kantor.key('kepala')}")
    kantor.git(*signed, "commit", "-q", "-S", "-m", "Tanpa aturan")


def crlf(folder: Path) -> list[str]:
    """Return the YAML files on the disk that have Windows line ends."""
    found = (path for path in folder.rglob("*.yaml") if ".git" not in path.parts)
    return [path.name for path in found if b"\r\n" in path.read_bytes()]


Run = Callable[..., str]


def works(kantor: Kantor, number: str) -> None:
    """Run what reads the work tree; each must find it as git does: unchanged and whole."""
    assert kantor.git("status", "--porcelain") == ""
    assert "1" in kantor.ubah("check").out
    assert number in kantor.ubah("list").out
    assert number in kantor.ubah("show", number).out
    assert number in kantor.ubah("next").out
    assert number in kantor.ubah("export", "csv").out
    said = kantor.ubah("audit").out
    assert "tidak sama dengan" not in said, said


def test_a_new_office_keeps_its_line_ends_wherever_it_is_cloned(
    busy: tuple[Kantor, str], tmp_path: Path
) -> None:
    kantor, number = busy
    windows = clone_of(kantor, tmp_path / "windows", "core.autocrlf=true")
    assert crlf(windows.repo) == []
    works(windows, number)
    assert ".gitattributes" not in windows.ubah("doctor", code=None).out


def test_an_old_office_cloned_on_windows_is_read_as_git_would_commit_it(
    busy: tuple[Kantor, str], tmp_path: Path
) -> None:
    kantor, number = busy
    without_attributes(kantor)
    windows = clone_of(kantor, tmp_path / "windows", "core.autocrlf=true")
    assert {"roles.yaml", "office.yaml", f"{number}.yaml"} <= set(crlf(windows.repo))
    works(windows, number)
    assert ".gitattributes" in windows.ubah("doctor", code=None).out
    windows.advance(number, "accept", by="pengelola-1", **ACCEPT)
    windows.land()
    windows.ubah("check")
    assert windows.git("status", "--porcelain") == ""
    blob = windows.git("show", f"main:changes/{number[4:8]}/{number}.yaml")
    assert "\r" not in blob
    renumbered = windows.new()
    assert windows.ubah("show", renumbered).code == 0


def test_windows_line_ends_that_git_would_commit_are_still_found(
    busy: tuple[Kantor, str],
) -> None:
    kantor, number = busy
    without_attributes(kantor)
    path = kantor.repo / f"changes/{number[4:8]}/{number}.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "UB102" in kantor.ubah("check", code=1).out
    kantor.git("config", "core.autocrlf", "input")
    kantor.ubah("check")
    path.write_bytes(path.read_bytes().replace(b"Galat", b"Salah"))
    assert "tidak sama dengan" in kantor.ubah("audit").out


@pytest.mark.parametrize(
    "patterns", [("set", "schemas"), ("set", "--no-cone", "/schemas/", "!/*.yaml")]
)
def test_a_sparse_checkout_loses_nothing(
    busy: tuple[Kantor, str], tmp_path: Path, patterns: Sequence[str]
) -> None:
    kantor, number = busy
    sparse = clone_of(kantor, tmp_path / "jarang")
    sparse.git("sparse-checkout", *patterns)
    assert not list((sparse.repo / "changes").rglob("*.yaml"))
    works(sparse, number)
    sparse.ubah("check", f"changes/{number[4:8]}/{number}.yaml")
    sparse.ubah("check", "changes/2001", code=2)
    said = sparse.ubah("site", code=2)
    assert "git sparse-checkout disable" in said.said
    second = sparse.new()
    assert second > number
    sparse.git("switch", "-q", "main")
    sparse.advance(number, "accept", by="pengelola-1", **ACCEPT)
    sparse.land()
    assert "accept" in sparse.git("show", f"main:changes/{number[4:8]}/{number}.yaml")
    sparse.git("sparse-checkout", "disable")
    sparse.ubah("check")


def test_a_file_that_really_is_gone_is_still_found(
    busy: tuple[Kantor, str], tmp_path: Path
) -> None:
    kantor, number = busy
    (kantor.repo / f"changes/{number[4:8]}/{number}.yaml").unlink()
    assert "UB701" in kantor.ubah("check", code=1).out
    sparse = clone_of(kantor, tmp_path / "jarang")
    (sparse.repo / f"changes/{number[4:8]}/{number}.yaml").unlink()
    assert "UB701" in sparse.ubah("check", code=1).out


def test_a_sparse_clone_without_the_files_says_so(busy: tuple[Kantor, str], tmp_path: Path) -> None:
    kantor, _ = busy
    kantor.git("config", "uploadpack.allowFilter", "true")
    folder = tmp_path / "sebagian"
    folder.mkdir()
    git(folder, "clone", "-q", "--filter=blob:none", "--sparse", f"file://{kantor.repo}", "kantor")
    said = Kantor(folder).ubah("list", code=3)
    assert "git sparse-checkout disable" in said.err


def test_what_programs_leave_in_a_folder_is_passed_over_where_git_ignores_it(
    busy: tuple[Kantor, str],
) -> None:
    kantor, number = busy
    for folder in ("assets", f"changes/{number[4:8]}"):
        (kantor.repo / folder).mkdir(exist_ok=True)
        for name in LEFT_BEHIND:
            (kantor.repo / folder / name).write_bytes(b"\0\1")
    works(kantor, number)
    (kantor.repo / "changes/catatan.txt").write_text("x\n")
    said = kantor.ubah("check", code=1).out
    assert "UB305" in said
    assert "catatan.txt" in said
    assert ".DS_Store" not in said


def test_an_ignored_record_is_not_passed_over(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    (kantor.repo / ".gitignore").write_text("changes/2099/\n")
    (kantor.repo / "changes/2099").mkdir()
    (kantor.repo / "changes/2099/RFC-2099-0001.yaml").write_text("id: x\n")
    assert "RFC-2099-0001" in kantor.ubah("check", code=1).out
    assert number in kantor.ubah("list", code=1).out
