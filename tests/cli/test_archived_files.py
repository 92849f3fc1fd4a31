"""The archive in a work tree, as people's clones have it."""

from __future__ import annotations

import shutil

from clerk import Kantor, run

ARCHIVED = """\
id: ARSIP-2024-0001
taken_over:
  file: register.xlsx
  sha256: "0000000000000000000000000000000000000000000000000000000000000000"
  sheet: "2024"
  row: 7
  by: BY
  date: "DAY"
original:
  title: Pembaruan SPSE
  date: "2024-03-05"
"""


def test_the_archive_is_looked_at_as_git_would_commit_it(busy: tuple[Kantor, str]) -> None:
    """Sparse checkouts, files that .gitignore names, line ends of Windows, a folder without git."""
    kantor, _ = busy
    folder = kantor.repo / "archive/2024"
    folder.mkdir(parents=True)
    text = ARCHIVED.replace("BY", "pengelola-1").replace("DAY", kantor.today())
    (folder / "ARSIP-2024-0001.yaml").write_text(text)
    kantor.git("switch", "-q", "-c", "arsip")
    kantor.git("add", "-A")
    key = kantor.key("pengelola-1")
    kantor.git(
        "-c", "gpg.format=ssh", "-c", f"user.signingKey={key}", "commit", "-q", "-S", "-m", "arsip"
    )
    kantor.land()
    kantor.ubah("check")

    (folder / ".DS_Store").write_bytes(b"x")
    kantor.ubah("check")
    (folder / "lain.txt").write_bytes(b"x")
    assert "UB305" in kantor.ubah("check", code=1).out
    (folder / "lain.txt").unlink()

    kantor.git("sparse-checkout", "set", "--no-cone", "/*", "!/archive/")
    assert not folder.joinpath("ARSIP-2024-0001.yaml").exists()
    kantor.ubah("check")
    kantor.git("sparse-checkout", "disable")
    kantor.git("config", "core.autocrlf", "true")
    (folder / "ARSIP-2024-0001.yaml").write_bytes(text.replace("\n", "\r\n").encode())
    kantor.ubah("check")

    elsewhere = kantor.folder / "tanpa-git"
    shutil.copytree(kantor.repo, elsewhere, ignore=shutil.ignore_patterns(".git", ".DS_Store"))
    (elsewhere / "archive/2024/ARSIP-2024-0001.yaml").write_text(text)
    run(elsewhere, "check")
