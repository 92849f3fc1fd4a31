"""The commands as a CI job runs them, for the tests of what a job says and does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner, Result

from attacks.kit import RECORD
from forge.scene import HEAD, OTHER, Place
from support.office import verdict
from ubah.cli import commands
from ubah.core.diagnostics import CannotRun, Verdict

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


def decides_all_the_same(place: Place) -> None:
    """Have the head approve the one pull request that is open, and the job carry it out."""
    [decision] = [one for one in place.fake.pulls.values() if one.open]
    place.fake.approve(decision.number, HEAD, "Ya.")
    place.at = 32
    assert run(place, "decide").exit_code == 0
    assert not decision.open
    assert verdict(place.audit()) is Verdict.PASS


def proposed(place: Place) -> int:
    place.at = 20
    place.main()
    data = place.office.append(place.office.read(RECORD), "accept", "pengelola-1", 20)
    place.write(OTHER, RECORD, data, "danu")
    return place.fake.open("danu", OTHER, "Setujui")


def rehearsal_played(folder: Path, tokens: Sequence[str], *words: str) -> tuple[int, str]:
    """Have the manager and the head play a rehearsal; return the exit code, and all that was said."""
    files = []
    for name, token in zip(("manager", "head"), tokens, strict=True):
        path = folder / f"{name}.token"
        path.write_text(f"{token}\n")
        files += [f"--{name}-token", str(path)]
    result = CliRunner().invoke(commands, ["forge", "rehearse", "--play", *files, *words])
    assert not any(token in result.output for token in tokens if token)
    if isinstance(result.exception, CannotRun):
        return 2, f"{result.output}{result.exception.message} {result.exception.hint}"
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result.exit_code, result.output
