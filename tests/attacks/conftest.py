from __future__ import annotations

from typing import Any

import pytest

from attacks.kit import ACCOUNTS, FORGE, Scene


def _people(roles: dict[str, Any]) -> None:
    for who, account in ACCOUNTS.items():
        roles["persons"][who]["accounts"] = [
            {"forge": FORGE, "id": account, "login": who, "from": "2026-01-01"}
        ]
    two_hats = [
        {"person": who, "from": "2026-01-01"} for who in ("pengelola-1", "pengelola-2", "kepala")
    ]
    roles["roles"]["requester"] += two_hats


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Change managers and head are registered as requesters too; four eyes has to tell them apart."""
    scene = Scene.make(tmp_path_factory.mktemp("world"), _people)
    scene.tell()
    return scene


@pytest.fixture
def office(world: Scene) -> Scene:
    """The shared office, with main back at its root."""
    world.back_to("root")
    return world


@pytest.fixture(scope="session")
def forge_office(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """An office on a forge; who asks for it goes back to where they start."""
    settings = {"forge": {"kind": "github", "host": "forge.example"}}
    scene = Scene.make(tmp_path_factory.mktemp("forge"), _people, settings)
    scene.tell("reported")
    return scene
