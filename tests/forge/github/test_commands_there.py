"""`ubah doctor` as somebody types it in an office on GitHub."""

from __future__ import annotations

import os

import pytest
from click.testing import CliRunner

from forge.job import TOKEN
from forge.scene import HEAD, MANAGER, Place


def test_doctor_asks_the_forge(job: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from forge.github.fake_settings import PATH, well_set_up
    from ubah.cli import commands
    from ubah.edge.recorder.recorder import read_key

    job.fake.settings = well_set_up(
        read_key(job.office.key("pencatat")).public, (HEAD, MANAGER), job.now().date().isoformat()
    )

    def said(token: str = TOKEN) -> str:
        monkeypatch.setenv("GITHUB_TOKEN", token)
        result = CliRunner().invoke(commands, ["doctor", "--lang", "en"])
        assert result.exit_code == 1, result.output
        assert TOKEN not in result.output
        assert "GITHUB_TOKEN" not in os.environ
        return result.output

    text = said()
    assert "✓ main is protected by the ruleset" in text
    assert "✗ in office, but not let into the repository" in text
    job.fake.settings[f"{PATH}/keys"] = []
    assert "✗ the recorder's key is no deploy key that may write" in said()
    job.fake.fault = lambda _verb, _target: (401, {"message": "Bad credentials"}, {})
    assert "? the forge does not accept the token" in said()
    assert "? the forge was not asked" in said("")
