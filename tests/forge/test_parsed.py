"""The workflows read by GitHub's own libraries, and the runner's conditions held against them."""

from __future__ import annotations

import json
import shutil
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from forge.expressions import holds, inner
from forge.runner import EVENTS

pytestmark = pytest.mark.node
HERE = Path(__file__).parent
WORKFLOWS = sorted((HERE.parents[1] / ".github/workflows").glob("*.yml"))


def read(workflows: list[tuple[str, str]], conditions: list[dict[str, Any]]) -> dict[str, Any]:
    program = shutil.which("node")
    assert program, "node is needed for these tests"
    files = [{"name": name, "content": text} for name, text in workflows]
    done = subprocess.run(
        [program, str(HERE / "read_workflows.mjs")],
        input=json.dumps({"workflows": files, "conditions": conditions}).encode(),
        capture_output=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_github_reads_the_workflows_without_a_complaint() -> None:
    texts = [(path.name, path.read_text()) for path in WORKFLOWS]
    assert read(texts, [])["errors"] == []
    broken = ("rusak.yml", texts[0][1].replace("runs-on:", "run-on:"))
    assert read([broken], [])["errors"]


def conditions() -> list[str]:
    found = []
    for path in WORKFLOWS:
        for job in yaml.safe_load(path.read_text())["jobs"].values():
            found += [one["if"] for one in (job, *job["steps"]) if "if" in one]
        group = yaml.safe_load(path.read_text())["concurrency"]["group"]
        found += [group] if "||" in group and "}}-" not in group and "-${{" not in group else []
    return sorted(set(found))


def pulls(branch: str, repository: str) -> dict[str, Any]:
    head = {"ref": branch, "repo": {"full_name": repository}}
    return {"head": head, "base": {"ref": "main"}}


def contexts() -> list[dict[str, Any]]:
    """Return what the conditions are asked about: each event, and pull requests of each kind."""
    base = {"repository": "lpse/perubahan", "ref": "refs/heads/main"}
    found = []
    for branch, repository in product(
        ("decision/RFC-2026-0001-3", "DECISION/x", "issue/7", "patch-1"),
        ("lpse/perubahan", "orang/perubahan"),
    ):
        for name in ("pull_request", "pull_request_review"):
            event = {"pull_request": pulls(branch, repository)}
            found.append({**base, "event_name": name, "event": event})
    for name, event in EVENTS.items():
        found.append({**base, "event_name": name, "event": event})
    for body in ("### Langkah\n\nsubmit", "### langkah", "Halo", "/ubah periksa", None):
        issue = {"issue": {"body": body}, "comment": {"body": body}}
        found.append({**base, "event_name": "issues", "event": issue})
    for private in (True, False):
        event = {"schedule": "7 * * * *", "repository": {"private": private}}
        found.append({**base, "event_name": "schedule", "event": event})
    for conclusion in ("skipped", "success", None):
        event = {"workflow_run": {"conclusion": conclusion}}
        found.append({**base, "event_name": "workflow_run", "event": event})
    found.append({**base, "ref": "refs/heads/lain", "event_name": "push", "event": {}})
    return found


def test_the_runners_conditions_are_githubs() -> None:
    asked = [
        {
            "text": inner(text),
            "context": {"github": github, "steps": steps, "vars": {"UBAH_CLOCK": "off"}},
            "succeeded": went,
        }
        for text in [*conditions(), "github.event_name == 'push' || !(success() && true)"]
        for github in contexts()
        for steps in ({"request": {"outputs": {"pull": "7"}}}, {})
        for went in (True, False)
    ]
    truths = read([], asked)["truths"]
    assert {True, False} == set(truths)
    for one, truth in zip(asked, truths, strict=True):
        text = str(one["text"])
        if not any(f"{name}(" in text for name in ("success", "always", "cancelled", "failure")):
            truth = truth and one["succeeded"]
        ours = holds(text, one["context"], succeeded=bool(one["succeeded"]))  # type: ignore[arg-type]
        assert ours == truth, one
