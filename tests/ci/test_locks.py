"""The locked requirements, held against the oldest Python that README promises."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def oldest() -> str:
    """Return the oldest Python that pyproject.toml admits, as its first release."""
    admitted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    found = re.fullmatch(r">=(\d+\.\d+)", admitted)
    assert found, admitted
    return f"{found[1]}.0"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_runs_on_the_oldest_python(lock: Path) -> None:
    names = re.findall(r"^([\w.-]+)==", lock.read_text(), re.MULTILINE)
    asked = {name: metadata.metadata(name)["Requires-Python"] for name in installed(names)}
    assert len(asked) >= len(names) - 2, "most of what is locked is installed where this runs"
    assert not {
        name: python
        for name, python in asked.items()
        if python and oldest() not in SpecifierSet(python)
    }


def installed(names: list[str]) -> list[str]:
    """Return those of the packages that are installed here; of the installer's lock uv may not be."""
    here = {dist.metadata["Name"].lower().replace("_", "-") for dist in metadata.distributions()}
    return [name for name in names if name.lower().replace("_", "-") in here]
