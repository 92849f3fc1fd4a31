"""The commands as a CI job runs them, for the tests of what a job says and does."""

from __future__ import annotations

import os

from click.testing import CliRunner, Result

from attacks.kit import RECORD
from forge.scene import OTHER, Place
from ubah.cli import commands

TOKEN = "ghs_sangatrahasia"  # noqa: S105 - made up, to be looked for in what is printed


def run(place: Place, *words: str, key: str = "pencatat") -> Result:
    secret = place.office.key(key).read_text() if key else ""
    own = place.kind.variables.token
    os.environ[own] = TOKEN
    os.environ["UBAH_RECORDER_KEY"] = secret
    try:
        result = CliRunner().invoke(commands, ["forge", *words])
    finally:
        for name in (own, "UBAH_RECORDER_KEY"):
            assert os.environ.pop(name, None) is None, "a secret was left to child processes"
    place.fake.follow_up()
    assert TOKEN not in result.output
    assert "PRIVATE KEY" not in result.output
    return result


def proposed(place: Place) -> int:
    place.at = 20
    place.main()
    data = place.office.append(place.office.read(RECORD), "accept", "pengelola-1", 20)
    place.write(OTHER, RECORD, data, "danu")
    return place.fake.open("danu", OTHER, "Setujui")
