from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from attacks.conftest import _people
from attacks.kit import Scene
from forge.github.actions import Actions
from forge.github.description import MODULES, cut
from forge.github.watching import Watching
from forge.kinds import KINDS, Kind, kinds_for
from forge.scene import Place, borrow_objects, build
from forge.standin import REPOSITORY


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play a test on every kind of forge that can do what it is about (mark `proves`).

    `make test` plays on the first kind alone; the others follow in `make test-forge` (mark `other_forge`).
    """
    if "kind" in metafunc.fixturenames:
        marks = metafunc.definition.iter_markers("proves")
        wanted = frozenset(name for mark in marks for name in mark.args)
        folder = metafunc.definition.path.parent.name
        own = tuple(one for one in KINDS if one.name == folder)
        kinds = own or kinds_for(wanted)
        later = [one for one in kinds if one is not KINDS[0]]
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


@pytest.fixture(scope="session")
def standing(
    told: Scene, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Path], tuple[Scene, Path, Path]]:
    """Put the office, its forge's bare repository and the recorder's clone into a folder, as of a state."""
    made: dict[str, Path] = {}

    def office_in(folder: Path) -> Scene:
        return Scene(folder / "office", told.roles, told.root, {}, milestones=dict(told.milestones))

    def make(state: str) -> Path:
        folder = tmp_path_factory.mktemp("berdiri")
        shutil.copytree(told.folder, folder / "office")
        office = office_in(folder)
        office.back_to(state)
        build(folder, office)
        return folder

    def put(state: str, folder: Path) -> tuple[Scene, Path, Path]:
        if state not in made:
            made[state] = make(state)
        for part in ("office", "forge.git", "recorder"):
            shutil.copytree(made[state] / part, folder / part, symlinks=True)
        config = folder / "recorder/.git/config"
        config.write_text(config.read_text().replace(str(made[state]), str(folder)))
        office = office_in(folder)
        borrow_objects(office, folder / "forge.git")
        return office, folder / "forge.git", folder / "recorder"

    return put


@pytest.fixture
def place(
    kind: Kind,
    standing: Callable[[str, Path], tuple[Scene, Path, Path]],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Place]:
    """The office on a forge; mark `state` says how far its record has come (default: none)."""
    marker = request.node.get_closest_marker("state")
    office, bare, clone = standing(marker.args[0] if marker else "root", tmp_path)
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
