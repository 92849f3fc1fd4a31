"""A release, as somebody installs it: the wheel in an empty environment, without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]

ANSWERS = {
    "name": "LPSE Kabupaten Contoh",
    "time_zone": "Asia/Makassar",
    "head": {"name": "Ani Kepala", "title": "Kepala LPSE"},
    "superior": {"name": "Budi Atasan", "title": "Sekretaris Daerah"},
    "change_manager": {"name": "Cici Pengelola", "title": "Pengelola Perubahan"},
    "requester": {"name": "Dedi Pemohon", "title": "Staf"},
}


def run(*words: str | Path, cwd: Path, env: dict[str, str]) -> str:
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (words, done.stdout[-2000:], done.stderr[-2000:])
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_an_office_is_founded_from_the_wheel_alone(tmp_path: Path) -> None:
    own = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    own |= {
        name: os.environ[name]
        for name in ("PIP_INDEX_URL", "PIP_CONFIG_FILE")
        if name in os.environ
    }
    run(sys.executable, "-m", "hatchling", "build", "-d", tmp_path / "dist", cwd=ROOT, env=own)
    [wheel] = (tmp_path / "dist").glob("ubah-*.whl")
    [source] = (tmp_path / "dist").glob("ubah-*.tar.gz")
    held = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "locale/id/LC_MESSAGES/ubah.po",
        "edge/office/folder/README.id.md",
        "template/mkdocs.yml",
    ):
        assert f"ubah/{needed}" in held
    assert not [name for name in held if name.startswith(("tests", "tools", "benchmarks"))]
    with tarfile.open(source) as packed:
        assert any(name.endswith("/hatch_build.py") for name in packed.getnames())

    python = tmp_path / "venv/bin/python"
    run(sys.executable, "-m", "venv", python.parents[1], cwd=tmp_path, env=own)
    pip = (python, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    locked = ("--require-hashes", "-r", ROOT / "requirements/runtime.txt")
    run(*pip, *locked, cwd=tmp_path, env=own)
    run(*pip, "--no-deps", wheel, cwd=tmp_path, env=own)
    ubah = python.with_name("ubah")

    (tmp_path / "jawaban.yaml").write_text(yaml.safe_dump(ANSWERS))
    run(ubah, "init", "kantor", "--answers", "jawaban.yaml", "--make-keys", cwd=tmp_path, env=own)
    office = tmp_path / "kantor"
    assert "Sesuai" in run(ubah, "check", cwd=office, env=own)
    assert "Sesuai" in run(ubah, "audit", cwd=office, env=own)
    run(ubah, "site", cwd=office, env=own)
    assert "LPSE Kabupaten Contoh" in (office / "build/site/index.html").read_text()

    run(ubah, "demo", "demo", cwd=tmp_path, env=own)
    assert "Sesuai" in run(ubah, "audit", cwd=tmp_path / "demo/repo", env=own)
    shown = tmp_path / "demo/repo/build/site/rfc/RFC-2026-0013/index.html"
    assert "ub-attached" in shown.read_text()
