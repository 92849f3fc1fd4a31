"""What the conditions of the workflows come to, where a run would be paid for, or mean nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from forge.expressions import holds, value
from ubah.edge.recorder.assess import DECISIONS_IN
from ubah.edge.recorder.request import ISSUES_IN

FOLDER = Path(__file__).resolve().parents[2] / ".github/workflows"


def workflow(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yml").read_text())
    return found


def test_a_run_for_what_the_recorder_proposes_only_rings() -> None:
    """A fork's branch of that name is anybody's, and judged."""
    jobs = workflow("check")["jobs"]

    def runs(event: str, branch: str, repository: str = "lpse/perubahan") -> list[str]:
        head = {"ref": branch, "repo": {"full_name": repository}}
        github = {
            "event_name": event,
            "event": {"pull_request": {"head": head}},
            "repository": "lpse/perubahan",
        }
        return [name for name, job in jobs.items() if holds(job["if"], {"github": github})]

    for own in (DECISIONS_IN, ISSUES_IN):
        for event in ("pull_request", "pull_request_review"):
            assert runs(event, f"{own}7") == ["ring"], (event, own)
        assert runs("pull_request", f"{own}7", "orang/perubahan") == ["check"]
    assert runs("pull_request", "patch-1") == ["check"]
    assert runs("pull_request_review", "patch-1") == ["ring"]
    assert runs("merge_group", "") == ["check"]


@pytest.mark.parametrize(
    ("event", "private", "off", "builds"),
    [
        ("push", True, "off", True),
        ("push", False, "", True),
        ("workflow_dispatch", True, "", True),
        ("schedule", False, "", True),
        ("schedule", True, "", False),
        ("schedule", False, "off", False),
    ],
)
def test_the_site_is_built_by_the_clock_only_where_no_minutes_are_paid_for(
    event: str, private: bool, off: str, builds: bool
) -> None:
    """After each landing it is; a run that builds nothing does not take a landing's place."""
    publish = workflow("publish")
    github = {
        "ref": "refs/heads/main",
        "event_name": event,
        "event": {"repository": {"private": private}},
    }
    context = {"github": github, "vars": {"UBAH_CLOCK": off}}
    assert holds(publish["jobs"]["build"]["if"], context) is builds
    group = value(publish["concurrency"]["group"], context)
    assert group == ("publish" if builds else "skipped")
