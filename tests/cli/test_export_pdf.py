"""`ubah export pdf` through its entry point: what it refuses, and what it prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def export(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "ubah", "export", *words, "--lang", "en"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_without_a_browser_it_says_what_to_install(tmp_path: Path) -> None:
    git = tmp_path / "git"
    git.symlink_to(next(p for d in os.get_exec_path() if (p := Path(d) / "git").is_file()))
    done = export("pdf", "RFC-2026-0001", PATH=str(tmp_path), CHROMIUM="")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"install chromium" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("pdf", "RFC-1999-0001"), b"there is no record RFC-1999-0001"),
        (("csv", "RFC-2026-0001"), b"ubah export pdf RFC-2026-0001 --out FILE"),
    ],
)
def test_what_cannot_be_written_is_refused(words: tuple[str, ...], told: bytes) -> None:
    done = export(*words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in done.stderr


@pytest.mark.browser
def test_a_record_is_printed_as_a_tagged_pdf(tmp_path: Path) -> None:
    out = tmp_path / "formulir.pdf"
    done = export("pdf", "RFC-2026-0010", "--out", str(out))
    assert done.returncode == 0, done.stderr
    pdf = out.read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert b"/MarkInfo" in pdf
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) <= 9
