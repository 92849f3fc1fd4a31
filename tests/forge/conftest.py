from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from attacks.conftest import _people, authorities_built_once  # noqa: F401 - a fixture
from attacks.kit import Scene
from forge.github.actions import Actions
from forge.github.description import MODULES, cut
from forge.github.watching import Watching
from forge.kinds import KINDS, Kind, kinds_for
from forge.scene import Place, build
from forge.standin import REPOSITORY


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play a test on every kind of forge that can do what it is about (mark `proves`).

    `make test` plays the stories on each kind, and all else that they share on the first one alone; the
    others follow in `make test-forge` (mark `other_forge`).
    """
    if "kind" in metafunc.fixturenames:
        marks = metafunc.definition.iter_markers("proves")
        wanted = frozenset(name for mark in marks for name in mark.args)
        folder = metafunc.definition.path.parent.name
        own = tuple(one for one in KINDS if one.name == folder)
        kinds = own or kinds_for(wanted)
        everywhere = own or metafunc.definition.path.stem == "test_stories"
        later = () if everywhere else [one for one in kinds if one is not KINDS[0]]
        played = [
            pytest.param(one, id=one.name, marks=[pytest.mark.other_forge] * (one in later))
            for one in kinds
        ]
        metafunc.parametrize("kind", played, scope="session")


@pytest.fixture(scope="session")
def told(kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """An office on a forge whose first record has gone as far as a report."""
    settings = {"forge": kind.settings, "limits_days": {"submitted": 2}}
    scene = Scene.make(tmp_path_factory.mktemp("told"), _people, settings)
    scene.tell("reported")
    return scene


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office on a forge that nothing has happened in yet; whoever plays on it takes a copy."""
    from forge.github.test_story import found  # only here: most tests play without the workflows

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
def place(
    kind: Kind, told: Scene, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Place]:
    """The office on a forge; mark `state` says how far its record has come (default: none)."""
    marker = request.node.get_closest_marker("state")
    shutil.copytree(told.folder, tmp_path / "office")
    office = Scene(tmp_path / "office", told.roles, told.root, {}, milestones=dict(told.milestones))
    office.back_to(marker.args[0] if marker else "root")
    bare, clone = build(tmp_path, office)
    with kind.stand_in(bare, lambda: place.now()) as fake:
        place = Place(office, fake, bare, clone, kind=kind)
        fake.logins = {
            own.id: own.login
            for person in office.authority.roles.persons.values()
            for own in person.accounts
        }
        fake.recorder_key = " ".join(office.key("pencatat.pub").read_text().split()[:2])
        fake.settle()
        yield place
        assert fake.amiss == []


@pytest.fixture
def job(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Place:
    """The office's clone as a CI job finds it, with the fake forge's address in the environment."""
    monkeypatch.chdir(place.clone)
    monkeypatch.setattr("ubah.edge.system.clock.now", place.now)
    names = place.kind.variables
    monkeypatch.setenv(names.api_url, place.fake.url + place.kind.api)
    monkeypatch.setenv(names.repository, REPOSITORY)
    monkeypatch.setenv(names.summary, str(tmp_path / "summary.md"))
    return place
