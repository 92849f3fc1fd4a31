"""Take the answers that GitHub's own OpenAPI description gives as examples, for the fake to fill in.

Run after `make node_modules` (see the Makefile's test-forge): python tests/forge/take_answers.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
DESCRIPTION = MODULES / "@octokit/openapi/generated/api.github.com.json"
REPO = "/repos/{owner}/{repo}"
WANTED = {
    "pull": (f"{REPO}/pulls/{{pull_number}}", "get"),
    "pull_row": (f"{REPO}/pulls", "get"),
    "review": (f"{REPO}/pulls/{{pull_number}}/reviews", "get"),
    "commit": (f"{REPO}/pulls/{{pull_number}}/commits", "get"),
    "issue": (f"{REPO}/issues/{{issue_number}}", "get"),
    "status": (f"{REPO}/commits/{{ref}}/statuses", "get"),
    "comment": (f"{REPO}/issues/{{issue_number}}/comments", "get"),
    "repository": (REPO, "get"),
    "rule": (f"{REPO}/rules/branches/{{branch}}", "get"),
    "ruleset": (f"{REPO}/rulesets/{{ruleset_id}}", "get"),
    "deploy_key": (f"{REPO}/keys", "get"),
    "environment": (f"{REPO}/environments/{{environment_name}}", "get"),
    "policies": (f"{REPO}/environments/{{environment_name}}/deployment-branch-policies", "get"),
    "secrets": (f"{REPO}/environments/{{environment_name}}/secrets", "get"),
    "permissions": (f"{REPO}/actions/permissions", "get"),
    "token_rights": (f"{REPO}/actions/permissions/workflow", "get"),
    "workflows": (f"{REPO}/actions/workflows", "get"),
    "run": (f"{REPO}/actions/runs", "get"),
    "activity": (f"{REPO}/activity", "get"),
    "pages": (f"{REPO}/pages", "get"),
    "collaborator": (f"{REPO}/collaborators", "get"),
}
EVENTS = {
    "issues": "opened",
    "issue_comment": "created",
    "pull_request_review": "submitted",
    "merge_group": "checks_requested",
    "workflow_run": "completed",
}
"""Name and action of the webhooks whose example payloads the workflows' steps are run with."""


def event(name: str, action: str) -> Any:
    """Return GitHub's first example of an event; where an action has none, that of another."""
    index = json.loads(
        (MODULES / "@octokit/webhooks-examples/api.github.com/index.json").read_text()
    )
    [examples] = [one["examples"] for one in index if one["name"] == name]
    found = [one for one in examples if one["action"] == action] or examples
    return {**found[0], "action": action}


def example(description: dict[str, Any], path: str, method: str) -> Any:
    """Return the example of a successful answer, of a list its first row."""
    answers = description["paths"][path][method]["responses"]
    content = answers["200"]["content"]["application/json"]
    shown = content["examples"]
    found = shown.get("default") or next(iter(shown.values()))
    value = found.get("value", found)
    while isinstance(value, dict) and "$ref" in value:
        found = description["components"]["examples"][value["$ref"].rpartition("/")[2]]
        value = found.get("value", found)
    return value[0] if isinstance(value, list) else value


def main() -> None:
    """Write one file an answer, and one an event."""
    description = json.loads(DESCRIPTION.read_text())
    for name, (path, method) in WANTED.items():
        text = json.dumps(example(description, path, method), indent=1)
        (HERE / "answers" / f"{name}.json").write_text(text + "\n")
    for name, action in EVENTS.items():
        text = json.dumps(event(name, action), indent=1)
        (HERE / "events" / f"{name}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
