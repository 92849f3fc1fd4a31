from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from attacks.conftest import _people, authorities_built_once  # noqa: F401 - a fixture
from attacks.kit import Scene
from forge.actions import Actions
from forge.description import MODULES, cut
from forge.fake import REPOSITORY, FakeGitHub
from forge.scene import Place, build
from forge.watching import Watching


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """An office on a forge whose first record has gone as far as a report."""
    settings = {
        "forge": {"kind": "github", "host": "forge.example", "repository": REPOSITORY},
        "limits_days": {"submitted": 2},
    }
    scene = Scene.make(tmp_path_factory.mktemp("told"), _people, settings)
    scene.tell("reported")
    return scene


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office on a forge that nothing has happened in yet; whoever plays on it takes a copy."""
    from forge.test_story import found  # only here: most tests play without the workflows

    return found(tmp_path_factory.mktemp("founded"))


@pytest.fixture(scope="session")
def actions() -> Iterator[Actions]:
    """GitHub's own reading of workflows, for whatever is marked `node`."""
    asked = Actions()
    yield asked
    asked.close()


@pytest.fixture(scope="session")
def node() -> str:
    program = shutil.which("node")
    assert program, "node is needed for these tests"
    assert (MODULES / "@stoplight/prism-cli").is_dir(), "type: make test-forge"
    return program


@pytest.fixture(scope="session")
def described(node: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cut(tmp_path_factory.mktemp("github") / "description.json")


@pytest.fixture(scope="session")
def watching(node: str, described: Path) -> Watching:
    """Hold what is asked and answered against GitHub's descriptions, for whatever is marked `node`."""
    return Watching(node, described)


@pytest.fixture
def place(told: Scene, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """The office on a forge; mark `state` says how far its record has come (default: none)."""
    marker = request.node.get_closest_marker("state")
    shutil.copytree(told.folder, tmp_path / "office")
    office = Scene(tmp_path / "office", told.roles, told.root, {}, milestones=dict(told.milestones))
    office.back_to(marker.args[0] if marker else "root")
    bare, clone = build(tmp_path, office)
    with FakeGitHub(bare, lambda: place.now()) as fake:
        place = Place(office, fake, bare, clone)
        fake.logins = {
            own.id: own.login
            for person in office.authority.roles.persons.values()
            for own in person.accounts
        }
        yield place


@pytest.fixture
def job(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Place:
    """The office's clone as a CI job finds it, with the fake forge's address in the environment."""
    monkeypatch.chdir(place.clone)
    monkeypatch.setattr("ubah.edge.system.clock.now", place.now)
    monkeypatch.setenv("GITHUB_API_URL", place.fake.url)
    monkeypatch.setenv("GITHUB_REPOSITORY", REPOSITORY)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    return place
