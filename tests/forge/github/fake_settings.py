"""The settings of a repository as GitHub tells them, set up as the guide says."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from forge.github.fake import ANSWERS, account
from forge.standin import REPOSITORY, Account

ROOT = Path(__file__).resolve().parents[3]
PATH = f"/repos/{REPOSITORY}"
RULESETS = {
    number: json.loads((ROOT / f".github/rulesets/{name}.json").read_text())
    for number, name in ((42, "main"), (43, "history"))
}
WORKFLOWS = ("check", "command", "land", "nightly", "publish", "request", "test")


def filled(name: str, /, **values: Any) -> Any:
    """Return GitHub's own example with this office's values in it."""
    return {**copy.deepcopy(ANSWERS[name]), **values}


def well_set_up(key: str, people: tuple[Account, ...], day: str) -> dict[str, Any]:
    """Return path → answer for a repository whose owner did all the clicks; ``key``: the recorder's.

    ``day``: when its newest timed run came, as a date.
    """
    environment = f"{PATH}/environments/recorder"
    answers: dict[str, Any] = {
        PATH: filled(
            "repository",
            full_name=REPOSITORY,
            language=None,  # described as required, but missing in the example
            default_branch="main",
            has_pages=True,
            allow_squash_merge=False,
            allow_rebase_merge=False,
            delete_branch_on_merge=True,
        ),
        f"{PATH}/rules/branches/main": [
            {**rule, **_source(number)}
            for number, ruleset in copy.deepcopy(RULESETS).items()
            for rule in ruleset["rules"]
        ],
        **{
            f"{PATH}/rulesets/{number}": filled("ruleset", bypass_actors=one["bypass_actors"])
            for number, one in RULESETS.items()
        },
        f"{PATH}/keys": [filled("deploy_key", key=key, read_only=False, added_by=people[0][1])],
        environment: filled(
            "environment",
            name="recorder",
            protection_rules=[{"id": 1, "node_id": "x", "type": "branch_policy"}],
            deployment_branch_policy={"protected_branches": False, "custom_branch_policies": True},
        ),
        f"{environment}/deployment-branch-policies": _listed("policies", "branch_policies", "main"),
        f"{environment}/secrets": _listed("secrets", "secrets", "UBAH_RECORDER_KEY"),
        f"{PATH}/actions/secrets": _listed("secrets", "secrets"),
        f"{PATH}/actions/permissions": filled("permissions", allowed_actions="all"),
        f"{PATH}/actions/permissions/workflow": filled("token_rights"),
        f"{PATH}/actions/workflows": {
            "total_count": len(WORKFLOWS),
            "workflows": [
                {**ANSWERS["workflows"]["workflows"][0], "path": f".github/workflows/{name}.yml"}
                for name in WORKFLOWS
            ],
        },
        f"{PATH}/actions/workflows/nightly.yml/runs": {
            "total_count": 1,
            "workflow_runs": [
                {**ANSWERS["run"]["workflow_runs"][0], "created_at": f"{day}T20:13:00Z"}
            ],
        },
        f"{PATH}/pages": filled("pages", build_type="workflow"),
        f"{PATH}/collaborators": [
            {**filled("collaborator"), **account(who), "role_name": "write"} for who in people
        ],
    }
    for name in ("parent", "source", "template_repository", "temp_clone_token"):
        answers[PATH].pop(name)  # of a fork, of a template
    return answers


def _source(number: int) -> dict[str, Any]:
    return {"ruleset_source_type": "Repository", "ruleset_source": REPOSITORY, "ruleset_id": number}


def _listed(name: str, rows: str, *names: str) -> dict[str, Any]:
    row = ANSWERS[name][rows][0]
    return {"total_count": len(names), rows: [{**row, "name": one} for one in names]}
