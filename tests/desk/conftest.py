from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.meja import RFC, Meja
from support.office import minutes


@pytest.fixture(scope="session")
def awaiting(tmp_path_factory: pytest.TempPathFactory) -> Meja:
    """An office whose first request waits for the head."""
    meja = Meja.make(tmp_path_factory.mktemp("meja"))
    office = meja.office
    office.step("submit", "pemohon-1", 0)
    office.step("accept", "pengelola-1", 10)
    office.step("escalate", "pengelola-1", 20)
    meja.push()
    meja.at = 30
    assert minutes(30) == meja.now()
    assert RFC.encode() in meja.read(f"changes/2026/{RFC}.yaml")
    return meja


@pytest.fixture
def meja(awaiting: Meja, tmp_path: Path) -> Iterator[Meja]:
    """A copy of it for one test; whatever it does, the log holds whole lines, with all their words."""
    folder = tmp_path / "kantor"
    shutil.copytree(awaiting.office.folder, folder)
    office = type(awaiting.office)(folder, awaiting.office.roles, awaiting.office.root)
    office.records.update(awaiting.office.records)
    made = Meja(office, folder / "server.git", folder / "desk", awaiting.at)
    made.git("-C", str(made.clone), "remote", "set-url", "origin", str(made.server))
    yield made
    assert not [line for line in made.told if "\n" in line or re.search(r"\{\w+\}", line)]
