"""A release, as somebody installs it: the wheel in an empty environment, without the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from ubah.edge.forges.github.files import PIN

ROOT = Path(__file__).parents[2]

ANSWERS = {
    "name": "LPSE Kabupaten Contoh",
    "repository": "lpse-contoh/perubahan",
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


def typed(line: str, *, cwd: Path, env: dict[str, str]) -> str:
    """Run a line as a shell does that somebody types it into."""
    return run("sh", "-c", line, cwd=cwd, env=env)


def shown(guide: str, part: str) -> list[str]:
    """Return the lines of the first block of a guide that holds ``part``."""
    text = (ROOT / f"docs/guides/{guide}.md").read_text()
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return next(block for block in blocks if part in block).splitlines()


def locked(folder: Path) -> Path:
    """Write the locked versions for pip to keep to, without hashes: it installs the wheel by its name."""
    text = (ROOT / "requirements/runtime.txt").read_text()
    path = folder / "constraints.txt"
    path.write_text("\n".join(re.findall(r"^[\w.-]+==\S+", text, re.MULTILINE)))
    return path


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

    beginning, installing, asking, founding = shown("adopting", "init kantor")
    typed(beginning, cwd=tmp_path, env=own)
    tool = tmp_path / "ubah/bin"
    own |= {"PATH": f"{tool}:{own['PATH']}", "PIP_CONSTRAINT": str(locked(tmp_path))}
    assert "ubah key request" in asking
    version = wheel.name.split("-")[1]
    typed(installing.replace("VERSION", version), cwd=wheel.parent, env=own)
    (tmp_path / "jawaban.yaml").write_text(yaml.safe_dump(ANSWERS))
    typed(f"{founding} --answers jawaban.yaml --make-keys", cwd=tmp_path, env=own)
    office = tmp_path / "kantor"
    assert "Sesuai" in typed("ubah check", cwd=office, env=own)
    assert "Sesuai" in typed("ubah audit", cwd=office, env=own)
    typed("ubah site", cwd=office, env=own)
    assert "LPSE Kabupaten Contoh" in (office / "build/site/index.html").read_text()

    pinned = (office / PIN).read_text()
    assert pinned == f"ubah=={version} --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}\n"
    (office / ".github/workflows/check.yml").write_text("# an older release\n")
    differing, writing = shown("upgrading", "github --release")
    assert "check.yml" in run("sh", "-c", f"{differing}\ntrue", cwd=office, env=own)
    typed(writing, cwd=office, env=own)
    typed("git diff --exit-code", cwd=office, env=own)
    typed(differing, cwd=office, env=own)

    typed("ubah demo demo", cwd=tmp_path, env=own)
    assert "Sesuai" in typed("ubah audit", cwd=tmp_path / "demo/repo", env=own)
    page = tmp_path / "demo/repo/build/site/rfc/RFC-2026-0013/index.html"
    assert "ub-attached" in page.read_text()
