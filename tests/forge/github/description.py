"""GitHub's OpenAPI description, cut down to what the client uses, for Prism to hold it against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MODULES = Path(__file__).parent / "node_modules"
WHOLE = MODULES / "@octokit/openapi/generated/api.github.com.json"
REPO = "/repos/{owner}/{repo}"
USED = (
    REPO,
    f"{REPO}/rules/branches/{{branch}}",
    f"{REPO}/rulesets/{{ruleset_id}}",
    f"{REPO}/keys",
    f"{REPO}/environments/{{environment_name}}",
    f"{REPO}/environments/{{environment_name}}/deployment-branch-policies",
    f"{REPO}/environments/{{environment_name}}/secrets",
    f"{REPO}/actions/secrets",
    f"{REPO}/actions/organization-secrets",
    f"{REPO}/actions/permissions",
    f"{REPO}/actions/permissions/workflow",
    f"{REPO}/actions/variables/{{name}}",
    "/orgs/{org}/actions/permissions/workflow",
    f"{REPO}/actions/permissions/selected-actions",
    f"{REPO}/actions/workflows",
    f"{REPO}/actions/runs",
    f"{REPO}/activity",
    f"{REPO}/actions/workflows/{{workflow_id}}/runs",
    f"{REPO}/deployments",
    f"{REPO}/pages",
    f"{REPO}/collaborators",
    "/orgs/{org}",
    "/user",
    "/user/{account_id}",
    "/users/{username}",
    f"{REPO}/pulls",
    f"{REPO}/pulls/{{pull_number}}",
    f"{REPO}/pulls/{{pull_number}}/reviews",
    f"{REPO}/pulls/{{pull_number}}/commits",
    f"{REPO}/pulls/{{pull_number}}/requested_reviewers",
    f"{REPO}/commits/{{commit_sha}}/pulls",
    f"{REPO}/git/commits/{{commit_sha}}",
    f"{REPO}/commits/{{ref}}/statuses",
    f"{REPO}/statuses/{{sha}}",
    f"{REPO}/labels",
    f"{REPO}/issues",
    f"{REPO}/issues/{{issue_number}}",
    f"{REPO}/issues/{{issue_number}}/comments",
    f"{REPO}/issues/{{issue_number}}/labels",
    f"{REPO}/issues/{{issue_number}}/assignees",
    f"{REPO}/issues/comments",
    f"{REPO}/issues/comments/{{comment_id}}",
)
GRAPHQL = {
    "post": {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["query", "variables"],
                        "additionalProperties": False,
                        "properties": {
                            "query": {"type": "string"},
                            "variables": {"type": "object"},
                        },
                    }
                }
            },
        },
        "responses": {"200": {"description": "an answer", "content": {"application/json": {}}}},
    }
}
"""GraphQL is not part of the description; its queries are held against its own schema."""


def cut(target: Path) -> Path:
    """Write the description with the used paths only, and what they refer to."""
    whole = json.loads(WHOLE.read_text())
    kept: dict[str, dict[str, Any]] = {}
    paths = {path: whole["paths"][path] for path in USED}
    waiting: list[Any] = [paths]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            found = value.get("$ref")
            if isinstance(found, str) and found.startswith("#/components/"):
                _, _, kind, name = found.split("/", 3)
                if name not in kept.setdefault(kind, {}):
                    kept[kind][name] = whole["components"][kind][name]
                    waiting.append(kept[kind][name])
            waiting += list(value.values())
    description = {**whole, "paths": {**paths, "/graphql": GRAPHQL}, "components": kept}
    description.pop("x-webhooks", None)
    target.write_text(json.dumps(description))
    return target
