"""The sample office of this repository, as its files in the working tree are."""

from __future__ import annotations

from pathlib import Path

from ubah.core.judge.contents import judge_contents
from ubah.core.office.authority import build_authority
from ubah.core.paths import AUTHORITY_FILES, split_register
from ubah.core.register.views import AuditSummary, Register, build_register

ROOT = Path(__file__).resolve().parents[2]


def sample_files() -> dict[str, bytes]:
    """Return path → contents of its records, assets and authority files."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for folder in ("changes", "assets")
        for path in (ROOT / folder).rglob("*.yaml")
    } | {path: (ROOT / path).read_bytes() for path in AUTHORITY_FILES}


def sample_register() -> Register:
    """Return its register, as an audit without remarks would leave it."""
    found = sample_files()
    authority, problems = build_authority(found)
    assert authority is not None, problems
    steps = judge_contents(*split_register(found), authority).steps
    return build_register(found, authority, steps, AuditSummary(()))
