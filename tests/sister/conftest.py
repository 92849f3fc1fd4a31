from __future__ import annotations

import pytest

from sister.kantor import Sister
from sister.processes import PROCESSES


@pytest.fixture(scope="session", params=PROCESSES)
def sister(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sister:
    """Each sister office once, with a change that has gone through its whole process."""
    zones = dict(zip(PROCESSES, ("Asia/Makassar", "+05:30", "-03:30"), strict=True))
    folder = tmp_path_factory.mktemp("saudara")
    office = Sister.found(folder, PROCESSES[request.param], zones[request.param])
    office.tell()
    return office
